"""What a person sees while the lab works: short sentences and how far it is."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of long work.

    `text` is an English template, marked for the catalogue and translated where it is shown; `values` fill it.
    `done` of `total` steps are finished; `total` is 0 where that is not known. `site` is empty where the work is for
    the whole lab.
    """

    site: str
    text: str
    values: Mapping[str, object]
    done: int
    total: int


Tell = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Tell nobody."""


def one_at_a_time(tell: Tell) -> Tell:
    """`tell`, called by one thread at a time."""
    lock = threading.Lock()

    def told(progress: Progress) -> None:
        with lock:
            tell(progress)

    return told


class Steps:
    """Counts the steps of one piece of work and tells each."""

    def __init__(self, site: str, total: int, tell: Tell) -> None:
        self._site = site
        self._total = total
        self._done = 0
        self._tell = tell
        self._lock = threading.Lock()

    def expect(self, total: int) -> None:
        """Say how many steps there will be, as soon as that is known."""
        with self._lock:
            self._total = total

    def begin(self, text: str, **values: object) -> None:
        """Tell what is being done now."""
        with self._lock:
            self._tell(Progress(self._site, text, values, self._done, self._total))

    def done(self, text: str, **values: object) -> None:
        """Tell what has just been finished, and count it."""
        with self._lock:
            self._done = min(self._done + 1, self._total)
            self._tell(Progress(self._site, text, values, self._done, self._total))
