"""A door to stand at: a journal in memory, a witness who nods, sites that obey the small grammar and misbehave on demand."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.cast import ORIGIN, HandClock, signer
from tests.permits import agreed, asked, gate
from tests.unit.zhengyun.interpreter import Interpreter
from tests.unit.zhengyun.small import Found, Wanted, planned
from zhengyun.action import Action, Effects
from zhengyun.apply import Door
from zhengyun.apply import apply as go_through
from zhengyun.checkpoint import Checkpoint, cosign, signed
from zhengyun.diff import Verb
from zhengyun.entry import Entry
from zhengyun.merkle import inclusion, root
from zhengyun.permit import Permit
from zhengyun.plan import Plan, Scope
from zhengyun.ports import Driver, Ids, Witness, Witnessed
from zhengyun.resource import World
from zhengyun.results import Outcome, Pending, Receipt, Status
from zhengyun.run import Pace
from zhengyun.signing import Signer

HERE = "sha256:" + "0" * 64
"""The machine on which the tests apply; the witness is on another one."""
BRISK = Pace(workers=4, look=0.001)


class Crash(BaseException):
    """The process dies here: nothing catches it."""


@dataclass
class MemoryJournal:
    """Keeps in memory what it is told; `fails` is asked before each outcome and may raise."""

    fails: Callable[[Outcome], None] = lambda _outcome: None
    notes: list[Any] = field(default_factory=list)

    def intend(self, plan: Plan, permit: Permit, actor: str) -> Entry:
        """Write the intent."""
        entry = Entry.make(1, "2026-03-02T08:00:00Z", "apply.intent", actor, {"request": permit.request})
        self.notes.append(("intent", plan.digest, actor))
        return entry

    def cosigned(self, witnessed: Witnessed) -> None:
        """The intent has been witnessed."""
        self.notes.append(witnessed)

    def outcome(self, outcome: Outcome) -> None:
        """Write an outcome."""
        self.fails(outcome)
        self.notes.append(outcome)

    def conclude(self, receipt: Receipt) -> None:
        """Write the receipt."""
        self.notes.append(receipt)

    @property
    def outcomes(self) -> list[Outcome]:
        """What was recorded of actions, in order."""
        return [one for one in self.notes if isinstance(one, Outcome)]

    @property
    def done(self) -> set[str]:
        """The actions that are recorded as done."""
        return {one.action for one in self.outcomes if one.status is Status.DONE}


@dataclass
class Nodding:
    """A witness who signs whatever he sees."""

    signer: Signer = field(default_factory=lambda: signer("witness"))

    @property
    def name(self) -> str:
        """The witness's key."""
        return self.signer.public.id

    def cosign(self, entry: Entry) -> Witnessed:
        """Sign a log that ends with this entry, and of which it knows nothing else."""
        leaves = [*[bytes(32)] * (entry.number - 1), bytes.fromhex(entry.hash)]
        nodes = lambda level, index: root(leaves[index << level : index + 1 << level])  # noqa: E731
        note = signed(Checkpoint(ORIGIN, entry.number, root(leaves)), signer("log"))
        proof = inclusion(entry.number - 1, entry.number, nodes)
        return Witnessed(
            str(note.more(cosign(note.text, "witness", self.signer, 1_700_000_000))), entry.number - 1, proof
        )


@dataclass
class Watching:
    """Remembers what began and ended, and what was under way at once."""

    began: list[str] = field(default_factory=list)
    ended_: list[str] = field(default_factory=list)

    def begun(self, action: Action) -> None:
        """An action has begun."""
        self.began.append(action.id)

    def ended(self, action: Action, outcome: Outcome) -> None:
        """An action has ended."""
        del outcome
        self.ended_.append(action.id)


@dataclass
class Small:
    """A site under the law of the small grammar.

    `before` is called with each action that is to begin and `after` with each that has come about, from whatever
    thread; either may raise. Updates that `halves` picks stop after their first change. Actions named in `looks` take
    so many looks until they have ended.
    """

    world: Interpreter
    recorded: Callable[[], set[str]]
    before: Callable[[Action], None] = lambda _action: None
    after: Callable[[Action], None] = lambda _action: None
    halves: Callable[[Action], bool] = lambda _action: False
    looks: Mapping[str, int] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def observe(self, touched: Sequence[str] = ()) -> World:
        """Everything."""
        del touched
        with self.lock:
            return World("here", self.world.observed())

    def admit(self, actions: Sequence[Action]) -> None:
        """There is room for everything."""

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do an action, if all that it needs is on record."""
        self.before(action)
        with self.lock:
            self.begun.append(action.id)
            self.world.done = self.recorded()
            if action.verb is not Verb.CREATE and action.address in self.world.things:
                assert ids[action.address] == self.world.things[action.address].id
            half = action.verb is Verb.UPDATE and len(action.changes) > 1 and self.halves(action)
            self.world.again(replace(action, changes=action.changes[:1]) if half else action)
        if half:
            raise ConnectionError("cut off in the middle")
        self.after(action)
        made = self.world.things[action.address].id if action.verb is not Verb.DELETE else action.target
        looks = self.looks.get(action.id, 0)
        return Pending(action, made, str(looks)) if looks else Outcome(action.id, Status.DONE, made)

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look once."""
        return [self._look(one) for one in pending]

    def _look(self, one: Pending) -> Outcome | Pending:
        left = int(one.phase) - 1
        return Pending(one.action, one.made, str(left)) if left else Outcome(one.action.id, Status.DONE, one.made)


def plan_for(shall: Wanted, there: Found) -> Plan:
    """A plan from nowhere but these two worlds."""
    return Plan("county", "c0ffee", Scope(("here",)), planned(shall, there), Effects())


def door_for(drivers: Mapping[str, Driver], journal: MemoryJournal, **values: Any) -> Door:
    """The door before these sites."""
    witness: Witness = Nodding()
    whole: dict[str, Any] = {
        "witness": witness,
        "watcher": Watching(),
        "pace": BRISK,
        "clock": HandClock(),
        "machine": HERE,
        **values,
    }
    return Door(drivers=drivers, gate=gate(), journal=journal, **whole)


def apply(
    plan: Plan,
    drivers: Mapping[str, Driver],
    journal: MemoryJournal,
    before: Sequence[Outcome] | None = None,
    **values: Any,
) -> Receipt:
    """Go through the door with a permit that opens it."""
    return go_through(plan, agreed(asked(plan), "li"), "wang", door_for(drivers, journal, **values), before)
