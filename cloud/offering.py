"""What an administrator's change would meet in the cloud: hosts with servers on them, types with volumes of them."""

from collections.abc import Iterator, Mapping, Sequence

from cloud import codes
from cloud.capacity.stock import Host as Stocked
from cloud.port import Host
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Value, World


def rezoned(hosts: Sequence[Host], world: World, actions: Sequence[Action]) -> Iterator[ZhengyunError]:
    """Yield hosts that no one knows, hosts that would change their zone under servers, and zones that cannot be dropped.

    Nova never takes a server into another zone by moving its host there.
    """
    there = {host.name: host for host in hosts}
    leaving = {one.target for one in actions if one.address.kind == "server" and one.verb is Verb.DELETE}
    for action in actions:
        if action.address.kind != "aggregate":
            continue
        found = world.existing.get(action.address)
        before: Attributes = found.attributes if found else {}
        after: Attributes = {} if action.verb is Verb.DELETE else action.attributes
        for name in _names(after.get("hosts")):
            if name not in there:
                legal = ", ".join(sorted(there))
                yield ZhengyunError(codes.NO_SUCH_HOST, site=world.site, host=name, legal=legal)
        if before.get("zone") and after and not after.get("zone"):
            yield ZhengyunError(codes.ZONE_STAYS, thing=action.address, zone=before["zone"])
        gone = leaving if action.verb is Verb.DELETE else set[str]()
        for name, (old, new) in sorted(_zones(before, after).items()):
            host = there.get(name)
            staying = [one for one in host.servers if one not in gone] if host else []
            if old != new and host and staying and (new or "nova") != host.zone:
                yield ZhengyunError(
                    codes.ZONE_IN_USE,
                    thing=action.address,
                    host=name,
                    old=host.zone,
                    new=new or "nova",
                    servers=len(staying),
                )


def _zones(before: Attributes, after: Attributes) -> Mapping[str, tuple[Value, Value]]:
    """By host, the zone that an aggregate gives it before and after."""
    old, new = set(_names(before.get("hosts"))), set(_names(after.get("hosts")))
    return {
        host: (before.get("zone") if host in old else None, after.get("zone") if host in new else None)
        for host in old | new
    }


def _names(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def zones_after(zones: Mapping[str, str], actions: Sequence[Action]) -> Mapping[str, str]:
    """The zones of the hosts as they will be."""
    found = dict(zones)
    for action in actions:
        if action.address.kind == "aggregate" and action.verb is not Verb.DELETE and action.attributes.get("zone"):
            found |= dict.fromkeys(_names(action.attributes["hosts"]), str(action.attributes["zone"]))
    return found


def regrouped(hosts: Sequence[Stocked], actions: Sequence[Action]) -> tuple[Stocked, ...]:
    """Hosts of a stock in the zones and aggregates that they will be in."""
    zones = zones_after({host.name: host.zone for host in hosts}, actions)
    groups = {host.name: {*host.aggregates} for host in hosts}
    for action in actions:
        if action.address.kind != "aggregate":
            continue
        name = action.address.path.rpartition("/")[2]
        inside = _names(action.attributes.get("hosts")) if action.verb is not Verb.DELETE else []
        for host, those in groups.items():
            (those.add if host in inside else those.discard)(name)
    return tuple(
        host._replace(zone=zones[host.name], aggregates=tuple(sorted(groups[host.name]))) for host in hosts
    )  # fmt: skip


def mistyped(world: World, actions: Sequence[Action]) -> Iterator[ZhengyunError]:
    """Yield volume types that go, or change what a back-end must have, while volumes of ours are of them."""
    moved = {one.address for one in actions if one.address.kind == "volume" and _retyped(one)}
    for action in actions:
        changed = {change.attribute for change in action.changes}
        if action.address.kind != "volumetype" or (action.verb is not Verb.DELETE and "properties" not in changed):
            continue
        if action.verb is Verb.CREATE:
            continue
        of = [
            address.path
            for address, one in sorted(world.existing.items())
            if address.kind == "volume" and one.attributes.get("of_type") == action.address.path
        ]
        held = [path for path in of if action.verb is Verb.UPDATE or all(path != one.path for one in moved)]
        if held:
            yield ZhengyunError(codes.TYPE_IN_USE, thing=action.address, things=", ".join(held))


def _retyped(action: Action) -> bool:
    return action.verb is Verb.DELETE or any(change.attribute == "type" for change in action.changes)
