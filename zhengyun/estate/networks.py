"""A tenant's networks and what may pass between them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Subnet:
    """One range of a tenant's network. An empty `gateway` is none."""

    addresses: str
    gateway: str
    dns: tuple[str, ...] = ()
    ipv6: str = ""
    """How an IPv6 range gives its addresses: slaac, stateful or stateless; empty leaves that to nobody."""
    dhcp: bool = True
    pool: str = ""
    """The site's subnet pool that it is taken from, or nothing."""


@dataclass(frozen=True, slots=True)
class Network:
    """A tenant's own network, inside one zone. `called` is its name in the cloud, where that is another."""

    name: str
    zone: str
    subnets: tuple[Subnet, ...]
    called: str | None = None
    qos: str = ""
    """The path of the QoS policy for whatever stands in it: of the tenant's own or of the site's; or nothing."""
    shared_with: tuple[str, ...] = ()
    """Other tenants of the site whose servers may stand in it."""


@dataclass(frozen=True, slots=True)
class Route:
    """A static route of a router: whatever is for the range `to` goes on to the address `via`, the next hop."""

    to: str
    via: str


@dataclass(frozen=True, slots=True)
class Router:
    """What joins a tenant's networks, and leads to an external network if it has a gateway."""

    name: str
    networks: tuple[str, ...]
    gateway: str = ""
    called: str | None = None
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One permitted flow of a security group.

    `family` is 4 or 6; `peer` is a network in CIDR form, or `peer_group` names another group of the tenant, or
    `peer_addresses` one of its address groups.
    """

    direction: Literal["in", "out"]
    family: int
    protocol: str
    ports: tuple[int, int] | None
    peer: str = ""
    peer_group: str = ""
    peer_addresses: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A security group. What it does not permit is refused; `open_egress` permits everything outward."""

    name: str
    rules: tuple[Rule, ...]
    open_egress: bool = True
    called: str | None = None


@dataclass(frozen=True, slots=True)
class AddressGroup:
    """Addresses under one name, for rules: networks in CIDR form, single addresses among them."""

    name: str
    addresses: tuple[str, ...]
    called: str | None = None
