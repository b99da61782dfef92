"""How far a long run has come: a bar on a terminal, a line now and then in a log, nothing where quiet is wanted."""

import sys
import time
from types import TracebackType
from typing import Any, Final

import click

from cli.session import Session
from cli.text import _

LINE_SECONDS: Final = 5.0


class Counting:
    """Tells how many of so many rows are done."""

    def __init__(self, session: Session, count: int, done: int = 0, title: str = "") -> None:
        self._session, self._count, self._done, self._title = session, count, done, title
        self._told = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> "Counting":
        if not self._session.quiet and sys.stderr.isatty() and self._count > 1:
            self._bar = click.progressbar(length=self._count, file=sys.stderr, label=self._title or _("certifying"))
            self._bar.update(self._done)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.render_finish()

    def _line(self) -> str:
        return _("{done} of {count} rows have been looked at") if self._title else _("{done} of {count} rows are done")

    def told(self, done: int, count: int) -> None:
        """So many are done now."""
        if self._bar:
            self._bar.update(done - self._done)
        elif time.monotonic() - self._told > LINE_SECONDS:
            self._told = time.monotonic()
            self._session.say(self._line().format(done=done, count=count))
        self._done = done


def looking(session: Session, count: int) -> Counting:
    """Counts rows that are looked at, and not yet certified."""
    return Counting(session, count, title=_("looking at each row"))
