"""Which interfaces the town's nodes get: pure, from the hosts of its estates.

A segment of two ends is a cable between both nodes. Any other is a switch: a bridge in a namespace that has no address and no
process but the one that holds it, one for each network, so that nothing joins the two. A switch for management lets hosts reach the
management host alone, and it reaches all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_interface
from itertools import count, groupby
from typing import Final, NamedTuple

from zhengyun.estate.hosts import Host, Hosts, Interface

BORDER: Final = "border"


class End(NamedTuple):
    """An interface of a node. `port` is what it is called at its switch, empty at a cable."""

    segment: str
    node: str
    name: str
    address: str
    port: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Cable:
    """A segment that joins two nodes directly."""

    segment: str
    one: End
    other: End


@dataclass(frozen=True, slots=True)
class Switch:
    """A segment that joins any number of nodes, in the namespace of its network."""

    segment: str
    network: str
    ends: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All segments of the town as they are built."""

    cables: tuple[Cable, ...]
    switches: tuple[Switch, ...]

    @property
    def networks(self) -> tuple[str, ...]:
        """Those that have switches, each with a namespace of its own."""
        return tuple(sorted({one.network for one in self.switches}))

    def ends(self) -> Iterator[End]:
        """Every interface of every node."""
        for cable in self.cables:
            yield from (cable.one, cable.other)
        for switch in self.switches:
            yield from switch.ends


def plan(networks: Mapping[str, Hosts], nodes: Sequence[str] = ()) -> Plan:
    """How the segments of these networks are built, for these nodes or for all."""
    wanted = frozenset(nodes)
    joined = sorted(_joined(networks, wanted), key=lambda one: one[0])
    cables: list[Cable] = []
    switches: list[Switch] = []
    numbers = count(1)
    for segment, group in groupby(joined, key=lambda one: one[0]):
        members = [(network, host, interface) for _, network, host, interface in group]
        named = {network for network, _, _ in members}
        managed = any(networks[one].segments[segment].management for one in named)
        if len(members) == 2 and not managed:
            one, other = (_end(host, interface) for _, host, interface in members)
            cables.append(Cable(segment, one, other))
            continue
        ends = tuple(
            _end(host, interface, f"p{next(numbers)}", managed and host.kind != "management")
            for _, host, interface in members
        )
        switches.append(Switch(segment, named.pop() if len(named) == 1 else BORDER, ends))
    return Plan(tuple(cables), tuple(switches))


def _joined(networks: Mapping[str, Hosts], wanted: frozenset[str]) -> Iterator[tuple[str, str, Host, Interface]]:
    for network, hosts in sorted(networks.items()):
        for host in hosts.hosts.values():
            if not wanted or host.name in wanted:
                yield from ((one.segment, network, host, one) for one in host.interfaces)


def _end(host: Host, interface: Interface, port: str = "", alone: bool = False) -> End:
    return End(interface.segment, host.name, interface.name, interface.address, port, alone)


def links(plan: Plan, pids: Mapping[str, int], switches: Mapping[str, int]) -> Iterator[str]:
    """Lines for `ip -batch` that make every cable, each end at once in the namespace where it belongs. Run in a bare namespace.

    `pids` are the processes whose network a node has, `switches` those of the networks' namespaces.
    """
    for cable in plan.cables:
        one, other = cable.one, cable.other
        yield f"link add {one.name} netns {pids[one.node]} type veth peer name {other.name} netns {pids[other.node]}"
    for switch in plan.switches:
        holder = switches[switch.network]
        for end in switch.ends:
            yield f"link add {end.port} netns {holder} type veth peer name {end.name} netns {pids[end.node]}"


def bridges(plan: Plan, network: str) -> Iterator[str]:
    """Lines for `ip -batch` in the namespace of a network's switches."""
    for switch in plan.switches:
        if switch.network != network:
            continue
        yield f"link add {switch.segment} type bridge forward_delay 0"
        yield f"link set {switch.segment} up"
        for end in switch.ends:
            yield f"link set {end.port} master {switch.segment} up alias {end.node}"
            if end.alone:
                yield f"link set {end.port} type bridge_slave isolated on"


def addresses(plan: Plan, node: str, gateway: str) -> Iterator[str]:
    """Lines for `ip -batch` in a node."""
    own = [one for one in plan.ends() if one.node == node]
    for end in own:
        yield f"addr add {end.address} dev {end.name}"
        yield f"link set {end.name} up"
    if gateway and _reaches(own, gateway):
        yield f"route add default via {gateway}"


def _reaches(ends: Iterable[End], gateway: str) -> bool:
    there = ip_interface(gateway).ip
    return any(there in ip_interface(one.address).network for one in ends)
