"""The door: the only way in which the estate is changed."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TypeVar

from zhengyun import codes
from zhengyun.action import Action
from zhengyun.diff import Verb, changes
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.gate import Gate
from zhengyun.instant import Clock, text
from zhengyun.permit import Permit
from zhengyun.plan import Moved, Plan, moved
from zhengyun.ports import Driver, Journal, Watcher, Witness
from zhengyun.resource import Address, Value, World
from zhengyun.results import Outcome, Receipt, Status
from zhengyun.resume import moved_since, remaining
from zhengyun.run import Pace, Run

Drivers = Mapping[str, Driver]
Worlds = Mapping[str, World]
T = TypeVar("T")


@dataclass(frozen=True)
class Door:
    """What stands at the door: the hands at each site, what permits are held against, the book and who watches it.

    Until something is lent to them the hands can look, and no more. `lending` hands out what they act with.
    """

    drivers: Mapping[str, Driver]
    gate: Gate
    journal: Journal
    witness: Witness
    clock: Clock
    watcher: Watcher
    machine: str = ""
    """Which machine this is, as in `zhengyun.machine`: its own witnesses do not count."""
    lending: Callable[[Permit], AbstractContextManager[object]] = nullcontext
    stop: threading.Event = field(default_factory=threading.Event)
    pace: Pace = field(default_factory=Pace)


def apply(
    plan: Plan, permit: Permit | None, actor: str, door: Door, before: Sequence[Outcome] | None = None
) -> Receipt:
    """Carry out exactly this plan and return the receipt; `before` holds the outcomes of an interrupted run to resume.

    Raises: ZhengyunError or Problems where it refuses (nothing has been changed then), and whatever the journal
    raises when it cannot record (nothing more is begun after that).
    """
    # 1. The permit opens the door for this plan, now.
    permit = door.gate.open(permit, plan, door.clock.now())
    began = text(door.clock.now())
    drivers = _drivers(plan, door)
    # 2. The world is read again; what the plan rests on must be as people saw it.
    worlds = observe(plan, drivers)
    done = {outcome.action: outcome for outcome in before or () if outcome.status is Status.DONE}
    if before is None:
        actions, facts = plan.actions, moved(plan, worlds)
    else:
        actions, facts = remaining(plan.actions, done, worlds), moved_since(plan.actions, done, worlds)
    _stand_still(facts)
    # 3. The sites can bear what is to come.
    _each(drivers, lambda site: drivers[site].admit([action for action in actions if action.address.site == site]))
    # 4. The intent is on record, first among those that may be, and somebody else has seen it.
    intent = door.journal.intend(plan, permit, actor)
    door.gate.in_turn(permit)
    witnessed = door.witness.cosign(intent)
    door.journal.cosigned(door.gate.witnessed(intent, witnessed, permit.request, door.machine))
    ids = {address: existing.id for world in worlds.values() for address, existing in world.existing.items()}
    # 5. Only now, and until all is recorded, the drivers have what they write with: no approval, no credential.
    with door.lending(permit):
        # 6. The actions, along their graph; each outcome is recorded before anything rests on it.
        run = Run(
            actions,
            drivers,
            ids,
            record=door.journal.outcome,
            watcher=door.watcher,
            stop=door.stop,
            pace=door.pace,
        )
        return _concluded(plan, permit, began, {outcome.action: outcome for outcome in run()} | done, door)


def _concluded(plan: Plan, permit: Permit, began: str, outcomes: Mapping[str, Outcome], door: Door) -> Receipt:
    """The receipt, which is on record."""
    # 7. The result is read again: what is not as its action left it is said.
    unproven = _unproven(plan, outcomes, door.drivers)
    # 8. The receipt: what was approved against what was done.
    receipt = Receipt(
        request=permit.request,
        plan=plan.digest,
        began=began,
        ended=text(door.clock.now()),
        outcomes=tuple(outcomes.get(action.id) or Outcome(action.id, Status.WAITING) for action in plan.actions),
        unproven=unproven,
    )
    door.journal.conclude(receipt)
    return receipt


def observe(plan: Plan, drivers: Drivers) -> Worlds:
    """Read every site that the plan acts on, all at once."""
    return _each(drivers, lambda site: drivers[site].observe(_tenants(plan)))


def _tenants(plan: Plan) -> list[str]:
    return sorted({action.address.tenant for action in plan.actions})


def _drivers(plan: Plan, door: Door) -> Drivers:
    sites = sorted({action.address.site for action in plan.actions})
    missing = [site for site in sites if site not in door.drivers]
    if missing:
        raise ZhengyunError(codes.DRIVER_MISSING, site=missing[0])
    return {site: door.drivers[site] for site in sites}


def _each(drivers: Drivers, work: Callable[[str], T]) -> dict[str, T]:
    with ThreadPoolExecutor(max(1, len(drivers)), thread_name_prefix="site") as pool:
        return dict(zip(drivers, pool.map(work, drivers), strict=True))


def _stand_still(facts: Iterable[Moved]) -> None:
    errors = tuple(
        ZhengyunError(
            codes.WORLD_MOVED,
            thing=fact.rest.address,
            attribute=fact.rest.attribute,
            before=_shown(fact.rest.value),
            now=_shown(fact.now),
        )
        for fact in facts
    )
    if errors:
        raise Problems(errors)


def _shown(value: Value) -> Value:
    return "-" if value in (None, "", []) else value


def _unproven(plan: Plan, outcomes: Mapping[str, Outcome], drivers: Drivers) -> tuple[str, ...]:
    """The addresses that do not stand as the last action done to them left them, or could not be read again."""
    last: dict[Address, Action] = {}
    for action in plan.actions:
        if action.id in outcomes and outcomes[action.id].status is Status.DONE:
            last[action.address] = action
    sites = {address.site: drivers[address.site] for address in last}
    worlds = _each(sites, lambda site: _read_again(sites[site], plan))
    return tuple(str(address) for address, action in last.items() if not _stands(action, worlds[address.site]))


def _read_again(driver: Driver, plan: Plan) -> World | None:
    try:
        return driver.observe(_tenants(plan))
    except Exception:  # noqa: BLE001 - what was done is done; that it could not be proven goes into the receipt
        return None


def _stands(action: Action, world: World | None) -> bool:
    if world is None:
        return False
    existing = world.existing.get(action.address)
    if action.verb is Verb.DELETE:
        return existing is None
    if action.verb is Verb.RELEASE:
        return existing is not None
    return existing is not None and not existing.fault and not changes(action.attributes, existing.attributes)
