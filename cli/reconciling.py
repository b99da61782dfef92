"""Gathering what a reconciliation needs: what was carried out, what everything was called, and the services' evidence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cli.reconciling_beside import held as held_beside
from cli.reconciling_beside import there
from cli.remembering import history_of, works_since
from cli.watch.baseline import made_by
from cli.wiring import House
from zhengyun.entry import Entry
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.evidence import Gap
from zhengyun.instant import parse, text
from zhengyun.interval import Work
from zhengyun.resource import Address

if TYPE_CHECKING:
    from governance.reconciliation import Reconciled
    from zhengyun.gapped import Looked
    from zhengyun.ports import Deed

KIND: Final = "audit.reconciled"


class SiteFindings(NamedTuple):
    """What came of one site: between which instants, what was found, and what is not known."""

    site: str
    since: str
    until: str
    found: "Reconciled"
    gaps: tuple[Gap, ...]
    marks: Mapping[str, Any]
    """How far its files were written before they were read."""
    reached: bool = True
    """Whether the site could be asked who we are there: else nothing of it was held against anything."""


@dataclass
class Reconciling:
    """One reconciliation of some sites, from `since` on, or each from where the last one ended, until an instant."""

    house: House
    estate: Estate
    sites: Sequence[str]
    since: str
    until: str

    def results(self) -> list[SiteFindings]:
        """Site after site.

        Raises: ZhengyunError where the records or a site cannot be read.
        """
        return [self._site(name) for name in self.sites]

    def _site(self, name: str) -> SiteFindings:
        from cloud.gaps import gaps
        from governance.reconciliation import LOST, NOTHING
        from zhengyun.gapped import NOT_COLLECTED

        since = self.since or self._last(name) or self._beginning
        if name in there(self.house):
            return SiteFindings(
                name, since, self.until, *held_beside(self.house, name, (since, self.until), self._looked(name, since))
            )
        logs = self.house.evidence([name]).get(name)
        marks = logs.marks() if logs else {}
        try:
            user = self.house.reading(self.estate, [name])[name].user
        except ZhengyunError as error:
            if error.exit is not Exit.UNREACHABLE:
                raise
            return SiteFindings(
                name, since, self.until, NOTHING, (Gap(name, "-", since, self.until, LOST),), marks, reached=False
            )
        # The services' events first: what they tell of is in the log by then, or still under way.
        deeds = list(logs.deeds(since)) if logs else []
        files = logs.files if logs else ()
        lacking = tuple(gaps(name, files, since, self.until, self._looked(name, since)))
        found = held(self.house, name, user, deeds, (since, self.until))
        nowhere = {gap.service for gap in lacking if gap.why == NOT_COLLECTED}
        silent = tuple(gap for gap in found.silent if gap.service not in nowhere and gap.until >= since)
        return SiteFindings(name, since, self.until, found, (*lacking, *silent), marks)

    def _looked(self, name: str, since: str) -> "Looked":
        """The newest look at the files by then: of a reading that was recorded, or of a reconciliation."""
        from zhengyun.gapped import Looked

        reading = self.house.readings.last(name, since)
        looks = [Looked(reading.at, reading.marks or {})] if reading else []
        for entry in self._entries:
            site = _site_in(entry, name)
            if site and str(site.get("until")) <= since:
                looks.append(Looked(str(site["until"]), site.get("marks") or {}))
        return max(looks, key=lambda one: one.at, default=Looked())

    def _last(self, name: str) -> str:
        """Where the last reconciliation of a site ended; a little before it, for what was under way then."""
        from governance.reconciliation import OVERLAP

        ends = [str(site["until"]) for entry in self._entries if (site := _site_in(entry, name))]
        return text(parse(max(ends)) - OVERLAP) if ends else ""

    @cached_property
    def _entries(self) -> Sequence[Entry]:
        return list(self.house.book.of_kind(KIND))

    @cached_property
    def _beginning(self) -> str:
        """When the log began."""
        return next((entry.at for entry in self.house.book.entries()), self.until)


def held(house: House, site: str, user: str, deeds: "Sequence[Deed]", span: tuple[str, str]) -> "Reconciled":
    """A site's deeds, held against what was carried out since then, where `user` is the tool's own there."""
    from cloud.footprints import leaves, trace
    from governance.reconciliation import Ground, reconcile

    since, until = span
    works = works_since(house, since)
    return reconcile(deeds, Ground(site, works, _names(house, site, works), user, trace, leaves), until)


def _names(house: House, site: str, works: Sequence[Work]) -> Mapping[Address, frozenset[str]]:
    """Whatever a thing was ever called: by what was seen, by what was made, and by what was acted on."""
    told: defaultdict[Address, frozenset[str]] = defaultdict(frozenset)
    for address, names in history_of(house).identifiers([site]):
        told[address] |= names
    for address, name in made_by(house.assets.made()).items():
        told[address] |= {name}
    for work in works:
        told[work.action.address] |= {work.action.target, work.made} - {""}
    return told


def _site_in(entry: Entry, name: str) -> Mapping[str, Any] | None:
    """What an entry says of one site; nothing where that could not be reached, so that the next one begins there again."""
    sites = entry.body.get("sites")
    site = sites.get(name) if isinstance(sites, Mapping) else None
    return site if isinstance(site, Mapping) and site.get("reached") else None
