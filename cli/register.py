"""A register of systems, as departments keep it: CSV with a heading, or YAML with a list."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.files import read
from zhengyun.errors import N_, ZhengyunError

if TYPE_CHECKING:
    from cloud.adoption.systems import Told

COLUMNS: Final = ("system", "prefix", "servers", "title", "level", "zone", "owner", "rto", "rpo")


def register(name: str) -> "list[Told]":
    """The systems of a register.

    Raises: ZhengyunError (ZY-CLI-006: it cannot be read; ZY-CLOUD-231: it is none).
    """
    from cloud import codes

    file = Path(name)
    try:
        text = read(file).decode("utf-8-sig")
        rows = _yaml(text) if file.suffix in {".yaml", ".yml"} else _csv(text)
        return [_told(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise ZhengyunError(codes.BAD_REGISTER, file=file, problem=str(error)) from error


def _csv(text: str) -> list[Mapping[str, Any]]:
    rows = csv.DictReader(io.StringIO(text), strict=True)
    _known(rows.fieldnames or ())
    return [{name: value for name, value in row.items() if value} for row in rows]


def _yaml(text: str) -> list[Mapping[str, Any]]:
    from inventory.reader import read as read_yaml

    document = read_yaml("register", text.encode())
    if document.errors or not isinstance(document.data, list):
        raise ValueError(N_("it is no list of systems"))
    for row in document.data:
        _known(row)
    return document.data


def _known(columns: Any) -> None:
    strange = sorted(str(one) for one in set(columns) - set(COLUMNS))
    if strange or "system" not in columns:
        raise ValueError(f"{', '.join(strange) or '-'}; system, {', '.join(COLUMNS[1:])}")


def _told(row: Mapping[str, Any]) -> "Told":
    from cloud.adoption.names import plain
    from cloud.adoption.systems import Told

    name = str(row["system"]).strip()
    if plain(name) != name:
        raise ValueError(f"{name}: {plain(name) or '-'}")
    texts = {one: str(row.get(one) or "").strip() for one in ("title", "zone", "owner", "rto", "rpo")}
    prefixes, servers = _list(row.get("prefix")), _list(row.get("servers"))
    return Told(name, level=int(row.get("level") or 0), prefixes=prefixes, servers=servers, **texts)


def _list(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else str(value or "").split(";")
    return tuple(part for one in parts if (part := str(one).strip()))
