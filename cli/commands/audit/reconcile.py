"""`zhengyun audit reconcile`: what was done without a change, by the services' own events."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.instants import Instant
from cli.output import emit, table
from cli.scope import scope_of, site_option
from cli.session import Session, command
from cli.text import _
from cli.watch.lines import MATCHED
from cli.wiring import House
from zhengyun.canonical import digest
from zhengyun.entry import Note
from zhengyun.errors import Exit
from zhengyun.estate import Estate
from zhengyun.instant import text

if TYPE_CHECKING:
    from cli.reconciling import SiteFindings


@command(
    "reconcile",
    help=_(
        "Hold what the clouds' services, the vault and the records' server have recorded against what was carried out, and show "
        "what was done without a change: who, when, from where. Goes on from the last reconciliation. A time of which their "
        "events do not tell is unknown. What comes of it is an entry. Ends with 4 where a deed has no change, else with 6 where "
        "something is unknown."
    ),
)
@site_option
@click.option("--since", type=Instant(), metavar="T", help=_("From this day or instant on."))
@click.option("--until", type=Instant(last=True), metavar="T", help=_("Until this day or instant; else until now."))
def entry(session: Session, sites: tuple[str, ...], since: str | None, until: str | None) -> int:
    """Read both sides, compare, write the entry, show it."""
    from cli.reconciling import KIND, Reconciling
    from governance.entitlement import entitled
    from governance.reconciliation import refuse_span
    from governance.rules import READS

    house = House(session)
    now = text(house.clock.now())
    refuse_span(since or "", until or now, now)
    person = entitled(house.roles, house.proven(), READS, house.clock.now())
    estate = house.estate()
    work = Reconciling(house, estate, _names(house, estate, sites), since or "", until or now)
    found = work.results()
    document = {"sites": [_site(one) for one in found]}
    house.book.append(Note(KIND, person.name, {"sites": {one.site: _kept(one) for one in found}}))
    emit(session, "reconciled/1", document, lambda: _lines(found))
    if any(one.found.findings for one in found):
        return Exit.DRIFT
    return Exit.UNREACHABLE if any(one.gaps for one in found) else Exit.OK


def _names(house: House, estate: Estate, sites: Sequence[str]) -> Sequence[str]:
    """The sites that are meant, the vault and the records' server after them."""
    from cli.reconciling_beside import there

    beside = [one for one in there(house) if not sites or one in sites]
    clouds = [one for one in sites if one not in beside]
    return (*(scope_of(estate, clouds, ()).sites if clouds or not sites else ()), *beside)


def _site(one: "SiteFindings") -> Mapping[str, Any]:
    return {
        "site": one.site,
        "since": one.since,
        "until": one.until,
        "explained": one.found.explained,
        "unexplained": [
            {**finding.deed._asdict(), "why": finding.why, "requests": finding.requests}
            for finding in one.found.findings
        ],
        "left_out": one.found.left_out,
        "unknown": [gap._asdict() for gap in one.gaps],
    }


def _kept(one: "SiteFindings") -> Mapping[str, Any]:
    """What the log says of it: how many of what, and a digest by which the whole list is known again."""
    return {
        "since": one.since,
        "until": one.until,
        "reached": one.reached,
        "explained": sum(one.found.explained.values()),
        "unexplained": len(one.found.findings),
        "left_out": sum(one.found.left_out.values()),
        "unknown": len(one.gaps),
        "digest": digest(_site(one)),
        "marks": one.marks,
    }


def _lines(found: "Sequence[SiteFindings]") -> Iterator[str]:
    for one in found:
        heading = _("{site}: from {since} until {until}")
        yield click.style(heading.format(site=one.site, since=one.since, until=one.until), bold=True)
        yield from _findings(one)
        for gap in one.gaps:
            unknown = _("UNKNOWN: {service} from {since} until {until}: {why}").format(
                service=gap.service, since=gap.since, until=gap.until, why=_(gap.why)
            )
            yield click.style(unknown + (f" ({gap.number})" if gap.number else ""), fg="red")
        left_out = " · ".join(f"{_(rule)}: {number}" for rule, number in sorted(one.found.left_out.items()))
        counts = _(
            "explained by {changes} changes: {explained}; without a change: {unexplained}; times unknown: {unknown}"
        )
        yield counts.format(
            changes=len(one.found.explained),
            explained=sum(one.found.explained.values()),
            unexplained=len(one.found.findings),
            unknown=len(one.gaps),
        )
        if left_out:
            yield _("left out, because they changed nothing of themselves: {left_out}").format(left_out=left_out)


def _findings(one: "SiteFindings") -> Iterator[str]:
    head = (_("At"), _("Who"), _("From"), _("Service"), _("What"), _("Why"))
    rows = []
    for finding in one.found.findings:
        deed = finding.deed
        claim = _(" (claims to derive from {request}, which nothing bears out)") if deed.doubtful else ""
        how = MATCHED.get(deed.matched, "")
        why = _(finding.why) + claim.format(request=deed.derived_from) + (_(how) if how else "")
        rows.append((deed.at, deed.actor, deed.origin or "?", deed.service, deed.what, why))
    yield from table(head, rows)
