"""Windows of maintenance: the times of the week in which something may be done, as people write them.

`Sat,Sun 22:00-06:00 Asia/Shanghai` is open from ten in the evening of each Saturday and Sunday until six the next
morning, by the clock of that place. Several are separated by `;`; without days it is every day; `Mon-Fri` stands for the days between. It is
what a clock on the wall there shows that counts: in the night in which the clock is put back, the hour that comes twice is open
twice, and what is left out in the other is not open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zhengyun.errors import N_, Words
from zhengyun.instant import text

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY: Final = 24 * 60
MINUTE: Final = timedelta(minutes=1)
# A window of one day a week may fall into the hour that is left out: then it is the week after.
FARTHEST: Final = timedelta(days=15)
# Whoever signs a window reads it.
LONGEST: Final = 200

_SPAN: Final = re.compile(
    r"(?:(?P<days>[A-Za-z,-]+) )?(?P<begins>\d\d:\d\d)-(?P<ends>\d\d:\d\d) (?P<zone>[A-Za-z0-9_+/-]+)"
)
_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


@dataclass(frozen=True, slots=True)
class Span:
    """One span of some days; minutes of the day, the end after the beginning and beyond `DAY` where it is the next day's."""

    days: frozenset[int]
    begins: int
    ends: int
    zone: ZoneInfo

    def open_at(self, instant: datetime) -> bool:
        """Whether a clock on the wall of that place shows a time of this span."""
        there = instant.astimezone(self.zone)
        minute = there.hour * 60 + there.minute
        today = there.weekday() in self.days and self.begins <= minute < self.ends
        return today or ((there.weekday() - 1) % 7 in self.days and minute + DAY < self.ends)


@dataclass(frozen=True, slots=True)
class Window:
    """Some spans; open while one of them is."""

    spans: tuple[Span, ...]

    def open_at(self, instant: datetime) -> bool:
        """Whether it is open at an instant."""
        return any(span.open_at(instant) for span in self.spans)

    def next_opening(self, instant: datetime) -> datetime:
        """That instant, if it is open then, or else the next one at which it opens.

        Minute by minute: both windows and clocks that are put forward or back change on whole minutes, and nothing
        cleverer is right in those nights.

        Raises: ValueError where it never opens.
        """
        if self.open_at(instant):
            return instant
        moment = instant.astimezone(UTC).replace(second=0, microsecond=0)
        last = moment + FARTHEST
        while moment < last:
            moment += MINUTE
            if self.open_at(moment):
                return moment
        raise ValueError(Words(N_("it never opens")))

    def shown(self, instant: datetime) -> str:
        """An instant in UTC and by the clock of the place whose span is open then."""
        zone = next((span.zone for span in self.spans if span.open_at(instant)), self.spans[0].zone)
        return f"{text(instant)} ({instant.astimezone(zone):%Y-%m-%d %H:%M} {zone.key})"


@lru_cache(maxsize=64)
def parse(written: str) -> Window:
    """Read a window.

    Raises: ValueError where it is none.
    """
    if len(written) > LONGEST:
        raise ValueError(Words(N_("longer than {most} characters"), {"most": LONGEST}))
    return Window(tuple(_span(part.strip()) for part in written.split(";")))


def _span(written: str) -> Span:
    found = _SPAN.fullmatch(written)
    if not found:
        raise _none(N_("{given} is not such as: Sat,Sun 22:00-06:00 Asia/Shanghai"), written)
    begins, ends = _minute(found["begins"]), _minute(found["ends"])
    if begins in (ends, DAY):
        raise _none(N_("{given} begins when it ends; all day is 00:00-24:00"), written)
    return Span(frozenset(_days(found["days"])), begins, ends if begins < ends else ends + DAY, _zone(found["zone"]))


def _minute(written: str) -> int:
    if not _TIME.fullmatch(written):
        raise _none(N_("{given} is no time of the day"), written)
    hour, minute = map(int, written.split(":"))
    return hour * 60 + minute


def _days(written: str | None) -> Iterator[int]:
    """Yield the days of `Mon,Wed-Fri` by number; every day where none is written."""
    for part in (written or "Mon-Sun").split(","):
        first, dash, last = part.partition("-")
        begins, ends = _day(first), _day(last if dash else first)
        yield from ((begins + more) % 7 for more in range((ends - begins) % 7 + 1))


def _day(written: str) -> int:
    if written not in DAYS:
        raise _none(N_("{given} is no day; there is: {days}"), written)
    return DAYS.index(written)


def _zone(written: str) -> ZoneInfo:
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _none(N_("{given} is no time zone such as Asia/Shanghai"), written) from error


def _none(problem: str, written: str) -> ValueError:
    """Why something is no window, in words of ours."""
    return ValueError(Words(problem, {"given": repr(written), "days": ", ".join(DAYS)}))
