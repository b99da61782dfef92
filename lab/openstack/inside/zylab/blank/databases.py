"""SQLite files while they are being built."""

import sqlite3
from typing import Any

from zylab.site import Site

_connect = sqlite3.connect


def do_not_wait_for_the_disk() -> None:
    """Build without forcing each of a thousand statements to the disk: an unfinished database is thrown away."""

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = _connect(*args, **options)
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[assignment]


def configuration(site: Site, **databases: str) -> str:
    """A configuration file that names databases and nothing else, each by its section; return its path."""
    (site.state / "db").mkdir(mode=0o700, exist_ok=True)
    path = site.state / f"{'-'.join(databases.values())}.conf"
    sections = (f"[{section}]\nconnection = {site.url(name)}\n" for section, name in databases.items())
    path.write_text("".join(sections).replace("$", "$$"))
    return str(path)


def readers_beside_a_writer(site: Site, *names: str) -> None:
    """Set the write-ahead log: it stays set in the file, and lets readers go on while somebody writes.

    Raises: RuntimeError where the file system does not allow it.
    """
    for name in names:
        connection = _connect(site.database(name))
        try:
            (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        finally:
            connection.close()
        if mode != "wal":
            raise RuntimeError(f"{name}: SQLite's write-ahead log cannot be used here (journal_mode={mode})")
