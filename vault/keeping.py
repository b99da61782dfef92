"""The executor's own folder: the pass and the wrapped tokens of each request that waits, which nobody else can read."""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from vault import codes
from vault.entrance import Pass
from zhengyun.errors import N_, ZhengyunError

SUFFIX: Final = ".json"
PART: Final = ".part"
# Names of requests, of which a path is made.
REQUEST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


class Held(NamedTuple):
    """One thing that was opened: its wrapped token, and what it stands for as `vault.matching.Opening` has it.

    `until` as in `zhengyun.instant`.
    """

    token: str
    accessor: str
    until: str
    operation: str
    path: str
    body: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What was asked for."""
        return self.operation, self.path, self.body

    def __repr__(self) -> str:
        return f"Held({self.accessor}, {self.operation} {self.path})"


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """What is held for one request, by the pass that it was opened with and lives by."""

    request: str
    entrance: Pass
    until: str
    held: tuple[Held, ...] = ()

    def having(self, one: Held) -> "Case":
        """The same with one more, in the place of what was opened for the same before."""
        return replace(self, held=(*(other for other in self.held if other.key != one.key), one))

    def __repr__(self) -> str:
        return f"Case({self.request}, {self.held})"


@dataclass(frozen=True)
class Folder:
    """One file a request, each written whole or not at all."""

    path: Path

    def requests(self) -> Iterator[str]:
        """Those of which something is held. Raises: ZhengyunError (ZY-VAULT-058)."""
        if self.path.exists():
            self._private(self.path)
            yield from sorted(file.stem for file in self.path.glob(f"*{SUFFIX}"))

    def of(self, name: str) -> "Folder":
        """The folder in it of what is held beforehand under a name. Raises: ZhengyunError (ZY-VAULT-058)."""
        return Folder(self._file(name).with_suffix(""))

    def names(self) -> Iterator[str]:
        """Those under which something is held beforehand. Raises: ZhengyunError (ZY-VAULT-058)."""
        if self.path.exists():
            self._private(self.path)
            yield from sorted(folder.name for folder in self.path.iterdir() if folder.is_dir())

    def hand(self, name: str, other: "Folder", request: str) -> bool:
        """Have what is held held for a request in another folder instead; whether it was still there.

        Raises: ZhengyunError (ZY-VAULT-058).
        """
        file, there = self._file(name), other._file(request)
        try:
            file.rename(there)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _refused(there, error.strerror or str(error)) from error
        # Whatever happens to the machine then, it is held in one of them and for one alone.
        for folder in (other.path, self.path):
            _settle(folder)
        return True

    def close(self) -> None:
        """Remove the folder where nothing is held in it."""
        with suppress(OSError):
            self.path.rmdir()

    def read(self, request: str) -> Case | None:
        """What is held for a request. Raises: ZhengyunError (ZY-VAULT-058)."""
        file = self._file(request)
        try:
            _refuse_shared(file, file.stat())
            told: dict[str, Any] = json.loads(file.read_bytes())
            held = tuple(Held(**one) for one in told["held"])
            return Case(request, Pass(**told["entrance"]), str(told["until"]), held)
        except FileNotFoundError:
            # It is not there, or another change has drawn it meanwhile.
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _refused(file, getattr(error, "strerror", "") or N_("it is not of the right form")) from error

    def keep(self, case: Case) -> None:
        """Write it, and see it on the disk. Raises: ZhengyunError (ZY-VAULT-058)."""
        file = self._file(case.request)
        told = {
            "entrance": case.entrance._asdict(),
            "until": case.until,
            "held": [one._asdict() for one in case.held],
        }
        part = file.with_suffix(f".{os.getpid()}{PART}")
        try:
            for folder in reversed([one for one in (self.path, *self.path.parents) if not one.exists()]):
                folder.mkdir(mode=0o700, exist_ok=True)
            self._private(self.path)
            for left in self._left(case.request):
                left.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                json.dump(told, stream)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        except OSError as error:
            raise _refused(file, error.strerror or str(error)) from error

    def forget(self, request: str) -> None:
        """Remove it, and what somebody left who died while he wrote it. Raises: ZhengyunError (ZY-VAULT-058)."""
        file = self._file(request)
        try:
            for one in (file, *self._left(request)):
                one.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(file, error.strerror or str(error)) from error

    @contextmanager
    def alone(self, request: str) -> Iterator[None]:
        """For as long as this lasts what is held for a request is this process's; a dead one's is free (flock(2)).

        Raises: ZhengyunError (ZY-VAULT-058; ZY-VAULT-072: another process has it).
        """
        file = self._file(request)
        with ExitStack() as stack:
            try:
                fcntl.flock(stack.enter_context(file.open("rb")), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except FileNotFoundError:
                # Nothing is held.
                pass
            except BlockingIOError as error:
                raise ZhengyunError(codes.IN_USE, request=request) from error
            except OSError as error:
                raise _refused(file, error.strerror or str(error)) from error
            yield

    def _file(self, request: str) -> Path:
        if not REQUEST.fullmatch(request):
            raise _refused(self.path, N_("it is not of the right form"))
        return self.path / f"{request}{SUFFIX}"

    def _left(self, request: str) -> Iterator[Path]:
        """Yield what is half written by no other process that lives: tokens stand in it."""
        for part in self.path.glob(f"{request}.*{PART}"):
            process = part.name.removesuffix(PART).rpartition(".")[2]
            if process == str(os.getpid()) or not Path("/proc", process).exists():
                yield part

    def _private(self, path: Path) -> None:
        """Refuse what others can read: tokens that lie about are as good as handed out."""
        try:
            found = path.stat()
        except OSError as error:
            raise _refused(path, error.strerror or str(error)) from error
        _refuse_shared(path, found)


def _settle(folder: Path) -> None:
    """See a folder's names on the disk (fsync(2)); one that was closed meanwhile has none."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _refused(folder, error.strerror or str(error)) from error
    try:
        os.fsync(opened)
    except OSError as error:
        raise _refused(folder, error.strerror or str(error)) from error
    finally:
        os.close(opened)


def _refuse_shared(path: Path, found: os.stat_result) -> None:
    if found.st_mode & 0o077 or found.st_uid != os.getuid():
        raise _refused(path, N_("others can read or write it"))


def _refused(file: Path, problem: str) -> ZhengyunError:
    return ZhengyunError(codes.NOT_PRIVATE, file=file, problem=problem)
