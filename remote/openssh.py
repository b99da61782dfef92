"""The same trust for OpenSSH's programs, which Ansible speaks through: their words, and a file of pinned keys. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from remote.algorithms import CIPHERS, KEY_EXCHANGES, MACS, signatures
from remote.pins import pinned
from remote.port import Target

NOTHING: Final = "/dev/null"
SSH: Final = 22
SETTLED: Final[Mapping[str, str]] = {
    # A host is believed by its pinned key alone.
    "StrictHostKeyChecking": "yes",
    "GlobalKnownHostsFile": NOTHING,
    "UpdateHostKeys": "no",
    "VerifyHostKeyDNS": "no",
    "CheckHostIP": "no",
    # We are the identity that we were given, and nobody is asked.
    "BatchMode": "yes",
    "IdentitiesOnly": "yes",
    "IdentityAgent": "none",
    "PreferredAuthentications": "publickey",
    "ClearAllForwardings": "yes",
    "ForwardAgent": "no",
    "ForwardX11": "no",
    # RFC 9142, as for ourselves.
    "KexAlgorithms": ",".join(KEY_EXCHANGES),
    "Ciphers": ",".join(CIPHERS),
    "MACs": ",".join(MACS),
    "HostKeyAlgorithms": ",".join(signatures()),
    "Compression": "no",
}


def known_hosts(targets: Iterable[Target]) -> str:
    """A known_hosts file of the pinned keys (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).

    Raises: ZhengyunError (ZY-SSH-004).
    """
    lines = (f"{_where(target)} {pinned(target).line}\n" for target in targets)
    return "".join(sorted(lines))


def options(known: Path, *, connect: int = 10) -> Sequence[str]:
    """Words for `ssh`, `scp` and `sftp`: no file of the user's or of the machine is read, and whoever hangs is left.

    `connect` is in seconds, for the way in and for three signs of life later.
    """
    told = {**SETTLED, "UserKnownHostsFile": str(known), "ConnectTimeout": str(connect)}
    told |= {"ServerAliveInterval": str(max(1, connect // 3)), "ServerAliveCountMax": "3"}
    return ("-F", "none", *(word for name in sorted(told) for word in ("-o", f"{name}={told[name]}")))


def _where(target: Target) -> str:
    return target.address if target.port == SSH else f"[{target.address}]:{target.port}"
