"""Hosts that pass on what is not theirs: forwarding, answering for others, translation of addresses, copies of packets, multicast."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_interface
from typing import Any, Final

from network.codes import leaks as codes
from network.leaks.declared import Declared
from network.leaks.facts import LOOPBACK, State
from network.leaks.leak import Leak, leak
from network.leaks.passing import Network, Way, passes

TRANSLATES: Final = frozenset(("masquerade", "snat", "dnat", "redirect", "tproxy"))
AT_EGRESS: Final = frozenset(("masquerade", "snat"))
COPIES: Final = frozenset(("dup", "fwd"))
OLDER: Final = ("MASQUERADE", "SNAT", "DNAT", "REDIRECT", "NETMAP", "TPROXY")
FAMILIES: Final = {"ipv4": "IPv4", "ipv6": "IPv6"}


def leaks(state: State, declared: Declared) -> Iterator[Leak]:
    """Whatever passes through a host that nothing should pass through, or passes otherwise than rules can say."""
    yield from _forwarding(state, declared)
    yield from _management(state, declared)
    yield from _answering(state, declared)
    yield from _translating(state, declared)
    if found := (
        *state.multicast,
        *state.on("mc_forwarding", family="ipv4"),
        *state.on("mc_forwarding", family="ipv6"),
    ):
        yield leak(declared.host.name, codes.LEAK_MULTICAST, names=", ".join(dict.fromkeys(found)))
    if found := state.on("route_localnet", family="ipv4"):
        yield leak(declared.host.name, codes.LEAK_LOOPBACK, names=", ".join(found))


def _forwarding(state: State, declared: Declared) -> Iterator[Leak]:
    if declared.forwards:
        return
    for family, name in FAMILIES.items():
        there = {one.name for one in state.links if one.name != LOOPBACK} | {"all"}
        if found := [one for one in state.on("forwarding", family=family) if one in there]:
            yield leak(declared.host.name, codes.LEAK_FORWARDS, family=name, names=", ".join(found))


def _management(state: State, declared: Declared) -> Iterator[Leak]:
    """On whom the two are, and forwarding is on: rules have to refuse it, whatever else is in a packet."""
    inner = [one.name for one in state.links if one.name in declared.management]
    outer = [one.name for one in state.links if one.name in declared.addresses and one.name not in declared.management]
    for family, name in FAMILIES.items():
        forwarding = set(state.on("forwarding", family=family))
        for one in inner:
            for other in outer:
                for coming, leaving in ((one, other), (other, one)):
                    # IPv6 asks the setting of all, IPv4 that of where a packet comes in.
                    on = coming in forwarding if family == "ipv4" else "all" in forwarding
                    if on and passes(state.nft, _way(family, coming, leaving, declared)):
                        yield leak(
                            declared.host.name, codes.LEAK_MANAGEMENT, family=name, coming=coming, leaving=leaving
                        )


def _way(family: str, coming: str, leaving: str, declared: Declared) -> Way:
    """What is in management has its addresses; who is elsewhere may write any as his own, and asks for those."""
    version = {"ipv4": 4, "ipv6": 6}[family]
    networks = {
        one.name: tuple(net for each in (one.address, one.address6) if each for net in _networks(each, version))
        for one in declared.host.interfaces
        if one.name in declared.management
    }
    return Way(family, coming, leaving, networks.get(coming, ()), networks.get(leaving, ()))


def _networks(address: str, version: int) -> Iterator[Network]:
    found = ip_interface(address).network
    if found.version == version:
        yield found


def _answering(state: State, declared: Declared) -> Iterator[Leak]:
    there = {one.name for one in state.links} | {"all"}
    found = [one for one in state.on("proxy_arp", family="ipv4") if one in there]
    found += [one for one in state.on("proxy_ndp", family="ipv6") if one in there]
    found += [f"{one.address} ({one.dev})" for one in state.neighbours if one.proxy]
    if found:
        yield leak(declared.host.name, codes.LEAK_ANSWERS, names=", ".join(dict.fromkeys(found)))


def _translating(state: State, declared: Declared) -> Iterator[Leak]:
    host = declared.host.name
    for one in state.nft:
        rule = one.get("rule")
        if not isinstance(rule, Mapping):
            continue
        words = _verdicts(rule)
        where = f"{rule.get('family')} {rule.get('table')} {rule.get('chain')}"
        if found := words & (TRANSLATES - AT_EGRESS if declared.egress else TRANSLATES):
            yield leak(host, codes.LEAK_NAT, what=", ".join(sorted(found)), where=where)
        if found := words & COPIES:
            yield leak(host, codes.LEAK_COPIES, what=f"{', '.join(sorted(found))} {where}")
    for line in state.iptables:
        words = set(line.split())
        if found := words & set(OLDER) - ({"MASQUERADE", "SNAT"} if declared.egress else set()):
            yield leak(host, codes.LEAK_NAT, what=", ".join(sorted(found)), where="iptables nat")


def _verdicts(rule: Mapping[str, Any]) -> set[str]:
    expressions = rule.get("expr")
    return (
        {str(name) for one in expressions if isinstance(one, dict) for name in one}
        if isinstance(expressions, list)
        else set()
    )
