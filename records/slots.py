"""The file of slots beside the database: who waits, for what, and what each was told.

One page says how often each slot's bell was rung, up to which ring it was served, the token of the last batch, and what
each slot was last told; the slots follow. Rings and rows are written by a slot's owner, everything else by the holder.
"""

import os
import struct
from collections.abc import Iterable, Mapping
from fcntl import F_OFD_SETLK, F_WRLCK, LOCK_EX, LOCK_NB, LOCK_UN, fcntl, flock
from pathlib import Path
from typing import Final, NamedTuple

SLOTS: Final = 64
ROOM: Final = 8188
"""The largest row that a slot holds, in bytes."""
TOKEN_BYTES: Final = 16

_NUMBERS: Final = struct.Struct(f"={SLOTS}Q")
_NUMBER: Final = struct.Struct("=Q")
_ANSWER: Final = struct.Struct("=QQ20s")
_LENGTH: Final = struct.Struct("=I")
# struct flock of 64-bit Linux: kind, whence, start, length, process.
_LOCK: Final = struct.Struct("hhqqi4x")
_RUNG, _SERVED, _TOKEN, _TOLD, _HEAD = 64, 576, 1088, 1104, 4096
_SLOT: Final = _LENGTH.size + ROOM
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class Answer(NamedTuple):
    """What became of a row: its number, and its time."""

    number: int
    at: str


class Head:
    """The file's first page, as it was at one instant."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def rung(self) -> tuple[int, ...]:
        """How often each bell was rung."""
        return _NUMBERS.unpack_from(self._data, _RUNG)

    @property
    def served(self) -> tuple[int, ...]:
        """The ring up to which each slot was served."""
        return _NUMBERS.unpack_from(self._data, _SERVED)

    @property
    def token(self) -> bytes:
        """The token of the last batch."""
        return self._data[_TOKEN:_TOLD]

    def waiting(self) -> list[int]:
        """The slots whose owners wait."""
        if self._data[_RUNG:_SERVED] == self._data[_SERVED:_TOKEN]:
            return []
        return [slot for slot, (rung, served) in enumerate(zip(self.rung, self.served, strict=True)) if rung != served]

    def stands(self, slot: int) -> tuple[int, int]:
        """How often one slot's bell was rung, and up to which ring it was served."""
        (rung,) = _NUMBER.unpack_from(self._data, _RUNG + _NUMBER.size * slot)
        (served,) = _NUMBER.unpack_from(self._data, _SERVED + _NUMBER.size * slot)
        return rung, served

    def told(self, slot: int) -> tuple[int, Answer]:
        """What a slot was last told, and upon which ring."""
        rung, number, at = _ANSWER.unpack_from(self._data, _TOLD + _ANSWER.size * slot)
        return rung, Answer(number, at.decode(errors="replace"))

    def page(self, token: bytes, answers: Mapping[int, Answer]) -> bytes:
        """Token and answers as they stand in the file, with these put in."""
        page, rung = bytearray(self._data[_TOKEN : _TOLD + SLOTS * _ANSWER.size]), self.rung
        page[:TOKEN_BYTES] = token
        for slot, (number, at) in answers.items():
            _ANSWER.pack_into(page, TOKEN_BYTES + _ANSWER.size * slot, rung[slot], number, at.encode())
        return bytes(page)


class Slots:
    """The open file, by its descriptor. Its locks go with the process that has it open."""

    def __init__(self, file: Path) -> None:
        """Open the file; make it, or empty it where an earlier run of the machine has left it: that means nothing.

        Raises: OSError.
        """
        boot = _BOOT.read_bytes().strip()
        self._number = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            flock(self._number, LOCK_EX)
            if os.pread(self._number, len(boot), 0) != boot:
                os.ftruncate(self._number, 0)
                os.ftruncate(self._number, _HEAD + SLOTS * _SLOT)
                os.pwrite(self._number, boot, 0)
            self.unlock()
            told = os.fstat(self._number)
        except OSError:
            self.close()
            raise
        self.name = b"%d:%d" % (told.st_dev, told.st_ino)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._number)

    def lock(self) -> bool:
        """Take the lock, if nobody has it."""
        try:
            flock(self._number, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(self) -> None:
        """Let go of the lock."""
        flock(self._number, LOCK_UN)

    def take(self, slot: int) -> None:
        """Make a slot one's own.

        Raises: OSError: it is somebody's.
        """
        fcntl(self._number, F_OFD_SETLK, _LOCK.pack(F_WRLCK, os.SEEK_SET, _place(slot), 1, 0))

    def head(self) -> Head:
        """The first page."""
        return Head(os.pread(self._number, _HEAD, 0))

    def ask(self, slot: int, rung: int, row: bytes) -> None:
        """Put a row into one's slot, and ring for that time."""
        os.pwrite(self._number, _LENGTH.pack(len(row)) + row, _place(slot))
        os.pwrite(self._number, _NUMBER.pack(rung), _RUNG + _NUMBER.size * slot)

    def row(self, slot: int) -> bytes:
        """What lies in a slot."""
        data = os.pread(self._number, _SLOT, _place(slot))
        (length,) = _LENGTH.unpack_from(data)
        return data[_LENGTH.size : _LENGTH.size + length]

    def note_down(self, page: bytes) -> None:
        """Write token and answers, in one piece."""
        os.pwrite(self._number, page, _TOKEN)

    def serve(self, head: Head, slots: Iterable[int]) -> None:
        """Say that these are served, up to the ring that was seen."""
        served, rung = list(head.served), head.rung
        for slot in slots:
            served[slot] = rung[slot]
        os.pwrite(self._number, _NUMBERS.pack(*served), _SERVED)


def _place(slot: int) -> int:
    return _HEAD + slot * _SLOT
