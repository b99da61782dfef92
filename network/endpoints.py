"""By which addresses two hosts speak, where they are called by their names. Pure."""

from collections.abc import Iterable
from ipaddress import ip_address

from network import codes
from network.legs import Leg
from network.model import Model
from zhengyun.errors import ZhengyunError


def pair(model: Model, source: str, target: str, version: int) -> tuple[str, str]:
    """The address that the source speaks from, and the one that it speaks to.

    A name is a host's or a device's: of its addresses management's is meant where the source stands on nothing else, and any other
    before a border's. The source speaks from the interface by which it goes there.

    Raises: ZhengyunError (ZY-NET-001: nobody is called so or has that address; ZY-NET-002: no address of that family).
    """
    mine = _legs(model, source, version)
    last = _reached(model, target, version, managed=all(leg.management for leg in mine))
    if _written(source):
        return str(ip_address(source)), last
    routes = model.tables[mine[0].host].towards(last)
    out = routes[0].interface if routes else ""
    return next((leg for leg in mine if leg.interface == out), _best(mine, managed=False)).address, last


def _reached(model: Model, target: str, version: int, *, managed: bool) -> str:
    """An address of nobody's is one all the same: of another network perhaps."""
    return (
        str(ip_address(target)) if _written(target) else _best(_legs(model, target, version), managed=managed).address
    )


def _best(legs: Iterable[Leg], *, managed: bool) -> Leg:
    return min(legs, key=lambda leg: (leg.management != managed, leg.border))


def _legs(model: Model, name: str, version: int) -> list[Leg]:
    if _written(name):
        leg = model.topology.owners.get(str(ip_address(name)))
        if leg is None:
            raise ZhengyunError(codes.NOBODY, name=name)
        return [leg]
    if name not in model.nodes:
        raise ZhengyunError(codes.NOBODY, name=name)
    legs = [leg for leg in model.nodes[name].legs if leg.version == version]
    if not legs:
        raise ZhengyunError(codes.NO_FAMILY, name=name, version=version)
    return legs


def _written(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
