"""Files that grow and are rotated: how far each has been read, and reading on from there.

A file is known by its inode and by its first bytes, whatever its name is by now. One that is another, or that is shorter
than it was, is read from its beginning.
"""

import gzip
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

Marks = Mapping[str, Any]
"""By inode, the length of a file and a digest of its first bytes."""

HEAD: Final = 512
# What a line says may only be understood with others that were written a little earlier.
LEAD: Final = 1 << 20
PACKED: Final = ".gz"


def marks_of(files: Iterable[Path]) -> dict[str, Any]:
    """How far these files are written now; what cannot be read has no mark."""
    marks: dict[str, Any] = {}
    for file in files:
        try:
            with file.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                marks[_inode(stream)] = [size, min(size, HEAD), _digest(stream, min(size, HEAD))]
        except OSError:
            continue
    return marks


def continues(files: Iterable[Path], marks: Marks) -> bool:
    """Whether all that was marked is among these files still, and begins as it did."""
    left = dict(marks)
    for file in files:
        with suppress(OSError), file.open("rb") as stream:
            mark = left.get(_inode(stream))
            if mark is not None and _start(stream, left) == mark[0]:
                del left[_inode(stream)]
    return not left


@contextmanager
def opened(file: Path, marks: Marks) -> Iterator[IO[str]]:
    """Open a file as text a little before its mark, at the beginning of a line; a packed one is unpacked.

    Raises: OSError; EOFError and zlib.error where a packed one is torn off.
    """
    with file.open("rb") as stream:
        start = _start(stream, marks)
        if file.suffix == PACKED:
            # What is packed does not grow: it is read whole or not at all.
            with gzip.open(stream, "rt", encoding="utf-8", errors="replace") as unpacked:
                yield io.StringIO() if start else unpacked
            return
        if start > LEAD:
            stream.seek(start - LEAD - 1)
            stream.readline()
        with io.TextIOWrapper(stream, "utf-8", "replace") as lines:
            yield lines


def _start(stream: IO[bytes], marks: Marks) -> int:
    """How far the file need not be read."""
    mark = marks.get(_inode(stream))
    if not isinstance(mark, list) or len(mark) != 3 or not all(isinstance(one, int) for one in mark[:2]):
        return 0
    size, head, digest = mark
    same = os.fstat(stream.fileno()).st_size >= size and _digest(stream, head) == digest
    return int(size) if same else 0


def _inode(stream: IO[bytes]) -> str:
    status = os.fstat(stream.fileno())
    return f"{status.st_dev}:{status.st_ino}"


def _digest(stream: IO[bytes], length: int) -> str:
    stream.seek(0)
    digest = hashlib.sha256(stream.read(length)).hexdigest()
    stream.seek(0)
    return digest
