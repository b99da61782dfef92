"""Reading a site's stock from Placement, Nova, Cinder and Keystone: a fixed number of lists, and two calls a host."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil, floor
from typing import Any, Final

from cloud import mark
from cloud.api import Api
from cloud.capacity.stock import STORAGE, Holding, Host, Pool, Stock, Stores, Taker
from cloud.clean import clean
from cloud.kinds.task import COMPUTE, IDENTITY, NETWORK, PLACEMENT, VOLUME, Listing
from cloud.view import Item

ALL: Final = (("all_tenants", "1"),)
LISTS: Final[Mapping[str, Listing]] = {
    "hypervisors": Listing(COMPUTE, "/os-hypervisors/detail", "hypervisors"),
    "aggregates": Listing(COMPUTE, "/os-aggregates", "aggregates"),
    "servers": Listing(COMPUTE, "/servers/detail", "servers", ALL),
    "volumes": Listing(VOLUME, "/volumes/detail", "volumes", ALL),
    "snapshots": Listing(VOLUME, "/snapshots/detail", "snapshots", ALL),
}
POOLS: Final = Listing(VOLUME, "/scheduler-stats/get_pools", "pools", (("detail", "true"),))
TYPES: Final = Listing(VOLUME, "/types", "volume_types", (("is_public", "None"),))
DAEMONS: Final = Listing(VOLUME, "/os-services", "services", (("binary", "cinder-volume"),))
PROJECTS: Final = Listing(IDENTITY, "/projects", "projects")
# Our word to Placement's class of resources.
CLASSES: Final = {"vcpus": "VCPU", "ram_mib": "MEMORY_MB", "disk_gib": "DISK_GB"}
# Nova's own zone, where an administrator has given a host none.
ZONE: Final = "nova"
AT_ONCE: Final = 16
# Where a pool must be for a type, as Cinder's capability filter reads it.
BACKEND: Final = "volume_backend_name"


def take_stock(api: Callable[[], Api], estate: str) -> Stock:
    """A site's stock as it is.

    Raises: ZhengyunError where any of it cannot be read.
    """
    first = api()
    # Who asks first is patient with a Keystone that does not answer at once; all others find us known.
    projects = first.listed(PROJECTS)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="stock") as pool:
        stored, addresses = pool.submit(lambda: stores(api())), pool.submit(lambda: ranges(api()))
        listed = pool.map(lambda one: api().listed(one), LISTS.values())
        # Where Neutron is down, Nova fails to list its servers: who does not answer is told, and not who failed for it.
        pools, left = stored.result(), addresses.result()
        lists = dict(zip(LISTS, listed, strict=True))
        nodes = lists["hypervisors"]
        held = list(pool.map(lambda node: _holdings(api(), str(node["id"])), nodes))
    inside = _aggregates(lists["aggregates"])
    hosts = [_host(node, held, inside) for node, held in zip(nodes, held, strict=True)]
    return Stock(
        first.transport.site,
        tuple(sorted(hosts, key=lambda host: host.name)),
        pools.pools,
        tuple(sorted(_takers(lists, projects, estate, first.transport.home), key=lambda one: one.name)),
        default_type=pools.default_type,
        ranges=left,
    )


def _holdings(api: Api, provider: str) -> dict[str, Holding]:
    """What one compute host has and what of it is taken; nothing where Placement does not know it yet."""
    there = api.look(PLACEMENT, f"/resource_providers/{provider}/inventories")
    taken = api.look(PLACEMENT, f"/resource_providers/{provider}/usages")
    inventories, usages = (there or {}).get("inventories", {}), (taken or {}).get("usages", {})
    return {
        ours: Holding(one["total"], one["reserved"], float(one["allocation_ratio"]), usages.get(theirs, 0))
        for ours, theirs in CLASSES.items()
        if (one := inventories.get(theirs))
    }


def stores(api: Api) -> Stores:
    """The pools by name, and the type of volumes that name none."""
    pools = _pools(api.listed(POOLS), api.listed(TYPES), api.listed(DAEMONS))
    default = clean(str(api.get(VOLUME, "/types/default")["volume_type"]["name"]))
    return Stores(tuple(sorted(pools, key=lambda pool: pool.name)), default)


def ranges(api: Api) -> Mapping[str, int]:
    """By subnet, the addresses that it has left; nothing where Neutron has no such list."""
    found = api.look(NETWORK, "/network-ip-availabilities")
    return {
        str(one["subnet_id"]): int(one["total_ips"]) - int(one["used_ips"])
        for network in (found or {}).get("network_ip_availabilities", ())
        for one in network["subnet_ip_availability"]
    }


def _aggregates(found: Sequence[Item]) -> Mapping[str, list[tuple[str, str]]]:
    """By host, its aggregates, each with the availability zone that it makes."""
    inside: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for aggregate in found:
        zone = str((aggregate.get("metadata") or {}).get("availability_zone") or "")
        for host in aggregate["hosts"]:
            inside[host].append((clean(str(aggregate["name"])), clean(zone)))
    return inside


def _host(node: Item, held: Mapping[str, Holding], inside: Mapping[str, list[tuple[str, str]]]) -> Host:
    service = node.get("service") or {}
    name = str(service.get("host") or node["hypervisor_hostname"])
    aggregates = sorted(inside.get(name, ()))
    zone = next((zone for _, zone in aggregates if zone), ZONE)
    return Host(
        clean(name),
        node.get("state") == "up",
        node.get("status") == "enabled",
        zone,
        tuple(a for a, _ in aggregates),
        held,
    )


def _pools(pools: Sequence[Item], types: Sequence[Item], services: Sequence[Item]) -> Iterator[Pool]:
    up = {one["host"]: one["state"] == "up" and one["status"] == "enabled" for one in services}
    zones = {one["host"]: clean(str(one["zone"])) for one in services if one.get("zone")}
    for pool in pools:
        has, name = pool["capabilities"], str(pool["name"])
        backend = name.partition("#")[0]
        served = sorted(clean(str(one["name"])) for one in types if _serves(has, one.get("extra_specs") or {}))
        thin = bool(has.get("thin_provisioning_support"))
        real = has.get("free_capacity_gb")
        yield Pool(
            clean(name),
            up.get(backend, True),
            _space(has, thin=thin),
            tuple(served),
            thin,
            floor(real) if isinstance(real, int | float) else 0,
            (zones[backend],) if backend in zones else (),
        )


def _space(has: Mapping[str, Any], *, thin: bool) -> Holding | None:
    total, free = has.get("total_capacity_gb"), has.get("free_capacity_gb")
    if not isinstance(total, int | float) or not isinstance(free, int | float):
        return None
    reserved = floor(total * float(has.get("reserved_percentage") or 0) / 100)
    ratio = float(has.get("max_over_subscription_ratio") or 1) if thin else 1.0
    promised = has.get("provisioned_capacity_gb")
    used = ceil(promised) if isinstance(promised, int | float) else ceil(total - free)
    return Holding(floor(total), reserved, ratio, used)


def _serves(has: Mapping[str, Any], specs: Mapping[str, Any]) -> bool:
    """Whether a pool serves volumes of a type, by the back-end's name, which is what all but the oddest go by."""
    wanted = specs.get(BACKEND)
    return wanted is None or wanted == has.get(BACKEND)


