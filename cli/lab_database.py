"""The lab's PostgreSQL as people see it."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cli.lab import Told, place
from cli.text import _
from lab.place import Place

if TYPE_CHECKING:
    from lab.database.standing import DatabaseStatus

NAME: Final = "records"
OWNER: Final = "keeper"
ROLE_THERE: Final = "SELECT 1 FROM pg_roles WHERE rolname = 'keeper';"
DATABASE_THERE: Final = "SELECT 1 FROM pg_database WHERE datname = 'records';"


class Made(NamedTuple):
    """A database for records: its address for whoever owns its tables, and for the superuser by the server's socket."""

    url: str
    superuser: str
    passfile: Path


def up(where: Place, told: Told) -> Made:
    """Start the server, and make a role and a database for records there where there are none yet.

    Raises: ZhengyunError (ZY-LAB-*).
    """
    from lab.database import control
    from lab.database.server import SUPERUSER
    from lab.files import write_private
    from records.separation.scram import verifier

    server = control.up(where, NAME, told)
    passfile = server.server.root / "passwords"
    if not passfile.exists():
        write_private(passfile, f"*:*:*:{OWNER}:{secrets.token_hex(16)}\n")
    # Each time: whatever was cut off between them, or lost beside them, is put right. The password itself is never said.
    verb = "ALTER" if control.as_superuser(server, ROLE_THERE).strip() else "CREATE"
    password = verifier(passfile.read_text("utf-8").rstrip("\n").rpartition(":")[2])
    control.as_superuser(server, f"{verb} ROLE {OWNER} LOGIN PASSWORD '{password}';")
    if not control.as_superuser(server, DATABASE_THERE).strip():
        control.as_superuser(server, f"CREATE DATABASE {NAME} OWNER {OWNER} TEMPLATE template0;")
    by_socket = f"postgresql://{SUPERUSER}@/{NAME}?host={server.server.sockets}&port={server.port}"
    return Made(server.url(OWNER, NAME, passfile), by_socket, passfile)


def again(where: Place, told: Told) -> None:
    """Start what this lab has had. Raises: ZhengyunError (ZY-LAB-*)."""
    from lab.database import standing

    standing.again(where, told)


def down(where: Place, told: Told) -> None:
    """Stop all of it; what is in it stays. Raises: ZhengyunError (ZY-LAB-*)."""
    from lab.database import standing

    standing.down(where, told)


def destroy(where: Place, told: Told) -> None:
    """Remove all of it. Raises: ZhengyunError (ZY-LAB-*)."""
    from lab.database import standing

    standing.destroy(where, told)


def document() -> list[Mapping[str, object]]:
    """How each server stands, as JSON data."""
    return [asdict(one) for one in _statuses()]


def lines() -> Iterator[str]:
    """How each stands, in a line."""
    for one in _statuses():
        yield _("database {name}: {address}: {state}").format(name=one.name, address=one.address, state=_state(one))


def _state(found: "DatabaseStatus") -> str:
    if found.answering:
        return _("answers, PostgreSQL {version}").format(version=found.version)
    return _("runs") if found.pid else _("does not run")


def _statuses() -> "tuple[DatabaseStatus, ...]":
    from lab.database import standing

    return standing.statuses(place())
