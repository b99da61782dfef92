"""What things cost a month, for reckoning what could be saved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices for a month in one currency; an estate without a price list has none, and sizes are shown instead."""

    vcpu: float = 0.0
    ram_gib: float = 0.0
    storage_gib: float = 0.0
    floating: float = 0.0
    currency: str = ""
