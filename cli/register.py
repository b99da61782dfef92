"""A register of systems, as departments keep it: CSV with a heading, or YAML with a list."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.files import read
from zhengyun.errors import N_, Place, Problems, ZhengyunError

if TYPE_CHECKING:
    from cloud.adoption.systems import Told

COLUMNS: Final = ("system", "prefix", "servers", "title", "level", "zone", "owner", "rto", "rpo")
Rows = Iterator[tuple[Place, Any]]
"""What stands for each system, and where."""


def register(name: str) -> "list[Told]":
    """The systems of a register.

    Raises: ZhengyunError (ZY-CLI-006: it cannot be read; ZY-CLOUD-231: it is none; ZY-EST-001 to 006: it is no YAML).
    """
    from cloud import codes

    file, place, found = Path(name), Place(name), list["Told"]()
    content = read(file)
    try:
        rows = _yaml(name, content) if file.suffix in {".yaml", ".yml"} else _csv(name, content)
        for place, row in rows:  # noqa: B007 - told where a row is refused
            found.append(_told(row))
    except (ValueError, csv.Error) as error:
        problem = N_("not UTF-8 text") if isinstance(error, UnicodeError) else str(error)
        raise ZhengyunError(codes.BAD_REGISTER, place=place, file=file, problem=problem) from error
    return found


def _csv(name: str, content: bytes) -> Rows:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
    _known(rows.fieldnames or ())
    for row in rows:
        # What stands beyond the last column stands under no name.
        yield Place(name, rows.line_num, 1), {column: value for column, value in row.items() if value}


def _yaml(name: str, content: bytes) -> Rows:
    from inventory.reader import read as read_yaml

    document = read_yaml(name, content)
    if document.errors:
        raise Problems(document.errors)
    if not isinstance(document.data, list):
        raise ValueError(N_("it is no list of systems"))
    for number, row in enumerate(document.data):
        yield document.place((number,)), row


def _known(columns: Collection[str]) -> None:
    strange = sorted(set(columns) - set(COLUMNS))
    if strange or "system" not in columns:
        raise ValueError(f"{', '.join(strange) or '-'}; system, {', '.join(COLUMNS[1:])}")


def _told(row: object) -> "Told":
    from cloud.adoption.names import plain
    from cloud.adoption.systems import Told

    if not isinstance(row, Mapping):
        raise ValueError(N_("it is no list of systems"))
    if None in row:
        raise ValueError(N_("there are more values than the heading has names"))
    _known({"system": None, **row})
    name = str(row.get("system") or "").strip()
    if not name or plain(name) != name:
        raise ValueError(f"system: {name or '-'}")
    texts = {one: str(row.get(one) or "").strip() for one in ("title", "zone", "owner", "rto", "rpo")}
    prefixes, servers = _list(row.get("prefix")), _list(row.get("servers"))
    return Told(name, level=_level(row.get("level")), prefixes=prefixes, servers=servers, **texts)


def _level(value: object) -> int:
    """A level; 0 where none is said."""
    text = str(value or "").strip()
    if text not in {"", "1", "2", "3", "4", "5"}:
        raise ValueError(f"level: {text}")
    return int(text or 0)


def _list(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else str(value or "").split(";")
    return tuple(part for one in parts if (part := str(one).strip()))
