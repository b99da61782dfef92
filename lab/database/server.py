"""Where a server of the lab lives, and what stays the same from start to start."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from lab import codes
from lab.database.program import Account
from lab.files import private_directory, read_json
from lab.place import Place
from zhengyun.errors import ZhengyunError

# A path of a Unix socket has at most 107 bytes (unix(7)).
LONGEST: Final = 80
SHARED: Final = Path("/var/tmp")  # noqa: S108 - a folder there is ours or is refused
SUPERUSER: Final = "postgres"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays the same from start to start; `settings` are those that it was last started with besides our own."""

    port: int
    programs: str
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Server:
    """The folders of one server. What belongs to the server's account lies where that can reach it."""

    name: str
    root: Path
    home: Path

    @property
    def kept(self) -> Path:
        """The file of what stays the same from start to start."""
        return self.root / "kept.json"

    @property
    def data(self) -> Path:
        """The cluster: the server's account alone reads it."""
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The folder of the Unix socket."""
        return self.home / "s"

    @property
    def log(self) -> Path:
        """The folder of what the server tells, line by line in JSON (PostgreSQL's jsonlog), as postgresql.json."""
        return self.home / "log"

    @property
    def etc(self) -> Path:
        """Its configuration; the server's account cannot write it."""
        return self.home / "etc"

    @property
    def record(self) -> Path:
        """The record of its process."""
        return self.root / "server.json"

    @property
    def output(self) -> Path:
        """What it says before its log begins."""
        return self.root / "output.log"

    def read(self) -> Kept | None:
        """What is kept of it; nothing where it was never up.

        Raises: ZhengyunError ZY-LAB-053.
        """
        try:
            told = read_json(self.kept)
            return _kept(told) if told else None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ZhengyunError(codes.DATABASE_DAMAGED, server=self.name, path=self.kept, problem=str(error)) from error

    def make(self, who: Account) -> None:
        """Make the folders.

        Raises: ZhengyunError ZY-LAB-010, ZY-LAB-011.
        """
        private_directory(self.root)
        try:
            self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
            # In a folder that everybody may write to, somebody else may have been there first.
            told = self.home.lstat()
            if told.st_uid != os.geteuid() or self.home.is_symlink():
                raise ZhengyunError(codes.NOT_OURS, path=self.home, owner=told.st_uid)
            for folder, mode in ((self.home, 0o711), (self.etc, 0o755), (self.sockets, 0o711), (self.log, 0o700)):
                folder.mkdir(exist_ok=True)
                folder.chmod(mode)
            self.data.mkdir(mode=0o700, exist_ok=True)
            for folder in (self.data, self.sockets, self.log):
                os.chown(folder, who.uid, who.gid)
        except OSError as failed:
            raise ZhengyunError(codes.NOT_WRITABLE, path=self.home, problem=failed.strerror) from failed


def server_of(place: Place, name: str = "records") -> Server:
    """The server of that name in a lab, whether it is there or not."""
    root = place.root / "database" / name
    # Another account cannot come through a folder that is closed to all but its owner, as the lab's is.
    if os.geteuid() and len(os.fsencode(root)) <= LONGEST:
        return Server(name, root, root / "home")
    mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return Server(name, root, SHARED / f"zhengyun-{os.geteuid()}-{mark}")


def document(kept: Kept) -> dict[str, object]:
    """As it lies in the file."""
    return asdict(kept)


def _kept(told: Mapping[str, object]) -> Kept:
    """From the file; one of before `settings` were kept has none. Raises: ValueError, TypeError, KeyError."""
    settings = told.get("settings", {})
    if not isinstance(settings, dict):
        raise TypeError(f"settings by name expected, not {settings!r}")
    return Kept(int(str(told["port"])), str(told["programs"]), {str(name): str(one) for name, one in settings.items()})
