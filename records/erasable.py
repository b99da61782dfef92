"""Which entries may be erased."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, select

from records.tables import entries
from zhengyun.soundness import Span

# After a word that is about time, the time of the entry before it is needed too.
_CORRECTED: Final = "clock.corrected"


def erasable(span: Span, kept: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Those of a span with words still in them, but for the kinds that are kept."""
    after = entries.alias()
    corrected = select(after.c.number - 1).where(after.c.kind == _CORRECTED)
    return (
        entries.c.number.between(span.first, span.last),
        entries.c.leaf.is_not(None),
        entries.c.kind.not_in(kept),
        entries.c.number.not_in(corrected),
    )
