"""A batch as a CSV file: a row a certificate, with a holder, the file of a request or of a key of SSH, and names."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cli import codes
from cli.files import read
from cli.wishes import request_in
from zhengyun.application import Asked
from zhengyun.errors import N_, Words, ZhengyunError

# A hundred thousand rows with long names take less.
LONGEST: Final = 64 << 20
# So much is told of a line that was to name the columns.
SHOWN: Final = 120


class Columns(NamedTuple):
    """What the columns are called: who, with which file, and names, each of which begins with `word`."""

    holder: str
    file: str
    names: str
    needed: tuple[str, ...]
    word: str = ""


X509: Final = Columns("holder", "csr", "names", ("holder", "csr"))
OF_SSH: Final = Columns("holder", "key", "principals", ("holder", "key", "principals"), "principal:")


def rows_of(file: Path, *, ssh: bool = False) -> list[Asked]:
    """Every row with its request, or with its key of SSH; what cannot be read of one stands in it as its problem.

    Raises: ZhengyunError (ZY-CLI-006, 031, ZY-PKI-149).
    """
    try:
        text = read(file, LONGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(file, N_("it is not UTF-8")) from error
    columns = OF_SSH if ssh else X509
    legal, needed = (columns.holder, columns.file, columns.names), columns.needed
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = tuple(table.fieldnames or ())
        if not set(needed) <= set(names) or not set(names) <= set(legal) or len(names) != len(set(names)):
            problem = N_("its columns are {found}; it has {legal}, and cannot do without {needed}")
            found, known, must = ((", ".join(one) or "-")[:SHOWN] for one in (names, legal, needed))
            raise _bad(file, problem, found=found, legal=known, needed=must)
        return [_row(file, columns, number, one) for number, one in enumerate(_whole(file, table), start=1)]
    except csv.Error as error:
        raise _bad(file, N_("line {line}: {error}"), line=table.line_num, error=str(error)) from error


def _whole(file: Path, table: "csv.DictReader[str]") -> Iterator[Mapping[str, str]]:
    for row in table:
        if None in row or None in row.values():
            raise _bad(file, N_("line {line} has another number of fields"), line=table.line_num)
        yield row


def _row(file: Path, columns: Columns, number: int, row: Mapping[str, str]) -> Asked:
    from pki.flows.problems import kept

    names = tuple(columns.word + one for one in row.get(columns.names, "").split())
    asked = Asked(number, row[columns.holder].strip(), b"", names)
    place = file.parent / row[columns.file].strip()
    try:
        if place.exists() and not place.is_file():
            # A pipe or a terminal would be waited for, a device never ends.
            raise ZhengyunError(codes.NOT_A_FILE, file=place, problem=Words(N_("it is no regular file")))
        return asked._replace(request=request_in(place, ssh=columns is OF_SSH))
    except ZhengyunError as error:
        return asked._replace(problem=kept(error))


def _bad(file: Path, problem: str, **facts: object) -> ZhengyunError:
    from pki import codes

    return ZhengyunError(codes.BAD_BATCH, file=file, problem=Words(problem, facts))
