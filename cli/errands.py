"""Errands in words: what somebody is asked to agree to, where no file says it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cli.text import _

Words = Callable[[Sequence[str]], str]
"""An errand's arguments as a sentence."""

TOLD: Final[Mapping[str, Words]] = {}


def told(errand: Sequence[str]) -> str:
    """An errand in words; as it was written where there are none for it."""
    name, *arguments = errand
    words = TOLD[name](arguments) if name in TOLD else " ".join(errand)
    return _("Errand: {words}").format(words=words)
