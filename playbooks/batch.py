"""One run of Ansible for all actions of a plan, and what becomes of each: a role on a host ends as a whole."""

import threading
import time
from collections.abc import Sequence
from typing import Final

from playbooks import codes
from playbooks.allowing import Allowed
from playbooks.answers import Carrying
from playbooks.cast import inventory
from playbooks.events import Event, Over, Results, Trouble
from playbooks.grammars import Where, where_of
from playbooks.looking import Fleet, progress
from playbooks.port import Runs
from playbooks.running import Ended, Job, run
from zhengyun.action import Action
from zhengyun.errors import ZhengyunError
from zhengyun.results import Outcome, Status
from zhengyun.run import failure

# So long the role that is under way may take to its end once a run has been stopped, in seconds.
GRACE: Final = 120.0


class Batch:
    """A run that begins when it is made. `change` names it on the hosts."""

    def __init__(self, fleet: Fleet, runs: Runs, actions: Sequence[Action], change: str) -> None:
        self._fleet, self._runs, self._change = fleet, runs, change
        self._actions = tuple(actions)
        self._allowed = Allowed(actions)
        self._results = Results(frozenset(where_of(one.address) for one in actions))
        self._lock = threading.Lock()
        self._outcomes: dict[str, Outcome] = {}
        self._error: BaseException | None = None
        self._cut = threading.Event()
        self._stopped_at = 0.0
        self._thread = threading.Thread(target=self._work, name="ansible", daemon=True)
        self._thread.start()

    def outcome(self, action: Action) -> Outcome | None:
        """What became of an action; None while that is open.

        Raises: ZhengyunError where the run as a whole failed.
        """
        with self._lock:
            told = self._outcomes.get(action.id)
            if told is None and self._error:
                raise self._error
            return told

    def join(self) -> None:
        """Wait until the run is over."""
        self._thread.join()

    def _work(self) -> None:
        try:
            self._close(self._run())
        except BaseException as error:  # noqa: BLE001 - it is told to whoever asks for an outcome
            with self._lock:
                self._error = error

    def _run(self) -> Ended:
        again: dict[str, list[str]] = {}
        for one in self._actions:
            if one.again:
                again.setdefault(where_of(one.address).host, []).append(where_of(one.address).role)
        scope = {where_of(one.address) for one in self._actions}
        common = {"zy_change": self._change, "zy_again": {host: sorted(set(roles)) for host, roles in again.items()}}
        with self._runs() as identity:
            document = inventory(self._fleet.hosts, self._fleet.words(), scope, identity, common)
            answers = Carrying(document, self._fleet.secrets, self._allowed, self._turn, self._cut)
            return run(
                Job(identity, self._fleet.ssh, answers, check=False, tree=self._fleet.tree), self._take, self._over
            )

    def _take(self, event: Event) -> None:
        for over in self._results.take(event):
            self._end(over)
        progress(event, self._results, self._fleet.tell)

    def _turn(self) -> bool:
        """Whether the next role may begin: none does once somebody has said stop."""
        if self._fleet.stop.is_set():
            self._cut.set()
        return not self._cut.is_set()

    def _over(self) -> bool:
        """Whether Ansible is to be ended: before the next role once somebody has said stop, or after the grace."""
        if self._fleet.stop.is_set() and not self._stopped_at:
            self._stopped_at = time.monotonic()
        if self._stopped_at and time.monotonic() - self._stopped_at > GRACE:
            self._cut.set()
        return self._cut.is_set()

    def _end(self, over: Over) -> None:
        """Tell every action of a role on a host how it ended."""
        with self._lock:
            for action in self._actions:
                if where_of(action.address) == over.where:
                    self._outcomes[action.id] = outcome_of(action, over.where, over.trouble)

    def _close(self, ended: Ended) -> None:
        """What is still open when Ansible has ended was not begun, or the run was broken off."""
        with self._lock:
            if not (self._results.complete or ended.stopped):
                self._error = ZhengyunError(codes.ENDED, code=ended.code, said=ended.said or "-")
                return
            for action in self._actions:
                # Of a host that fell out in one role the roles after it were not begun: going on begins them.
                self._outcomes.setdefault(action.id, Outcome(action.id, Status.WAITING))


def outcome_of(action: Action, where: Where, trouble: Trouble | None) -> Outcome:
    """What becomes of an action whose role has ended on its host."""
    if trouble is None:
        return Outcome(action.id, Status.DONE, made=made(action))
    if trouble.before:
        return failure(action, ZhengyunError(codes.NOT_BEGUN, host=where.host, role=where.role, said=trouble.said))
    code = codes.LOST if trouble.away else codes.FAILED if trouble.back else codes.NOT_ROLLED_BACK
    error = ZhengyunError(code, host=where.host, role=where.role, task=trouble.task, said=trouble.said)
    return failure(action, error)


def made(action: Action) -> str:
    """The identifier of what an action has made."""
    return action.target or str(action.address)
