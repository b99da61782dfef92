"""estate.yaml: the estate's name, its network, its sites and the register of departments."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, WithJsonSchema

from inventory.schema.values import Cidr, Name, StandIn, Strict, Title, unexpected
from zhengyun.errors import N_
from zhengyun.estate.policy import Plane

HIGHEST: Final = 1_000_000


class Department(Strict):
    """A department of the city."""

    title: Title


def _price(value: object) -> float:
    """The one place of an estate where a number may be a fraction; the reader leaves those as text."""
    if not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,6})?", str(value)):
        price = float(str(value))
        if price <= HIGHEST:
            return price
    raise unexpected(value, N_("a price such as 30 or 0.5, at most 1000000"))


Price = Annotated[
    float,
    BeforeValidator(_price),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": HIGHEST, "examples": [30, 0.5]}),
    StandIn(0),
]


class PricesModel(Strict):
    """What things cost a month, in one currency; what is left out costs nothing."""

    currency: Annotated[str, Field(min_length=1, max_length=8)] = "CNY"
    vcpu_month: Price = 0
    ram_gib_month: Price = 0
    storage_gib_month: Price = 0
    floating_month: Price = 0


class EstateFile(Strict):
    """The whole estate. One instance manages one network: the internal (政务内网) or the external (政务外网).

    `apart` are ranges of the other network: an instance starts nowhere from where one of them can be reached.
    """

    estate: Name
    title: Title
    network: Plane
    sites: Annotated[list[Name], Field(min_length=1)]
    departments: dict[Name, Department]
    prices: PricesModel | None = None
    apart: list[Cidr] = []
