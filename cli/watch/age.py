"""How long ago something was, as people say it."""

from datetime import datetime
from typing import Final

from zhengyun.instant import parse

UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def seconds_since(at: str, now: datetime) -> int:
    """Whole seconds from an instant to now; a clock that was set back makes it none."""
    return max(0, int((now - parse(at)).total_seconds()))


def told(seconds: int) -> str:
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
