"""The policy between zones: every name leads somewhere, no addresses are two zones', no border is a zone's."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network

from inventory import codes
from inventory.checks.addresses import Range, Taken, overlapping
from inventory.checks.hosts import hosts_in
from inventory.checks.segments import segments_of
from inventory.compile.hosts import hosts_of
from inventory.compile.policy import policy_of, whole
from inventory.files import EstateFiles, Loaded
from inventory.holes import Location
from inventory.nearest import listed, nearest
from inventory.schema.network import NetworkFile
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate.policy import WHOLE, Policy

File = Loaded[NetworkFile]
WAYS_OUT = ("router", "firewall")


def policy(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield everything that is wrong with zones, and with what the policy names."""
    if files.network is None:
        return
    made = policy_of(files, hosts_of(files), files.estate.model.network)
    yield from _beyond(files, files.network)
    yield from _names(files, files.network, made)
    yield from _levels(files)
    yield from _segments(files, made)
    yield from _egress(files, files.network)


def knows_zones(files: EstateFiles) -> bool:
    """Whether every zone's name is known; one that is not among them is then nowhere."""
    return all(site.site.lists("zones") for site in files.sites.values()) and bool(
        files.network and files.network.lists("beyond")
    )


def _beyond(files: EstateFiles, file: File) -> Iterator[ZhengyunError]:
    """Zones of other networks are of other networks, and nobody else's addresses."""
    plane = files.estate.model.network
    taken = [
        Taken(ip_network(one), site.site.place("zones", name, "addresses", position))
        for site in files.sites.values()
        for name, zone in site.site.model.zones.items()
        for position, one in enumerate(zone.addresses)
        if site.site.knows("zones", name, "addresses", position)
    ]
    own = set(taken)
    for name, one in file.model.beyond.items():
        if name.partition("/")[0] == plane and files.estate.knows("network"):
            yield ZhengyunError(codes.OWN_BEYOND, place=file.place("beyond", name, of_name=True), zone=name)
        for position, addresses in enumerate(one.addresses):
            at = ("beyond", name, "addresses", position)
            if file.knows(*at):
                taken.append(Taken(ip_network(addresses), file.place(*at)))
    # What two of this estate's own have in common is told with its sites.
    yield from (error for error, pair in overlapping(taken) if not own.issuperset(pair))


def _names(files: EstateFiles, file: File, made: Policy) -> Iterator[ZhengyunError]:
    """Every zone that is named is one."""
    plane, known = files.estate.model.network, knows_zones(files)
    for at, name in _named(file):
        full = whole(name, plane)
        if known and full not in made.zones and file.knows(*at) and not full.endswith(f"/{WHOLE}"):
            legal = [one.removeprefix(f"{plane}/") for one in made.zones]
            values = {"name": name, "legal": listed(sorted(legal)), "nearest": nearest(name, legal)}
            yield ZhengyunError(codes.UNKNOWN_REFERENCE, place=file.place(*at), what=N_("zone"), **values)


def _named(file: File) -> Iterator[tuple[Location, str]]:
    for word in ("exchange", "closed"):
        yield from (((word, position), name) for position, name in enumerate(getattr(file.model, word)))
    for position, one in enumerate(file.model.forbidden):
        yield from ((("forbidden", position, "between", side), name) for side, name in enumerate(one.between))
    for name, conduit in file.model.conduits.items():
        yield ("conduits", name, "from"), conduit.source
        yield ("conduits", name, "to"), conduit.target


def _levels(files: EstateFiles) -> Iterator[ZhengyunError]:
    """A zone is of one level at all sites."""
    first: dict[str, tuple[str, int]] = {}
    for name, files_of in files.sites.items():
        for zone, one in files_of.site.model.zones.items():
            if not files_of.site.knows("zones", zone, "level"):
                continue
            site, level = first.setdefault(zone, (name, one.level))
            if level != one.level:
                place, values = files_of.site.place("zones", zone, "level"), {"level": one.level, "site": site}
                yield ZhengyunError(codes.TWO_LEVELS, place=place, zone=zone, other_level=level, **values)


def _segments(files: EstateFiles, made: Policy) -> Iterator[ZhengyunError]:
    """A border is no zone's, any other segment one zone's by both families."""
    for name, one in segments_of(files).items():
        zones: list[str] = []
        for word, addresses in (("addresses", one.model.addresses), ("addresses6", one.model.addresses6)):
            if not addresses or not one.knows(name, word) or not one.knows(name, "border"):
                continue
            place, zone = one.file.place("segments", name, word), _zone(made, ip_network(addresses))
            if one.model.border and zone:
                values = {"addresses": addresses, "zone": zone}
                yield ZhengyunError(codes.BORDER_IN_ZONE, place=place, segment=name, **values)
            elif zones and zone and zone != zones[0]:
                yield ZhengyunError(codes.TWO_FAMILIES, place=place, segment=name, zone=zones[0], other=zone)
            zones += [zone] if zone else []


def _zone(made: Policy, one: Range) -> str:
    within = (
        zone.name
        for zone in made.zones.values()
        for each in map(ip_network, zone.addresses)
        if each.version == one.version and each.overlaps(one)
    )
    return next(within, "")


def _egress(files: EstateFiles, file: File) -> Iterator[ZhengyunError]:
    """The one way to the internet is a router or firewall of the external network."""
    name = file.model.egress
    if not name or not file.knows("egress"):
        return
    place, hosts = file.place("egress"), {one.name: one for one in hosts_in(files)}
    if name not in hosts:
        if all(each.lists("hosts") for _, _, each in files.host_files()):
            values = {"name": name, "legal": listed(sorted(hosts)), "nearest": nearest(name, hosts)}
            yield ZhengyunError(codes.UNKNOWN_REFERENCE, place=place, what=N_("host"), **values)
        return
    for what in _no_way_out(files, hosts[name].model.kind if hosts[name].knows("kind") else WAYS_OUT[0], WAYS_OUT):
        yield ZhengyunError(codes.NO_EGRESS, place=place, host=name, what=what)


def _no_way_out(files: EstateFiles, kind: str, kinds: Sequence[str]) -> Iterator[str]:
    if kind not in kinds:
        yield N_("it is neither router nor firewall")
    if files.estate.model.network != "external" and files.estate.knows("network"):
        yield N_("it is not of the external network")
