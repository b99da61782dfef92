"""What was carried out, action by action and when, as the log tells it: what history and evidence are held against."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from governance.spans import AFTERMATH, BEGINS, ENDS, KINDS, Book
from zhengyun.action import Action
from zhengyun.entry import Entry
from zhengyun.instant import parse, text
from zhengyun.interval import Work
from zhengyun.plan import Plan
from zhengyun.results import Status

SECOND: Final = timedelta(seconds=1)
# Of these nothing was done: they were not begun.
UNDONE: Final = frozenset({Status.SKIPPED.value, Status.WAITING.value})


def works(
    book: Book, plan_of: Callable[[str], Plan], since: str = "", *, running: Collection[str] = (), now: str = ""
) -> Iterator[Work]:
    """Yield every action that was begun in runs that ended after `since`, by request; what failed may have been done too.

    An action whose outcome is not on record was begun, for all that is known, at any time from its run's intent until a
    while after the run's last word; one of those `running`, until `now`.
    """
    runs: dict[str, _Run] = {}
    for entry in book.of_kind(*KINDS):
        request = str(entry.body.get("request"))
        if entry.kind in BEGINS and request in runs:
            # Whoever claims it now takes it over from a run that was torn off, whatever he comes to himself.
            yield from runs.pop(request).works(plan_of, since)
        if entry.kind == "apply.intent":
            runs[request] = _Run(request, str(entry.body.get("plan")), entry.at, entry.at)
        elif entry.kind == "apply.refused":
            # The intent was not witnessed: nothing was done.
            runs.pop(request, None)
        elif request in runs:
            runs[request].add(entry)
            if entry.kind in ENDS:
                yield from runs.pop(request).works(plan_of, since)
    for request, run in runs.items():
        run.last = max(run.last, now) if request in running else run.last
        yield from run.works(plan_of, since)


@dataclass
class _Run:
    """One run of one request."""

    request: str
    plan: str
    began: str
    last: str
    over: bool = False
    outcomes: dict[str, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.last = max(self.last, entry.at)
        if entry.kind == "apply.action":
            self.outcomes[str(entry.body.get("action"))] = entry
        self.over = self.over or entry.kind == "apply.result"

    def works(self, plan_of: Callable[[str], Plan], since: str) -> Iterator[Work]:
        until = self.last if self.over else text(parse(self.last) + AFTERMATH)
        if until < since:
            return
        for action in plan_of(self.plan).actions:
            entry = self.outcomes.get(action.id)
            if entry is not None:
                yield from self._known(action, entry)
            elif not self.over:
                yield Work(self.request, action, self.began, until, done=False)

    def _known(self, action: Action, entry: Entry) -> Iterator[Work]:
        body: Mapping[str, object] = entry.body
        status, took = str(body.get("status")), body.get("milliseconds")
        if status in UNDONE:
            return
        lasted = timedelta(milliseconds=took if isinstance(took, int) else 0)
        # Instants are whole seconds, rounded down; no action begins before its run.
        began = max(self.began, text(parse(entry.at) - lasted - SECOND))
        yield Work(self.request, action, began, entry.at, str(body.get("made") or ""), done=status == Status.DONE)
