"""The keys of the town: its hosts' own, and each network's authority over who may log in, with its accounts' certificates.

OpenSSH's own program makes them all, once; they stay from start to start.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lab.files import private_directory
from lab.town import codes
from lab.town.base import LOOK, NET, PROBE, RUN
from lab.town.place import TownPlace
from zhengyun.errors import ZhengyunError

AUTHORITY: Final = "authority"
KEYS: Final = {"look": LOOK, "run": RUN, "probe": PROBE, "net": NET}
SECONDS: Final = 60


def users(place: TownPlace, network: str, keygen: Sequence[str]) -> str:
    """The public key of the network's authority; it and the keys of its accounts are made where they are not there yet.

    Raises: ZhengyunError ZY-LAB-062.
    """
    folder = private_directory(place.ssh(network))
    authority = folder / AUTHORITY
    _key(keygen, authority, f"{network} users")
    for name, principal in KEYS.items():
        key = folder / name
        if not key.with_name(f"{name}-cert.pub").exists():
            _key(keygen, key, principal)
            words = ("-s", str(authority), "-I", f"town {principal}", "-n", principal, "-V", "-1h:+520w")
            _run([*keygen, "-q", *words, f"{key}.pub"])
    return authority.with_suffix(".pub").read_text()


def host(place: TownPlace, name: str, keygen: Sequence[str]) -> tuple[str, str]:
    """A host's private key, and the public one as it is pinned (`ssh-ed25519 AAAA...`). Raises: ZhengyunError ZY-LAB-062."""
    key = place.keys / name
    _key(keygen, key, name)
    return key.read_text(), " ".join(key.with_name(f"{name}.pub").read_text().split()[:2])


def _key(keygen: Sequence[str], path: Path, comment: str) -> None:
    if not path.with_name(f"{path.name}.pub").exists():
        path.unlink(missing_ok=True)
        _run([*keygen, "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path)])


def _run(words: Sequence[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise ZhengyunError(codes.NODE_FAILED, command="ssh-keygen", node="-", problem=done.stderr.strip())
