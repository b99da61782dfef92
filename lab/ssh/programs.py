"""The programs of OpenSSH, and what they need to be run by somebody for whom they were not installed."""

import grp
import os
import pwd
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lab.files import private_directory, write_private
from lab.packages import found, unpacked
from lab.place import Place
from lab.progress import Tell

PACKAGES: Final = ("openssh-server", "openssh-client", "libwrap0", "libnss-wrapper")
WRAPPER: Final = "libnss_wrapper.so"
SERVER, CLIENT, KEYGEN, LIBRARY = "sbin/sshd", "bin/ssh", "bin/ssh-keygen", "libwrap.so.0*"
# Where a server that runs as root goes before it believes anybody, and the account that it then is (sshd(8)).
EMPTY: Final = Path("/run/sshd")
ACCOUNT: Final = "sshd"
ADMINISTRATORS: Final = "/usr/local/sbin:/usr/sbin:/sbin"


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs are; `variables` are those that `sshd`, and no other of them, is started with."""

    sshd: Path
    ssh: Path
    keygen: Path
    variables: Mapping[str, str] = field(default_factory=dict)


def ensure(place: Place, tell: Tell, variables: Mapping[str, str] = os.environ) -> Programs:
    """The programs; the first time, where the machine has not all of them, 2 MB are downloaded.

    Raises: ZhengyunError ZY-LAB-021 where they cannot be had, ZY-LAB-011 where the cache or the place cannot be written.
    """
    root = os.geteuid() == 0
    if root:
        EMPTY.mkdir(mode=0o755, exist_ok=True)
    machines = _installed(variables)
    if machines and not (root and _lacks_account()):
        return machines
    files = unpacked(place, PACKAGES, (SERVER, CLIENT, KEYGEN, LIBRARY, WRAPPER), tell, variables)
    # What the machine has of them fits its other libraries best.
    sshd, ssh, keygen = (
        _program(Path(name).name, variables) or _sure(found(files, name)) for name in (SERVER, CLIENT, KEYGEN)
    )
    needs = {"LD_LIBRARY_PATH": str(_sure(found(files, LIBRARY)).parent)}
    if root and _lacks_account():
        needs |= _accounts(private_directory(place.root / "ssh"), _sure(found(files, WRAPPER)))
    return Programs(sshd, ssh, keygen, needs)


def _installed(variables: Mapping[str, str]) -> Programs | None:
    sshd, ssh, keygen = (_program(name, variables) for name in ("sshd", "ssh", "ssh-keygen"))
    return Programs(sshd, ssh, keygen) if sshd and ssh and keygen else None


def _program(name: str, variables: Mapping[str, str]) -> Path | None:
    there = shutil.which(name, path=f"{variables.get('PATH', '')}:{ADMINISTRATORS}")
    return Path(there) if there else None


def _lacks_account() -> bool:
    return not any(one.pw_name == ACCOUNT for one in pwd.getpwall())


def _accounts(folder: Path, wrapper: Path) -> Mapping[str, str]:
    """The machine's accounts and one more, for the server alone: nothing of the machine is changed."""
    users = [*pwd.getpwall(), pwd.struct_passwd((ACCOUNT, "x", 65_533, 65_534, "", str(EMPTY), "/usr/sbin/nologin"))]
    write_private(folder / "passwd", "".join(":".join(str(word) for word in one) + "\n" for one in users))
    groups = "".join(f"{one.gr_name}:x:{one.gr_gid}:{','.join(one.gr_mem)}\n" for one in grp.getgrall())
    write_private(folder / "group", groups)
    return {
        "LD_PRELOAD": str(wrapper),
        "NSS_WRAPPER_PASSWD": str(folder / "passwd"),
        "NSS_WRAPPER_GROUP": str(folder / "group"),
    }


def _sure(file: Path | None) -> Path:
    assert file  # noqa: S101 - it is among what the folder must have
    return file
