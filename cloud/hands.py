"""Doing actions: beginning each, and following it until it has come about."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from cloud import codes
from cloud.api import Api, CutOffError
from cloud.kinds.base import Kind
from cloud.kinds.task import AGAIN, Made, Task
from cloud.settling import ended
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.ports import Ids
from zhengyun.resource import World
from zhengyun.results import Outcome, Pending, Status
from zhengyun.run import failure

# What has been under way for long is looked at less often: after this share of the time, but within so many seconds.
SHARE: Final = 0.1
LONGEST_LOOK: Final = 5.0
# How often something that had no clear answer is looked at and taken up again.
ATTEMPTS: Final = 3

Result = Outcome | Pending


@dataclass
class Following:
    """One action under way: what it takes to go on with it, and when it is looked at next."""

    task: Task
    began: float
    due: float


@dataclass
class Hands:
    """What changes one site. `kinds` do it, `api` makes a new way to the services for each action."""

    kinds: Mapping[str, Kind]
    api: Callable[[], Api]
    estate: str
    home: Callable[[], str]
    clock: Callable[[], float]
    _followed: dict[str, Following] = field(default_factory=dict, init=False)

    def begin(self, action: Action, ids: Ids, seen: World | None) -> Result:
        """Do one action as far as it goes without waiting; `seen` is the site as it was last read."""
        if action.verb in (Verb.DELETE, Verb.RELEASE) and action.address not in ids:
            return Outcome(action.id, Status.DONE, action.target)  # gone already
        task, kind = Task(self.api(), action, self.estate, ids, self.home()), self.kinds[action.address.kind]
        if action.verb is Verb.CREATE and action.address in ids:
            task = self._over(kind, task, ids, seen)
        return self._carry_on(kind, action, task, self.clock())

    def settle(self, pending: Sequence[Pending]) -> Sequence[Result]:
        """Look at what is due, and say of each whether it has ended."""
        now = self.clock()
        due = [
            one for one in pending if one.action.id not in self._followed or self._followed[one.action.id].due <= now
        ]
        looks = [one for one in due if one.phase != AGAIN]
        verdicts = dict(zip((one.action.id for one in looks), ended(self.api(), looks), strict=True)) if looks else {}
        results = {one.action.id: self._look(one, verdicts.get(one.action.id, False)) for one in due}
        return [results.get(one.action.id, one) for one in pending]

    def _over(self, kind: Kind, task: Task, ids: Ids, seen: World | None) -> Task:
        """What an earlier attempt left behind in error goes first; what it left behind in order is brought to its end."""
        action, there = task.action, ids[task.address]
        husk = seen.existing.get(task.address) if seen else None
        if husk and husk.fault:
            kind.delete(replace(task, action=replace(action, verb=Verb.DELETE, target=there)))
            return task
        return replace(task, action=replace(action, verb=Verb.UPDATE, target=there))

    def _carry_on(self, kind: Kind, action: Action, task: Task, began: float) -> Result:
        made = self._done(kind, task)
        if not made.phase:
            return self._outcome(task, made.id)
        if made.phase == AGAIN:
            asked = (*task.asked, made.step) if made.step else task.asked
            verb = Verb.RELEASE if task.action.verb is Verb.RELEASE else Verb.UPDATE
            task = replace(task, action=replace(task.action, verb=verb, target=made.id), asked=asked)
        self._followed[action.id] = Following(task, began, self.clock())
        return Pending(action, made.id, made.phase, began + kind.longest)

    def _done(self, kind: Kind, task: Task) -> Made:
        """Do it; an update that had no clear answer is taken up again, since it looks first at what is there."""
        work: Mapping[Verb, Callable[[Task], Made]] = {
            Verb.CREATE: kind.create,
            Verb.UPDATE: kind.update,
            Verb.RELEASE: kind.release,
            Verb.DELETE: kind.delete,
        }
        for attempt in range(ATTEMPTS):
            try:
                return work[task.action.verb](task)
            except CutOffError as error:
                if task.action.verb not in (Verb.UPDATE, Verb.RELEASE) or attempt == ATTEMPTS - 1:
                    raise
                task.api.pause(str(error.values["service"]), str(error.values["problem"]), attempt)
        raise AssertionError

    def _look(self, one: Pending, verdict: bool | ZhengyunError) -> Result:
        now, known = self.clock(), self._followed.get(one.action.id)
        if isinstance(verdict, ZhengyunError):
            return self._failed(one, known, verdict)
        if verdict:
            return self._outcome(known.task, one.made) if known else Outcome(one.action.id, Status.DONE, one.made)
        if known and one.phase == AGAIN:
            try:
                going_on = self._carry_on(self.kinds[one.action.address.kind], one.action, known.task, known.began)
            except ZhengyunError as refused:
                return self._failed(one, known, refused)
            if isinstance(going_on, Outcome):
                return going_on
        if now > one.deadline:
            seconds = self.kinds[one.action.address.kind].longest
            error = ZhengyunError(codes.TOO_SLOW, thing=one.action.address, status=one.phase, seconds=seconds)
            return self._failed(one, known, error)
        if known:
            self._followed[one.action.id].due = now + min(LONGEST_LOOK, SHARE * (now - known.began))
        return one

    def _failed(self, one: Pending, known: Following | None, error: ZhengyunError) -> Outcome:
        """What was to be made and went into error never lived: left behind, it would stand in the next attempt's way."""
        action = one.action
        if known and action.verb is Verb.CREATE and error.code is codes.NOT_READY:
            with suppress(ZhengyunError):
                self.kinds[action.address.kind].delete(replace(known.task, action=replace(action, target=one.made)))
        self._followed.pop(action.id, None)
        return failure(action, error)

    def _outcome(self, task: Task, made: str) -> Outcome:
        self._followed.pop(task.action.id, None)
        retries = f"{task.api.retries} retries" if task.api.retries else ""
        return Outcome(task.action.id, Status.DONE, made, detail=retries)
