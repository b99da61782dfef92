"""Entries of the log as people and scripts read them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cli import tail
from cli.kinds import named
from cli.output import short, table
from cli.text import _
from cli.wide import columns, cut, hung, width
from zhengyun.entry import Entry

if TYPE_CHECKING:
    from governance.sight import Tail

GAP: Final = "    "


def document(entry: Entry) -> Mapping[str, object]:
    """An entry as JSON data."""
    return {name: getattr(entry, name) for name in ("number", "at", "kind", "actor", "body", "hash")}


def lines(found: Sequence[Entry], none: str, unseen: "Tail | None") -> Iterator[str]:
    """Yield two lines of each entry, or that there is none; and how much of the log nobody has seen.

    Of an entry: which one it is; and under it what its kind is called, and as much of it as there is room for.
    """
    if not found:
        yield none
    rows = [(one.number, one.at, one.kind, one.actor, short(one.hash)) for one in found]
    head, *whole = table(("#", _("At"), _("What"), _("By"), _("Hash")), rows) or [""]
    if found:
        yield head
    for one, row in zip(found, whole, strict=True):
        yield from (row, GAP + _brief(one))
    for line in tail.told(unseen):
        yield from hung(line)


def _brief(entry: Entry) -> str:
    name = named(entry.kind)
    start = _("{name}: ").format(name=name) if name else ""
    room = columns() - len(GAP) - width(start) - 1
    return start + cut(json.dumps(entry.body, ensure_ascii=False), max(room, 8))
