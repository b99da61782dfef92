"""PostgreSQL's programs, and the account that they run as: never the superuser of the machine, whom PostgreSQL refuses."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lab import codes
from zhengyun.errors import ZhengyunError

USUAL: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
OLDEST: Final = 15
PACKAGE: Final = "postgresql-15"
NOBODY: Final = 65_534
SECONDS: Final = 180


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as; `other` where that is not who runs the lab."""

    uid: int
    gid: int
    name: str
    other: bool

    def before(self) -> tuple[str, ...]:
        """What stands before a command, so that it runs as that account under the same process number."""
        if not self.other:
            return ()
        return ("/usr/bin/setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--")


def account() -> Account:
    """Who runs the lab; where that is root, an account that owns nothing else."""
    if os.geteuid():
        return Account(os.geteuid(), os.getegid(), _name(os.geteuid()), other=False)
    return Account(NOBODY, NOBODY, _name(NOBODY), other=True)


def programs() -> Path:
    """The folder of the newest programs that this machine has.

    Raises: ZhengyunError ZY-LAB-050 where it has none.
    """
    found = [folder for pattern in USUAL for folder in Path("/").glob(pattern[1:]) if (folder / "initdb").exists()]
    by_version = sorted((version, folder) for folder in found if (version := _version(folder)) >= OLDEST)
    if not by_version:
        raise ZhengyunError(codes.NO_DATABASE_SERVER, package=PACKAGE)
    return by_version[-1][1]


def run(
    command: Sequence[object], who: Account, seconds: float = SECONDS, **more: Any
) -> "subprocess.CompletedProcess[str]":
    """Run one of them to its end as that account, for `seconds` at most.

    Raises: subprocess.SubprocessError, OSError.
    """
    return subprocess.run(
        [*who.before(), *map(str, command)],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds,
        **more,
    )


def _version(folder: Path) -> int:
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        return int(told.split()[2].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return 0


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
