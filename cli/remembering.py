"""Keeping what is read of a site in the history of its things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cli.claim import alive
from cli.text import _, reason
from cli.wiring import House
from zhengyun.action import Action
from zhengyun.change import State
from zhengyun.errors import ZhengyunError
from zhengyun.history import Witnesses, nobody
from zhengyun.instant import text
from zhengyun.interval import Sighting, Work
from zhengyun.ports import Deed, Driver, Ids, Paced
from zhengyun.resource import Address, World
from zhengyun.results import Outcome, Pending, Receipt

if TYPE_CHECKING:
    from records.intervals import Intervals
    from zhengyun.plan import Plan

# A driver that does not know how much its site bears is held by the pace alone.
UNPACED: Final = 1 << 10
ADOPT: Final = "adopt"


def history_of(house: House) -> "Intervals":
    """The history of everything that is ours."""
    from records.intervals import Intervals

    return Intervals(house.database)


def works_since(house: House, since: str) -> list[Work]:
    """What was carried out since an instant, as the log tells it.

    Raises: ZhengyunError (ZY-REC-*, ZY-PLAN-001).
    """
    from governance.works import works
    from zhengyun.planfile import load

    def plan_of(digest: str) -> "Plan":
        return load(house.ledger.plan(digest), digest)

    # Of a process that is gone nothing more comes, however long its request goes on to say that it is being applied.
    running = {one.id for one in house.ledger.requests([State.APPLYING]) if one.claim and alive(one.claim)}
    return list(works(house.book, plan_of, since, running=running, now=text(house.clock.now())))


def keep(house: House, sighting: Sighting, source: str = "", witnesses: Witnesses = nobody) -> None:
    """Keep one reading.

    Raises: ZhengyunError (ZY-REC-*).
    """
    kept = history_of(house)
    kept.see(sighting, works_since(house, kept.seen(sighting.world.site).last), source, witnesses)


def witnesses_of(strange: Sequence[Deed]) -> Witnesses:
    """Of a thing, what was done to it that no change explains; the newest of it, as `drift` tells it."""
    from cloud.drift import MOST, concerns

    def found(address: Address, identifiers: frozenset[str], since: str) -> tuple[Deed, ...]:
        named = [one for one in strange if one.at >= since and not identifiers.isdisjoint({one.target, *one.within})]
        return tuple([one for one in named if concerns(one, address.kind)][:MOST])

    return found


@dataclass
class Remembered:
    """A site's driver that remembers what it has read, and is asked and told nothing else."""

    driver: Driver
    house: House
    read: list[Sighting] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many actions are worth beginning at once now."""
        return self.driver.width if isinstance(self.driver, Paced) else UNPACED

    def observe(self, touched: Sequence[str] = ()) -> World:
        """Read the site, and remember it."""
        from cloud.seen import sighting

        began = text(self.house.clock.now())
        world = self.driver.observe(touched)
        self.read.append(sighting(world, began, text(self.house.clock.now()), touched))
        return world

    def admit(self, actions: Sequence[Action]) -> None:
        """Raise where the site cannot bear these actions."""
        self.driver.admit(actions)

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do one action as far as it goes without waiting."""
        return self.driver.begin(action, ids)

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look once at everything that is under way."""
        return self.driver.settle(pending)


def keep_all(house: House, drivers: Mapping[str, Remembered], receipt: Receipt, errand: Sequence[str]) -> None:
    """Keep what was read before and after a change; that it could not be kept undoes nothing, and is told.

    What an adoption looks at as ours is so only once it has been done.
    """
    adopts = errand[:1] == (ADOPT,)
    if adopts and not receipt.complete:
        return
    try:
        for one in drivers.values():
            _keep(house, one.read, receipt, begun=not adopts)
    except ZhengyunError as error:
        house.session.say(_("what was read could not be kept in the history: {reason}").format(reason=reason(error)))


def _keep(house: House, read: Sequence[Sighting], receipt: Receipt, *, begun: bool) -> None:
    """Keep the first reading, where it shows what is ours, and those that came after the actions."""
    for number, sighting in enumerate(read):
        kept = history_of(house)
        carried_out = works_since(house, kept.seen(sighting.world.site).last)
        if number == 0:
            # Nothing of this run had been done by then.
            carried_out = [one for one in carried_out if one.request != receipt.request or one.ended < receipt.began]
        if number or begun:
            kept.see(sighting, carried_out, receipt.request)
