"""Whether one event was before another: two lines of logs, each by the clock of the host that wrote it.

What a clock was off when the line was written is not known, but by how much at most: it was recorded before and after, and between
that it runs no faster away than is stated.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from clock import codes
from clock.bounds import Bounds
from clock.history import BILLION, Record
from clock.reading import MILLION, Moment
from zhengyun.errors import N_, Words, ZhengyunError

Order = Literal["before", "after", "undecidable"]
# A clock of which nobody has looked for longer may have been set meanwhile, and set back.
LONGEST: Final = 3_600 * BILLION
FORM: Final = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)")


class Line(NamedTuple):
    """When a line was written, by its host's clock: it may stand for any instant within `said`, nanoseconds since 1970."""

    host: str
    text: str
    said: Bounds


class Event(NamedTuple):
    """A line in the agreed time: `true` is when it was written, nothing where that is not known, and `words` say why, or by what."""

    line: Line
    true: Bounds | None
    words: Words


class Proof(NamedTuple):
    """Whether the first event was before the second, and how sure that is: `apart` is at least and at most how long after it this was."""

    first: Event
    second: Event
    order: Order
    apart: Bounds | None


def line(given: str) -> Line:
    """Read `HOST INSTANT`. What an instant leaves out may have been anything: `08:00:00` is a whole second, `08:00:00.25` 10 ms.

    Raises: ZhengyunError (ZY-CLOCK-010).
    """
    host, _, rest = given.strip().partition(" ")
    match = FORM.search(rest)
    if not host or match is None:
        raise ZhengyunError(codes.NO_LINE, given=given)
    whole, fraction, offset = match[1], match[2] or "", match[3]
    try:
        moment = datetime.fromisoformat(f"{whole.replace(' ', 'T')}{'+00:00' if offset == 'Z' else offset}")
        second = (moment - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(seconds=1)
    except (ValueError, OverflowError):
        raise ZhengyunError(codes.NO_LINE, given=given) from None
    step = 10 ** (9 - len(fraction))
    begun = second * BILLION + int(fraction or 0) * step
    return Line(host, match[0], Bounds(begun, begun + step - 1))


def prove(first: Line, second: Line, past: Sequence[Record], drift: int, longest: int = LONGEST) -> Proof:
    """Say which of two events was before the other, or that nobody can; `drift` in parts per million, `longest` in nanoseconds."""
    one, other = (event(each, past, drift, longest) for each in (first, second))
    if first.host == second.host and one.true is not None:
        # One clock against itself: it need not be right, only steady.
        return Proof(one, other, *_order(first.said, second.said, _steady(first, second, past, drift)))
    if one.true is None or other.true is None:
        return Proof(one, other, "undecidable", None)
    return Proof(one, other, *_order(one.true, other.true, steady=True))


def _order(first: Bounds, second: Bounds, steady: bool) -> tuple[Order, Bounds | None]:
    apart = second.minus(first)
    if not steady or apart.low <= 0 <= apart.high:
        return "undecidable", apart
    return ("before" if apart.low > 0 else "after"), apart


def _steady(first: Line, second: Line, past: Sequence[Record], drift: int) -> bool:
    """Whether a host's clock was not set between two of its lines, as far as its recorded offsets tell."""
    low, high = min(first.said.low, second.said.low) - LONGEST, max(first.said.high, second.said.high) + LONGEST
    seen = [
        Moment(one.at, one.offsets[first.host]) for one in past if first.host in one.offsets and low <= one.at <= high
    ]
    return all(_carried(a, b.at, drift).meets(b.ahead) for a, b in pairwise(seen))


def event(given: Line, past: Sequence[Record], drift: int, longest: int) -> Event:
    """A line in the agreed time, by the readings that are nearest to it on either side."""
    seen = [Moment(one.at, one.offsets[given.host]) for one in past if given.host in one.offsets]
    if not seen:
        return Event(given, None, Words(N_("no reading of its clock was ever recorded")))
    before = max((one for one in seen if one.at <= given.said.low), key=lambda one: one.at, default=None)
    after = min((one for one in seen if one.at > given.said.low), key=lambda one: one.at, default=None)
    near = [one for one in (before, after) if one and abs(one.at - given.said.low) <= longest]
    if not near:
        return Event(given, None, Words(N_("no reading of its clock was recorded near it")))
    known = [_carried(one, given.said.low, drift) for one in near]
    ahead = _joined(known)
    words = Words(N_("by readings recorded: {count}"), {"count": len(near)})
    return Event(given, given.said.minus(ahead), words)


def _carried(seen: Moment, to: int, drift: int) -> Bounds:
    """What a reading says of the clock at another instant: as much less as it may have run away since."""
    return seen.ahead.wider(abs(to - seen.at) * drift // MILLION + 1)


def _joined(known: Sequence[Bounds]) -> Bounds:
    """Both, if both can be; where they cannot, the clock was set between them, and it is one of the two."""
    first = known[0]
    for other in known[1:]:
        first = first.both(other) or first.either(other)
    return first
