"""A tenant's networks, routers and security groups."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from inventory.schema.values import (
    Address,
    Addresses,
    Called,
    Cidr,
    Gateway,
    Name,
    Peer,
    Ports,
    StandIn,
    Strict,
    Subnet,
    unexpected,
)
from zhengyun.errors import N_

PORTED: Final = frozenset({"tcp", "udp", "sctp", "dccp", "udplite"})


class SubnetModel(Strict):
    """One range of a network. The gateway is the first address unless it is given, or there is `none`.

    `ipv6` says how servers come by their addresses in an IPv6 range (RFC 4862, RFC 8415): slaac by themselves, stateful
    by DHCPv6, stateless by themselves with all else by DHCPv6.
    """

    addresses: Subnet
    gateway: Gateway | None = None
    dns: list[Address] = []
    ipv6: Literal["slaac", "stateful", "stateless"] | None = None
    dhcp: bool = True
    pool: Name | None = None


def _subnets(value: Any) -> Any:
    many = value if isinstance(value, list) else [value]
    return [{"addresses": one} if isinstance(one, str) else one for one in many]


class NetworkModel(Strict):
    """A network inside one zone; `addresses` is a range, or a list of ranges."""

    zone: Name
    addresses: Annotated[
        list[SubnetModel],
        Field(min_length=1),
        BeforeValidator(_subnets, json_schema_input_type=Cidr | SubnetModel | list[Cidr | SubnetModel]),
    ]
    called: Called | None = None
    qos: Name | None = None
    shared_with: list[Name] = []


class RouteModel(Strict):
    """A static route: what is for the range `to` goes on to the address `via`, which lies in a network that is joined."""

    to: Cidr
    via: Address


class RouterModel(Strict):
    """Joins the tenant's networks; with a gateway it also leads out to that external network."""

    networks: Annotated[list[Name], Field(min_length=1)]
    gateway: Name | None = None
    called: Called | None = None
    routes: list[RouteModel] = []


class RuleModel(Strict):
    """One permitted flow: `from` somewhere in, or `to` somewhere out. Without ports, all ports of the protocol.

    It is for each family of addresses that the tenant's networks have, unless it says which `family` it is for.
    """

    from_: Annotated[Peer | None, Field(alias="from")] = None
    to: Peer | None = None
    protocol: Literal[
        "tcp", "udp", "icmp", "any", "ah", "dccp", "esp", "gre", "igmp", "ipip", "ospf", "sctp", "udplite", "vrrp"
    ]
    ports: Ports | None = None
    family: Literal[4, 6] | None = None

    @model_validator(mode="after")
    def _whole(self) -> "RuleModel":
        if (self.from_ is None) == (self.to is None):
            raise unexpected("from, to", N_("exactly one of `from` (inward) and `to` (outward)"))
        if self.ports and self.protocol not in PORTED:
            raise unexpected(self.protocol, N_("no ports: only tcp and udp have them"))
        peer = self.from_ or self.to or ""
        if self.family and "/" in peer and (":" in peer) != (self.family == 6):
            raise unexpected(self.family, N_("the family of the network that stands beside it"))
        return self


class GroupModel(Strict):
    """A security group. `egress: declared` refuses what no rule lets out."""

    egress: Literal["any", "declared"] = "any"
    rules: list[Annotated[RuleModel, StandIn({"from": "any", "protocol": "any"})]] = []
    called: Called | None = None


class AddressGroupModel(Strict):
    """Addresses under one name, which rules may say as a group's; a list where nothing else is to be said."""

    addresses: Annotated[list[Addresses], Field(min_length=1)]
    called: Called | None = None


def listed(value: Any) -> Any:
    """The members of an address group, as the whole of it."""
    return {"addresses": value} if isinstance(value, list) else value
