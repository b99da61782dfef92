"""How far each clock was off, whenever that was recorded."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from clock.bounds import Bounds
from clock.judging import Verdict
from clock.reading import Moment
from zhengyun.entry import Entry, Note
from zhengyun.instant import parse
from zhengyun.instant import text as written
from zhengyun.reading import items, mapping, text, whole

KIND: Final = "clock.measured"
"""Entries of the log that hold readings."""
BILLION: Final = 10**9
# JSON that other programs read as well has whole numbers to 2^53 (RFC 8785 section 3.2.2.3): microseconds go far enough.
STEP: Final = 1_000
FARTHEST: Final = 2**53 - 1


class Record(NamedTuple):
    """What one look at all clocks found: how far each was ahead of the agreed time, and when by that, nanoseconds since 1970."""

    at: int
    offsets: Mapping[str, Bounds]


def note(verdict: Verdict, person: str, at: str) -> Note:
    """What is recorded of a verdict: whole microseconds, rounded outwards; `at` an instant as the log writes it."""
    offsets = {name: [one.low // STEP, -(-one.high // STEP)] for name, one in verdict.offsets.items()}
    body = {
        "at": at,
        "offsets": {name: pair for name, pair in offsets.items() if max(map(abs, pair)) <= FARTHEST},
        "findings": [[one.name, one.kind] for one in verdict.findings],
    }
    return Note(KIND, person, body)


def records(entries: Iterable[Entry]) -> tuple[Record, ...]:
    """What entries of the log tell, in the order of time; an entry that was erased, or that nobody can read, tells nothing."""
    found = (_record(one) for one in entries if one.kind == KIND and not one.erased)
    return tuple(sorted((one for one in found if one), key=lambda one: one.at))


def _record(entry: Entry) -> Record | None:
    try:
        pairs = {name: items(pair) for name, pair in mapping(entry.body["offsets"]).items()}
        offsets = {name: Bounds(whole(low) * STEP, whole(high) * STEP) for name, (low, high) in pairs.items()}
        return Record(nanoseconds(text(entry.body["at"])), offsets)
    except (KeyError, TypeError, ValueError):
        return None


def last(past: Sequence[Record]) -> Mapping[str, Moment]:
    """When each clock was last recorded, and how far it was off then."""
    return {name: Moment(one.at, ahead) for one in past for name, ahead in one.offsets.items()}


def nanoseconds(instant: str) -> int:
    """An instant as the log writes it, since 1970. Raises: ValueError."""
    return int(parse(instant).timestamp()) * BILLION


def at(moment: int) -> str:
    """Nanoseconds since 1970 as the log writes an instant."""
    return written(datetime.fromtimestamp(moment // BILLION, UTC))
