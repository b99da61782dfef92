"""The log verified by itself, and a copy of it that was meddled with, convicted."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from cli.demo.teller import Teller
from cli.training import SETTINGS
from zhengyun.errors import Exit

AUDITOR: Final = "auditor"
VERIFIER: Final = "verifier.py"
RECORDS, COPY = "records.sqlite", "copied.sqlite"
# In the log's own bytes: whose yes it was, and whose somebody would have it be.
BEFORE, AFTER = b'"actor":"head"', b'"actor":"boss"'


def verify_alone(teller: Teller) -> None:
    """Export the log, take the verifier out of it, and let that say what it thinks."""
    teller.run("audit", "export", "bundle.zip", "--as", AUDITOR)
    with ZipFile("bundle.zip") as bundle:
        bundle.extract(VERIFIER)
    _verify(teller, "bundle.zip", expect=Exit.OK)


def convict(teller: Teller) -> None:
    """Alter one word in a copy of the database, and have it found: by the tool, and by the page alone."""
    with closing(sqlite3.connect(RECORDS)) as records, closing(sqlite3.connect(COPY)) as copy:
        records.backup(copy)
    Path(COPY).write_bytes(Path(COPY).read_bytes().replace(BEFORE, AFTER, 1))
    settings = Path("copied.toml")
    settings.write_text(Path(SETTINGS).read_text("utf-8").replace(RECORDS, COPY), "utf-8")
    teller.run("audit", "verify", "--as", AUDITOR, "--settings", str(settings), expect=Exit.BROKEN)
    teller.hush("audit", "export", "copied.zip", "--as", AUDITOR, "--settings", str(settings))
    _verify(teller, "copied.zip", expect=Exit.BROKEN)


def _verify(teller: Teller, bundle: str, *, expect: int) -> None:
    """With nothing but Python and one signature library; the pin is what an auditor has noted when the log began."""
    pin = str(teller.ask("audit", "export", "pinned.zip", "--as", AUDITOR)["pin"])
    Path("pinned.zip").unlink()
    teller.program("python3", "-I", VERIFIER, bundle, "--pin", pin, runs=sys.executable, expect=expect)
