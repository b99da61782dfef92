"""What is there and nobody answers for: no file declares it, and no change that is under way explains it."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from cloud.grammars import GRAMMARS
from cloud.kinds.unclaimed import SORTS
from cloud.planning import compare
from zhengyun.diff import Verb
from zhengyun.plan import Scope
from zhengyun.resource import Address, Foreign, Resource, World


class Why(StrEnum):
    """What is wrong with an orphan."""

    TWIN = "twin"
    """More than one thing bears the mark of one address."""
    HALF = "half made"
    """Its making did not come to its end."""
    UNDECLARED = "undeclared"
    """It is ours, and no file declares it."""
    STRANGER = "stranger"
    """It lies in a department's project, and is not ours."""
    STRAY = "stray"
    """It bears our mark and lies where that says nothing, or is a port of a server that is gone."""


class Orphan(NamedTuple):
    """One thing that nobody answers for. `name` is its path where it has one; `next` is the command to go on with."""

    why: Why
    kind: str
    name: str
    id: str
    tenant: str
    next: str


# How the `openstack` command calls a kind, where that is not the kind's own name.
NOUNS: Final = {
    "addressgroup": "address group",
    "attachment": "server",
    "backup": "volume backup",
    "credential": "application credential",
    "floating": "floating ip",
    "group": "security group",
    "key": "keypair",
    "qos": "network qos policy",
    "rule": "security group rule",
    "servergroup": "server group",
    "share": "network rbac",
    "snapshot": "volume snapshot",
    "subnetpool": "subnet pool",
    "trunk": "network trunk",
    "volumetype": "volume type",
}
# The sorts of strangers' things that an errand can give back.
GIVEN_BACK: Final = frozenset(SORTS)


def orphans(
    shall: Mapping[Address, Resource], world: World, scope: Scope, explained: Collection[Address]
) -> list[Orphan]:
    """Everything that nobody answers for inside the scope; `explained` is what changes under way are about to do."""
    found = [*_ours(shall, world, scope, explained), *_others(world, scope)]
    return sorted(found, key=lambda one: (one.tenant, one.kind, one.name, one.id))


def _ours(
    shall: Mapping[Address, Resource], world: World, scope: Scope, explained: Collection[Address]
) -> Iterator[Orphan]:
    for address, identifiers in world.twins.items():
        if scope.covers(address.site, address.path) and address not in explained:
            for one in identifiers:
                yield _orphan(Why.TWIN, address, one, f"openstack {_noun(address.kind)} show {one}")
    for address, difference in compare(shall, world, scope).items():
        existing = difference.existing
        if existing is None or address in explained or address in world.twins:
            continue
        if difference.verb is Verb.DELETE:
            destroys = " --allow-destroy" if GRAMMARS[address.kind].holds and not existing.empty else ""
            yield _orphan(Why.UNDECLARED, address, existing.id, _plan(address) + destroys)
        elif existing.attributes.get("marked") is False or existing.fault:
            yield _orphan(Why.HALF, address, existing.id, _plan(address))


def _others(world: World, scope: Scope) -> Iterator[Orphan]:
    strays = {(one.kind, one.id) for one in world.strays}
    for one in world.strays:
        if world.site in scope.sites and (not scope.only or scope.covers(world.site, one.tenant)):
            yield Orphan(Why.STRAY, *one[:4], f"openstack {_noun(one.kind)} delete {one.id}")
    for one in world.foreign:
        if one.tenant and (one.kind, one.id) not in strays and scope.covers(world.site, one.tenant):
            yield Orphan(Why.STRANGER, *one[:4], _look(world.site, one))


def _look(site: str, thing: Foreign) -> str:
    """What is next with a stranger's thing: ask for its going where a change can do that, else see whose it is."""
    if thing.kind in GIVEN_BACK:
        return f"zhengyun cloud reclaim --site {site} --plan {thing.id}"
    if thing.kind == "assignment":
        return f"openstack role assignment list --names --project {thing.tenant}"
    return f"openstack {_noun(thing.kind)} show {thing.id}"


def _orphan(why: Why, address: Address, identifier: str, then: str) -> Orphan:
    return Orphan(why, address.kind, address.path, identifier, address.tenant, then)


def _plan(address: Address) -> str:
    return f"zhengyun plan --site {address.site} --only {address.path}"


def _noun(kind: str) -> str:
    return NOUNS.get(kind, kind)
