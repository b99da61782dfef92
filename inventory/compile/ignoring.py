"""What drift is not to tell for a while."""

from collections.abc import Iterator

from inventory.files import Loaded
from inventory.schema.drift import DriftFile
from zhengyun.estate import Ignore


def ignores(file: Loaded[DriftFile]) -> Iterator[Ignore]:
    """Every rule, with the place where it is written."""
    for position, one in enumerate(file.model.ignore):
        yield Ignore(
            match=one.match,
            attribute=one.attribute,
            reason=one.reason,
            until=one.until,
            by=one.by,
            even_if=frozenset(one.even_if or ()),
            place=f"drift.yaml:{file.place('ignore', position).line}",
        )
