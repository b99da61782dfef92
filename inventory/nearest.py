"""The nearest legal value to what somebody has written."""

import difflib
from collections.abc import Iterable


def nearest(given: str, legal: Iterable[str]) -> str:
    """The legal value that `given` was most likely meant to be, or nothing."""
    return next(iter(difflib.get_close_matches(given, list(legal), n=1, cutoff=0.5)), "")
