"""Writers in separate processes combine: one holds the lock, and does in one commit what all who wait have asked for.

Who cannot have the lock puts his row into a slot of the file beside the database, rings its bell and sleeps; who has it
takes every row that was rung for, has them written, says so, and wakes their owners. Nothing in the file has to outlast
the machine: nobody was told that a row is written before the database has it.

A holder may be killed between any two steps. Before he commits he notes down which slots are in the batch, what they
will be told, and a token, which is committed with the rows: so the next holder knows whether what was under way has been
written, and writes nothing twice.
"""

import os
import secrets
import struct
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from records.slots import ROOM, SLOTS, TOKEN_BYTES, Answer, Head, Slots

if TYPE_CHECKING:
    from socket import socket

# So long one sleeps until one looks whether the holder is gone; so long one waits in all.
NAP_SECONDS: Final = 0.05
_NAP: Final = struct.pack("ll", 0, int(NAP_SECONDS * 1e6))
PATIENCE_SECONDS: Final = 60
# So many batches a holder does before it is somebody else's turn.
TURNS: Final = 16


class Work(Protocol):
    """What the holder of the lock does."""

    def write(
        self, rows: Sequence[bytes], token: bytes, before: Callable[[Sequence[Answer]], None], *, rush: bool
    ) -> Sequence[Answer]:
        """Write rows durably in their order, all or none, with the token where there is one.

        `before` is called when only the commit is left; `rush` says that others wait.
        """
        ...

    def token(self) -> bytes:
        """The token that was last written."""
        ...


