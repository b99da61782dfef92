"""Which system a server belongs to: by its name up to the last hyphen, unless a register says otherwise."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from cloud.adoption.names import plain

NUMBER: Final = re.compile(r"[-_. ]*[0-9]+$")
SEPARATOR: Final = re.compile(r"[-_. ]+")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody has said of a system. Servers belong to it by the beginnings of their names, or by their names."""

    name: str
    title: str = ""
    level: int = 0
    zone: str = ""
    owner: str = ""
    rto: str = ""
    rpo: str = ""
    prefixes: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()


class Place(NamedTuple):
    """A server's place: its system, and what it may be called there."""

    system: str
    server: str


def place(called: str, register: Sequence[Told]) -> Place:
    """Where a server of that name belongs."""
    for told in register:
        if called in told.servers:
            return Place(told.name, called)
    fitting = [
        (len(prefix), told.name, prefix) for told in register for prefix in _prefixes(told) if _begins(called, prefix)
    ]
    if fitting:
        _, system, prefix = max(fitting)
        return Place(system, called[len(prefix) :].lstrip("-_. ") or called)
    return by_rule(called)


def by_rule(called: str) -> Place:
    """`payroll-web-1` is web-1 of payroll; a name without a hyphen, whatever number it ends in, is a system of its own."""
    number = NUMBER.search(called)
    words = called[: number.start()] if number else called
    end = number.group().strip("-_. ") if number else ""
    *before, last = SEPARATOR.split(words.strip("-_. ")) or [""]
    system = plain("-".join(before)) or plain(words) or "servers"
    server = "-".join(one for one in (last, end) if one)
    return Place(system, server or called)


def told_of(system: str, register: Sequence[Told], otherwise: Mapping[str, Any]) -> Told:
    """What the register says of a system, and of what it does not say what was said of all."""
    found = next((one for one in register if one.name == system), Told(system))
    known = {name: getattr(found, name) or otherwise.get(name) or getattr(found, name) for name in WORDS}
    return Told(system, prefixes=found.prefixes, servers=found.servers, **known)


WORDS: Final = ("title", "level", "zone", "owner", "rto", "rpo")


def _prefixes(told: Told) -> tuple[str, ...]:
    return told.prefixes or (() if told.servers else (told.name,))


def _begins(called: str, prefix: str) -> bool:
    rest = called[len(prefix) :]
    apart = not rest or not rest[0].isalpha() or not prefix[-1:].isalnum()
    return called.lower().startswith(prefix.lower()) and apart
