"""Reading a whole site in a fixed number of list calls."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from cloud.api import Api
from cloud.kinds.base import Kind
from cloud.kinds.project import Project
from cloud.kinds.task import IDENTITY, NETWORK, Listing
from cloud.view import View
from zhengyun.resource import Address, Attributes, Existing, Foreign, World


def read(api: Callable[[], Api], kinds: Iterable[Kind], project: Project, estate: str) -> World:
    """A site as it is.

    Raises: ZhengyunError where any of it cannot be read; what is not known is never taken for absent.
    """
    first = api()
    # Who asks first is patient with a Keystone that does not answer at once; all others find us known.
    role, transport = project.role(first), first.transport
    listings = {kind.name: kind.listing for kind in kinds if kind.listing} | {
        "project": Listing(IDENTITY, "/projects", "projects", (("domain_id", transport.domain),)),
        "ports": Listing(NETWORK, "/ports", "ports"),
        "network_quotas": Listing(NETWORK, "/quotas", "quotas"),
        "role_assignments": Listing(
            IDENTITY, "/role_assignments", "role_assignments", (("user.id", transport.user), ("role.id", role))
        ),
    }
    with ThreadPoolExecutor(len(listings), thread_name_prefix="list") as pool:
        lists = pool.map(lambda listing: api().listed(listing), listings.values())
        view = View(transport.site, estate, dict(zip(listings, lists, strict=True)), transport.home)
    for kind in kinds:
        kind.index(view)
    return _world(view, kinds)


def deepened(world: World, quotas: Mapping[str, Attributes]) -> World:
    """The same world with what the services themselves say of some quotas."""
    existing = dict(world.existing)
    for tenant, attributes in quotas.items():
        address = Address(world.site, "quota", tenant)
        existing[address] = replace(existing[address], attributes=attributes)
    return replace(world, existing=existing)


def _world(view: View, kinds: Iterable[Kind]) -> World:
    existing: dict[Address, Existing] = {}
    foreign: list[Foreign] = []
    claims: dict[Address, list[str]] = {}
    for kind in kinds:
        for thing in kind.found(view):
            if isinstance(thing, Foreign):
                foreign.append(thing)
            else:
                claims.setdefault(thing.address, []).append(thing.id)
                existing.setdefault(thing.address, thing)
    twins = {address: tuple(sorted(ids)) for address, ids in claims.items() if len(ids) > 1}
    return World(view.site, existing, tuple(foreign), twins)
