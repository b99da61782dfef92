"""Reading every site by itself: one that cannot be read keeps nobody from seeing the others."""

import getpass
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cli.entries import refuse_bad_entries
from cli.text import reason
from cli.watch.baseline import baseline_of, made_by
from cli.watch.document import Data, document_of
from cli.watch.memory import with_known_deeds
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate, Ignore
from zhengyun.instant import text
from zhengyun.plan import Scope
from zhengyun.resource import Address, Resource

if TYPE_CHECKING:
    from cloud.drift import SiteDrift
    from cloud.ignoring import Rules
    from records.readings import Reading
    from zhengyun.growing import Marks
    from zhengyun.interval import Sighting
    from zhengyun.ports import Deed

# What was asked for before a reading may show only afterwards: events are read again from that long before.
OVERLAP: Final = timedelta(hours=1)


class Found(NamedTuple):
    """What came of reading one site: its findings, or why there are none."""

    reading: "Reading"
    known: frozenset[str] = frozenset()
    used: frozenset[Ignore] = frozenset()
    sighting: "Sighting | None" = None
    strange: "tuple[Deed, ...]" = ()
    """What the services have recorded and no change explains, the newest first."""

    @property
    def document(self) -> Data | None:
        """The findings; None where the site could not be read."""
        return self.reading.document


@dataclass
class Look:
    """One look at the sites of a scope. With `records`, events are read only as far as the readings have not."""

    house: House
    estate: Estate
    scope: Scope
    records: bool = False
    _now: str = field(default="", init=False)
    _found: "dict[str, tuple[Deed, ...]]" = field(default_factory=dict, init=False)
    """By site, what its services have recorded and no change explains."""

    def __post_init__(self) -> None:
        self._now = text(self.house.clock.now())

    def sites(self) -> Sequence[Found]:
        """Read all at once.

        Raises: ZhengyunError where the records cannot be read or --os-cloud names no site, or Problems where the scope
        covers nothing.
        """
        from cloud.planning import refuse_unknown

        # What all sites are held against is read first: where it cannot be, no site is to blame.
        _ = self._baseline, self._made, self._spans, self._rules
        refuse_bad_entries(self.house.session, self.estate)
        with ThreadPoolExecutor(max(1, len(self.scope.sites)), thread_name_prefix="site") as pool:
            found = list(pool.map(self._site, self.scope.sites))
        if all(one.document for one in found):
            refuse_unknown(self.scope, [one.known for one in found], self.estate)
        return found

    def _site(self, name: str) -> Found:
        from records.readings import Reading

        began, person = time.monotonic(), getpass.getuser()
        marks = self._marks(name)
        try:
            site = self._drift(name)
        except ZhengyunError as error:
            problem = {"code": error.code.id, "reason": reason(error), "exit": int(error.exit)}
            return Found(Reading(name, self._now, _since(began), person, None, problem, marks))
        document = document_of(site, evidence=name in self._evidence)
        if self.records:
            document = with_known_deeds(document, self.house.readings.last(name))
        reading = Reading(name, self._now, _since(began), person, document, None, marks)
        return Found(reading, site.known, site.used, self._sighting(name, site), self._found.get(name, ()))

    def _strange(self, name: str, user: str, deeds: "Sequence[Deed]") -> "Sequence[Deed]":
        """The deeds, the newest first, that no change explains; kept for the history."""
        from cli.reconciling import held

        since = deeds[-1].at if deeds else ""
        found = held(self.house, name, user, deeds[::-1], (since, text(self.house.clock.now())))
        # Where Keystone names nobody, nobody can be named.
        self._found[name] = tuple(one.deed for one in reversed(found.findings) if one.deed.actor_id)
        return self._found[name]

    def _sighting(self, name: str, site: "SiteDrift") -> "Sighting | None":
        """The same for the history, which keeps more than what has drifted."""
        from cloud.seen import sighting

        if not self.records or site.world is None:
            return None
        tenants = [one.name for one in self.estate.site(name).tenants]
        return sighting(site.world, self._now, text(self.house.clock.now()), tenants)

    def _drift(self, name: str) -> "SiteDrift":
        from cloud.drift import drift

        cloud = self.house.reading(self.estate, [name])[name]
        return drift(
            self.estate.site(name),
            cloud,
            self.scope,
            baseline=self._baseline,
            deeds=lambda: self._deeds(name),
            made=self._made,
            spans=self._spans,
            rules=self._rules,
            strange=lambda deeds: self._strange(name, cloud.user, deeds),
        )

    def _deeds(self, name: str) -> "Sequence[Deed]":
        return list(self._evidence[name].deeds("")) if name in self._evidence else []

    def _marks(self, name: str) -> "Marks":
        """How far the events are written, before anything of the site is read."""
        return self._evidence[name].marks() if self.records and name in self._evidence else {}

    @cached_property
    def _evidence(self) -> Mapping[str, Any]:
        earlier = text(self.house.clock.now() - OVERLAP)
        last = {name: self.house.readings.last(name, earlier) if self.records else None for name in self.scope.sites}
        return self.house.evidence(self.scope.sites, {name: one.marks or {} for name, one in last.items() if one})

    @cached_property
    def _baseline(self) -> Callable[[Address], Resource | None]:
        return baseline_of(self.house)

    @cached_property
    def _made(self) -> Mapping[Address, str]:
        return made_by(self.house.assets.made())

    @cached_property
    def _spans(self) -> Sequence[tuple[str, str]]:
        from governance.spans import spans_of

        return spans_of(self.house.book)

    @cached_property
    def _rules(self) -> "Rules":
        from cloud.ignoring import Rules

        return Rules(self.estate.ignores, self._now[:10])


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
