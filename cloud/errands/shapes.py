"""What of a thing as it was found is wanted where it is made again, and what must come before it."""

from collections.abc import Iterator, Mapping
from typing import Final

from cloud.kinds.legs import ADDRESS, UNEQUAL, network_of
from cloud.kinds.moving import HOSTED
from cloud.kinds.task import SHARED
from zhengyun.resource import STRANGE, Address, Attributes, Resource, Value

# What is found and cannot be wanted: it follows from the rest, or is the cloud's to choose.
FOLLOWS: Final[Mapping[str, frozenset[str]]] = {
    "server": frozenset({"size", "zoned", "subnets", HOSTED}),
    "port": frozenset({"subnets"}),
    "floating": frozenset({"the address"}),
}
# What is left out where it says nothing.
OPTIONAL: Final = frozenset({"availability_zone", "of_type", "type", "root_type"})
# However it was found, it is made in order.
SOUND: Final[Mapping[str, Value]] = {
    "marked": True,
    "sealed": True,
    "usable": True,
    "operated": True,
    "enabled": True,
}
# What somebody had added by hand, and no driver can add.
BY_HAND: Final[Mapping[str, tuple[str, Value]]] = {"server": ("pairs", []), "qos": ("others", [])}
# What a change has put in order is not put out of order again.
MENDED: Final = frozenset({*SOUND, "running"})
# Of these no quota counts anything.
UNCOUNTED: Final = frozenset({"project", "quota", "domain", "key", "user", "assignment", "credential"})


def shape(address: Address, found: Attributes) -> dict[str, Value]:
    """The attributes from which a thing is made again as it was."""
    follows = FOLLOWS.get(address.kind, frozenset())
    kept = {name: value for name, value in found.items() if name not in follows and _says(address.kind, name, value)}
    kept |= {name: value for name, value in SOUND.items() if name in kept}
    if address.kind in BY_HAND:
        name, nothing = BY_HAND[address.kind]
        kept |= {name: nothing} if name in kept else {}
    if address.kind == "server":
        kept["running"] = found.get("running") is not False
        kept["groups"] = [one for one in listed(found.get("groups")) if one != UNEQUAL]
    return kept


def _says(kind: str, name: str, value: Value) -> bool:
    """Whether an attribute says anything: some need not be there, and an address in a strange range is nobody's to give."""
    needless = value is None and (name in OPTIONAL or kind == "quota")
    return not needless and not name.startswith(ADDRESS + STRANGE)


def standing_on(resource: Resource, shall: Mapping[Address, Resource]) -> tuple[Address, ...]:
    """What of all that shall be must stand before a thing, though no attribute mentions it."""
    return tuple(sorted({one for one in _before(resource, shall) if one in shall}))


def _before(resource: Resource, shall: Mapping[Address, Resource]) -> Iterator[Address]:
    (site, kind, _), told = resource.address, resource.attributes
    if kind not in UNCOUNTED and resource.address.tenant != SHARED:
        yield Address(site, "quota", resource.address.tenant)
    networks = {
        network_of(str(one))
        for name in ("networks", "network", "gateway", "external")
        for one in listed(told.get(name))
    }
    for address, other in shall.items():
        if address.kind == "subnet" and kind not in {"subnet", "share"} and other.attributes.get("network") in networks:
            yield address
        if address.kind == "trunk" and kind == "server" and other.attributes.get("port") in listed(told.get("ports")):
            yield address
        if address.kind == "aggregate" and kind in {"server", "volume"} and told.get("availability_zone"):
            yield address


def listed(value: Value) -> list[Value]:
    """The items of a list; of anything else, that; of nothing, none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
