"""What of others rests on things that are to be deleted: asked for where something is deleted, and before anything is."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from cloud import codes
from cloud.api import Api, Item
from cloud.clean import clean
from cloud.kinds.backup import Backup
from cloud.kinds.snapshot import Snapshot
from cloud.kinds.task import IDENTITY, NETWORK, Listing
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, World

PORTS: Final = Listing(NETWORK, "/ports", "ports")
SNAPSHOTS: Final = Snapshot.listing
BACKUPS: Final = Backup.listing
# Ports that the cloud makes for itself: they go with their network.
OWN: Final = "network:"

# What others may rest on.
HELD: Final = frozenset({"domain", "project", "network", "subnet", "volume", "rootvolume", "qos", "share"})

Found = Mapping[str, Sequence[str]]


def leftovers(api: Api, world: World, actions: Sequence[Action]) -> list[ZhengyunError]:
    """The reasons why some deletions would be refused by the cloud, in the middle of the plan."""
    going = [action for action in actions if action.verb is Verb.DELETE]
    kinds = {action.address.kind for action in going}
    found: defaultdict[str, list[str]] = defaultdict(list)
    if kinds & {"project", "network", "subnet", "qos", "share"}:
        _collect(found, _ports(api, world))
    ours = {action.target for action in going}
    if kinds & {"project", "volume", "rootvolume"}:
        _collect(found, _snapshots(api, ours))
    if "project" in kinds:
        _collect(found, _backups(api, ours))
    if "domain" in kinds:
        domains = sorted(action.target for action in going if action.address.kind == "domain")
        _collect(found, _inhabitants(api, world, domains))
    return [
        ZhengyunError(codes.RESTED_ON, thing=action.address, things=", ".join(sorted(found[on])))
        for action in going
        if action.address.kind in HELD and found.get(on := _rested_on(action, world))
    ]


def _rested_on(action: Action, world: World) -> str:
    """By which identifier others rest on what goes; on a share, whoever of that project stands in that network."""
    if action.address.kind != "share":
        return action.target
    network, target = (action.attributes[name] for name in ("network", "target"))
    ends = (Address(world.site, "network", str(network)), Address(world.site, "project", str(target)))
    return " ".join(world.existing[end].id for end in ends if end in world.existing)


Rests = Iterator[tuple[object, str, Item]]


def _collect(found: defaultdict[str, list[str]], rests: Rests) -> None:
    for on, what, item in rests:
        found[str(on)].append(clean(f"{what} {item.get('name') or item['id']}"))


def _ports(api: Api, world: World) -> Rests:
    """Ports of nobody's and of others' servers, by their project, network, subnets and policy, and by project in network."""
    ours = {one.id for one in world.existing.values() if one.address.kind in {"server", "router", "port"}}
    for port in api.listed(PORTS):
        if not ours & {port["device_id"], port["id"]} and not port["device_owner"].startswith(OWN):
            project, network = port["project_id"], port["network_id"]
            subnets = (fixed["subnet_id"] for fixed in port["fixed_ips"])
            for on in {project, network, *subnets, port.get("qos_policy_id") or "", f"{network} {project}"} - {""}:
                yield on, "port", port


def _inhabitants(api: Api, world: World, domains: Sequence[str]) -> Rests:
    """Whoever and whatever Keystone would take along with these domains, by the domain.

    Each is asked for by itself: a Keystone with a driver for each domain lists no user of a domain that is not named.
    """
    ours = {existing.id for existing in world.existing.values()}
    for domain in domains:
        for what in ("project", "user", "group", "role"):
            for item in api.listed(Listing(IDENTITY, f"/{what}s", f"{what}s", (("domain_id", domain),))):
                if item["id"] not in ours:
                    yield domain, what, item


def _snapshots(api: Api, ours: Collection[str]) -> Rests:
    """Snapshots that do not go in the same plan, by their project and volume."""
    for snapshot in api.listed(SNAPSHOTS):
        if snapshot["id"] not in ours:
            yield snapshot.get(Snapshot.owner), "snapshot", snapshot
            yield snapshot["volume_id"], "snapshot", snapshot


def _backups(api: Api, ours: Collection[str]) -> Rests:
    """Backups that do not go in the same plan, by their project."""
    for backup in api.listed(BACKUPS):
        if backup["id"] not in ours:
            yield backup.get(Backup.owner), "backup", backup
