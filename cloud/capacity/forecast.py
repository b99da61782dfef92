"""When something runs out, from its recorded growth: a robust straight line, how far off it may be, and how far it was.

The line is Theil's and Sen's: the median of the slopes between all pairs of days, which up to 29 % of wild readings do not
move. Its interval is Sen's (1968), from the variance of Kendall's statistic, widened by what the readings scatter.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations
from math import sqrt
from statistics import NormalDist, fmean, median, quantiles
from typing import Final, NamedTuple

from cloud import codes
from zhengyun.errors import ZhengyunError

DAY: Final = 86_400
# Fewer days than these, or a shorter span, tell no trend.
LEAST_DAYS: Final = 8
LEAST_SPAN: Final = 14
# So many times its own span a trend is drawn on, and no further.
FURTHEST: Final = 4
# Days are thinned out to so many: their pairs are what costs.
MOST_DAYS: Final = 400
SURE: Final = 0.9
MONTH: Final = 30.44
# What lies further off than this is told as never.
NEVER: Final = 365 * 20

Points = Sequence[tuple[float, float]]
"""Days since the first reading, and what was used then."""


class Line(NamedTuple):
    """A trend: growth a day with its bounds, where it begins, and how far readings lie below and above it."""

    slope: float
    least: float
    most: float
    start: float
    below: float
    above: float

    def at(self, day: float) -> float:
        """What the trend says for a day."""
        return self.start + self.slope * day

    def bounds(self, day: float, middle: float) -> tuple[float, float]:
        """Between what it lies with a probability of SURE; the further off, the wider."""
        away, here = day - middle, self.at(middle)
        return here + self.least * away + self.below, here + self.most * away + self.above


class Forecast(NamedTuple):
    """What becomes of one resource. Days are from the last reading; None stands for never, as far as can be seen.

    `error` is the mean absolute error, as a share of what was used, with which the first two thirds of the readings
    foretell the last third; None where nothing was used then.
    """

    readings: int
    span: int
    used: int
    capacity: int
    month: float
    month_least: float
    month_most: float
    then: int
    then_least: int
    then_most: int
    out: int | None
    out_first: int | None
    out_last: int | None
    error: float | None


def forecast(readings: Iterable[tuple[datetime, int]], capacity: int, months: int, what: str) -> Forecast:
    """Foretell one resource.

    Raises: ZhengyunError (ZY-CLOUD-190: too few readings, 191: too short a span for so many months).
    """
    points = _daily(readings)
    span = points[-1][0] - points[0][0] if points else 0.0
    days = months * MONTH
    if len(points) < LEAST_DAYS or span < LEAST_SPAN:
        raise ZhengyunError(
            codes.TOO_FEW_READINGS, what=what, days=len(points), span=int(span), least=LEAST_DAYS, least_span=LEAST_SPAN
        )
    if days > span * FURTHEST:
        bearable = int(span * FURTHEST / MONTH)
        raise ZhengyunError(codes.TOO_FAR, what=what, months=months, span=int(span), bearable=bearable)
    line, last, middle = fit(points), points[-1][0], median(day for day, _ in points)
    low, high = line.bounds(last + days, middle)
    return Forecast(
        len(points),
        round(span),
        round(points[-1][1]),
        capacity,
        line.slope * MONTH,
        line.least * MONTH,
        line.most * MONTH,
        max(0, round(line.at(last + days))),
        max(0, round(low)),
        max(0, round(high)),
        _reaches(capacity, line.at(last), line.slope),
        _reaches(capacity, line.bounds(last, middle)[1], line.most),
        _reaches(capacity, line.bounds(last, middle)[0], line.least),
        backtest(points),
    )


def fit(points: Points) -> Line:
    """The line through some points, of which there are at least three."""
    slopes = sorted((v - u) / (s - r) for (r, u), (s, v) in combinations(points, 2) if s != r)
    slope, count = median(slopes), len(points)
    spread = NormalDist().inv_cdf((1 + SURE) / 2) * sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = max(0, int((len(slopes) - spread) / 2))
    high = min(len(slopes) - 1, int((len(slopes) + spread) / 2) + 1)
    start = median(used - slope * day for day, used in points)
    rests = [used - start - slope * day for day, used in points]
    cuts = quantiles(rests, n=20, method="inclusive")
    return Line(slope, slopes[low], slopes[high], start, min(0.0, cuts[0]), max(0.0, cuts[-1]))


def backtest(points: Points) -> float | None:
    """By what share of it the last third was missed, foretold from the first two thirds."""
    cut = len(points) - len(points) // 3
    known, held = points[:cut], points[cut:]
    line = fit(known)
    missed = [abs(line.at(day) - used) / used for day, used in held if used > 0]
    return fmean(missed) if missed else None


def _reaches(capacity: int, now: float, slope: float) -> int | None:
    """In how many days a trend comes to a capacity; nothing where it never does."""
    if now >= capacity:
        return 0
    if slope <= 0:
        return None
    days = (capacity - now) / slope
    return int(days) if days <= NEVER else None


def _daily(readings: Iterable[tuple[datetime, int]]) -> list[tuple[float, float]]:
    """One point a day, its median; of very many days as many as can be borne, the last one among them."""
    days: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for at, used in readings:
        seconds = at.astimezone(UTC).timestamp()
        days[int(seconds // DAY)].append((seconds / DAY, used))
    found = [
        (fmean(day for day, _ in those), float(median(used for _, used in those))) for _, those in sorted(days.items())
    ]
    first = found[0][0] if found else 0.0
    step = -(-len(found) // MOST_DAYS) or 1
    return [(day - first, used) for day, used in found[::-1][::step][::-1]]
