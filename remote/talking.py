"""What is said once a host has let us in: a command with its input and output, or questions and answers; never more than a bound."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from remote.port import Answer
from remote.turns import answered, asked

if TYPE_CHECKING:
    import asyncssh

    Process = asyncssh.SSHClientProcess[bytes]
    Reader = asyncssh.SSHReader[bytes]

PIECE: Final = 1 << 15


class TooMuchError(Exception):
    """More was said than is heard."""


class UnaskedError(Exception):
    """Something was answered that is not to the question: from there on nobody knows which answer is whose."""


class Heard:
    """What a command says, as it comes: kept also where it does not come to its end."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.out = bytearray()
        self.err = bytearray()

    async def listen(self, reader: "Reader", kept: bytearray) -> None:
        """Keep what is said until there is no more. Raises: TooMuchError."""
        while piece := await reader.read(PIECE):
            kept += piece[: self._most - len(kept) + 1]
            if len(kept) > self._most:
                del kept[self._most :]
                raise TooMuchError

    async def line(self, reader: "Reader") -> bytes:
        """The next line, without its end; nothing where there is no more. Raises: TooMuchError."""
        while b"\n" not in self.out:
            if not (piece := await reader.read(PIECE)):
                return b""
            self.out += piece
            if len(self.out) > self._most:
                raise TooMuchError
        line, _, rest = bytes(self.out).partition(b"\n")
        self.out[:] = rest
        return line + b"\n"


async def run(process: "Process", stdin: bytes, heard: Heard) -> int | None:
    """Give a command its input and hear it to its end; its exit status, or None where nobody said it. Raises: TooMuchError."""
    heard_of = (heard.listen(process.stdout, heard.out), heard.listen(process.stderr, heard.err))
    said = asyncio.ensure_future(_say(process, stdin))
    try:
        await _both(*(asyncio.ensure_future(one) for one in heard_of))
        await process.wait_closed()
    finally:
        said.cancel()
    return process.returncode


async def _both(*listeners: "asyncio.Future[None]") -> None:
    """Wait for all, and for none where one fails."""
    try:
        await asyncio.gather(*listeners)
    finally:
        for one in listeners:
            one.cancel()


async def _say(process: "Process", stdin: bytes) -> None:
    """Give it what it reads; a command that ends without having read it all has had enough."""
    try:
        process.stdin.write(stdin)
        await process.stdin.drain()
        process.stdin.write_eof()
    except OSError:
        return


async def converse(process: "Process", questions: Sequence[bytes], heard: Heard, answers: list[Answer]) -> None:
    """Ask one question after the other; fewer answers than questions where the program ended.

    Raises: TooMuchError; UnaskedError.
    """
    for question in questions:
        if heard.out or b"\n" in question:
            raise UnaskedError
        word, line = asked(question)
        sent = time.time_ns()
        # Whoever has ended takes no more, which is heard at the other side.
        with suppress(OSError):
            process.stdin.write(line)
        line = await heard.line(process.stdout)
        received = time.time_ns()
        if not line:
            await heard.listen(process.stderr, heard.err)
            return
        if (told := answered(word, line)) is None:
            raise UnaskedError
        answers.append(Answer(sent, received, told))
    with suppress(OSError):
        process.stdin.write_eof()
