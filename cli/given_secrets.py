"""A secret that somebody gives: from a file, from stdin, or typed twice where nobody sees it; never on a command line."""

import sys
from pathlib import Path
from typing import Final

from cli.codes import NOT_A_FILE
from cli.files import read
from cli.hidden import hidden
from vault import codes
from zhengyun.errors import N_, ZhengyunError

LONGEST: Final = 4096
LINES: Final = 8192


def given(file: str, whose: str, prompt: str, *, lines: bool = False) -> str:
    """One line, or with `lines` several where they come from a file, such as a key in PEM, without the last one's end.

    `file` is a path, - for stdin, or empty: then it is asked for, as `prompt` says, if somebody sits at a terminal.

    Raises: ZhengyunError (ZY-CLI-006, ZY-VAULT-095).
    """
    if file == "-":
        told = (sys.stdin.read(LINES + 1) if lines else sys.stdin.readline()) if sys.stdin else ""
        return told.rstrip("\r\n")
    if file:
        return _in(Path(file)) if lines else _one_line(Path(file))
    if not (sys.stdin and sys.stdin.isatty()):
        raise ZhengyunError(codes.NO_PASSWORD, user=whose)
    return hidden(prompt, confirm=True)


def _in(file: Path, most: int = LINES) -> str:
    try:
        return read(file, most).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ZhengyunError(NOT_A_FILE, file=file, problem=N_("not UTF-8 text")) from error


def _one_line(file: Path) -> str:
    found = _in(file, LONGEST)
    # A whole clouds.yaml would be kept as it stands, and open nothing.
    if len(found.splitlines()) > 1:
        raise ZhengyunError(NOT_A_FILE, file=file, problem=N_("a password is one line"))
    return found
