"""Devices: each named once, reached over management, its ports on segments that there are, its routing on its ports."""

from collections.abc import Collection, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Final, NamedTuple

from inventory import codes
from inventory.ansible import variable
from inventory.checks.addresses import outside, ranged, unusable
from inventory.checks.hosts import One as Host
from inventory.checks.hosts import hosts_in
from inventory.checks.segments import segments_of, zones_of
from inventory.checks.words import SPEAKS
from inventory.compile.hosts import leg_range
from inventory.files import EstateFiles, Loaded
from inventory.holes import Location
from inventory.nearest import listed, nearest
from inventory.schema.devices import DeviceModel, DevicesFile
from inventory.schema.hosts import SegmentModel
from zhengyun.errors import N_, Code, Place, ZhengyunError

THE_HOSTS: Final = ("title", "zone", "address", "key", "ports")
NEEDED: Final = ("zone", "address")


class One(NamedTuple):
    """A device, the file that it stands in, and the host that it is, if it is one."""

    name: str
    file: Loaded[DevicesFile]
    model: DeviceModel
    host: Host | None

    def place(self, *location: str | int, of_name: bool = False) -> Place:
        """Where something of it is written."""
        return self.file.place("devices", self.name, *location, of_name=of_name)

    def knows(self, *location: str | int) -> bool:
        """Whether that was accepted."""
        return self.file.knows("devices", self.name, *location)

    @property
    def ports(self) -> Collection[str]:
        """The names of its interfaces."""
        return self.host.model.interfaces if self.host else self.model.ports

    @property
    def lists_ports(self) -> bool:
        """Whether they are all known."""
        if self.host:
            return self.host.file.lists("hosts", self.name, "interfaces")
        return self.file.lists("devices", self.name, "ports")


