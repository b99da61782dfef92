"""Where attempts at a host are made: accounts in the groups of the roles, made for the occasion and taken away afterwards.

Each has a password that nobody keeps, for sudo says what it thinks of a command only to who has shown himself.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from cli.host.root import PATHS, Root, run
from cli.host.wanted import AUDIT, OPERATORS, SECURITY
from governance.proving import Heard

GROUPS: Final = {"operator": OPERATORS, "security": SECURITY, "audit": AUDIT}
PREFIX: Final = "zhengyun-prove"
SECONDS: Final = 30
NOT_ALLOWED: Final = "not allowed"
NOT_PERMITTED: Final = "not permitted"
NO_SUDOER: Final = "not in the sudoers file"
DENIED: Final = "Permission denied"
UNKNOWN_TO: Final = "Authentication failure"
# In what words sudo, su and the kernel refuse.
REFUSALS: Final = (NO_SUDOER, NOT_ALLOWED, NOT_PERMITTED, DENIED, UNKNOWN_TO)


class Done(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    words: str


class SaidNoError(Exception):
    """A command was not done."""

    def __init__(self, done: Done) -> None:
        super().__init__(done.words)
        self.done = done


@dataclass
class HostStage:
    """This host, by role an account that holds it, and what may have been left where it must not be possible."""

    people: dict[str, str]
    passwords: dict[str, str] = field(repr=False)
    traces: list[Path] = field(default_factory=list)

    def does(self, role: str, *words: str) -> None:
        """Run a command as who holds a role.

        Raises: SaidNoError.
        """
        self.ran(_as(self.people[role]), words)

    def asks(self, role: str, *words: str) -> None:
        """Ask sudo for something as who holds a role, and knows his password.

        Raises: SaidNoError.
        """
        self.ran(_as(self.people[role]), ("sudo", "-S", "-p", "", *words), f"{self.passwords[role]}\n" * 3)

    def root(self, *words: str) -> str:
        """Run a command as root, and return what it says.

        Raises: SaidNoError.
        """
        return self.ran((), words)

    def ran(self, before: Sequence[str], words: Sequence[str], stdin: str = "") -> str:
        """Run a command.

        Raises: SaidNoError.
        """
        done = subprocess.run(
            (*before, *words),
            input=stdin,
            env={"PATH": PATHS, "LC_ALL": "C.UTF-8"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
            start_new_session=True,
        )
        if done.returncode:
            raise SaidNoError(Done(done.returncode, _line(done.stderr)))
        return done.stdout


def _line(said: str) -> str:
    """The line that says no, or else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in lines if any(one in line for one in REFUSALS)), lines[-1] if lines else "")


def _as(user: str) -> Sequence[str]:
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups")


def able() -> bool:
    """Whether accounts can be made here, and become."""
    tools = ("useradd", "userdel", "chpasswd", "setpriv", "sudo")
    return os.geteuid() == 0 and all(shutil.which(one, path=PATHS) for one in tools)


@contextmanager
def stage_here() -> Iterator[HostStage]:
    """This host with an account for each role; afterwards nothing is left of them.

    Raises: ZhengyunError (ZY-CLI-203: an account cannot be made).
    """
    root, mark = Root(), secrets.token_hex(3)
    stage = HostStage({}, {})
    try:
        for role, group in GROUPS.items():
            name = f"{PREFIX}-{mark}-{role[:2]}"
            root.change("useradd", "--no-create-home", "--user-group", "--shell", "/bin/sh", "--groups", group, name)
            stage.people[role], stage.passwords[role] = name, secrets.token_urlsafe(18)
            stage.ran((), ("chpasswd", "--crypt-method", "SHA256"), f"{name}:{stage.passwords[role]}\n")
        yield stage
    finally:
        for trace in stage.traces:
            trace.unlink(missing_ok=True)
        for name in stage.people.values():
            run("userdel", name)


def heard(call: Callable[[], object]) -> Heard:
    """What a command has answered: the words that refuse, by which it is told from one that failed."""
    try:
        call()
    except SaidNoError as error:
        kind = next((one for one in REFUSALS if one in error.done.words), f"exit {error.done.code}")
        return Heard(kind, error.done.words)
    return Heard()
