"""Who else is on a link: neighbours that nobody declared, others who answer for a host, and routers that are none. And networks behind a host.

Neighbours are told apart by their hardware address, which all hosts tell that were looked at; where one did not, nobody is accused for his.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address, ip_interface, ip_network
from typing import Final

from network.codes import leaks as codes
from network.leaks.declared import FORWARDING, Declared
from network.leaks.facts import LOOPBACK, Neighbour, State
from network.leaks.leak import Leak, leak
from zhengyun.estate import Estate

SEEN: Final = frozenset(("REACHABLE", "STALE", "DELAY", "PROBE"))
# Hardware addresses that hosts share: VRRP (RFC 5798).
SHARED: Final = ("00:00:5e:00:01:", "00:00:5e:00:02:")


@dataclass(frozen=True)
class Everybody:
    """All hosts of the estate, and what those told that were looked at."""

    estate: Estate
    states: Mapping[str, State]

    @cached_property
    def macs(self) -> Mapping[str, str]:
        """Whose a hardware address is."""
        return {link.mac: name for name, state in self.states.items() for link in state.links if link.name != LOOPBACK}

    def on(self, segment: str) -> frozenset[str]:
        """Names of the hosts and devices that are joined to a segment."""
        hosts = {
            one.name
            for one in self.estate.hosts.hosts.values()
            if any(each.segment == segment for each in one.interfaces)
        }
        devices = {
            one.name for one in self.estate.devices.values() if any(each.segment == segment for each in one.ports)
        }
        return frozenset(hosts | devices)

    def addresses(self, segment: str) -> Mapping[str, str]:
        """Whose each declared address on a segment is."""
        return self._declared.get(segment, {})

    def owned(self, host: str) -> frozenset[str]:
        """All declared addresses of a host."""
        return self._owned.get(host, frozenset())

    @cached_property
    def _declared(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for owner, ports in self._joined():
            for segment, *addresses in ports:
                found.setdefault(segment, {}).update({str(ip_interface(one).ip): owner for one in addresses if one})
        return found

    @cached_property
    def _owned(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for owner, ports in self._joined():
            found.setdefault(owner, set()).update(str(ip_interface(at).ip) for one in ports for at in one[1:] if at)
        return {name: frozenset(one) for name, one in found.items()}

    def complete(self, segment: str) -> bool:
        """Whether everybody has told how he is joined to a segment, so that nobody's hardware address is unknown."""
        return not self.estate.hosts.segments[segment].border and self.on(segment) <= self.states.keys()

    def _joined(self) -> Iterator[tuple[str, Sequence[tuple[str, str, str]]]]:
        for host in self.estate.hosts.hosts.values():
            yield host.name, [(one.segment, one.address, one.address6) for one in host.interfaces]
        for device in self.estate.devices.values():
            yield device.name, [(one.segment, one.address, one.address6) for one in device.ports]
            for name, segment in self.estate.hosts.segments.items():
                if device.address and ip_address(device.address) in ip_network(segment.addresses):
                    yield device.name, [(name, device.address, "")]


def leaks(state: State, declared: Declared, everybody: Everybody) -> Iterator[Leak]:
    """Strangers on the links of a host, and networks behind it."""
    for one in state.neighbours:
        segment = declared.segments.get(one.dev)
        if segment and not one.proxy and SEEN & set(one.state) and one.mac:
            yield from _neighbour(one, segment, declared, everybody)
    for namespace in state.namespaces:
        if names := [one for one in namespace.links if one != LOOPBACK]:
            programs = ", ".join(filter(None, namespace.programs)) or "-"
            yield leak(declared.host.name, codes.LEAK_NAMESPACE, programs=programs, names=", ".join(names))
    yield from _advertised(state, declared)


def _neighbour(one: Neighbour, segment: str, declared: Declared, everybody: Everybody) -> Iterator[Leak]:
    host, known = declared.host.name, everybody.addresses(segment)
    owner = everybody.macs.get(one.mac, "")
    values = {"address": one.address, "mac": one.mac, "name": one.dev}
    whole, shared = everybody.complete(segment), one.mac.startswith(SHARED)
    if one.router and whole and not shared and not _routes(owner, everybody.estate):
        yield leak(host, codes.LEAK_ROUTER, **values)
    elif one.address in known:
        # Only what was heard just now: a host that was started anew may have another one.
        if "REACHABLE" in one.state and whole and not shared and owner != known[one.address]:
            yield leak(host, codes.LEAK_TAKEN, owner=known[one.address], **values)
    elif _stranger(one, segment, owner, declared, everybody):
        yield leak(host, codes.LEAK_NEIGHBOUR, **values)


def _stranger(one: Neighbour, segment: str, owner: str, declared: Declared, everybody: Everybody) -> bool:
    address = ip_address(one.address.partition("%")[0])
    found = everybody.estate.hosts.segments[segment]
    if address.is_link_local:
        return everybody.complete(segment) and not owner and not one.mac.startswith(SHARED)
    # Who is joined there may answer for an address that he has elsewhere (RFC 1122 section 3.3.4.2, the weak model).
    if owner in everybody.on(segment) and one.address in everybody.owned(owner):
        return False
    # At a border the other network's hosts have the rest of the segment's addresses, and may answer for theirs elsewhere.
    ranges = [ip_network(each) for each in (found.addresses, found.addresses6) if each]
    return not (found.border and (any(address in each for each in ranges) or declared.is_foreign(str(address))))


def _routes(owner: str, estate: Estate) -> bool:
    host = estate.hosts.hosts.get(owner)
    return host is not None and host.kind in FORWARDING


def _advertised(state: State, declared: Declared) -> Iterator[Leak]:
    """What was taken from router advertisements, or would be (RFC 4861 section 6.3): addresses and ways are given by hand here."""
    host = declared.host.name
    for route in state.routes:
        if route.protocol == "ra":
            yield leak(host, codes.LEAK_ADVERTISED, name=", ".join(route.dev), what=route.to)
    forwarding = set(state.on("forwarding", family="ipv6"))
    silent = set(state.on("disable_ipv6", family="ipv6"))
    for name in state.on("accept_ra", family="ipv6"):
        taken = state.settings[f"ipv6/{name}"]["accept_ra"]
        joined = name in declared.addresses and name not in silent
        if joined and (taken == "2" or name not in forwarding):
            yield leak(host, codes.LEAK_ADVERTISED, name=name, what=f"accept_ra = {taken}")
