"""How long ago something was."""

from datetime import datetime

from zhengyun.instant import parse


def seconds_since(at: str, now: datetime) -> int:
    """Whole seconds from an instant to now; a clock that was set back makes it none."""
    return max(0, int((now - parse(at)).total_seconds()))