class Queue:
    """The queue at one database, as one process stands in it; its threads take turns."""

    def __init__(self, file: Path) -> None:
        self._file, self._turn = file, threading.Lock()
        self._process, self._slot = 0, -1
        # How often one's bell was rung, where that is known; and whether nobody else was seen to write.
        self._rung: int | None = None
        self._alone = True
        self._slots: Slots | None = None
        self._bell: socket | None = None
        self._voice: socket | None = None

    def submit(self, row: bytes, work: Work) -> Answer | None:
        """Have a row written, by whomever; nothing where it cannot go this way, and nothing has been done about it.

        Raises: whatever `work` raises; TimeoutError: who holds the lock has stopped, and the row may yet be written.
        """
        if len(row) > ROOM:
            return None
        with self._turn:
            try:
                slots = self._open()
            except OSError:
                return None
            # Where many write somebody holds the lock: whoever has just waited rings first, and tries then.
            if self._alone and slots.lock():
                return self._hold(slots, row, work)
            rung = self._ready(slots) if self._has_slot(slots) else None
            return None if rung is None else self._wait(slots, row, rung + 1, work)

    def close(self) -> None:
        """Let go of file and slot."""
        with self._turn:
            if self._process == os.getpid():
                for one in (self._slots, self._bell, self._voice):
                    if one:
                        one.close()
            self._forget()

    # Who waits

    def _ready(self, slots: Slots) -> int | None:
        """How often one's bell was rung; nothing where a wait was broken off, and what lies there may yet be taken."""
        if self._rung is None:
            rung, served = slots.head().stands(self._slot)
            return rung if rung == served else None
        return self._rung

    def _wait(self, slots: Slots, row: bytes, rung: int, work: Work) -> Answer:
        self._rung, self._alone = None, False
        slots.ask(self._slot, rung, row)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            # The bell first, then the lock: a holder looks at the bells once more after he has let go of it.
            if slots.lock():
                self._hold(slots, None, work)
            else:
                self._sleep()
            head = slots.head()
            if head.stands(self._slot)[1] == rung:
                self._rung = rung
                return head.told(self._slot)[1]
            if time.monotonic() > deadline:
                raise TimeoutError

    def _sleep(self) -> None:
        # Whatever wakes him, he believes what the file says, which nobody else may write.
        with suppress(OSError):
            assert self._bell is not None  # noqa: S101 - who has a slot has one
            self._bell.recv(1)

    # Who holds the lock

    def _hold(self, slots: Slots, own: bytes | None, work: Work) -> Answer | None:
        """Serve everybody who waits, himself first."""
        told = None
        try:
            head = self._settle(slots, work)
            for turn in range(TURNS):
                head = slots.head() if turn else head
                waiting = head.waiting()
                if own is None and not waiting:
                    self._alone = True
                    break
                told = self._serve(slots, own, head, work) or told
                if not waiting:
                    # Nobody else was there; who has come meanwhile is woken below, and takes the lock.
                    break
                own = None
        except BaseException:
            # Each who waits tries for himself, and hears for himself what is wrong.
            if self._slot >= 0:
                slots.serve(slots.head(), [self._slot])
            raise
        finally:
            slots.unlock()
            # Who rang after the last look finds the lock free now.
            self._wake(slots.head().waiting())
        return told

    def _settle(self, slots: Slots, work: Work) -> Head:
        """Find out what became of the rows that the last holder may have left under way."""
        head = slots.head()
        left = [slot for slot in head.waiting() if head.told(slot)[0] == head.rung[slot]]
        if left and head.token == work.token():
            self._say_served(slots, head, left)
            return slots.head()
        return head

    def _serve(self, slots: Slots, own: bytes | None, head: Head, work: Work) -> Answer | None:
        """Do one batch; returns what became of one's own row."""
        waiting, mine = head.waiting(), [] if own is None else [own]
        if not waiting:
            return work.write(mine, b"", lambda _: None, rush=False)[0]
        token = secrets.token_bytes(TOKEN_BYTES)

        def before(answers: Sequence[Answer]) -> None:
            told = zip(waiting, answers[len(mine) :], strict=True)
            slots.note_down(head.page(token, dict(told)))

        answers = work.write([*mine, *map(slots.row, waiting)], token, before, rush=True)
        self._say_served(slots, head, waiting)
        return answers[0] if mine else None

    def _say_served(self, slots: Slots, head: Head, served: Sequence[int]) -> None:
        slots.serve(head, served)
        self._wake(served)

    def _wake(self, sleeping: Iterable[int]) -> None:
        for slot in sleeping:
            if slot == self._slot:
                continue
            if self._voice is None:
                self._voice = _socket()
                self._voice.setblocking(False)
            with suppress(OSError):
                self._voice.sendto(b"!", self._address(slot))

    # The file, and a place in it

    def _open(self) -> Slots:
        if self._slots is None or self._process != os.getpid():
            # What was open in the process that this one came from is that one's.
            if self._slots:
                self._slots.close()
            self._forget()
            self._slots, self._process = Slots(self._file), os.getpid()
        return self._slots

    def _forget(self) -> None:
        self._process, self._slot, self._rung, self._alone = 0, -1, None, True
        self._slots, self._bell, self._voice = None, None, None

    def _has_slot(self, slots: Slots) -> bool:
        """Take a slot, once; it is held by a lock that goes with the process."""
        # One whose owner was killed while he waited is served first.
        left = slots.head().waiting() if self._slot < 0 else ()
        return self._slot >= 0 or any(self._taken(slots, slot) for slot in range(SLOTS) if slot not in left)

    def _taken(self, slots: Slots, slot: int) -> bool:
        from socket import SO_RCVTIMEO, SOL_SOCKET  # noqa: PLC0415 - nobody needs it who is alone

        bell = _socket()
        try:
            slots.take(slot)
            bell.bind(self._address(slot))
        except OSError:
            bell.close()
            return False
        # Not Python's own time limit, which takes a second system call.
        bell.setsockopt(SOL_SOCKET, SO_RCVTIMEO, _NAP)
        self._slot, self._bell = slot, bell
        return True

    def _address(self, slot: int) -> bytes:
        assert self._slots is not None  # noqa: S101 - who rings has it open
        return b"\0zhengyun:%b:%d" % (self._slots.name, slot)


def _socket() -> "socket":
    import socket  # noqa: PLC0415 - nobody needs it who is alone

    return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
