"""The policy in normal form: every zone by its whole name, of the estate's own with the addresses that its sites give it."""

from collections.abc import Iterator
from ipaddress import ip_network

from inventory.files import EstateFiles, Loaded
from inventory.schema.network import ConduitModel, NetworkFile
from zhengyun.estate.hosts import Hosts
from zhengyun.estate.policy import Conduit, Forbidden, Plane, Policy, SecurityZone


def policy_of(files: EstateFiles, hosts: Hosts, plane: Plane) -> Policy:
    """The policy; a reference that leads nowhere is left as it is."""
    file = files.network
    if file is None:
        return Policy()
    closed = {whole(one, plane) for one in file.model.closed}
    zones = (*_own(files, hosts, plane, closed), *_beyond(file.model, closed))
    return Policy(
        zones={one.name: one for one in zones},
        conduits=tuple(_conduit(name, one, plane, file) for name, one in file.model.conduits.items()),
        forbidden=tuple(
            Forbidden(
                whole(one.between[0], plane),
                whole(one.between[1], plane),
                one.reason,
                str(file.place("forbidden", position)),
            )
            for position, one in enumerate(file.model.forbidden)
        ),
        exchange=tuple(whole(one, plane) for one in file.model.exchange),
        egress=file.model.egress or "",
    )


def whole(zone: str, plane: str) -> str:
    """A zone's name with its network's before it."""
    return zone if "/" in zone else f"{plane}/{zone}"


def _own(files: EstateFiles, hosts: Hosts, plane: Plane, closed: set[str]) -> Iterator[SecurityZone]:
    """Zones of one name at several sites are one, with what the first of them says."""
    managed = [one for segment in hosts.segments.values() if segment.management for one in _both(segment)]
    models = [(name, zone) for site in files.sites.values() for name, zone in site.site.model.zones.items()]
    for name in dict.fromkeys(name for name, _ in models):
        declared = [zone for other, zone in models if other == name]
        addresses = _sorted(one for zone in declared for one in zone.addresses)
        management = any(_within(one, addresses) for one in managed)
        full = f"{plane}/{name}"
        yield SecurityZone(
            full,
            declared[0].title,
            declared[0].level,
            addresses,
            closed=full in closed,
            management=management,
            exposed=any(zone.exposed for zone in declared),
        )


def _beyond(model: NetworkFile, closed: set[str]) -> Iterator[SecurityZone]:
    for name, one in model.beyond.items():
        addresses = _sorted(one.addresses)
        yield SecurityZone(name, one.title, one.level, addresses, False, name in closed, exposed=one.exposed)


def _conduit(name: str, one: ConduitModel, plane: Plane, file: Loaded[NetworkFile]) -> Conduit:
    return Conduit(
        name,
        whole(one.source, plane),
        whole(one.target, plane),
        one.protocol,
        tuple(sorted(set(one.ports))),
        one.owner,
        one.reason,
        one.expires or "",
        str(file.place("conduits", name, of_name=True)),
    )


def _both(segment: object) -> Iterator[str]:
    for word in ("addresses", "addresses6"):
        if one := getattr(segment, word):
            yield one


def _within(inner: str, outer: tuple[str, ...]) -> bool:
    one = ip_network(inner)
    return any(whole.version == one.version and one.subnet_of(whole) for whole in map(ip_network, outer))  # type: ignore[arg-type]


def _sorted(addresses: Iterator[str] | list[str]) -> tuple[str, ...]:
    """Networks of both families in order, IPv4 first."""
    networks = {ip_network(one) for one in addresses}
    return tuple(map(str, sorted(networks, key=lambda one: (one.version, int(one.network_address), one.prefixlen))))
