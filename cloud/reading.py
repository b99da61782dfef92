"""Reading a whole site in a fixed number of list calls."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from cloud.api import GONE, Api
from cloud.clean import clean
from cloud.kinds.base import Kind
from cloud.kinds.image import Image
from cloud.kinds.roles import Roles
from cloud.kinds.task import IDENTITY, NETWORK, SHARED, Listing
from cloud.view import ROLE, Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Existing, Foreign, World

# What Nova writes on the ports of its servers. A port that another service holds (a load balancer's, a trunk's) has no
# server either, and is not lost for that.
OF_SERVERS: Final = "compute:"

# Images that somebody has hidden from Glance's list: they are there all the same.
HIDDEN: Final = "hidden images"

Claims = Mapping[tuple[str, str], str]
"""(kind, identifier) to path."""
NO_CLAIMS: Final[Claims] = {}


def read(api: Callable[[], Api], kinds: Iterable[Kind], roles: Roles, estate: str, claims: Claims = NO_CLAIMS) -> World:
    """A site as it is; `claims` are looked at as ours though they do not bear our mark.

    Raises: as `look`.
    """
    return world_of(look(api, kinds, roles, estate, claims), kinds)


def look(api: Callable[[], Api], kinds: Iterable[Kind], roles: Roles, estate: str, claims: Claims = NO_CLAIMS) -> View:
    """A site's lists as the services give them, with the paths of what is ours.

    Raises: ZhengyunError where any of it cannot be read; what is not known is never taken for absent.
    """
    first = api()
    # Who asks first is patient with a Keystone that does not answer at once; all others find us known.
    known, transport = roles.listed(first), first.transport
    roles.id(first, ROLE)
    listings = listings_of(kinds)
    with ThreadPoolExecutor(len(listings), thread_name_prefix="list") as pool:
        found = dict(zip(listings, pool.map(lambda listing: _listed(api(), listing), listings.values()), strict=True))
    missing = {name: listings[name].extension for name, items in found.items() if items is None}
    lists = {name: items or [] for name, items in found.items()} | {"roles": known}
    lists["image"] = [*{one["id"]: one for one in (*lists.pop(HIDDEN), *lists["image"])}.values()]
    view = View(
        transport.site,
        estate,
        lists,
        transport.home,
        missing=missing,
        user=transport.user,
        domain=transport.domain,
        claims=claims,
    )
    for kind in kinds:
        kind.index(view)
    for kind in kinds:
        kind.look_closer(api, view)
    return view


def listings_of(kinds: Iterable[Kind]) -> dict[str, Listing]:
    """Every list call of a reading, whatever there is."""
    return {kind.name: kind.listing for kind in kinds if kind.listing} | {
        "ports": Listing(NETWORK, "/ports", "ports"),
        HIDDEN: Image.listing._replace(query=(*Image.listing.query, ("os_hidden", "true"))),
        "network_quotas": Listing(NETWORK, "/quotas", "quotas"),
        "role_assignments": Listing(IDENTITY, "/role_assignments", "role_assignments"),
    }


def _listed(api: Api, listing: Listing) -> list[Item] | None:
    """Every item of a list; None where the cloud lacks the extension that has it."""
    try:
        return api.listed(listing)
    except ZhengyunError as error:
        if listing.extension and error.values.get("status") == GONE:
            return None
        raise


def world_of(view: View, kinds: Iterable[Kind]) -> World:
    """What these lists come to: what is ours, and what is not."""
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
    missing = {kind.name: view.missing[kind.name] for kind in kinds if kind.name in view.missing}
    told = {(thing.kind, thing.id) for thing in foreign}
    strays = [*_marked(view, kinds), *(port for port in _loose(view) if (port.kind, port.id) not in told)]
    return World(view.site, existing, tuple(foreign), twins, missing, tuple(strays))


def _marked(view: View, kinds: Iterable[Kind]) -> Iterator[Foreign]:
    """What bears our mark where that says nothing."""
    for kind in kinds:
        for item in kind.items(view):
            if (kind.name, kind.id_of(item)) in view.strays:
                yield kind.foreign(item, view)


def _loose(view: View) -> Iterator[Foreign]:
    """Tenants' ports that nothing has, or a server that is gone."""
    servers = {server["id"] for server in view.lists["server"]}
    for port in view.lists["ports"]:
        tenant = view.tenant(port["project_id"])
        of_server = not port["device_owner"] or port["device_owner"].startswith(OF_SERVERS)
        declared = ("port", port["id"]) in view.paths
        if tenant not in {"", SHARED} and of_server and not declared and port["device_id"] not in servers:
            yield Foreign("port", clean(str(port["name"] or "")), port["id"], tenant)
