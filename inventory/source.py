"""Where estate files come from: a folder as it stands, or one commit of its repository.

People agree to a commit, and whoever approves reads it for himself. Reading a commit asks git for its objects and
leaves the working tree alone.
"""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inventory import codes
from zhengyun.errors import N_, Place, Problems, ZhengyunError

ROOT_FILE = "estate.yaml"
SUFFIXES = (".yaml", ".yml")
NOT_REGULAR = N_("not a regular file")


class Source(Protocol):
    """Estate files by their path below the estate's folder."""

    @property
    def folder(self) -> Path:
        """The estate's folder."""
        ...

    @property
    def commit(self) -> str:
        """The commit that the files are exactly those of, or empty."""
        ...

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (path, content) of every YAML file, in order.

        Raises: ZhengyunError where there is no estate; Problems at the end, with every file that cannot be read.
        """
        ...


@dataclass(frozen=True)
class Folder:
    """The files as they stand on disk."""

    folder: Path

    @property
    def commit(self) -> str:
        """HEAD where the folder has no change against it, else empty."""
        try:
            return head(self.folder) if not uncommitted(self.folder) else ""
        except ZhengyunError:
            return ""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every YAML file below the folder, hidden ones left out.

        One that cannot be read is told, never passed over: what it declares would be planned away.

        Raises: Problems (ZY-EST-025), ZhengyunError (ZY-EST-060).
        """
        errors: list[ZhengyunError] = []
        paths = sorted(_paths(self.folder, lambda error: errors.append(_unreadable(error.filename, error))))
        if not errors and self.folder / ROOT_FILE not in paths:
            raise ZhengyunError(codes.NO_ESTATE, folder=self.folder)
        for path in paths:
            try:
                yield path.relative_to(self.folder).as_posix(), _content(path)
            except OSError as error:
                errors.append(_unreadable(str(path), error))
        if errors:
            raise Problems(tuple(errors))


@dataclass(frozen=True)
class Commit:
    """The files as a commit holds them."""

    folder: Path
    commit: str

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every YAML file below the folder as of the commit.

        Raises: Problems (ZY-EST-025), ZhengyunError (ZY-EST-060, ZY-EST-062).
        """
        try:
            listing = _git(self.folder, "ls-tree", "-r", "-z", self.commit, "--", ".")
        except ZhengyunError as error:
            raise ZhengyunError(codes.NO_COMMIT, folder=self.folder, commit=self.commit) from error
        entries = [line.split(b"\t", 1) for line in listing.split(b"\0") if line]
        paths = {path.decode(): meta.split()[2] for meta, path in entries if meta.startswith(b"100")}
        others = sorted(
            path.decode() for meta, path in entries if not meta.startswith(b"100") and _is_yaml(path.decode())
        )
        wanted = sorted(filter(_is_yaml, paths))
        if ROOT_FILE not in paths and ROOT_FILE not in others:
            raise ZhengyunError(codes.NO_ESTATE, folder=f"{self.folder} ({self.commit[:12]})")
        yield from zip(wanted, _contents(self.folder, [paths[path] for path in wanted]), strict=True)
        if others:
            places = (Place(str(self.folder / path)) for path in others)
            raise Problems(tuple(ZhengyunError(codes.UNREADABLE, place=one, problem=NOT_REGULAR) for one in places))


def head(folder: Path) -> str:
    """The commit that the folder's repository stands at.

    Raises: ZhengyunError (ZY-EST-063).
    """
    return _git(folder, "rev-parse", "--verify", "HEAD").decode().strip()


def resolve(folder: Path, revision: str) -> str:
    """The full name of a commit.

    Raises: ZhengyunError (ZY-EST-062).
    """
    try:
        return _git(folder, "rev-parse", "--verify", "--end-of-options", revision + "^{commit}").decode().strip()
    except ZhengyunError as error:
        raise ZhengyunError(codes.NO_COMMIT, folder=folder, commit=revision) from error


def uncommitted(folder: Path) -> list[str]:
    """The files below the folder that differ from HEAD or that git does not know.

    Raises: ZhengyunError (ZY-EST-063).
    """
    status = _git(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", ".")
    return [entry[3:].decode(errors="replace") for entry in status.split(b"\0") if len(entry) > 3]


def _paths(folder: Path, failed: Callable[[OSError], None]) -> Iterator[Path]:
    def told(error: OSError) -> None:
        # A folder that is not there has no files; one that may not be entered is another matter.
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            failed(error)

    for place, folders, names in os.walk(folder, onerror=told):
        # Also what is no file: where a folder or a link bears such a name, a file was meant.
        yield from (Path(place, name) for name in (*names, *folders) if _is_yaml(name))
        folders[:] = [name for name in folders if not name.startswith(".") and not _is_yaml(name)]


def _content(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise OSError(errno.EINVAL, NOT_REGULAR)
    return path.read_bytes()


def _unreadable(file: str, error: OSError) -> ZhengyunError:
    return ZhengyunError(codes.UNREADABLE, place=Place(file), problem=error.strerror or str(error))


def _is_yaml(path: str) -> bool:
    return path.lower().endswith(SUFFIXES) and not path.rpartition("/")[2].startswith(".")


def _contents(folder: Path, objects: Sequence[bytes]) -> Iterator[bytes]:
    output = _git(folder, "cat-file", "--batch", stdin=b"\n".join(objects) + b"\n")
    position = 0
    for _ in objects:
        line_end = output.index(b"\n", position)
        size = int(output[position:line_end].split()[2])
        yield output[line_end + 1 : line_end + 1 + size]
        position = line_end + size + 2


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    # Only plumbing and `status`, without the user's aliases, hooks, pager or prompts; and a commit is what its name says,
    # whatever objects somebody has put in its objects' place here.
    own = ("-c", "core.fsmonitor=false", "-c", "core.useReplaceRefs=false")
    command = ["git", *own, "-C", str(folder), "--no-optional-locks", *arguments]
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ZhengyunError(codes.NO_REPOSITORY, folder=folder, problem=str(error)) from error
    if done.returncode:
        problem = done.stderr.decode(errors="replace").strip().splitlines()
        raise ZhengyunError(codes.NO_REPOSITORY, folder=folder, problem=problem[0] if problem else "?")
    return done.stdout
