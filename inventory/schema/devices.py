"""SITE/devices.yaml: routers and switches that are spoken to by their own command line, and what they are to be told."""

import re
from ipaddress import ip_address
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, model_validator

from inventory.schema.hosts import HostKey, SegmentName
from inventory.schema.values import Address, Cidr, Name, Refused, StandIn, Strict, Title, text, unexpected
from zhengyun.errors import N_
from zhengyun.estate.devices import Platform

# As devices call their interfaces: GigabitEthernet0/0/1, Vlanif10, Eth-Trunk1, eth0.10.
PORT_PATTERN: Final = r"^[A-Za-z][A-Za-z0-9/.:_-]{0,47}$"
LIST_PATTERN: Final = r"^[A-Za-z][A-Za-z0-9_-]{0,31}$"
USER_PATTERN: Final = r"^[a-z_][a-z0-9_-]{0,31}$"
IPV4: Final = 4


def _matching(pattern: str, expected: str) -> BeforeValidator:
    def read(value: object) -> str:
        if isinstance(value, str) and (isinstance(value, Refused) or re.fullmatch(pattern, value)):
            return str(value)
        raise unexpected(value, expected)

    return BeforeValidator(read)


def _router(value: object) -> str:
    try:
        if ip_address(str(value)).version == IPV4:
            return str(ip_address(str(value)))
    except ValueError:
        pass
    raise unexpected(value, N_("a router's number in the form of an IPv4 address, such as 10.0.0.1"))


PortName = Annotated[
    str,
    _matching(PORT_PATTERN, N_("an interface as the device calls it, such as GigabitEthernet0/0/1")),
    text(PORT_PATTERN, "GigabitEthernet0/0/1"),
    StandIn(Refused("-")),
]
ListName = Annotated[
    str,
    _matching(LIST_PATTERN, N_("the name of a prefix list: letters, digits, hyphens and underscores, a letter first")),
    text(LIST_PATTERN, "from-border"),
    StandIn(Refused("-")),
]
UserName = Annotated[
    str,
    _matching(USER_PATTERN, N_("an account's name on the device, such as netops")),
    text(USER_PATTERN, "netops"),
    StandIn("netops"),
]
RouterNumber = Annotated[str, BeforeValidator(_router), text(r"^[0-9.]+$", "10.0.0.1"), StandIn("0.0.0.1")]
VlanNumber = Annotated[int, Field(ge=1, le=4094)]
SystemNumber = Annotated[int, Field(ge=1, le=4_294_967_295)]
Metric = Annotated[int, Field(ge=1, le=65_535)]
Interval = Annotated[int, Field(ge=1, le=65_535)]
Length = Annotated[int, Field(ge=0, le=128)]


class PortModel(Strict):
    """An interface: routed with its addresses, or a switch's with a VLAN for hosts (`access`) or those it carries (`trunk`)."""

    segment: SegmentName | None = None
    title: Title | None = None
    address: Address | None = None
    address6: Address | None = None
    access: VlanNumber | None = None
    trunk: list[VlanNumber] = []
    shut: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> "PortModel":
        if sum((bool(self.address or self.address6), self.access is not None, bool(self.trunk))) > 1:
            raise unexpected("access", N_("one of `address`, `access` and `trunk`"))
        return self


class OspfPortModel(Strict):
    """How OSPF speaks on an interface; what is left out is the device's own."""

    passive: bool = False
    point_to_point: bool = False
    cost: Metric | None = None
    hello: Interval | None = None
    dead: Interval | None = None


class OspfModel(Strict):
    """OSPF for both families. `static_metric`: its static routes are told to others, by this metric."""

    router: RouterNumber
    area: Annotated[int, Field(ge=0, le=4_294_967_295)] = 0
    static_metric: Annotated[int, Field(ge=1, le=16_777_214)] | None = None
    ports: Annotated[dict[PortName, OspfPortModel], Field(min_length=1)]


class NeighbourModel(Strict):
    """A peer of BGP; `takes` and `gives` are prefix lists for what comes from it and what goes to it."""

    number: SystemNumber
    takes: ListName | None = None
    gives: ListName | None = None


class BgpModel(Strict):
    """BGP for both families. `networks` are told to its peers, and with `statics` its static routes, too."""

    number: SystemNumber
    router: RouterNumber
    keepalive: Interval | None = None
    hold: Interval | None = None
    networks: list[Cidr] = []
    statics: bool = False
    neighbours: Annotated[dict[Address, NeighbourModel], Field(min_length=1)]


class StaticModel(Strict):
    """A static route; without `via` what is for the range goes nowhere."""

    to: Cidr
    via: Address | None = None


class ListedModel(Strict):
    """An entry of a prefix list: exactly one of `permit` and `deny`; `least` and `most` are lengths of longer prefixes that it means, too."""

    permit: Cidr | None = None
    deny: Cidr | None = None
    least: Length | None = None
    most: Length | None = None

    @model_validator(mode="after")
    def _one(self) -> "ListedModel":
        if (self.permit is None) == (self.deny is None):
            raise unexpected(self.permit or "", N_("exactly one of `permit` and `deny`"))
        return self


class DeviceModel(Strict):
    """A device. One that is called as a host of the estate is that host: title, zone, address, key and ports are the host's."""

    title: Title | None = None
    platform: Platform
    zone: Name | None = None
    address: Address | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    key: HostKey | None = None
    user: UserName = "netops"
    secret: Name | None = None
    ports: dict[PortName, PortModel] = {}
    vlans: dict[Name, VlanNumber] = {}
    ospf: OspfModel | None = None
    bgp: BgpModel | None = None
    statics: list[StaticModel] = []
    prefix_lists: dict[ListName, Annotated[list[ListedModel], Field(min_length=1)]] = {}
    policed: list[PortName] = []


class DevicesFile(Strict):
    """One site's devices; names are the estate's."""

    devices: dict[Name, DeviceModel] = {}
