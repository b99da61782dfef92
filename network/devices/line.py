"""What all devices have in common that are told line by line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, NoReturn

from network.codes import devices as codes
from network.devices.grammar import misunderstood
from network.port import Candidate
from network.sessions import Session, Speech
from zhengyun.errors import Code, ZhengyunError

SHOWN: int = 300


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words of a platform. Patterns are of `re`, searched line by line.

    `refusal` is a line by which it says no; `noise` are lines of a printed configuration that are no part of it; `kept` is a line by which it
    says that it has saved, and `asks` the questions before, with what is answered.
    """

    speech: Speech
    enter: str
    leave: str
    running: str
    saved: str
    refusal: str
    noise: str
    save: str
    kept: str
    asks: tuple[tuple[str, str], ...] = ()


class LineDevice:
    """A device that takes one line after the other and answers each."""

    dialect: ClassVar[Dialect]

    def __init__(self, session: Session, name: str) -> None:
        self._session, self._name = session, name

    def running(self) -> str:
        """The configuration that runs."""
        return self._printed(self._asked(self.dialect.running))

    def saved(self) -> str:
        """The configuration that it would start with."""
        return self._printed(self._asked(self.dialect.saved))

    def check(self, candidate: Candidate) -> None:
        """Hold the candidate against the table of commands. Raises: ZhengyunError (ZY-NET-083)."""
        fault = misunderstood(candidate)
        if fault:
            self._not_understood(candidate, fault.line, fault.problem)

    def save(self) -> None:
        """Keep what runs. Raises: ZhengyunError (ZY-NET-088)."""
        said = self._session.ask(self.dialect.save, self.dialect.asks)
        if self._refused(said) or not re.search(self.dialect.kept, said, re.MULTILINE | re.IGNORECASE):
            raise ZhengyunError(codes.NOT_SAVED, device=self._name, said=shown(said))

    def _asked(self, command: str) -> str:
        """What it says to a command. Raises: ZhengyunError (ZY-NET-084)."""
        said = self._session.ask(command)
        if self._refused(said[:SHOWN]):
            raise ZhengyunError(codes.REFUSED_LINE, device=self._name, line=command, said=shown(said))
        return said

    def _tell(self, lines: Iterable[str]) -> None:
        """Say one line after the other, and none after one that is refused. Raises: ZhengyunError (ZY-NET-084)."""
        for line in lines:
            said = self._session.ask(line.strip())
            if self._refused(said):
                raise ZhengyunError(codes.REFUSED_LINE, device=self._name, line=line.strip(), said=shown(said))

    def _accepted(self, said: str, code: Code) -> None:
        """Go on where it did not say no; else with this code."""
        if self._refused(said):
            raise ZhengyunError(code, device=self._name, said=shown(said))

    def _refused(self, said: str) -> bool:
        return re.search(self.dialect.refusal, said, re.MULTILINE) is not None

    def _no_way_back(self, said: object) -> NoReturn:
        raise ZhengyunError(codes.NO_WAY_BACK, device=self._name, problem=said)

    def _not_understood(self, candidate: Candidate, line: int, problem: object) -> NoReturn:
        text = candidate.lines[line - 1].strip() if 0 < line <= len(candidate.lines) else ""
        raise ZhengyunError(codes.NOT_UNDERSTOOD, device=self._name, line=line, text=text, problem=problem)

    def _printed(self, said: str) -> str:
        noise = re.compile(self.dialect.noise)
        return "".join(f"{line}\n" for line in said.split("\n") if not noise.search(line))


def shown(said: str) -> str:
    """The beginning of what a device says, in one line."""
    return " ".join(said.split())[:SHOWN] or "-"
