"""Ports that are declared by themselves, and trunks of them."""

from collections import Counter
from typing import Annotated

from pydantic import Field, model_validator

from inventory.schema.values import Address, Addresses, Called, Name, Strict, unexpected
from zhengyun.errors import N_

Vlan = Annotated[int, Field(ge=1, le=4094)]


class PortModel(Strict):
    """A place in a network. `pairs` are addresses that it may speak for besides its own, as VRRP needs it (RFC 9568).

    `security: false` lets it speak for any address, and lets anybody speak to it: it has neither groups nor pairs.
    """

    network: Name
    address: Address | None = None
    groups: list[Name] = []
    pairs: list[Addresses] = []
    qos: Name | None = None
    security: bool = True
    called: Called | None = None

    @model_validator(mode="after")
    def _whole(self) -> "PortModel":
        if not self.security and (self.groups or self.pairs):
            raise unexpected("security: false", N_("neither groups nor pairs on a port without security"))
        return self


class TrunkModel(Strict):
    """A port that carries others, each in a VLAN (IEEE 802.1Q)."""

    port: Name
    subports: dict[Name, Vlan] = {}
    called: Called | None = None

    @model_validator(mode="after")
    def _whole(self) -> "TrunkModel":
        twice = [vlan for vlan, count in Counter(self.subports.values()).items() if count > 1]
        if twice:
            raise unexpected(twice[0], N_("a VLAN for each port: no two of a trunk have one"))
        return self
