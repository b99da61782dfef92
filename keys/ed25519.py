"""Ed25519 (RFC 8032): public keys of 32 bytes, signatures of 64."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keys.algorithm import Algorithm

LENGTH: Final = 32
# The points of order 1, 2, 4 and 8 in all their encodings, but for the sign bit. For such a key there are signatures that fit
# many messages or every one, made by anybody: whoever has entered it can deny whatever he has signed.
SMALL_ORDER: Final = frozenset(
    bytes.fromhex(one)
    for one in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)


class Key:
    """An Ed25519 private key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @property
    def public(self) -> bytes:
        """RFC 8032 section 5.1.5: 32 bytes."""
        return self._private.public_key().public_bytes_raw()

    @property
    def secret(self) -> bytes:
        """The seed: 32 bytes."""
        return self._private.private_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """RFC 8032 section 5.1.6."""
        return self._private.sign(data)


def generate() -> Key:
    """A new key."""
    return Key(Ed25519PrivateKey.generate())


def restore(secret: bytes) -> Key:
    """The key of that seed."""
    return Key(Ed25519PrivateKey.from_private_bytes(secret))


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """RFC 8032 section 5.1.7; a signature with S out of range does not count, nor does a key of small order."""
    if len(public) != LENGTH or public[:-1] + bytes([public[-1] & 0x7F]) in SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        return False
    return True


ED25519: Final = Algorithm("ed25519", generate, restore, verify)
