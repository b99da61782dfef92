"""Spans of nanoseconds as people read them."""

from datetime import UTC, datetime
from typing import Final

UNITS: Final = ((3_600 * 10**9, "h"), (60 * 10**9, "min"), (10**9, "s"), (10**6, "ms"), (1_000, "µs"), (1, "ns"))


def span(nanoseconds: int) -> str:
    """A span to three figures in the unit that suits it: `12.3 µs`, `5 s`."""
    size = abs(nanoseconds)
    for unit, name in UNITS:
        if size >= unit:
            value = size / unit
            digits = 0 if value >= 100 or unit == 1 else 1 if value >= 10 else 2
            text = f"{value:.{digits}f}"
            return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {name}"
    return "0 s"


def signed(nanoseconds: int) -> str:
    """The same with its sign."""
    return f"{'-' if nanoseconds < 0 else '+'}{span(nanoseconds)}"


def instant(nanoseconds: int) -> str:
    """An instant since 1970 to the microsecond, as RFC 3339 has it."""
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest // 1000:06d}Z"
