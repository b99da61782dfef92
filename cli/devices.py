"""Routers and switches at the command line: what they shall run, held against what they run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cli.wiring import House
from zhengyun.estate import Estate
from zhengyun.plan import Plan, Scope

if TYPE_CHECKING:
    from network.planning import Seen


def make(house: House, estate: Estate, scope: Scope) -> Plan:
    """The plan of devices. Raises: Problems, ZhengyunError (ZY-NET-*, ZY-SSH-*)."""
    from network.planning import plan

    wanted, seen = look(house, estate, scope)
    return plan(estate, seen, wanted, scope)


def look(house: House, estate: Estate, scope: Scope) -> "tuple[Mapping[str, str], Seen]":
    """What the devices of a scope shall run, and what they run. Raises: ZhengyunError (ZY-NET-*)."""
    from network.planning import devices_in

    names = devices_in(estate.devices, scope)
    wanted = house.configurations(estate, names)
    return wanted, house.devices_driver(estate).see(names)
