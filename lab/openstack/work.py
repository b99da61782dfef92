"""What one command does to several sites at once."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from lab.openstack.installed import Installed
from lab.openstack.turn import Turn
from lab.place import SitePlace
from lab.progress import Steps


class Halted(Exception):
    """Somebody pressed Ctrl-C: leave off where the next `up` can go on."""


@dataclass(frozen=True, slots=True)
class Work:
    """One site's share of a command: where, with what, under which lock, told to whom, and when to stop.

    `blank` is the directory of empty databases.
    """

    place: SitePlace
    installed: Installed
    blank: Path
    turn: Turn
    steps: Steps
    halt: threading.Event

    def go_on(self) -> None:
        """Raise Halted where the command has been interrupted."""
        if self.halt.is_set():
            raise Halted


def side_by_side(work: Sequence[Work], do: Callable[[Work], None]) -> None:
    """Do the work of each site in a thread of its own; the first failure is raised when all have ended."""
    with ThreadPoolExecutor(max_workers=max(1, len(work))) as pool:
        futures = [pool.submit(do, each) for each in work]
        try:
            _wait(futures)
        except BaseException:
            for each in work:
                each.halt.set()
            raise
    for future in futures:
        future.result()


def _wait(futures: Sequence[Future[None]]) -> None:
    """Wait with a time limit, again and again: a wait without one would not notice Ctrl-C in time."""
    left = set(futures)
    while left:
        _, left = wait(left, timeout=0.5, return_when=FIRST_EXCEPTION)
