"""Doing the same again and again, until somebody says stop."""

import random
import re
import threading
import time
from collections.abc import Callable
from typing import Final

import click

from cli.refusal import show
from cli.session import Session
from cli.signals import stopping
from cli.text import _
from zhengyun.errors import ZhengyunError

SECONDS: Final = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
WRITTEN: Final = re.compile(r"([1-9][0-9]{0,5}) ?(s|m|min|h|d)")
# Nobody waits longer, and a machine could not.
LONGEST: Final = 366 * 86_400
# Many who begin at the same minute shall not go on asking at the same second.
SPREAD: Final = 0.1


class Interval(click.ParamType):  # type: ignore[type-arg]
    """A time span such as 15m, in seconds."""

    name = "interval"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it."""
        if isinstance(value, int):
            return value
        match = WRITTEN.fullmatch(str(value))
        seconds = int(match[1]) * SECONDS[match[2]] if match else 0
        if not 0 < seconds <= LONGEST:
            self.fail(_("{given}: expected a time span such as 90s, 15m or 1h").format(given=value), param, ctx)
        return seconds


def repeat(session: Session, seconds: int, times: int, work: Callable[[], int]) -> int:
    """Do it every so many seconds, give or take a tenth; so many times, or until Ctrl-C. The last exit code counts.

    What goes wrong in one round is told, and the next comes all the same.
    """
    stop, code, rounds = threading.Event(), 0, 0
    with stopping(stop, session):
        while True:
            began = time.monotonic()
            code, rounds = _tried(session, work), rounds + 1
            if rounds == times or stop.is_set():
                return code
            pause = seconds * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 - spreads callers
            if stop.wait(max(0.0, pause - (time.monotonic() - began))):
                return code


def _tried(session: Session, work: Callable[[], int]) -> int:
    try:
        return work()
    except ZhengyunError as error:
        show(error, form="" if session.output == "table" else session.output)
        return error.exit
