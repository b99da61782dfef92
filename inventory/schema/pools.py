"""Subnet pools of a site."""

from ipaddress import ip_network
from typing import Annotated, Final

from pydantic import Field, model_validator

from inventory.schema.values import Cidr, Strict, unexpected
from zhengyun.errors import N_

# What Neutron takes for the shortest and the longest prefix where nothing is said, by family.
ENDS: Final = {4: (8, 32), 6: (64, 128)}
Length = Annotated[int, Field(ge=0, le=128)]


class SubnetPoolModel(Strict):
    """Address space that tenants' ranges are taken from, with the prefix lengths that they may have."""

    prefixes: Annotated[list[Cidr], Field(min_length=1)]
    min_length: Length | None = None
    max_length: Length | None = None
    default_length: Length | None = None

    @property
    def family(self) -> int:
        """That of its prefixes."""
        return ip_network(self.prefixes[0]).version

    @property
    def lengths(self) -> tuple[int, int, int]:
        """The least, the greatest and the usual prefix length."""
        min_length, max_length = ENDS[self.family]
        min_length = min_length if self.min_length is None else self.min_length
        return min_length, max_length if self.max_length is None else self.max_length, self.default_length or min_length

    @model_validator(mode="after")
    def _whole(self) -> "SubnetPoolModel":
        if len({ip_network(one).version for one in self.prefixes}) > 1:
            raise unexpected(", ".join(self.prefixes), N_("prefixes of one family: each has a pool of its own"))
        min_length, max_length, default_length = self.lengths
        if not min_length <= default_length <= max_length <= ENDS[self.family][1]:
            given = f"{min_length}, {default_length}, {max_length}"
            raise unexpected(given, N_("prefix lengths with min_length ≤ default_length ≤ max_length"))
        return self
