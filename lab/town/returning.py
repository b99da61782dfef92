"""What was taken away for a while comes back although whoever took it is killed: a process beside him waits for his end.

It has inherited what he holds of the town, whose locks the kernel lets go of with the last who holds them: nobody begins before all is back.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from lab.place import Place
from lab.town import breaking, control, guarding
from zhengyun.errors import ZhengyunError

CUT, WHOLE, DONE = "cut", "whole", "done"
SETTLED: Final = 1.0
"""Seconds in which what he had begun on hosts comes to its end: rules are changed in one go, and sooner."""
TRIES: Final = 60


class Watch:
    """Tells the process beside us what it cannot read in the town: which links are ours to be healed. Raises: OSError where it has ended."""

    def __init__(self, told: IO[str]) -> None:
        self._told = told

    def cut(self, link: str) -> None:
        """Say that a link is about to be cut."""
        self._say(f"{CUT} {link}")

    def whole(self, link: str) -> None:
        """Say that it is whole again."""
        self._say(f"{WHOLE} {link}")

    def _say(self, line: str) -> None:
        print(line, file=self._told, flush=True)


@contextmanager
def watched(place: Place, held: Sequence[int] = ()) -> Iterator[Watch]:
    """Have a process beside this one until the block ends; `held` are the descriptors of locks that it holds with us.

    Where the block does not end as it should, all guards are back, and the links whole that were cut in it, before this goes on.
    """
    words = [sys.executable, "-P", "-m", "lab.town.returning", str(place.root)]
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        pass_fds=held,
        start_new_session=True,
    ) as beside:
        assert beside.stdin  # noqa: S101 - it was started with it
        yield Watch(beside.stdin)
        print(DONE, file=beside.stdin, flush=True)


def stand_by(told: Iterator[str], place: Place) -> None:
    """Wait until nobody tells any more; unless he has said that he is done, put back what he took."""
    cut: dict[str, None] = {}
    for line in told:
        word, _, link = line.strip().partition(" ")
        if word == DONE:
            return
        if word == CUT:
            cut[link] = None
        else:
            cut.pop(link, None)
    time.sleep(SETTLED)
    for _ in range(TRIES):
        with suppress(ZhengyunError):
            put_back(place, tuple(cut))
            return
        time.sleep(SETTLED)


def put_back(place: Place, links: Sequence[str]) -> None:
    """All guards, and these links. Raises: ZhengyunError."""
    town = control.found(place)
    if town is None:
        return
    guarding.of(town).lower_all()
    for link in links:
        breaking.of(place, town).heal(link)


if __name__ == "__main__":
    stand_by(iter(sys.stdin), Place(Path(sys.argv[1])))
