"""Drift: what is not as it was last applied, by attribute, with who did it as far as the services have recorded it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cloud.planning import compare, known
from cloud.port import Cloud
from cloud.wanted import wanted
from zhengyun.diff import Difference, changes
from zhengyun.estate import Site
from zhengyun.plan import Scope
from zhengyun.ports import Deed
from zhengyun.resource import Address, Resource

# So many deeds are named for one difference; the newest come first.
MOST: Final = 3

Baseline = Callable[[Address], Resource | None]
"""What was last applied to an address; None where nothing was."""


class Drifted(NamedTuple):
    """One difference with the deeds that may explain it, the newest first."""

    difference: Difference
    deeds: tuple[Deed, ...]


class SiteDrift(NamedTuple):
    """One site's drift. `pending` counts what is declared and not yet applied, which is no drift.

    `known` holds the paths of the scope that anything was declared or found below.
    """

    site: str
    drifted: tuple[Drifted, ...]
    pending: int
    known: frozenset[str]


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
    return SiteDrift(
        site.name,
        tuple(Drifted(one, tuple(_explaining(one, others, made))) for one in drifted),
        len(differences) - len(drifted),
        known(scope, (*shall, *world.existing)),
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


def _explaining(difference: Difference, others: Sequence[Deed], made: Mapping[Address, str]) -> Iterator[Deed]:
    identifiers = set(_identifiers(difference, made))
    yield from [deed for deed in others if deed.target in identifiers][:MOST]


def _identifiers(difference: Difference, made: Mapping[Address, str]) -> Iterator[str]:
    """What the services may call the thing."""
    if difference.existing:
        yield difference.existing.id
        yield from difference.existing.parts
    elif difference.address in made:
        yield made[difference.address]
