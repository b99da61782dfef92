"""The port of devices: one that is spoken to by its own command line, and told things so that it goes back by itself unless somebody confirms."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from remote.port import Identity
from zhengyun.estate.devices import Device, Platform

__all__ = ["Candidate", "DeviceDriver", "Identity", "Limits", "Logins", "Opens", "Tell"]

Tell = Callable[[str], None]
"""Is told a line of what is under way."""


class Logins(Protocol):
    """Who we are to devices: by password or by key, in memory."""

    def login(self, device: Device) -> Identity:
        """As whom a device is entered. Raises: ZhengyunError where nothing is lent for it."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How many devices at once; seconds to be let in, for one command, and until a device that nobody has confirmed goes back; most characters that
    it may say to one command."""

    width: int = 16
    connect: float = 20
    command: float = 60
    revert: int = 300
    output: int = 1 << 23


class Candidate(NamedTuple):
    """What a device is to be told: lines of its configuration mode, as they lead from what runs there to what is wanted. A line that enters a
    part is followed by its lines, and left by the platform's own word.

    `printed` are lines that a device of the platform has itself printed as its configuration: they are known to be understood."""

    platform: Platform
    lines: tuple[str, ...]
    printed: frozenset[str] = frozenset()


class DeviceDriver(Protocol):
    """One device, while we are let in. Every method may raise ZhengyunError ZY-NET-080 to -099 and what `remote` raises of hosts."""

    def running(self) -> str:
        """The configuration that runs, as the device prints it, without what is no part of it (headers, times, sizes)."""
        ...

    def saved(self) -> str:
        """The configuration that it would start with, in the same manner."""
        ...

    def check(self, candidate: Candidate) -> None:
        """Raise ZY-NET-083 where the candidate is not understood; nothing of it has counted then."""
        ...

    def push(self, candidate: Candidate, seconds: int) -> None:
        """Have the device go back by itself after so many seconds, and only then tell it the candidate.

        Raises: ZY-NET-084 where it refuses a line; ZY-NET-085 where it cannot go back by itself, and nothing was told.
        """
        ...

    def confirm(self) -> None:
        """It stays as it is. Raises: ZY-NET-086 where it has gone back already."""
        ...

    def revert(self) -> int:
        """Go back to what ran before the push, as soon as the platform can; return in how many seconds that is done, 0 where it is. Raises: ZY-NET-087."""
        ...

    def take_over(self) -> bool:
        """After somebody who told it something was torn off: whether it would still go back, and we can confirm that in his place.

        Raises: ZY-NET-092 where it would, and only his own session could.
        """
        ...

    def save(self) -> None:
        """Keep what runs as what it starts with. Raises: ZY-NET-088 where it does not say that it has."""
        ...


Opens = Callable[[Device, Identity], AbstractContextManager[DeviceDriver]]
"""Lets us into a device that is believed by its pinned key. Entering raises ZY-SSH-001 to -005, -009, -010, -011 and ZY-NET-081."""
