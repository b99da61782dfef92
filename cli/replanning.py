"""Making somebody else's plan again on this side, before anything is signed."""

from cli.estates import estate_of
from cli.rooms import make
from cli.wiring import House
from zhengyun.plan import Plan


def plan_again(house: House, asked: Plan, request: str) -> Plan:
    """The plan, from this copy of the estate at its commit and with a reading of the world of our own.

    Raises: ZhengyunError as `cli.estates.estate_of` and planning.
    """
    return make(house, estate_of(house, asked, request), asked.scope, agrees=True)
