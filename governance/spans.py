"""When changes were being applied, as the log tells it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Protocol

from zhengyun.entry import Entry
from zhengyun.instant import parse, text

# What a killed apply had sent off may still have come about for so long.
AFTERMATH: Final = timedelta(seconds=60)
BEGINS: Final = ("apply.claimed", "apply.intent")
ENDS: Final = ("apply.result", "apply.stopped", "apply.refused")
KINDS: Final = (*BEGINS, "apply.action", *ENDS)

Span = tuple[str, str]


class Book(Protocol):
    """The log, as far as it is needed here."""

    def of_kind(self, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds, in order."""
        ...


def spans_of(book: Book) -> list[Span]:
    """From each intent to its result; where the result never came, to a while after the last that was recorded."""
    spans: list[Span] = []
    open_: dict[str, Span] = {}
    for entry in book.of_kind(*KINDS):
        request = str(entry.body.get("request"))
        if entry.kind in BEGINS and request in open_:
            # Whoever claims it now takes it over from a run that was torn off, whatever he comes to himself.
            spans.append(_aftermath(open_.pop(request)))
        if entry.kind == "apply.intent":
            open_[request] = (entry.at, entry.at)
        elif entry.kind == "apply.refused":
            # The intent was not witnessed: nothing was done.
            open_.pop(request, None)
        elif request in open_:
            began, _ = open_[request]
            open_[request] = (began, entry.at)
            if entry.kind != "apply.action":
                spans.append(open_.pop(request))
    return spans + [_aftermath(span) for span in open_.values()]


def _aftermath(span: Span) -> Span:
    return span[0], text(parse(span[1]) + AFTERMATH)
