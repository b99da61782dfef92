"""Many rows are looked at by a process a core: what becomes of one rests on itself, the profile and the instant, and on nothing else.

Keys and records stay where they are: the processes are forked from this one, hear of rows, and answer what these would be
certified as. Signing and recording are not theirs.
"""

import ctypes
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from pki.flows.certifier import Certifier, Drafted, Looks
from zhengyun.application import Asked

# Fewer rows are looked at sooner here than a process is begun.
FEW: Final = 128
# So many are handed over at once, and so many such shares lie ahead of what is waited for.
SHARE: Final = 32
AHEAD: Final = 16
# prctl(2).
PR_SET_PDEATHSIG: Final = 1

C = TypeVar("C")
Answer = list[Drafted | Asked]


class Share(NamedTuple):
    """Some rows, and what will come of them; nothing where nobody is there to look at them any more."""

    rows: Sequence[Asked]
    answer: "Future[Answer] | None"


class Expects(Protocol):
    """Begins with what is asked for later."""

    def expect(self, rows: Sequence[Asked], now: datetime) -> None:
        """Begin to look at rows, which will be asked for as this very sequence."""
        ...


class Crew:
    """The processes. `expect` has them begin with rows that are asked for later; both give the same."""

    def __init__(self, looks: Looks, pool: ProcessPoolExecutor) -> None:
        self._looks, self._pool = looks, pool
        self._expected: dict[int, tuple[object, list[Share]]] = {}

    def expect(self, rows: Sequence[Asked], now: datetime) -> None:
        """Begin to look at rows, which will be asked for as this very sequence."""
        self._expected[id(rows)] = rows, list(self._shares(rows, now))

    def looked(self, rows: Iterable[Asked], now: datetime) -> Iterator[Drafted | Asked]:
        """As `Certifier.looked`."""
        expected = self._expected.pop(id(rows), None)
        for share in expected[1] if expected else _ahead(self._shares(rows, now)):
            try:
                yield from share.answer.result() if share.answer else self._looks(share.rows, now)
            except BrokenProcessPool:
                # One was killed: what it had is looked at here.
                yield from self._looks(share.rows, now)

    def _shares(self, rows: Iterable[Asked], now: datetime) -> Iterator[Share]:
        left = iter(rows)
        while some := tuple(islice(left, SHARE)):
            try:
                yield Share(some, self._pool.submit(_look, some, now))
            except BrokenProcessPool:
                yield Share(some, None)


@contextmanager
def crewed(certifier: C, count: int) -> Iterator[tuple[C, Crew | None]]:
    """A certifier for so many rows, which has them looked at side by side where that is sooner; and who does so."""
    hands = len(os.sched_getaffinity(0))
    if count < FEW or hands < 2 or not isinstance(certifier, Certifier):
        yield certifier, None
        return
    begun: Any = (certifier.looked, os.getpid())
    with ProcessPoolExecutor(hands, get_context("fork"), _begin, begun) as pool:
        crew = Crew(certifier.looked, pool)
        try:
            yield replace(certifier, looks=crew.looked), crew
        finally:
            pool.shutdown(cancel_futures=True)


def _ahead(shares: Iterator[Share]) -> Iterator[Share]:
    """Each in its turn, when so many more have been handed over."""
    waiting: deque[Share] = deque()
    for share in shares:
        waiting.append(share)
        if len(waiting) > AHEAD:
            yield waiting.popleft()
    yield from waiting


# In a process of the crew: what it looks at rows by.
_looks: Looks


def _begin(looks: Looks, parent: int) -> None:
    """End with whoever has begun it, at once, even if he is killed: no lock of his is held longer than by himself."""
    global _looks  # noqa: PLW0603 - it is this process's one task
    _looks = looks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _look(rows: Sequence[Asked], now: datetime) -> Answer:
    return list(_looks(rows, now))
