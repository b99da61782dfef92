"""Devices in normal form: one that is a host has the host's address, key and ports."""

from collections.abc import Iterator

from inventory.files import EstateFiles
from inventory.schema.devices import BgpModel, DeviceModel, ListedModel, OspfModel
from zhengyun.estate.devices import Bgp, Device, Listed, Neighbour, Ospf, OspfPort, Port, Static, Vlan
from zhengyun.estate.hosts import Host, Hosts, Segment


def devices_of(files: EstateFiles, hosts: Hosts) -> dict[str, Device]:
    """All devices by name; a reference that leads nowhere is left as it is."""
    return {
        name: _device(name, site, one, hosts)
        for site, file in files.device_files()
        for name, one in file.model.devices.items()
    }


def _device(name: str, site: str, one: DeviceModel, hosts: Hosts) -> Device:
    host = hosts.hosts.get(name)
    return Device(
        name=name,
        title=one.title or (host.title if host else name),
        site=site,
        zone=host.zone if host else one.zone or "",
        platform=one.platform,
        address=host.address if host else one.address or "",
        port=host.port if host else one.port,
        key=host.key if host else one.key or "",
        user=one.user,
        secret=one.secret or "",
        ports=tuple(_of_host(host) if host else _ports(one, hosts)),
        vlans=tuple(Vlan(number, called) for called, number in sorted(one.vlans.items(), key=lambda each: each[1])),
        ospf=_ospf(one.ospf) if one.ospf else None,
        bgp=_bgp(one.bgp) if one.bgp else None,
        statics=tuple(Static(each.to, each.via or "") for each in one.statics),
        prefix_lists={called: tuple(map(_listed, entries)) for called, entries in one.prefix_lists.items()},
        policed=tuple(one.policed),
    )


def _of_host(host: Host) -> Iterator[Port]:
    for one in host.interfaces:
        yield Port(one.name, one.segment, address=one.address, address6=one.address6)


def _ports(one: DeviceModel, hosts: Hosts) -> Iterator[Port]:
    for name, port in one.ports.items():
        segment = hosts.segments.get(port.segment or "")
        first, second = (segment.addresses, segment.addresses6) if segment else ("", "")
        yield Port(
            name,
            port.segment or "",
            port.title or "",
            _long(port.address, first),
            _long(port.address6, second or _only6(segment)),
            port.access or 0,
            tuple(sorted(set(port.trunk))),
            port.shut,
        )


def _long(address: str | None, range_: str) -> str:
    """An address with its segment's prefix length."""
    return f"{address}/{range_.partition('/')[2]}" if address and range_ else ""


def _only6(segment: Segment | None) -> str:
    return segment.addresses if segment and ":" in segment.addresses else ""


def _ospf(one: OspfModel) -> Ospf:
    ports = (
        OspfPort(name, port.passive, port.point_to_point, port.cost or 0, port.hello or 0, port.dead or 0)
        for name, port in one.ports.items()
    )
    return Ospf(one.router, tuple(ports), one.area, one.static_metric or 0)


def _bgp(one: BgpModel) -> Bgp:
    neighbours = (
        Neighbour(address, peer.number, peer.takes or "", peer.gives or "") for address, peer in one.neighbours.items()
    )
    return Bgp(
        one.number, one.router, tuple(neighbours), tuple(one.networks), one.keepalive or 0, one.hold or 0, one.statics
    )


def _listed(one: ListedModel) -> Listed:
    return Listed(one.permit is not None, one.permit or one.deny or "", one.least or 0, one.most or 0)
