"""Which algorithms of SSH we speak (RFC 9142, RFC 8332, RFC 8709): the same for us, for Ansible's OpenSSH, and for what hosts allow."""

from typing import Final

NEWEST: Final = ("mlkem768x25519-sha256",)
"""Asked for before the others where the program knows it: OpenSSH does since 9.9, and refuses to start by a name that it does not know."""
KEY_EXCHANGES: Final = (
    "sntrup761x25519-sha512@openssh.com",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp256",
    "diffie-hellman-group16-sha512",
)
CIPHERS: Final = ("chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr")
MACS: Final = ("hmac-sha2-512-etm@openssh.com", "hmac-sha2-256-etm@openssh.com")
SIGNATURES: Final = {
    "ssh-ed25519": ("ssh-ed25519",),
    "ecdsa-sha2-nistp256": ("ecdsa-sha2-nistp256",),
    "ecdsa-sha2-nistp384": ("ecdsa-sha2-nistp384",),
    "ecdsa-sha2-nistp521": ("ecdsa-sha2-nistp521",),
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256"),
}
"""By the type of a key, with which algorithms it may sign: never with SHA-1."""


def signatures(first: str = "") -> tuple[str, ...]:
    """All of them, those of one type of key before the others."""
    types = sorted(SIGNATURES, key=lambda one: one != first)
    return tuple(name for one in types for name in SIGNATURES[one])
