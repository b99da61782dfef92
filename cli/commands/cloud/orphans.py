"""`zhengyun cloud orphans`: what is there, no file declares and no change under way explains."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from cli.output import emit
from cli.scope import scope_of, scope_options
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import RESUMABLE
from zhengyun.errors import N_, Exit
from zhengyun.instant import parse
from zhengyun.resource import Address

if TYPE_CHECKING:
    from cloud.orphans import Orphan

WORDS: Final = {
    "twin": N_("bears the same mark as another"),
    "half made": N_("was not made to its end"),
    "undeclared": N_("is ours, and declared nowhere"),
    "stranger": N_("is in a department's project, and is not ours"),
    "stray": N_("bears our mark where it cannot be ours, or belongs to a server that is gone"),
}


@command(
    "orphans",
    help=_("Show what is there and nobody answers for: twins, half-made things, leftovers, each with what to do next."),
)
@scope_options
def entry(session: Session, sites: tuple[str, ...], only: tuple[str, ...]) -> int:
    """Look, and end with 4 where there is any."""
    from cloud.orphans import orphans
    from cloud.planning import each, known, refuse_unknown
    from cloud.wanted import wanted

    house = House(session)
    estate = house.estate()
    scope = scope_of(estate, sites, only)
    clouds = house.reading(estate, scope.sites)
    explained = _explained(house)

    def one(name: str) -> "tuple[list[Orphan], frozenset[str]]":
        shall, world = wanted(estate.site(name)), clouds[name].observe()
        return orphans(shall, world, scope, explained), known(scope, (*shall, *world.existing))

    told = each(scope.sites, one)
    refuse_unknown(scope, [paths for _, paths in told], estate)
    found = {name: those for name, (those, _) in zip(scope.sites, told, strict=True)}
    document = {"sites": [{"site": name, "orphans": [_document(one) for one in told]} for name, told in found.items()]}
    emit(session, "orphans/1", document, lambda: _lines(found))
    return Exit.DRIFT if any(found.values()) else Exit.OK


def _explained(house: House) -> frozenset[Address]:
    """What the changes are about that are being applied, or may still be taken up again."""
    from zhengyun.planfile import load

    now = house.clock.now()
    running = [one for one in house.ledger.requests(RESUMABLE) if now <= parse(one.permit.not_after)]
    plans = (load(house.ledger.plan(one.permit.plan), one.id) for one in running)
    return frozenset(action.address for plan in plans for action in plan.actions)


def _document(one: "Orphan") -> Mapping[str, str]:
    return {**one._asdict(), "why": one.why.value}


def _lines(found: "Mapping[str, Sequence[Orphan]]") -> Iterator[str]:
    for site, orphans in found.items():
        for one in orphans:
            name = one.name if "/" in one.name else f"{one.tenant}/{one.name}".strip("/")
            yield f"{click.style(f'{site}/{one.kind}/{name}', bold=True)} {_(WORDS[one.why])}"
            yield f"      {one.id}"
            yield "      " + _("next: {next}").format(next=one.next)
    count = sum(map(len, found.values()))
    yield _("orphans: {count}").format(count=count) if count else _("No orphans.")
