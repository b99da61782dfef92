"""estate.yaml: the estate's name, its network, its sites and the register of departments."""

from typing import Annotated, Literal

from pydantic import Field

from inventory.schema.values import Name, Strict, Title


class Department(Strict):
    """A department of the city."""

    title: Title


Price = Annotated[float, Field(ge=0, le=1_000_000)]


class PricesModel(Strict):
    """What things cost a month, in one currency; what is left out costs nothing."""

    currency: Annotated[str, Field(min_length=1, max_length=8)] = "CNY"
    vcpu_month: Price = 0
    ram_gib_month: Price = 0
    storage_gib_month: Price = 0
    floating_month: Price = 0


class EstateFile(Strict):
    """The whole estate. One instance manages one network: the internal (政务内网) or the external (政务外网)."""

    estate: Name
    title: Title
    network: Literal["internal", "external"]
    sites: Annotated[list[Name], Field(min_length=1)]
    departments: dict[Name, Department]
    prices: PricesModel | None = None
