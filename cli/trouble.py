"""Telling that a service is in trouble, without telling it all the time."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from cli.session import Session
from cli.text import _

if TYPE_CHECKING:
    from cloud.patience import Notice

# So many seconds nothing more is said of a service that has been told to be in trouble.
QUIET: Final = 10.0


def told_by(session: Session) -> "Callable[[Notice], None]":
    """Say on stderr that something is tried again: of one service once in a while, with how often it was."""
    lock, told, untold = threading.Lock(), dict[tuple[str, str], float](), Counter[tuple[str, str]]()

    def tell(notice: "Notice") -> None:
        key, now = (notice.site, notice.service), time.monotonic()
        with lock:
            untold[key] += 1
            if now - told.get(key, -QUIET) < QUIET:
                return
            told[key], times = now, untold.pop(key)
        seconds = f"{notice.seconds:.1f}"
        text = _("{site}: {service} says {problem}; trying again in {seconds} s")
        more = _(" ({times} times since this was last said)").format(times=times) if times > 1 else ""
        problem = _(notice.problem)
        session.say(text.format(site=notice.site, service=notice.service, problem=problem, seconds=seconds) + more)

    return tell
