"""Drift: what is not as it was last applied, by attribute, with who did it as far as the services have recorded it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cloud.planning import compare, known
from cloud.port import Cloud
from cloud.wanted import wanted
from zhengyun.diff import Difference, changes
from zhengyun.estate import Site
from zhengyun.plan import Scope
from zhengyun.ports import Deed
from zhengyun.resource import Address, Foreign, Resource

# So many deeds are named for one difference; the newest come first.
MOST: Final = 3

Baseline = Callable[[Address], Resource | None]
"""What was last applied to an address; None where nothing was."""


class Drifted(NamedTuple):
    """One difference with the deeds that may explain it, the newest first."""

    difference: Difference
    deeds: tuple[Deed, ...]


class Stranger(NamedTuple):
    """Something in a tenant's project that is not ours, with the deeds that may explain it, the newest first."""

    thing: Foreign
    deeds: tuple[Deed, ...]


class SiteDrift(NamedTuple):
    """One site's drift. `pending` counts what is declared and not yet applied, which is no drift.

    Nor is what others have put into a tenant's project: no plan touches that, but whoever runs the place wants to know.
    `known` holds the paths of the scope that anything was declared or found below.
    """

    site: str
    drifted: tuple[Drifted, ...]
    pending: int
    known: frozenset[str]
    strangers: tuple[Stranger, ...] = ()


def drift(
    site: Site,
    cloud: Cloud,
    scope: Scope,
    *,
    baseline: Baseline,
    deeds: Sequence[Deed],
    made: Mapping[Address, str],
    spans: Sequence[tuple[str, str]],
) -> SiteDrift:
    """Compare a site with its declaration, every quota read from the services themselves.

    `deeds` are what the services recorded, oldest first; `made` tells the identifiers of what we once made, for what
    is gone. What our own user did within one of the `spans` in which a change was applied explains no drift.
    """
    world = cloud.observe([tenant.name for tenant in site.tenants])
    shall = wanted(site)
    differences = [one for _, one in sorted(compare(shall, world, scope).items())]
    drifted = [one for one in differences if not is_pending(one, baseline(one.address))]
    others = [deed for deed in reversed(deeds) if not _own(deed, cloud.user, spans)]
    strangers = sorted(one for one in world.foreign if one.tenant and scope.covers(site.name, one.tenant))
    return SiteDrift(
        site.name,
        tuple(Drifted(one, _explaining(others, set(_identifiers(one, made)))) for one in drifted),
        len(differences) - len(drifted),
        known(scope, (*shall, *world.existing)),
        tuple(Stranger(one, _explaining(others, {one.id})) for one in strangers),
    )


def _own(deed: Deed, user: str, spans: Sequence[tuple[str, str]]) -> bool:
    """Whether a deed changed nothing, followed from another, or was part of a change."""
    if not deed.succeeded or deed.derived_from:
        return True
    return deed.actor_id == user and any(began <= deed.at <= ended for began, ended in spans)


def is_pending(difference: Difference, base: Resource | None) -> bool:
    """Whether a difference only says that the files have moved on since they were last applied."""
    if difference.existing is None:
        return base is None
    if base is None:
        return False
    return not difference.existing.fault and not changes(base.attributes, difference.existing.attributes)


def _explaining(others: Sequence[Deed], identifiers: Collection[str]) -> tuple[Deed, ...]:
    return tuple([deed for deed in others if deed.target in identifiers][:MOST])


def _identifiers(difference: Difference, made: Mapping[Address, str]) -> Iterator[str]:
    """What the services may call the thing."""
    if difference.existing:
        yield difference.existing.id
        yield from difference.existing.parts
    elif difference.address in made:
        yield made[difference.address]