def devices(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield everything that is wrong with a device by itself or beside the others."""
    hosts = {one.name: one for one in hosts_in(files)}
    segments = {name: one.model if one.knows(name, "*") else None for name, one in segments_of(files).items()}
    whole = all(file.lists("segments") and file.knows("segments") for _, _, file in files.host_files())
    taken: dict[str, Place] = {}
    for _, file in files.device_files():
        for name, model in file.model.devices.items():
            one = One(name, file, model, hosts.get(name))
            place = one.place(of_name=True)
            if taken.setdefault(name, place) != place:
                yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("device"), name=name, other=taken[name])
            yield from _itself(one, files)
            yield from _spoken_to(one)
            yield from _named(one)
            if whole:
                yield from _joined(one, segments)
                yield from _managed(one, segments)
                yield from _next(one, segments)


def _itself(one: One, files: EstateFiles) -> Iterator[ZhengyunError]:
    """What a host says of itself stands with the host; what no host says stands here."""
    given = one.model.model_fields_set
    if one.host:
        for word in (word for word in THE_HOSTS if word in given):
            place = one.place(word, of_name=True)
            yield ZhengyunError(codes.THE_HOSTS_OWN, place=place, device=one.name, word=word)
        return
    if not all(file.lists("hosts") for _, _, file in files.host_files()):
        return
    for word in (word for word in NEEDED if getattr(one.model, word) is None and one.knows(word)):
        yield ZhengyunError(codes.MISSING, place=one.place(of_name=True), name=word)
    zones, zone = zones_of(files), one.model.zone
    if zone and zone not in zones and one.knows("zone") and all(s.site.lists("zones") for s in files.sites.values()):
        values = {"name": zone, "legal": listed(sorted(zones)), "nearest": nearest(zone, zones)}
        yield ZhengyunError(codes.UNKNOWN_REFERENCE, place=one.place("zone"), what=N_("zone"), **values)


def _spoken_to(one: One) -> Iterator[ZhengyunError]:
    """A host that runs FRR has the account that is spoken to, where its accounts are kept by their role."""
    told = one.host.model.roles.get("accounts") if one.host and one.host.knows("roles", "accounts") else None
    if told is None or (one.model.platform, one.model.user) != ("frr", SPEAKS):
        return
    if not any(value is True for word, value in told.items() if variable("accounts", word) == "accounts_devices"):
        yield ZhengyunError(codes.NOT_SPOKEN_TO, place=one.place("user"), device=one.name)


def _named(one: One) -> Iterator[ZhengyunError]:
    """What it says of interfaces, VLANs and lists names those that it has."""
    model = one.model
    if one.lists_ports:
        for name in model.ospf.ports if model.ospf else ():
            yield from _absent(one, codes.NO_SUCH_PORT, name, one.ports, "ospf", "ports", name)
        for position, name in enumerate(model.policed):
            yield from _absent(one, codes.NO_SUCH_PORT, name, one.ports, "policed", position)
    for name, port in model.ports.items():
        for number in {*port.trunk, *([port.access] if port.access else [])} - set(model.vlans.values()):
            if one.knows("vlans") and one.knows("ports", name):
                legal = listed([str(each) for each in sorted(model.vlans.values())])
                place = one.place("ports", name, "trunk" if number in port.trunk else "access")
                yield ZhengyunError(codes.NO_SUCH_VLAN, place=place, device=one.name, number=number, legal=legal)
    for address, peer in model.bgp.neighbours.items() if model.bgp else ():
        for word in ("takes", "gives"):
            if (name := getattr(peer, word)) and one.file.lists("devices", one.name, "prefix_lists"):
                at = ("bgp", "neighbours", address, word)
                yield from _absent(one, codes.NO_SUCH_LIST, name, model.prefix_lists, *at)
    yield from _lengths(one)


def _absent(one: One, code: Code, name: str, legal: Collection[str], *at: str | int) -> Iterator[ZhengyunError]:
    if name not in legal and one.knows(*at):
        values = {"name": name, "legal": listed(sorted(legal)), "nearest": nearest(name, legal)}
        yield ZhengyunError(code, place=one.place(*at), device=one.name, **values)


def _lengths(one: One) -> Iterator[ZhengyunError]:
    for name, entries in one.model.prefix_lists.items():
        for position, entry in enumerate(entries):
            at = ("prefix_lists", name, position)
            if not one.knows(*at):
                continue
            prefix = ip_network(entry.permit or entry.deny or "")
            least, most = entry.least or prefix.prefixlen, entry.most or entry.least or prefix.prefixlen
            least = min(least, most) if entry.least is None else least
            longest = prefix.max_prefixlen if entry.most is None and entry.least is not None else most
            if not prefix.prefixlen <= least <= longest <= prefix.max_prefixlen:
                values = {"prefix": prefix, "least": least, "most": longest}
                yield ZhengyunError(codes.LENGTHS, place=one.place(*at), device=one.name, name=name, **values)


def _joined(one: One, segments: Mapping[str, SegmentModel | None]) -> Iterator[ZhengyunError]:
    """Each port on a segment that there is, with an address of it; the device itself on one for management."""
    over: list[str] = []
    for name, port in one.model.ports.items():
        if not port.segment or not one.knows("ports", name):
            continue
        at, segment = ("ports", name), segments.get(port.segment)
        if port.segment not in segments:
            values = {"legal": listed(sorted(segments)), "nearest": nearest(port.segment, segments)}
            place = one.place(*at, "segment")
            yield ZhengyunError(codes.UNKNOWN_REFERENCE, place=place, what=N_("segment"), name=port.segment, **values)
        if segment is None:
            continue
        for word, leg in (("address", port.address), ("address6", port.address6)):
            if leg and (why := unusable(leg, range_ := leg_range(leg, segment))):
                yield outside(one.place(*at, word), leg, range_, why)
        if segment.management and (port.address or port.address6):
            over.append(port.segment)
            if over[0] != port.segment:
                values = {"host": one.name, "segment": port.segment, "other": over[0]}
                yield ZhengyunError(codes.TWO_MANAGED, place=one.place(*at, "segment"), **values)


def _managed(one: One, segments: Mapping[str, SegmentModel | None]) -> Iterator[ZhengyunError]:
    """A device that is no host is spoken to on a management segment."""
    address = one.model.address
    if address and not one.host and one.knows("address"):
        managed = {name: each for name, each in segments.items() if each and each.management}
        if not any(ip_address(address) in ranged(leg_range(address, each)) for each in managed.values()):
            values = {"address": address, "legal": listed(sorted(managed))}
            yield ZhengyunError(codes.DEVICE_NOT_MANAGED, place=one.place("address"), device=one.name, **values)


def _next(one: One, segments: Mapping[str, SegmentModel | None]) -> Iterator[ZhengyunError]:
    """Whoever it sends on to, or speaks with, is next to it."""
    joined = [port.segment for port in one.model.ports.values() if port.segment and (port.address or port.address6)]
    joined = [*one.host.model.interfaces] if one.host else joined
    near = [known for name in joined if (known := segments.get(name))]
    for at, via, to in _ways(one) if len(near) == len(joined) and one.knows("ports") else ():
        beside = [each for each in near if ip_address(via) in ranged(leg_range(via, each))]
        what = "" if beside else N_("it lies on none of its segments")
        if beside and beside[0].management:
            what = N_("it lies on a management segment")
        if to and ip_network(to).version != ip_address(via).version:
            what = N_("it is of the other family of addresses")
        if what:
            place = one.place(*at, of_name=at[0] == "bgp")
            yield ZhengyunError(codes.NEXT_UNREACHED, place=place, device=one.name, address=via, what=what)


def _ways(one: One) -> Iterator[tuple[Location, str, str]]:
    """Where somebody next is written, who, and what is sent on to it."""
    for position, static in enumerate(one.model.statics):
        if static.via and one.knows("statics", position):
            yield ("statics", position, "via"), static.via, static.to
    for address in one.model.bgp.neighbours if one.model.bgp else ():
        if one.knows("bgp", "neighbours", address):
            yield ("bgp", "neighbours", address), address, ""
