"""Instants: RFC 3339 in UTC with whole seconds, as they are signed, recorded and compared."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


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
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse(written: str) -> datetime:
    """Read what `text` wrote, and nothing else: instants are compared as texts too.

    Raises: ValueError.
    """
    instant = datetime.fromisoformat(written)
    if instant.utcoffset() != timedelta(0) or text(instant) != written:
        raise ValueError(f"{written!r} is not an instant such as 2026-01-31T08:00:00Z")
    return instant.astimezone(UTC)


def after(instant: datetime, seconds: int) -> str:
    """The instant that many seconds later, written."""
    return text(instant + timedelta(seconds=seconds))
