"""`zhengyun cloud reclaim`: what nobody uses, whose it is and what it costs; and a plan that gives some of it back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from cli.numbers import Within
from cli.output import emit, table
from cli.planfile import destroy_option, plan_errand, plan_options
from cli.scope import one_site, scope_of, site_option
from cli.session import Session, command
from cli.text import _
from cli.wide import cut
from cli.wiring import House
from zhengyun.errors import N_
from zhengyun.estate import Estate

if TYPE_CHECKING:
    from cloud.capacity.creators import Creator
    from cloud.capacity.reclaim import Ages, Candidate
    from cloud.port import Cloud

WORDS: Final = {
    "idle": N_("off for long"),
    "undeclared": N_("declared nowhere"),
    "unattached": N_("no server has it"),
    "unused": N_("leads nowhere"),
    "old": N_("old copy"),
}
# Others may call their things what they like; whoever wants the whole of it asks for data.
WIDEST: Final = 40
Found = Mapping[str, "list[Candidate]"]
Creators = Mapping[str, "Creator"]


@command(
    "reclaim",
    help=_(
        "Show what nobody uses: servers that are off for long, volumes that no server has, unused addresses and ports, "
        "old snapshots and backups, each with its owner, its age and what it costs a month. Nothing declared is ever "
        "offered, and nothing goes without a change: --plan plans exactly what it names."
    ),
)
@site_option
@click.option("--idle", type=Within(0), default=30, show_default=True, help=_("Days that a server is off."))
@click.option("--old", type=Within(0), default=90, show_default=True, help=_("Days since a copy was taken."))
@click.option(
    "--plan", "chosen", multiple=True, metavar="ID", help=_("Plan that this goes; several times for several.")
)
@destroy_option
@plan_options
def entry(
    session: Session,
    sites: tuple[str, ...],
    idle: int,
    old: int,
    chosen: tuple[str, ...],
    allow_destroy: bool,
    revision: str,
    file: str,
) -> int | None:
    """Show, or plan."""
    from cloud.capacity.reclaim import Ages

    house = House(session)
    estate = house.estate(revision)
    if chosen:
        site = one_site(estate, sites)
        words = ["reclaim", *dict.fromkeys(chosen)]
        return plan_errand(house, words, [site], file, revision=revision, allow_destroy=allow_destroy)
    wanted = scope_of(estate, sites, ()).sites
    clouds = house.reading(estate, wanted)
    found = _found(house, estate, clouds, Ages(idle, old))
    creators = _creators(house, clouds, found)
    emit(session, "reclaim/1", _document(found, creators, estate), lambda: _lines(found, creators, estate))
    return None


def _found(house: House, estate: Estate, clouds: "Mapping[str, Cloud]", ages: "Ages") -> Found:
    from cloud.capacity.reclaim import candidates
    from cloud.errands.reclaiming import reclaimable
    from cloud.planning import each

    sites, now = [*clouds], house.clock.now()

    def one(name: str) -> "list[Candidate]":
        return candidates(reclaimable(estate.site(name), clouds[name].observe()), ages, now)

    return dict(zip(sites, each(sites, one), strict=True))


def _creators(house: House, clouds: "Mapping[str, Cloud]", found: Found) -> Creators:
    """By identifier, who made it, as far as the services have recorded it; what a change of ours made is nobody else's."""
    from cloud.births import applied
    from cloud.capacity.creators import creators
    from governance.spans import spans_of

    told: dict[str, Creator] = {}
    for site, source in house.evidence(list(found)).items():
        spans, user = spans_of(house.book), clouds[site].user
        deeds = [deed for deed in source.deeds("") if not applied(deed, user, spans)]
        told |= creators(found[site], deeds)
    return told


def _document(found: Found, creators: Creators, estate: Estate) -> Mapping[str, object]:
    from cloud.capacity.reclaim import totals

    return {
        "currency": estate.prices.currency if estate.prices else None,
        "sites": [
            {
                "site": site,
                "reclaimable": [
                    {
                        **one._asdict(),
                        "size": one.size._asdict(),
                        **_maker(creators.get(one.id)),
                        "cost_month": one.size.cost(estate.prices) if estate.prices else None,
                    }
                    for one in those
                ],
                "saves_month": totals(those, estate.prices) if estate.prices else None,
            }
            for site, those in found.items()
        ],
    }


def _lines(found: Found, creators: Creators, estate: Estate) -> Iterator[str]:
    for site, those in found.items():
        yield click.style(_("{site}: could be given back: {count}").format(site=site, count=len(those)), bold=True)
        cost = _("A month") if estate.prices else _("Size")
        head = (_("Owner"), _("Kind"), _("Name"), _("Why"), _("Days"), cost, _("Made by"), "ID")
        yield from table(head, (_row(one, creators, estate) for one in those))
        if those and estate.prices:
            yield from _saved(those, estate)
    if any(found.values()):
        yield _("nothing goes without a change: zhengyun cloud reclaim --site SITE --plan ID --allow-destroy")


def _row(one: "Candidate", creators: Creators, estate: Estate) -> Sequence[object]:
    owner = one.tenant if one.tenant != "site" else one.project[:12]
    days = "?" if one.days is None else one.days
    cost = _money(one.size.cost(estate.prices), estate) if estate.prices else _size(one)
    return (
        owner,
        one.what,
        cut(one.name, WIDEST) or "-",
        _(WORDS[one.why]),
        days,
        cost,
        _made_by(creators.get(one.id)),
        one.id,
    )


def _maker(creator: "Creator | None") -> Mapping[str, object]:
    """Whoever made it; several who may have are no one."""
    candidates = [*creator.names] if creator and not creator.name else []
    return {
        "creator": creator.name if creator else None,
        "creator_known_by": creator.by if creator else None,
        "creator_candidates": candidates,
    }


def _made_by(creator: "Creator | None") -> str:
    if creator is None:
        return "?"
    if not creator.name:
        return _("{people}: one of them").format(people=", ".join(creator.names))
    return _("{person}, by time").format(person=creator.name) if creator.by == "time" else creator.name


def _size(one: "Candidate") -> str:
    if one.what == "server":
        return f"{one.size.vcpus} vCPU, {one.size.ram_mib} MiB, {one.size.storage_gib} GiB"
    return f"{one.size.storage_gib} GiB" if one.size.storage_gib else "-"


def _money(amount: float, estate: Estate) -> str:
    return f"{amount:.2f} {estate.prices.currency if estate.prices else ''}".strip()


def _saved(those: "Sequence[Candidate]", estate: Estate) -> Iterator[str]:
    from cloud.capacity.reclaim import totals

    if estate.prices:
        for owner, amount in sorted(totals(those, estate.prices).items()):
            yield _("{owner} would save {amount} a month").format(owner=owner[:32], amount=_money(amount, estate))
