"""Carrying out a plan's actions along their dependency graph, a bounded number at a time at each site.

Workers only begin actions. What takes its time in the cloud is looked at by one `settle` call a site for all of
it together, so that waiting costs neither a worker nor a call per thing. One thread, the caller's, keeps the
books: nothing that rests on an action is begun before that action's outcome has been recorded.
"""

import heapq
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import NamedTuple

from zhengyun import codes
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Exit, ZhengyunError, fill
from zhengyun.graph import Graph
from zhengyun.lookout import Lookout
from zhengyun.ports import Driver, Paced, Watcher
from zhengyun.resource import Address
from zhengyun.results import Outcome, Pending, Status


@dataclass(frozen=True, slots=True)
class Pace:
    """How many actions are begun at once at a site at most, and how many seconds lie between two looks at what is under way."""

    workers: int = 8
    look: float = 0.3


@dataclass
class Lane:
    """One site's share of a run."""

    driver: Driver
    lookout: Lookout
    ready: list[tuple[int, int, Action]] = field(default_factory=list)
    beginning: int = 0
    away: bool = False

    def next(self, workers: int) -> Action | None:
        """The weightiest action that can be begun now, if a worker is free and the site is there."""
        if isinstance(self.driver, Paced):
            workers = max(1, min(workers, self.driver.width))
        if self.away or not self.ready or self.beginning >= workers:
            return None
        self.beginning += 1
        return heapq.heappop(self.ready)[2]


class _Came(NamedTuple):
    """What a worker (`begun`) or a lookout has to tell the book-keeper."""

    action: Action
    result: Outcome | Pending
    begun: bool


class Run:
    """One run. `ids` holds the identifiers of what is there, and follows what is made and deleted."""

    def __init__(
        self,
        actions: Sequence[Action],
        drivers: Mapping[str, Driver],
        ids: dict[Address, str],
        *,
        record: Callable[[Outcome], None],
        watcher: Watcher,
        stop: threading.Event,
        pace: Pace,
    ) -> None:
        self._actions, self._ids, self._record, self._watcher = actions, ids, record, watcher
        self._stop, self._pace = stop, pace
        self._came: SimpleQueue[_Came] = SimpleQueue()
        self._lanes = {site: Lane(driver, self._lookout(driver)) for site, driver in drivers.items()}
        self._graph = Graph(actions)
        self._weights = self._graph.weights()
        self._order = {action.id: number for number, action in enumerate(actions)}
        self._began: dict[str, float] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._under_way = 0
        self._unwatched = False

    def __call__(self) -> tuple[Outcome, ...]:
        """Go on until nothing more can be done; return what became of every action, in their order.

        Raises: whatever `record` raises. Nothing is begun after that; what the cloud still works on is found again
        by reading.
        """
        self._queue(self._graph.first())
        workers = self._pace.workers * max(1, len(self._lanes))
        with ThreadPoolExecutor(workers, thread_name_prefix="apply") as pool:
            try:
                self._launch(pool)
                while self._under_way:
                    self._take(self._came.get())
                    self._launch(pool)
            finally:
                for lane in self._lanes.values():
                    lane.lookout.close()
        return tuple(self._outcomes.get(action.id) or Outcome(action.id, Status.WAITING) for action in self._actions)

    def _lookout(self, driver: Driver) -> Lookout:
        def report(pending: Pending, outcome: Outcome) -> None:
            self._came.put(_Came(pending.action, outcome, begun=False))

        return Lookout(driver, self._pace.look, report=report, failed=lambda one, error: failure(one.action, error))

    def _queue(self, actions: Sequence[Action]) -> None:
        for action in actions:
            item = (-self._weights[action.id], self._order[action.id], action)
            heapq.heappush(self._lanes[action.address.site].ready, item)

    def _launch(self, pool: ThreadPoolExecutor) -> None:
        for lane in self._lanes.values():
            while not self._stop.is_set() and (action := lane.next(self._pace.workers)):
                self._under_way += 1
                self._began[action.id] = time.monotonic()
                self._tell(self._watcher.begun, action)
                pool.submit(self._begin, lane.driver, action)

    def _begin(self, driver: Driver, action: Action) -> None:
        result: Outcome | Pending
        try:
            result = driver.begin(action, self._ids)
        except BaseException as error:  # noqa: BLE001 - whatever happened, the book-keeper waits for its end
            result = failure(action, error)
        self._came.put(_Came(action, result, begun=True))

    def _take(self, came: _Came) -> None:
        lane = self._lanes[came.action.address.site]
        if came.begun:
            lane.beginning -= 1
        if isinstance(came.result, Pending):
            lane.lookout.watch(came.result)
            return
        self._under_way -= 1
        if came.result.status is Status.WAITING:
            lane.away = True
            return
        took = round((time.monotonic() - self._began[came.action.id]) * 1000)
        self._end(came.action, replace(came.result, milliseconds=took))

    def _end(self, action: Action, outcome: Outcome) -> None:
        if outcome.status is Status.DONE:
            self._keep_id(action, outcome)
        self._note(action, outcome)
        if outcome.status is Status.DONE:
            self._queue(self._graph.done(action))
            return
        for follower in self._graph.failed(action):
            self._note(follower, Outcome(follower.id, Status.SKIPPED, detail=action.id))

    def _note(self, action: Action, outcome: Outcome) -> None:
        self._record(outcome)
        self._outcomes[action.id] = outcome
        self._tell(self._watcher.ended, action, outcome)

    def _tell(self, say: Callable[..., None], *what: object) -> None:
        """Tell the watcher. Whatever ails it, a screen that is gone, must not tear the run apart."""
        if not self._unwatched:
            try:
                say(*what)
            except Exception:  # noqa: BLE001 - it is not asked again
                self._unwatched = True

    def _keep_id(self, action: Action, outcome: Outcome) -> None:
        if action.verb is Verb.DELETE:
            self._ids.pop(action.address, None)
        else:
            self._ids[action.address] = outcome.made or action.target


def failure(action: Action, error: BaseException) -> Outcome:
    """What an action ends with when its driver raises.

    A site that cannot be reached has failed nothing: what was not done there waits for a resumed run.
    """
    if not isinstance(error, ZhengyunError):
        error = ZhengyunError(codes.UNEXPECTED, thing=action.address, error=f"{type(error).__name__}: {error}")
    status = Status.WAITING if error.exit is Exit.UNREACHABLE else Status.FAILED
    return Outcome(action.id, status, code=error.code.id, detail=fill(error.code.reason, error.values))
