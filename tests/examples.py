"""How many examples a property is tried with."""

from typing import Any

from hypothesis import settings

USUAL = 100


def examples(count: int, **more: Any) -> settings:
    """So many examples, or as few as the profile of the inner loop has (`--hypothesis-profile=fast`)."""
    chosen = settings.default
    few = chosen.max_examples if chosen and chosen.max_examples < USUAL else count
    return settings(max_examples=min(count, few), deadline=None, **more)
