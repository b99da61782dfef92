"""The result on stdout: as text for people, as JSON or YAML for scripts, the same object each time."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from cli.session import Session
from cli.wide import fit, pad, width

Document = Mapping[str, Any]


def emit(session: Session, kind: str, document: Document, lines: Callable[[], Iterable[str]]) -> None:
    """Write a result. `kind` names the document's format and version, such as `plan/1`."""
    try:
        for line in map(fit, lines()) if session.output == "table" else [_data(session.output, kind, document)]:
            click.echo(line)
    except BrokenPipeError:
        # Whoever reads our output has stopped reading. That is no error, and nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _data(form: str, kind: str, document: Document) -> str:
    whole = {"format": f"zhengyun-{kind}", **document}
    if form == "json":
        return json.dumps(whole, ensure_ascii=False, indent=2, default=_plain)
    from inventory.yaml_text import dump

    return dump(json.loads(json.dumps(whole, default=_plain))).rstrip("\n")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of columns, aligned by what they take on a terminal; Chinese characters take two places."""
    cells = [list(map(str, row)) for row in rows]
    if not cells:
        return []
    whole = [list(head), *cells]
    widths = [max(width(row[column]) for row in whole) for column in range(len(head))]
    lines = ["  ".join(pad(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in whole]
    return [click.style(lines[0], bold=True), *lines[1:]]


def short(digest: str) -> str:
    """A digest or commit as people tell them apart."""
    return digest.removeprefix("sha256:")[:12]


def _plain(value: object) -> object:
    if hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
