"""What each host and router has of itself: what it is joined to, what it is told to send on, its gateways."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from network.routing.table import Origin, Route
from network.routing.topology import Node

DEFAULTS: Final = ("0.0.0.0/0", "::/0")


def own(node: Node) -> Iterator[Route]:
    """Its routes that no neighbour tells it. One whose next is on no segment that it is joined to is none."""
    for leg in node.legs:
        yield Route(ip_network(leg.network), "", leg.interface, "joined")
    for origin, to, via in _told(node):
        if not via:
            yield Route(ip_network(to), "", "", origin)
        elif near := node.near(via):
            yield Route(ip_network(to), via, near.interface, origin)


def statics(node: Node, version: int) -> Iterator[Route]:
    """The static routes of a family that it may tell others."""
    return (one for one in own(node) if one.origin == "static" and one.to.version == version)


def _told(node: Node) -> Iterator[tuple[Origin, str, str]]:
    if node.host:
        gateways = zip(DEFAULTS, (node.host.gateway, node.host.gateway6), strict=True)
        yield from (("gateway", to, via) for to, via in gateways if via)
        yield from (("static", to, via) for to, via in node.host.routes.items())
    for one in node.device.statics if node.device else ():
        yield "static", one.to, one.via
