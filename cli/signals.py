"""Ctrl-C, or a connection that breaks, while a change is applied: nothing is torn off, nothing new is begun."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from cli.session import Session
from cli.text import _


@contextmanager
def stopping(stop: threading.Event, session: Session) -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP set `stop` instead of tearing the run apart."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def asked(_number: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            _say(session, _("stopping: what is under way comes to its end and is recorded; nothing new is begun"))
        else:
            _say(session, _("still waiting for what is under way"))

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(session: Session, text: str) -> None:
    """Tell something from within a handler, past Python's buffers: those bear no second writer in the middle of a line."""
    if not session.quiet:
        with suppress(OSError, ValueError):
            os.write(sys.stderr.fileno(), f"{text}\n".encode())
