"""Devices: routers and switches that are spoken to by their own command line, and what they are to be told.

A device that is also a host of the estate (a router that runs FRR) has the host's name, address and key. Addresses of ports have their
prefix length; numbers are those of the protocols.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

SITE: Final = "devices"
"""What stands in a site's place where a plan is about devices; no site of the estate is called so."""

TENANT: Final = "devices"
"""What stands in a tenant's place there."""

Platform = Literal["frr", "huawei_vrp", "hp_comware", "cisco_ios"]
PLATFORMS: Final = get_args(Platform)


@dataclass(frozen=True, slots=True)
class Vlan:
    """A VLAN (IEEE 802.1Q) of a device."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Port:
    """An interface, called as the device calls it. `segment` is what it is joined to. `access` is the VLAN of a port for hosts, `trunk` those that
    a port between devices carries, 0 and none where it is routed."""

    name: str
    segment: str = ""
    title: str = ""
    address: str = ""
    address6: str = ""
    access: int = 0
    trunk: tuple[int, ...] = ()
    shut: bool = False


@dataclass(frozen=True, slots=True)
class OspfPort:
    """How OSPF (RFC 2328; RFC 5340 for IPv6) speaks on a port. Seconds; `cost` 0 is the device's own. `passive`: it is told of, not spoken on."""

    port: str
    passive: bool = False
    point_to_point: bool = False
    cost: int = 0
    hello: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Ospf:
    """OSPF of a device. `static_metric` is the metric by which its static routes are told to others, 0 where they are not."""

    router: str
    ports: tuple[OspfPort, ...] = ()
    area: int = 0
    static_metric: int = 0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A BGP peer (RFC 4271); `takes` and `gives` name prefix lists for what comes and what goes."""

    address: str
    number: int
    takes: str = ""
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Bgp:
    """BGP of a device. `networks` are told to its peers, and with `statics` its static routes, too; seconds."""

    number: int
    router: str
    neighbours: tuple[Neighbour, ...] = ()
    networks: tuple[str, ...] = ()
    keepalive: int = 0
    hold: int = 0
    statics: bool = False


@dataclass(frozen=True, slots=True)
class Static:
    """A static route: whatever is for `to` goes on to `via`, or nowhere where that is empty."""

    to: str
    via: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a prefix list; `least` and `most` are lengths, 0 where only the prefix itself is meant."""

    permit: bool
    prefix: str
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """A router or switch. `secret` is the name under which what it is entered with is kept; `key` its SSH host key; `policed` are the ports where
    what the policy does not permit is refused by access lists."""

    name: str
    title: str
    site: str
    zone: str
    platform: Platform
    address: str
    port: int
    key: str
    user: str
    secret: str = ""
    ports: tuple[Port, ...] = ()
    vlans: tuple[Vlan, ...] = ()
    ospf: Ospf | None = None
    bgp: Bgp | None = None
    statics: tuple[Static, ...] = ()
    prefix_lists: Mapping[str, tuple[Listed, ...]] = field(default_factory=dict)
    policed: tuple[str, ...] = ()
