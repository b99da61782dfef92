"""Where the log can be cut without cutting through the story of a request: from its submission to what was last said of it."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from governance.emergencies import KIND as REVIEWED
from zhengyun.entry import Entry

KINDS: Final = (
    "request.submitted",
    "request.reviewed",
    "request.withdrawn",
    "request.cancelled",
    "apply.intent",
    "apply.action",
    "apply.result",
    "apply.stopped",
    "apply.refused",
    REVIEWED,
)


class Book(Protocol):
    """The log, as far as it is needed here."""

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...


def uncut(book: Book, last: int) -> int:
    """The last entry, up to this one, after which nothing is told of a request that was told of before.

    Whoever verifies what is left would take what was done for done without anybody's having asked. The story of an
    emergency goes on until an auditor has reviewed it: while it is not, it bars the next one.
    """
    begins, ends, emergencies, unreviewed = dict[str, int](), dict[str, int](), set[str](), set[str]()
    for entry in book.of_kind(*KINDS):
        request = str(entry.body.get("request"))
        ends[request] = entry.number
        begins.setdefault(request, entry.number)
        if entry.kind == REVIEWED:
            unreviewed.discard(request)
        elif entry.kind == "apply.intent" and request in emergencies:
            unreviewed.add(request)
        elif entry.kind == "request.submitted" and _is_emergency(entry):
            emergencies.add(request)
    ends |= dict.fromkeys(unreviewed, last + 1)
    for begin, request in sorted(((begin, request) for request, begin in begins.items()), reverse=True):
        if begin <= last < ends[request]:
            last = begin - 1
    return last


def _is_emergency(submitted: Entry) -> bool:
    permit = submitted.body.get("permit")
    return isinstance(permit, Mapping) and bool(permit.get("emergency"))
