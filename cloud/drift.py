"""Drift: what is not as it was last applied, by attribute, with who did it as far as the services have recorded it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from cloud.births import Birth, applied, creations, makers, makes
from cloud.ignoring import NO_RULES, Hidden, Rules
from cloud.planning import compare, known
from cloud.port import Cloud
from cloud.wanted import wanted
from zhengyun.diff import Difference, changes
from zhengyun.estate import Ignore, Site
from zhengyun.plan import Scope
from zhengyun.ports import Deed
from zhengyun.resource import Address, Foreign, Resource, World

# So many deeds are named for one difference; the newest come first.
MOST: Final = 3
QUOTA: Final = "quota"

Baseline = Callable[[Address], Resource | None]
"""What was last applied to an address; None where nothing was."""
Strange = Callable[[Sequence[Deed]], Sequence[Deed]]
"""Of deeds, the newest first, those that no change explains."""


class Drifted(NamedTuple):
    """One difference with the deeds that may explain it, the newest first; `expired` rules hide it no longer."""

    difference: Difference
    deeds: tuple[Deed, ...]
    expired: tuple[Ignore, ...] = ()


class Stranger(NamedTuple):
    """Something in a tenant's project that is not ours, with the deeds that may explain it, the newest first."""

    thing: Foreign
    deeds: tuple[Deed, ...]
    expired: tuple[Ignore, ...] = ()


class SiteDrift(NamedTuple):
    """One site's drift. `pending` counts what is declared and not yet applied, which is no drift.

    Nor is what others have put into a tenant's project: no plan touches that, but whoever runs the place wants to know.
    `known` holds the paths of the scope that anything was declared or found below; `things` counts what is there of
    ours, by kind.
    """

    site: str
    drifted: tuple[Drifted, ...]
    pending: int
    known: frozenset[str]
    strangers: tuple[Stranger, ...] = ()
    ignored: tuple[Hidden, ...] = ()
    things: Mapping[str, int] = MappingProxyType({})
    world: World | None = None
    """The site as it was read."""

    @property
    def used(self) -> frozenset[Ignore]:
        """The rules that are about something that there is to tell, expired ones too."""
        late = [*(one.expired for one in self.drifted), *(one.expired for one in self.strangers)]
        return frozenset([*(rule for rules in late for rule in rules), *(one.rule for one in self.ignored)])


def drift(
    site: Site,
    cloud: Cloud,
    scope: Scope,
    *,
    baseline: Baseline,
    deeds: Callable[[], Sequence[Deed]],
    made: Mapping[Address, str],
    spans: Sequence[tuple[str, str]],
    rules: Rules = NO_RULES,
    strange: Strange | None = None,
) -> SiteDrift:
    """Compare a site with its declaration, every quota read from the services themselves.

    `deeds` tells what the services recorded, oldest first, once the site has been read; `made` tells the identifiers of what we once made, for what
    is gone. What our own user did within one of the `spans` in which a change was applied explains no drift; where more
    is known of that, `strange` tells which deeds no change explains. What the `rules` hide is told apart.
    """
    world = cloud.observe([tenant.name for tenant in site.tenants])
    shall = wanted(site)
    differences = [one for _, one in sorted(compare(shall, world, scope).items())]
    sifted = [rules.sift(one) for one in differences if not is_pending(one, baseline(one.address))]
    told = list(reversed(deeds()))
    others = strange(told) if strange else [deed for deed in told if not _own(deed, cloud.user, spans)]
    # What a service makes for its user on the way, as Nova does a volume to boot from, is that user's.
    made_by_others = creations(deed for deed in told if not applied(deed, cloud.user, spans))
    strangers = sorted(one for one in world.foreign if one.tenant and scope.covers(site.name, one.tenant))
    judged = [(one, *rules.stranger(site.name, one)) for one in strangers]
    return SiteDrift(
        site.name,
        tuple(
            Drifted(
                one.left, _explaining(others, set(_identifiers(one.left, made)), one.left.address.kind), one.expired
            )
            for one in sifted
            if one.left
        ),
        len(differences) - len(sifted),
        known(scope, (*shall, *world.existing)),
        tuple(
            Stranger(one, _who_made(others, one, made_by_others), expired)
            for one, hidden, expired in judged
            if not hidden
        ),
        (*(hidden for one in sifted for hidden in one.hidden), *(hidden for _, hidden, _ in judged if hidden)),
        Counter(address.kind for address in world.existing if scope.covers(site.name, address.path)),
        world,
    )


def _own(deed: Deed, user: str, spans: Sequence[tuple[str, str]]) -> bool:
    """Whether a deed changed nothing, names nobody, followed from another, or was part of a change."""
    if not deed.succeeded or not deed.actor_id or (deed.derived_from and not deed.doubtful):
        return True
    return applied(deed, user, spans)


def is_pending(difference: Difference, base: Resource | None) -> bool:
    """Whether a difference only says that the files have moved on since they were last applied."""
    if difference.existing is None:
        return base is None
    if base is None:
        return False
    return not difference.existing.fault and not changes(base.attributes, difference.existing.attributes)


def _explaining(others: Sequence[Deed], identifiers: set[str], kind: str) -> tuple[Deed, ...]:
    found = [one for one in others if one.target in identifiers or not identifiers.isdisjoint(one.within)]
    return tuple([one for one in found if concerns(one, kind)][:MOST])


def _who_made(others: Sequence[Deed], one: Foreign, made: Mapping[str, Sequence[Deed]]) -> tuple[Deed, ...]:
    """What was done to it, and its making: a creation that names nothing is found by its moment."""
    found = _explaining(others, {one.id}, one.kind)
    if any(makes(deed) for deed in found):
        return found
    births = makers(Birth(one.kind, one.project, one.created), made)[:MOST]
    return (*found[: MOST - len(births)], *births)


def concerns(deed: Deed, kind: str) -> bool:
    """Whether a deed is about things of a kind: a project and its quota go by one identifier."""
    if kind in {"quota", "project"}:
        return (QUOTA in deed.what) is (kind == "quota")
    return True


def _identifiers(difference: Difference, made: Mapping[Address, str]) -> Iterator[str]:
    """What the services may call the thing."""
    if difference.existing:
        yield difference.existing.id
        yield from difference.existing.parts
    elif difference.address in made:
        yield made[difference.address]
