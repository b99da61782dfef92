"""The legal values, and the nearest of them to what somebody has written."""

import difflib
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

MOST: Final = 12


def nearest(given: str, legal: Iterable[str]) -> str:
    """The legal value that `given` was most likely meant to be, or nothing."""
    return next(iter(difflib.get_close_matches(given, list(legal), n=1, cutoff=0.5)), "")


def listed(legal: Collection[str]) -> str:
    """The legal values, in their order; of many only the first."""
    return ", ".join((*islice(legal, MOST), *(["..."] if len(legal) > MOST else []))) or "-"
