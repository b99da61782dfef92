"""`zhengyun drift`: what is not as it was last applied, and who did it as far as the services know."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import click

from cli.output import emit
from cli.planned import changed
from cli.scope import scope_of, scope_options
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.diff import Change, Difference, Verb
from zhengyun.errors import N_, Exit
from zhengyun.estate import Estate
from zhengyun.resource import Address, Resource

if TYPE_CHECKING:
    from cloud.drift import Drifted, SiteDrift
    from zhengyun.ports import Deed


@command(
    "drift", help=_("Show what is not as it was last applied: by attribute, and who did it as far as is recorded.")
)
@scope_options
def entry(session: Session, sites: tuple[str, ...], only: tuple[str, ...]) -> int:
    """Compare, attribute, and end with 4 where there is drift."""
    from cloud.drift import drift
    from cloud.planning import each, refuse_unknown
    from governance.spans import spans_of

    house = House(session)
    estate = house.estate()
    scope = scope_of(estate, sites, only)
    clouds = house.reading(estate, scope.sites)
    evidence = house.evidence(scope.sites)
    made = made_by(house.assets.made())
    baseline, spans = baseline_of(house), spans_of(house.book)

    def one(name: str) -> "SiteDrift":
        deeds = list(evidence[name].deeds("")) if name in evidence else []
        return drift(estate.site(name), clouds[name], scope, baseline=baseline, deeds=deeds, made=made, spans=spans)

    found = each(scope.sites, one)
    refuse_unknown(scope, [site.known for site in found], estate)
    document = {"sites": [_document(site, known=site.site in evidence) for site in found]}
    emit(session, "drift/1", document, lambda: _lines(found, evidence))
    return Exit.DRIFT if any(site.drifted for site in found) else Exit.OK


def made_by(actions: Mapping[str, str]) -> Mapping[Address, str]:
    """By address, the identifier of what was made there last, from those by action in the order in which they were made."""
    told = [(*action.split(" ", 1), identifier) for action, identifier in actions.items()]
    return {Address.parse(address): identifier for verb, address, identifier in told if verb != Verb.DELETE}


def baseline_of(house: House) -> Callable[[Address], Resource | None]:
    """What was last applied to an address: by the newest applied plan whose scope covers it, at that plan's commit.

    An errand applies nothing of what its commit declares.
    """
    from cloud.wanted import wanted
    from zhengyun.planfile import load

    plans = (load(one.plan, one.request) for one in house.assets.applied())
    applied = [plan for plan in plans if not plan.scope.errand]

    @cache
    def at(commit: str) -> Mapping[Address, Resource]:
        estate: Estate = house.estate(commit)
        return {address: one for site in estate.sites for address, one in wanted(site).items()}

    def baseline(address: Address) -> Resource | None:
        for plan in applied:
            if plan.scope.covers(address.site, address.path):
                return at(plan.commit).get(address)
        return None

    return baseline


def _document(site: "SiteDrift", *, known: bool) -> Mapping[str, object]:
    return {
        "site": site.site,
        "evidence": known,
        "pending": site.pending,
        "drift": [
            {
                "address": str(one.difference.address),
                "state": state(one.difference),
                "changes": [change._asdict() for change in one.difference.changes],
                "fault": one.difference.existing.fault if one.difference.existing else "",
                "by": [deed._asdict() for deed in one.deeds],
            }
            for one in site.drifted
        ],
        "foreign": [{**one.thing._asdict(), "by": [deed._asdict() for deed in one.deeds]} for one in site.strangers],
    }


def state(difference: Difference) -> str:
    """What is wrong, in a word: `gone`, `strange` (there, and declared nowhere), `broken` or `changed`."""
    if difference.existing is None:
        return "gone"
    if difference.wanted is None:
        return "strange"
    return "broken" if difference.existing.fault else "changed"


WORDS: Final = {
    "gone": N_("is gone"),
    "strange": N_("is there, but declared nowhere"),
    "broken": N_("is broken: {fault}"),
    "changed": N_("is not as declared"),
}


def _lines(found: "Sequence[SiteDrift]", known: Collection[str]) -> Iterator[str]:
    for site in found:
        for one in site.drifted:
            yield from _told(one, evidence=site.site in known)
        for stranger in site.strangers:
            thing = stranger.thing
            address = f"{site.site}/{thing.kind}/{thing.tenant}/{thing.name or thing.id}"
            what = _("is there, and is not ours")
            yield f"{click.style(address, bold=True)} {what}"
            yield from _by(stranger.deeds, evidence=site.site in known)
        if site.pending:
            yield _("{site}: declared and not yet applied: {count}; see zhengyun plan").format(
                site=site.site, count=site.pending
            )
    count = sum(len(site.drifted) for site in found)
    yield _("drifted: {count}").format(count=count) if count else _("No drift.")


def _told(one: "Drifted", *, evidence: bool) -> Iterator[str]:
    difference = one.difference
    fault = difference.existing.fault if difference.existing else ""
    what = _(WORDS[state(difference)]).format(fault=fault)
    yield f"{click.style(str(difference.address), bold=True)} {what}"
    if state(difference) == "changed":
        # The other way round than in a plan: here it is told what has become of what was declared.
        yield from ("      " + changed(Change(name, after, before)) for name, before, after in difference.changes)
    yield from _by(one.deeds, evidence=evidence)


def _by(deeds: "Sequence[Deed]", *, evidence: bool) -> Iterator[str]:
    for deed in deeds:
        text = _("{actor} at {at} from {origin}: {what}")
        yield "      " + text.format(actor=deed.actor, at=deed.at, origin=deed.origin or "?", what=deed.what)
    if not deeds:
        yield "      " + (_("by nobody that the services recorded") if evidence else _("by whom is not known here"))
