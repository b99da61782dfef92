"""Instants: RFC 3339 in UTC with whole seconds, as they are signed, recorded and compared."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol

from zhengyun.errors import N_, Words

UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


class Clock(Protocol):
    """What time it is. Tests and drills hand in their own."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


def text(instant: datetime) -> str:
    """Write an instant as `2026-01-31T08:00:00Z`."""
    universal = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return universal.isoformat(timespec="seconds")[:19] + "Z"


# The same instants are held against the clock again and again: reading one takes longer than every decision it is for.
@lru_cache(maxsize=4096)
def parse(written: str) -> datetime:
    """Read what `text` wrote, and nothing else: instants are compared as texts too.

    Raises: ValueError.
    """
    instant = datetime.fromisoformat(written)
    if instant.utcoffset() != timedelta(0) or text(instant) != written:
        raise ValueError(Words(N_("{given}: expected an instant such as 2026-01-31T08:00:00Z"), {"given": written}))
    return instant.astimezone(UTC)


def both(instant: datetime) -> str:
    """An instant in UTC, and by this machine's clock where that shows another time."""
    here = instant.astimezone()
    return text(instant) if not here.utcoffset() else f"{text(instant)} ({here:%Y-%m-%d %H:%M %z})"


def after(instant: datetime, seconds: int) -> str:
    """The instant that many seconds later, written."""
    return text(instant + timedelta(seconds=seconds))


def lasting(seconds: int) -> str:
    """A time span in its two largest units, such as `3 h 20 min`."""
    parts: list[str] = []
    left = seconds
    for size, unit in UNITS:
        count, left = divmod(left, size)
        if count or (unit == "s" and not parts):
            parts.append(f"{count} {unit}")
        elif parts:
            break
    return " ".join(parts[:2])
