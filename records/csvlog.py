"""The log of PostgreSQL as it is written in CSV (`log_destination = 'csvlog'`), read as the JSON log that it might have been.

An event goes over several lines where its statement does, and whoever writes a statement chooses what they look like: where an
event ends, the quotes before it tell alone. So a file is read from its beginning, wherever it is to be looked into.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from zhengyun.gapped import LONGEST
from zhengyun.growing import Marks, opened

# The columns as PostgreSQL 13 and later write them; those that came later stand at the end.
COLUMNS: Final = (
    *(
        "timestamp",
        "user",
        "dbname",
        "pid",
        "remote_host",
        "session_id",
        "line_num",
        "ps",
        "session_start",
        "vxid",
        "txid",
    ),
    *("error_severity", "state_code", "message", "detail", "hint", "internal_query", "internal_position", "context"),
    *("statement", "cursor_position", "func_name", "application_name"),
)
BEGINS: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [^,\"\n]*,")
FIELD: Final = re.compile(r'(?:"((?:[^"]|"")*)"|([^,"\n]*))(,|\n?\Z)')
PORT: Final = re.compile(r":\d+\Z")


@contextmanager
def read_from(file: Path, marks: Marks) -> Iterator[Iterable[str]]:
    """Open a server's log, in whichever of the two it is written, as lines of JSON.

    Raises: OSError; EOFError and zlib.error where a packed one is torn off.
    """
    with opened(file, {}) as lines:
        csv = bool(BEGINS.match(lines.readline(LONGEST)))
    with opened(file, {} if csv else marks) as lines:
        yield as_json(lines) if csv else lines


def as_json(lines: Iterable[str]) -> Iterator[str]:
    """Yield each event as a line of JSON, and what is none as it stands."""
    for one in _whole(lines):
        fields = _fields(one)
        if fields is None or not one.endswith("\n"):
            yield one
            continue
        told = {name: value for name, value in zip(COLUMNS, fields, strict=False) if value is not None}
        event: dict[str, str | int] = {**told, "remote_host": PORT.sub("", told.get("remote_host", ""))}
        if told.get("line_num", "").isdecimal():
            event["line_num"] = int(told["line_num"])
        yield f"{json.dumps(event, separators=(',', ':'))}\n"


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Yield events with all their lines. Where one is longer than any is, its end is not known: the next begins where one may."""
    gathered, length, odd, lost = list[str](), 0, False, False
    for line in lines:
        if lost and not BEGINS.match(line):
            yield line
            continue
        lost = False
        gathered.append(line)
        length += len(line)
        odd ^= line.count('"') % 2 == 1
        if length > LONGEST or not odd:
            yield "".join(gathered)
            lost, gathered, length, odd = odd, [], 0, False
    if gathered:
        yield "".join(gathered)


def _fields(event: str) -> list[str | None] | None:
    """Its fields, those that are empty without quotes as nothing; nothing at all where it is no event."""
    found: list[str | None] = []
    at, more = 0, True
    while more:
        field = FIELD.match(event, at)
        if field is None or len(event) > LONGEST:
            return None
        found.append(field[1].replace('""', '"') if field[1] is not None else field[2] or None)
        at, more = field.end(), field[3] == ","
    return found if at == len(event) and len(found) >= len(COLUMNS) and BEGINS.match(event) else None
