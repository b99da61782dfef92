"""Following a run: a bar on a terminal, lines in a log, nothing where quiet is wanted; always with an estimate."""

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final

from cli.session import Session
from cli.text import _
from zhengyun.action import Action
from zhengyun.results import Outcome, Status

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# In a log, a line so often, and one for whatever did not go well.
LINE_SECONDS: Final = 5.0


class Following:
    """A watcher that tells people how far a run has come."""

    def __init__(self, session: Session, actions: Sequence[Action]) -> None:
        self._session, self._total = session, len(actions)
        self._ended = 0
        self._work, self._worked = sum(map(_work, actions)), 0
        self._open: dict[str, Action] = {}
        self._began = self._told = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "Following":
        if not self._session.quiet and sys.stderr.isatty():
            self._bar = _bar(self._total)
            self._task = self._bar.add_task(_("applying"), total=self._total, now="", left="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def begun(self, action: Action) -> None:
        """An action was handed to its driver."""
        self._open[action.id] = action
        self._show()

    def ended(self, action: Action, outcome: Outcome) -> None:
        """An action has come to its end."""
        self._open.pop(action.id, None)
        self._ended += 1
        self._worked += _work(action)
        if outcome.status is Status.FAILED:
            self._line(f"✗ {action.id}: {outcome.code} {outcome.detail}")
        self._show()

    def left(self) -> str:
        """How long it will probably take, once there is something to judge by: a server takes longer than a rule."""
        spent = time.monotonic() - self._began
        if self._ended < 5 or spent < 2:
            return ""
        seconds = spent / self._worked * (self._work - self._worked)
        return _("about {seconds} s left").format(seconds=round(seconds))

    def _show(self) -> None:
        if self._bar and self._task is not None:
            now = next(reversed(self._open), "")
            self._bar.update(self._task, completed=self._ended, now=now, left=self.left())
        elif time.monotonic() - self._told >= LINE_SECONDS or self._ended == self._total:
            self._told = time.monotonic()
            text = _("{ended} of {total} ended, {open} under way {left}")
            shown = text.format(ended=self._ended, total=self._total, open=len(self._open), left=self.left())
            self._line(shown.rstrip())

    def _line(self, text: str) -> None:
        if self._bar:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            self._session.say(text)


def _work(action: Action) -> int:
    return max(1, action.tenths)


def _bar(total: int) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column

    # On a narrow terminal the name of what is under way gives way, then the bar; never how far it is and how long yet.
    columns = (
        TextColumn("{task.description}", table_column=Column(no_wrap=True, min_width=8)),
        BarColumn(bar_width=None, table_column=Column(ratio=1, max_width=40)),
        MofNCompleteColumn(table_column=Column(no_wrap=True, min_width=2 * len(str(total)) + 1)),
        TextColumn("{task.fields[left]}", table_column=Column(no_wrap=True, min_width=16)),
        TextColumn(
            "{task.fields[now]}",
            style="dim",
            markup=False,
            table_column=Column(ratio=2, no_wrap=True, overflow="ellipsis"),
        ),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True, expand=True)
