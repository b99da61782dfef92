"""Sending notices: all at once, within a bounded time; what is not delivered is told and never stands in the way."""

import threading
import time
from collections.abc import Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import Final, NamedTuple

from governance.notices.notice import Notice
from governance.notices.port import Messenger, NoticeError

SECONDS: Final = 10.0
SLOW: Final = "no end within {seconds:g} s"


class Failed(NamedTuple):
    """A way in which a notice has not been delivered, and why."""

    way: str
    problem: str


def send(ways: Sequence[Messenger], notice: Notice, seconds: float = SECONDS) -> tuple[Failed, ...]:
    """Deliver a notice in each of these ways; returns those that have not, after so many seconds at the latest."""
    came: SimpleQueue[tuple[int, str]] = SimpleQueue()
    for number, way in enumerate(ways):
        # A way that hangs must hold up neither the others nor the end of the command.
        threading.Thread(target=_go, args=(number, way, notice, came), name="notice", daemon=True).start()
    said = _collect(came, len(ways), time.monotonic() + seconds)
    slow = SLOW.format(seconds=seconds)
    return tuple(Failed(way.name, problem) for number, way in enumerate(ways) if (problem := said.get(number, slow)))


def _go(number: int, way: Messenger, notice: Notice, came: SimpleQueue[tuple[int, str]]) -> None:
    try:
        way.send(notice)
        came.put((number, ""))
    except NoticeError as error:
        came.put((number, str(error) or type(error).__name__))
    except Exception as error:  # noqa: BLE001 - whatever ails it, the act that it tells of is done; its words might hold a secret
        came.put((number, type(error).__name__))


def _collect(came: SimpleQueue[tuple[int, str]], count: int, deadline: float) -> Mapping[int, str]:
    said: dict[int, str] = {}
    while len(said) < count:
        try:
            number, problem = came.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            break
        said[number] = problem
    return said
