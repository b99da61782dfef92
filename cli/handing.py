"""Handing out what an application has led to: each certificate in a file, and a report of every row; from the records alone."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli import codes
from cli.desks import hand_out
from cli.files import write
from cli.looked import problem
from cli.wiring import House
from zhengyun.application import Application
from zhengyun.certified import Certified, written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import SSH

if TYPE_CHECKING:
    from zhengyun.application import Asked

REPORT: Final = "report.csv"
# With these a formula begins; a holder is named by whoever wrote the table.
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
HEAD: Final = ("row", "holder", "state", "serial", "ends", "file", "problem")


def export(house: House, application: Application, place: Path) -> list[Path]:
    """Write everything that is recorded of an application to a folder, over what lies there of it.

    Raises: ZhengyunError (ZY-PKI-151).
    """
    from pki.codes.flows import NOT_HANDED_OUT

    try:
        folder(place)
    except ZhengyunError as error:
        raise ZhengyunError(NOT_HANDED_OUT, file=place, problem=error.values["problem"]) from error
    files = []
    for one in house.certificates.of_application(application.id):
        file = place / name_of(one)
        hand_out(file, one)
        files += [file, *envelope(house, one, file)]
    report(house, application, place / REPORT)
    return [*files, place / REPORT]


def folder(place: str | Path) -> Path:
    """A folder that is there, or is made. Raises: ZhengyunError (ZY-CLI-006)."""
    try:
        Path(place).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=place, problem=error.strerror or str(error)) from error
    return Path(place)


def envelope(house: House, one: Certified, file: Path) -> list[Path]:
    """Write the key of an encryption certificate, for its holder's signing key alone, beside it.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    from pki.dual import enveloped

    kept = house.certificates.escrow(one.escrow) if one.escrow else None
    if kept is None:
        return []
    beside = file.with_suffix(".enveloped")
    write(beside, enveloped(kept))
    return [beside]


def name_of(one: Certified) -> str:
    """The file's name of one of an application's certificates: sorted as the rows are, and none like another."""
    ending = "-cert.pub" if one.authority.startswith(SSH) else ".pem"
    return f"{one.number:06d}-{written(one.serial)}{ending}"


def report(house: House, application: Application, file: Path) -> None:
    """Write a line a row: certified as what, what is wrong with it, or waiting."""
    _write(file, _rows(house, application))


def refused(rows: Iterable["Asked"], file: Path) -> None:
    """Write a line a row of what was not even asked for. Raises: ZhengyunError (ZY-CLI-006)."""
    _write(file, map(_not_made, rows))


def _write(file: Path, rows: Iterable[tuple[object, ...]]) -> None:
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(HEAD)
    table.writerows(tuple(map(_plain, row)) for row in rows)
    write(file, lines.getvalue().encode())


def _plain(cell: object) -> object:
    """A cell that is no formula: what begins so, a spreadsheet would carry out (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


def _rows(house: House, application: Application) -> Iterator[tuple[object, ...]]:
    made: dict[int, list[Certified]] = {}
    for one in house.certificates.of_application(application.id):
        made.setdefault(one.number, []).append(one._replace(certificate=b""))
    for row in house.applications.rows(application.id):
        if row.number in made:
            for one in made[row.number]:
                yield row.number, row.holder, one.state, written(one.serial), one.not_after, name_of(one), ""
        else:
            yield _not_made(row)


def _not_made(row: "Asked") -> tuple[object, ...]:
    state = "wrong" if row.problem else "waiting"
    return row.number, row.holder, state, "", "", "", problem(row) if row.problem else ""
