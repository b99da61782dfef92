"""The servers that a lab has: how they stand, and all of them at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lab.database import control
from lab.database.configuration import ADDRESS
from lab.database.server import Server, server_of
from lab.files import remove_tree
from lab.openstack import supervisor
from lab.place import Place
from lab.progress import Tell, silent
from zhengyun.errors import ZhengyunError

# In seconds: whoever does not answer by then does not answer.
LOOKS: Final = 10


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    """One server; `pid` is 0 where no process runs, `version` what it says itself where it answers."""

    name: str
    address: str
    pid: int
    answering: bool
    version: str = ""


def names(place: Place) -> tuple[str, ...]:
    """Those that were up once, the one that others follow before its standby."""
    return tuple(sorted(file.parent.name for file in _folder(place).glob("*/kept.json")))


def statuses(place: Place) -> tuple[DatabaseStatus, ...]:
    """How each stands, without waiting for a command that changes it.

    Raises: ZhengyunError ZY-LAB-053.
    """
    return tuple(_status(place, name) for name in names(place))


def again(place: Place, tell: Tell = silent) -> None:
    """Bring back those that were up once, as they were; what runs is left alone.

    Raises: as `control.up`.
    """
    for name in names(place):
        control.up(place, name, tell)


def down(place: Place, tell: Tell = silent) -> None:
    """End all, the one that follows first; what is in them stays.

    Raises: as `control.down`.
    """
    for name in reversed(names(place)):
        control.down(place, name, tell)


def destroy(place: Place, tell: Tell = silent) -> None:
    """End all, and remove everything that is of them, of those too that never came up.

    Raises: as `control.destroy`.
    """
    for folder in sorted(_folder(place).glob("*/"), reverse=True):
        control.destroy(place, folder.name, tell)
    remove_tree(_folder(place))


def _folder(place: Place) -> Path:
    return place.root / "database"


def _status(place: Place, name: str) -> DatabaseStatus:
    server = server_of(place, name)
    kept = server.read()
    address = f"{ADDRESS}:{kept.port}" if kept else ""
    record = supervisor.read_record(server.record)
    if record is None or not supervisor.alive(record):
        return DatabaseStatus(name, address, 0, answering=False)
    version = _version(place, server)
    return DatabaseStatus(name, address, record.pid, bool(version), version)


def _version(place: Place, server: Server) -> str:
    """What it says; nothing where it does not."""
    found = control.status(place, server.name)
    try:
        return control.as_superuser(found, "SHOW server_version;", seconds=LOOKS).strip() if found else ""
    except ZhengyunError:
        return ""
