"""A tenant's networks, routers and security groups."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from inventory.schema.values import Address, Cidr, Name, Peer, Ports, StandIn, Strict, Subnet, unexpected
from zhengyun.errors import N_


class SubnetModel(Strict):
    """One range of a network. The gateway is the first address unless it is given.

    `ipv6` says how servers come by their addresses in an IPv6 range (RFC 4862, RFC 8415): slaac by themselves, stateful
    by DHCPv6, stateless by themselves with all else by DHCPv6.
    """

    addresses: Subnet
    gateway: Address | None = None
    dns: list[Address] = []
    ipv6: Literal["slaac", "stateful", "stateless"] | None = None


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


class RouterModel(Strict):
    """Joins the tenant's networks; with a gateway it also leads out to that external network."""

    networks: Annotated[list[Name], Field(min_length=1)]
    gateway: Name | None = None


class RuleModel(Strict):
    """One permitted flow: `from` somewhere in, or `to` somewhere out. Without ports, all ports of the protocol."""

    from_: Annotated[Peer | None, Field(alias="from")] = None
    to: Peer | None = None
    protocol: Literal["tcp", "udp", "icmp", "any"]
    ports: Ports | None = None

    @model_validator(mode="after")
    def _whole(self) -> "RuleModel":
        if (self.from_ is None) == (self.to is None):
            raise unexpected("from, to", N_("exactly one of `from` (inward) and `to` (outward)"))
        if self.ports and self.protocol not in {"tcp", "udp"}:
            raise unexpected(self.protocol, N_("no ports: only tcp and udp have them"))
        return self


class GroupModel(Strict):
    """A security group. `egress: declared` refuses what no rule lets out."""

    egress: Literal["any", "declared"] = "any"
    rules: list[Annotated[RuleModel, StandIn({"from": "any", "protocol": "any"})]] = []
