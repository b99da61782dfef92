"""Intents without an end: somebody began to apply a request, and neither a result nor a stop is on record."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from zhengyun.entry import Entry
from zhengyun.instant import parse

# So long an apply that nobody claims any more may be on its way to be resumed.
PATIENCE: Final = timedelta(hours=1)
BEGINS: Final = "apply.intent"
ENDS: Final = ("apply.result", "apply.stopped", "apply.refused")


class Book(Protocol):
    """The log, as far as it is needed here."""

    def of_kind(self, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds, in order."""
        ...


class Unended(NamedTuple):
    """An intent without an end: its entry, request, actor and time; whether a process is at it, and whether it is late."""

    number: int
    request: str
    actor: str
    since: str
    alive: bool
    late: bool


def unended(book: Book, now: datetime, alive: Callable[[str], bool]) -> tuple[Unended, ...]:
    """The last intent of each request that has come to no end; `alive` says whether a process is applying a request."""
    open_: dict[str, Entry] = {}
    for entry in book.of_kind(BEGINS, *ENDS):
        request = str(entry.body.get("request"))
        if entry.kind == BEGINS:
            open_[request] = entry
        else:
            open_.pop(request, None)
    return tuple(_told(request, entry, now, alive(request)) for request, entry in open_.items())


def _told(request: str, entry: Entry, now: datetime, alive: bool) -> Unended:
    try:
        old = now - parse(entry.at) > PATIENCE
    except ValueError:
        old = True
    return Unended(entry.number, request, entry.actor, entry.at, alive, old and not alive)
