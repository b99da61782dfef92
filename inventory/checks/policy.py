"""The policy between zones: every name leads somewhere, and nothing is permitted that keeps networks apart no longer."""

from collections.abc import Iterator
from ipaddress import ip_network

from inventory import codes
from inventory.checks.addresses import ranged
from inventory.checks.segments import segments_of
from inventory.compile.hosts import hosts_of
from inventory.compile.policy import policy_of
from inventory.files import EstateFiles
from zhengyun.errors import ZhengyunError
from zhengyun.estate.policy import Policy


def policy(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield everything that is wrong with the policy beside the hosts that it is for."""
    if files.network is None:
        return
    made = policy_of(files, hosts_of(files), files.estate.model.network)
    yield from _borders(files, made)


def _borders(files: EstateFiles, made: Policy) -> Iterator[ZhengyunError]:
    """A border is no zone's."""
    for name, one in segments_of(files).items():
        for word, addresses in (("addresses", one.model.addresses), ("addresses6", one.model.addresses6)):
            if not addresses or not one.model.border or not one.knows(name, word) or not one.knows(name, "border"):
                continue
            zone = _zone(made, addresses)
            if zone:
                place, values = one.file.place("segments", name, word), {"addresses": addresses, "zone": zone}
                yield ZhengyunError(codes.BORDER_IN_ZONE, place=place, segment=name, **values)


def _zone(made: Policy, addresses: str) -> str:
    one = ip_network(addresses)
    within = (
        zone.name
        for zone in made.zones.values()
        for each in map(ranged, zone.addresses)
        if each.version == one.version and each.overlaps(one)
    )
    return next(within, "")
