"""Instants: RFC 3339 in UTC with whole seconds, as they are signed, recorded and compared."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

PATTERN = "%Y-%m-%dT%H:%M:%SZ"


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
    return instant.astimezone(UTC).strftime(PATTERN)


def parse(written: str) -> datetime:
    """Read what `text` wrote.

    Raises: ValueError.
    """
    return datetime.strptime(written, PATTERN).replace(tzinfo=UTC)


def after(instant: datetime, seconds: int) -> str:
    """The instant that many seconds later, written."""
    return text(instant + timedelta(seconds=seconds))
