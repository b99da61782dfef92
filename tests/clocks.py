"""The clock of one running program, moved for it alone: for programs that no preloaded library reaches, as Go's are.

They ask the page of code that the kernel maps into every process (vDSO, vdso(7)). That mapping is the process's own copy: what is
written into it is seen by nobody else. Only the time of day moves; timers go on by the monotonic clock, as on a host whose clock is set.
"""

import os
import platform
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

SYMBOL: Final = b"__vdso_clock_gettime"
# ELF (elf(5)): the tags of what a dynamic section points at, and the sizes of what stands in a 64-bit file.
DYNAMIC, STRINGS, SYMBOLS = 2, 5, 6
TAG, ENTRY = 16, 24
# mov eax, 228 (clock_gettime); syscall; test edi, edi (CLOCK_REALTIME); jnz over; add qword [rsi], SECONDS; over: ret
CODE: Final = "b8e4000000 0f05 85ff 7507 488106{seconds} c3"
PATIENCE: Final = 60


@contextmanager
def moved(process: int, seconds: int) -> Iterator[None]:
    """For as long as this lasts the process's time of day is off by so many seconds; skipped where that cannot be done."""
    if platform.machine() != "x86_64":
        pytest.skip("the code that moves a program's clock is for x86-64: run this test there")
    start, page = _page(process)
    offset = _offset(page)
    code = bytes.fromhex(CODE.format(seconds=struct.pack("<i", seconds).hex()))
    span = range(start + offset, start + offset + len(code))
    _write(process, span, code)
    try:
        yield
    finally:
        _write(process, span, page[offset : offset + len(code)])


def _page(process: int) -> tuple[int, bytes]:
    """Where the kernel's code is mapped, and what stands there."""
    lines = Path(f"/proc/{process}/maps").read_text().splitlines()
    start, end = (int(one, 16) for one in next(one for one in lines if one.endswith("[vdso]")).split()[0].split("-"))
    try:
        with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
            memory.seek(start)
            return start, memory.read(end - start)
    except PermissionError:
        pytest.skip(
            "another process's memory may not be written here: run this test as root, or with kernel.yama.ptrace_scope = 0"
        )


def _offset(page: bytes) -> int:
    """Where the function stands that is asked for the time."""
    (headers,) = struct.unpack_from("<Q", page, 32)
    size, count = struct.unpack_from("<HH", page, 54)
    tables = (struct.unpack_from("<II2Q", page, headers + size * number) for number in range(count))
    at = next(offset for kind, _, offset, _ in tables if kind == DYNAMIC)
    tags: dict[int, int] = {}
    while (pair := struct.unpack_from("<2Q", page, at))[0]:
        tags[pair[0]] = pair[1]
        at += TAG
    entry = tags[SYMBOLS]
    while True:
        name, _, _, _, value, _ = struct.unpack_from("<IBBH2Q", page, entry)
        if page.startswith(SYMBOL + b"\0", tags[STRINGS] + name):
            return int(value)
        entry += ENTRY


def _write(process: int, span: range, code: bytes) -> None:
    """Write it while the process stands still, and none of its threads is just there."""
    ends = time.monotonic() + PATIENCE
    while True:
        os.kill(process, signal.SIGSTOP)
        try:
            if _still(process, span):
                with Path(f"/proc/{process}/mem").open("r+b", buffering=0) as memory:
                    memory.seek(span.start)
                    memory.write(code)
                return
        finally:
            os.kill(process, signal.SIGCONT)
        assert time.monotonic() < ends, "one of its threads is there all the time"
        time.sleep(0.01)


def _still(process: int, span: range) -> bool:
    """Whether all threads have stopped, and outside of what is to be written."""
    threads = [one.joinpath("syscall").read_text().split() for one in Path(f"/proc/{process}/task").iterdir()]
    return all(len(one) > 1 and int(one[-1], 16) not in span for one in threads)
