"""The history of things as plain data: interval by interval, or as of an instant with what has changed since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zhengyun.history import Difference, as_of, since_then
from zhengyun.interval import ITSELF, Cause, Interval
from zhengyun.resource import Address

if TYPE_CHECKING:
    from records.intervals import Intervals
    from records.readings import Readings

Data = Mapping[str, Any]


def site_of(name: str, kept: "Intervals", readings: "Readings", at: str) -> Data:
    """How far a site is known: `unknown` where it was never read, `stale` where it could not be read since it last was."""
    seen, then, lost = kept.seen(name), kept.seen(name, at), readings.lost_since(name)
    # In the same second it may have been lost before or after: what may be stale is said to be.
    lost = lost if lost >= seen.last else ""
    return {
        "site": name,
        "state": "unknown" if not seen.last else "stale" if lost else "recorded",
        "first": seen.first or None,
        "last": seen.last or None,
        "readings": seen.readings,
        "lost_since": lost or None,
        "last_by_then": then.last or None,
    }


def histories(intervals: Sequence[Interval], kept: "Intervals", since: str) -> list[Data]:
    """Each thing with its intervals, those that had ended before `since` left out."""
    by_address: defaultdict[Address, list[Interval]] = defaultdict(list)
    for one in intervals:
        by_address[one.address].append(one)
    told: list[Data] = []
    for address in sorted(by_address):
        pairs = _with_before(by_address[address])
        left = [_interval(one, before, kept) for before, one in pairs if not one.until or one.until > since]
        if left:
            told.append({"address": str(address), "intervals": left})
    return told


def register(intervals: Sequence[Interval], at: str) -> list[Data]:
    """Each thing that was there at an instant, with every difference to now."""
    differences: defaultdict[Address, list[Data]] = defaultdict(list)
    for one in since_then(intervals, at):
        differences[one.address].append(_difference(one))
    then = as_of(intervals, at)
    return [
        {
            "address": str(address),
            "there": address in then,
            "facts": then[address].facts if address in then else None,
            "since": then[address].since if address in then else None,
            "differences": differences.get(address, []),
        }
        for address in sorted({*then, *differences})
    ]


def _with_before(intervals: Iterable[Interval]) -> Iterator[tuple[Interval | None, Interval]]:
    """Each interval with the one that it follows on without a gap."""
    last: Interval | None = None
    for one in intervals:
        yield (last if last and last.until == one.since else None), one
        last = one


def _interval(one: Interval, before: Interval | None, kept: "Intervals") -> Data:
    gone = one.ended if one.ended and ITSELF in one.ended.by else None
    return {
        "since": one.since,
        "until": one.until or None,
        "last_seen": kept.last_seen(one),
        "facts": one.facts,
        "begun": _cause(one.begun, before, one),
        "ended": _cause(gone, one, None) if gone else None,
    }


def _cause(cause: Cause, before: Interval | None, after: Interval | None) -> Data:
    """Why something became so; `after` is the reading before, so that it came about between that and this one."""
    return {
        "after": cause.after or None,
        "requests": cause.requests,
        "outside": cause.outside,
        "differences": [
            {
                "attribute": name or None,
                "before": before.facts.get(name) if before and name else None,
                "after": after.facts.get(name) if after and name else None,
                "by": by,
            }
            for name, by in sorted(cause.by.items())
        ],
        "deeds": [deed._asdict() for deed in cause.deeds],
    }


def _difference(one: Difference) -> Data:
    return {"attribute": one.attribute or None, "then": one.then, "now": one.now, "by": one.by, "at": one.at or None}
