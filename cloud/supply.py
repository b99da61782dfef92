"""What a site has to give, and what is used of a tenant's quota, as the services count it."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from cloud.api import Api
from cloud.kinds.quota import CINDER, NEUTRON, NOVA
from cloud.kinds.task import COMPUTE, NETWORK, PLACEMENT, VOLUME, Listing
from cloud.port import Free, Host, Room, Usage
from cloud.stocktaking import ranges, stores


def usage(api: Api, project: str) -> dict[str, Usage]:
    """By quota, its limit and what is used of it."""
    nova = api.get(COMPUTE, f"/os-quota-sets/{project}/detail")["quota_set"]
    cinder = api.get(VOLUME, f"/os-quota-sets/{project}", (("usage", "True"),))["quota_set"]
    neutron = api.get(NETWORK, f"/quotas/{project}/details.json")["quota"]
    found: dict[str, Usage] = {}
    for words, counted, used in ((NOVA, nova, "in_use"), (CINDER, cinder, "in_use"), (NEUTRON, neutron, "used")):
        for ours, theirs in words.items():
            one = counted[theirs]
            found[ours] = Usage(int(one["limit"]), int(one[used]) + int(one["reserved"]))
    return found


# Placement knows nodes by identifiers, which Nova translates.
NODES: Final = Listing(COMPUTE, "/os-hypervisors/detail", "hypervisors")
ZONES: Final = "/os-availability-zone/detail"
# Whatever can hold one processor is a compute host; the answer tells what else it has. Nova marks hosts that are out of
# service by a trait, and places nothing there.
CANDIDATES: Final = (("resources", "VCPU:1"), ("required", "!COMPUTE_STATUS_DISABLED"), ("limit", "10000"))


def free(api: Callable[[], Api]) -> Free:
    """What is left: on the hosts, in the pools, and of the addresses."""
    with ThreadPoolExecutor(2, thread_name_prefix="free") as pool:
        stored, addresses = pool.submit(lambda: stores(api())), pool.submit(lambda: ranges(api()))
        there, zones = rooms(api())
        return Free(there, stored.result(), zones, addresses.result())


def rooms(api: Api) -> tuple[tuple[Room, ...], Mapping[str, str]]:
    """Capacity less what is used, by host (Placement, overcommitment and reservations included), and the hosts' zones."""
    summaries = api.get(PLACEMENT, "/allocation_candidates", CANDIDATES)["provider_summaries"]
    computes = {node: one["resources"] for node, one in summaries.items() if "VCPU" in one["resources"]}
    nodes = {str(one["id"]): one for one in api.listed(NODES)} if computes else {}
    # Placement knows nothing of a host that is down; Nova places nothing there.
    alive = {node: one for node, one in computes.items() if nodes.get(node, {}).get("state") != "down"}
    hosts = {node: str(one["service"]["host"]) for node, one in nodes.items()}
    found = [_room(hosts.get(node, node), resources) for node, resources in alive.items()]
    zones = {
        host: str(zone["zoneName"])
        for zone in (api.get(COMPUTE, ZONES)["availabilityZoneInfo"] if computes else ())
        for host in zone.get("hosts") or ()
    }
    return tuple(sorted(found)), zones


# The daemon that makes a machine a compute host, and the servers that each has.
COMPUTES: Final = Listing(COMPUTE, "/os-services", "services", (("binary", "nova-compute"),))
HYPERVISORS: Final = Listing(COMPUTE, "/os-hypervisors/detail", "hypervisors", (("with_servers", "true"),))


def hosts(api: Api) -> tuple[Host, ...]:
    """The compute hosts, by name. One that was declared dead is down, whatever its daemon says."""
    left: dict[str, list[Room]] = {}
    for room in rooms(api)[0]:
        left.setdefault(room.host, []).append(room)
    nodes: dict[str, list[Any]] = {}
    for node in api.listed(HYPERVISORS):
        nodes.setdefault(str(node["service"]["host"]), []).append(node)
    daemons = sorted(api.listed(COMPUTES), key=lambda one: str(one["host"]))
    return tuple(_host(one, nodes.get(one["host"], ()), left.get(one["host"], ())) for one in daemons)


def _host(daemon: Any, nodes: Sequence[Any], rooms: Sequence[Room]) -> Host:
    """One host, with what its nodes have left."""
    left = [room[1:] for room in rooms] or [(0, 0, 0)]
    return Host(
        name=daemon["host"],
        zone=daemon["zone"],
        up=daemon["state"] == "up" and not daemon["forced_down"],
        enabled=daemon["status"] == "enabled",
        room=Room(daemon["host"], *(sum(column) for column in zip(*left, strict=True))),
        servers=tuple(sorted(server["uuid"] for node in nodes for server in node.get("servers") or ())),
    )


# Cinder's zones, whatever lies in them.
STORED: Final = "/os-availability-zone"


def volume_zones(api: Api) -> tuple[str, ...]:
    """The availability zones in which volumes can be made."""
    found = api.get(VOLUME, STORED)["availabilityZoneInfo"]
    return tuple(sorted(str(one["zoneName"]) for one in found if one["zoneState"]["available"]))


def _room(host: str, resources: dict[str, Any]) -> Room:
    left = {name: one["capacity"] - one["used"] for name, one in resources.items()}
    return Room(host, left.get("VCPU", 0), left.get("MEMORY_MB", 0), left.get("DISK_GB", 0))