def _takers(lists: Mapping[str, list[Item]], projects: list[Item], estate: str, home: str) -> Iterator[Taker]:
    """What each project takes that takes anything: servers that lie on a host, volumes and snapshots."""
    taken: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for server in lists["servers"]:
        flavor = server["flavor"]
        if server.get("OS-EXT-SRV-ATTR:host"):
            disk = flavor["disk"] + flavor.get("ephemeral", 0) + ceil((flavor.get("swap") or 0) / 1024)
            size = {"servers": 1, "vcpus": flavor["vcpus"], "ram_mib": flavor["ram"], "disk_gib": disk}
            taken[server["tenant_id"]].update(size)
    for volume in lists["volumes"]:
        taken[volume["os-vol-tenant-attr:tenant_id"]].update({"volumes": 1, STORAGE: volume["size"]})
    for snapshot in lists["snapshots"]:
        taken[snapshot["os-extended-snapshot-attributes:project_id"]].update({STORAGE: snapshot["size"]})
    names = {one["id"]: clean(str(one["name"])) for one in projects}
    ours = {one["id"]: mark.from_tags(one.get("tags") or (), estate) for one in projects}
    for project, takes in taken.items():
        name = ours.get(project) or names.get(project, project)
        yield Taker("site" if project == home else name, bool(ours.get(project)) or project == home, dict(takes))
