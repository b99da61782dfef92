"""Which copies of a volume are made and which go: pure, over those that there are at a moment."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from zhengyun.estate import Retention

# A moment as an argument of an errand, and as the last part of a copy's path.
SPOKEN: Final = "%Y-%m-%dT%H:%MZ"
PATH: Final = "%Y%m%dt%H%Mz"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Copy(NamedTuple):
    """One copy: `whole` once it holds what it shall, `broken` if it never will, `relied_on` where others need it."""

    moment: datetime
    whole: bool = True
    broken: bool = False
    relied_on: bool = False


class Turn(NamedTuple):
    """What is to be done now: the moment that a copy is made for, if one is due or is being made, and what goes after it."""

    make: datetime | None
    drop: tuple[Copy, ...]


def turn(copies: Sequence[Copy], retention: Retention, now: datetime) -> Turn:
    """What a retention comes to at a moment.

    The newest `keep` whole copies stay, the one that is made counted in. What goes, goes after that one: there is never
    none. What failed goes once something newer has not.
    """
    sound = [copy for copy in copies if not copy.broken]
    newest = max(sound, default=None)
    make = None
    if newest is None or is_due(newest.moment, retention, now):
        make = slot(now, retention.every_seconds)
    elif not newest.whole:
        make = newest.moment
    kept = sorted((copy.moment for copy in sound if copy.whole or copy.moment == make), reverse=True)
    if make and make not in kept:
        kept = sorted([*kept, make], reverse=True)
    oldest = kept[min(retention.keep, len(kept)) - 1] if kept else None
    gone = [copy for copy in sorted(copies) if oldest and copy.moment != make and _goes(copy, oldest, kept[0])]
    return Turn(make, tuple(gone))


def is_due(newest: datetime, retention: Retention, now: datetime) -> bool:
    """Whether the newest copy is as old as it may get."""
    return now - newest >= timedelta(seconds=retention.every_seconds)


def slot(now: datetime, every: int) -> datetime:
    """The beginning of the span that a moment lies in: who is late one day is not later every day from then on."""
    return now - (now - EPOCH) % timedelta(seconds=every)


def spoken(text: str) -> datetime:
    """Read a moment.

    Raises: ValueError for what is none, or is written in another way.
    """
    return _read(text, SPOKEN)


def of_path(part: str) -> datetime | None:
    """The moment that a copy's path ends in; None where somebody else has named it."""
    try:
        return _read(part, PATH)
    except ValueError:
        return None


def _read(text: str, form: str) -> datetime:
    moment = datetime.strptime(text, form).replace(tzinfo=UTC)
    if moment.strftime(form) != text:
        raise ValueError(text)
    return moment


def _goes(copy: Copy, oldest: datetime, newest: datetime) -> bool:
    if copy.relied_on:
        return False
    return copy.moment < newest if copy.broken else copy.whole and copy.moment < oldest
