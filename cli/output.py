"""The result on stdout: as text for people, as JSON or YAML for scripts, the same object each time."""

import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import click

from cli.session import Session
from cli.wide import columns, fit, pad, pieces, width, wrapped

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


def fitted(head: Sequence[str], rows: Iterable[Sequence[object]], loose: Collection[int]) -> list[str]:
    """A table no wider than the terminal: where it would be, the cells of its loose columns go on in further lines."""
    whole = [list(head), *(list(map(str, row)) for row in rows)]
    widths = [max(width(row[column]) for row in whole) for column in range(len(head))]
    least = {place: max(_least(row[place]) for row in whole) for place in loose}
    over = sum(widths) + 2 * (len(head) - 1) - columns()
    while over > 0 and (wider := [place for place in loose if widths[place] > least[place]]):
        widths[max(wider, key=widths.__getitem__)] -= 1
        over -= 1
    first, *others = (list(_cells(row, widths, loose)) for row in whole)
    return [*(click.style(line, bold=True) for line in first), *(line for lines in others for line in lines)]


def _least(cell: str) -> int:
    """What a cell takes in which every line ends as soon as it can."""
    return max((width(piece) for piece in pieces(cell)), default=0)


def _cells(row: Sequence[str], widths: Sequence[int], loose: Collection[int]) -> Iterator[str]:
    """Yield the lines of one row."""
    cells = [wrapped(cell, widths[place]) if place in loose else [cell] for place, cell in enumerate(row)]
    for line in zip_longest(*cells, fillvalue=""):
        yield "  ".join(pad(cell, size) for cell, size in zip(line, widths, strict=True)).rstrip()


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
