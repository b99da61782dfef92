"""What the way back of a change leaves as it is, or brings back less than whole, as people read it: line by line."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from cli.text import _
from zhengyun.errors import N_
from zhengyun.past import REVERT

if TYPE_CHECKING:
    from cloud.errands.left import Left

WORDS: Final = {
    "empty": N_("made again, and empty: what it held is lost"),
    "other": N_("made again, and another: what the cloud gives it is new"),
    "address": N_("stands again where it stood, with an address that the cloud chooses"),
    "never": N_("does not come back: nobody can make it again"),
    "grown": N_("stays as large as it is: {about} does not shrink without losing what it holds"),
    "mended": N_("stays in order: {about}"),
    "ours": N_("stays ours: nothing but our mark was put on it, and no change takes it off"),
    "strange": N_("stays as it is: {about} led to something that is not ours"),
    "stays": N_("stays on its host: the one where it was takes nothing, or was dead"),
    "half": N_("nobody knows whether its action came about: it stays as it is"),
    "moved": N_("stays as it is: somebody has changed it since ({about})"),
    "held": N_("stays: {about} rests on it"),
    "lacks": N_("does not come back: it needs {about}"),
}
COPY: Final = N_("made again, and empty: what it held is lost but for {about}")
# What is made again is no bad news all through.
MADE: Final = frozenset({"empty", "other", "address", "mended", "ours"})


def left_behind(errand: Sequence[str]) -> Iterator[str]:
    """The lines of a plan that takes a change back; of any other plan, none."""
    if errand[:1] != (REVERT,):
        return
    from cloud.errands.left import Left

    for word in errand[3:]:
        try:
            yield _line(Left.read(word))
        except ValueError:
            yield f"  ! {word}"


def _line(left: "Left") -> str:
    sign, colour = ("·", "yellow") if left.why in MADE else ("!", "red")
    text = _(COPY) if left.why == "empty" and left.about else _(WORDS[left.why])
    told = text.format(about=left.about)
    return f"  {click.style(sign, fg=colour)} {left.address.site} {left.address.kind} {left.address.path}: {told}"
