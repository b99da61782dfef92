"""Sparse files: large to look at, small on the disk."""

import os
from collections.abc import Iterator
from pathlib import Path

GIB = 1 << 30
_PART = 8 << 20


def make(path: str, size: int) -> None:
    """Make a file of `size` bytes that takes no room."""
    with Path(path).open("wb") as file:
        file.truncate(size)


def copy(source: str, target: str, size: int) -> None:
    """Copy what is written in `source`, holes left out; `target` has at least `size` bytes afterwards."""
    with Path(source).open("rb") as read, Path(target).open("wb") as write:
        for start, end in _written(read.fileno()):
            _copy_range(read.fileno(), write.fileno(), start, end)
        write.truncate(max(size, os.fstat(read.fileno()).st_size))


def _written(descriptor: int) -> Iterator[tuple[int, int]]:
    position, size = 0, os.fstat(descriptor).st_size
    while position < size:
        try:
            start = os.lseek(descriptor, position, os.SEEK_DATA)
        except OSError:  # ENXIO: only a hole is left
            return
        position = os.lseek(descriptor, start, os.SEEK_HOLE)
        yield start, position


def _copy_range(source: int, target: int, start: int, end: int) -> None:
    while start < end:
        part = os.pread(source, min(_PART, end - start), start)
        if not part:
            return
        os.pwrite(target, part, start)
        start += len(part)
