"""Which interfaces the town's nodes get: pure, from the hosts of its estates.

Each segment is a switch: a bridge in a namespace that has no address, and no process but the one that holds it. Each network has one such
namespace, and what the networks have in common a third: nothing joins the planes. A switch for management lets hosts reach the
management host alone, and it reaches all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_interface
from itertools import count
from typing import Final, NamedTuple

from zhengyun.estate.hosts import Host, Hosts

BORDER: Final = "border"


class End(NamedTuple):
    """Where a node is joined to a segment: its own interface, and the port at the switch, in the namespace of that name. A port that is
    `isolated` reaches none that is isolated too. `address6` is empty where it has none."""

    segment: str
    node: str
    name: str
    address: str
    namespace: str
    port: str
    isolated: bool
    address6: str = ""


def plan(networks: Mapping[str, Hosts], nodes: Sequence[str]) -> tuple[End, ...]:
    """Where these nodes are joined, in the order of their names."""
    numbers = count(1)
    ends = []
    for network, hosts in sorted(networks.items()):
        for host in sorted((one for one in hosts.hosts.values() if one.name in nodes), key=lambda one: one.name):
            for one in host.interfaces:
                segment = hosts.segments[one.segment]
                namespace = BORDER if segment.border else network
                isolated = segment.management and host.kind != "management"
                port = f"v{next(numbers)}"
                where = (one.segment, host.name, one.name, one.address, namespace, port, isolated)
                ends.append(End(*where, one.address6))
    return tuple(ends)


def namespaces(ends: Iterable[End]) -> tuple[str, ...]:
    """Those that hold switches."""
    return tuple(sorted({one.namespace for one in ends}))


def links(ends: Iterable[End], pids: Mapping[str, int]) -> Iterator[str]:
    """Lines for `ip -batch` that make every pair, each end at once in the namespace where it belongs; for a bare namespace.

    `pids` are the processes whose network each node and each namespace has.
    """
    for end in ends:
        yield f"link add {end.port} netns {pids[end.namespace]} type veth peer name {end.name} netns {pids[end.node]}"


def bridges(ends: Sequence[End], namespace: str) -> Iterator[str]:
    """Lines for `ip -batch` in a namespace of switches, which say nothing by themselves."""
    own = [one for one in ends if one.namespace == namespace]
    for segment in sorted({one.segment for one in own}):
        yield f"link add {segment} type bridge stp_state 0 forward_delay 0 mcast_snooping 0"
        yield f"link set {segment} up"
    for end in own:
        yield f"link set {end.port} master {end.segment} up alias {end.node}"
        if end.isolated:
            yield f"link set {end.port} type bridge_slave isolated on"


def addresses(ends: Iterable[End], host: Host) -> Iterator[str]:
    """Lines for `ip -batch` in a node: its addresses, and what it reaches by whom."""
    own = [one for one in ends if one.node == host.name]
    for end in own:
        yield from (f"addr add {address} dev {end.name}" for address in (end.address, end.address6) if address)
        yield f"link set {end.name} up"
    near = [ip_interface(one).network for end in own for one in (end.address, end.address6) if one]
    for to, via in (("0.0.0.0/0", host.gateway), ("::/0", host.gateway6), *host.routes.items()):
        if via and any(ip_address(via) in one for one in near):
            yield f"route add {to} via {via}"
