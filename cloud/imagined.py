"""What a simulated site does by itself, as a real one would: pure, over the things that are there."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import Final, NamedTuple

from cloud.capacity.fitting import weighed
from cloud.grammars import GRAMMARS
from cloud.kinds.legs import ADDRESS, leg, network_of
from cloud.kinds.moving import EVACUATE, LIVE
from cloud.layout import Size
from cloud.port import Room
from zhengyun.resource import HOW, Address, Attributes, Bond, Existing, Value

Things = Mapping[Address, Existing]


# What leaves those behind that were its members.
LEFT: Final = frozenset({"servergroup"})


class Placed(NamedTuple):
    """Where a server runs, and with what size; it keeps that whatever becomes of its flavor."""

    host: str
    size: Size


def standing(attributes: Attributes, leaving: Iterable[str], things: Things) -> Attributes:
    """A server's attributes with the subnets that its legs come to stand in."""
    gone = set(leaving)
    ranges = sorted(
        address.path for address in things if address.kind == "subnet" and address.path not in gone
    )  # fmt: skip
    now = [path for path in strings(attributes.get("subnets")) if path in ranges]
    chosen = {path for name in strings(attributes["networks"]) for path in _chosen(name, ranges, now, attributes)}
    subnets: list[Value] = [*sorted(chosen)]
    return {**attributes, "subnets": subnets}


def _chosen(name: str, ranges: Sequence[str], now: Sequence[str], attributes: Attributes) -> Sequence[str]:
    inside = [path for path in ranges if leg(network_of(path), ip_network(path.split("/", 2)[2]).version) == name]
    declared = [path for path in inside if ADDRESS + path in attributes]
    return declared or [path for path in inside if path in now][:1] or inside[:1]


def lost_with(gone: Address, things: Things) -> Iterator[Address]:
    """What the cloud takes along when something is taken away by hand."""
    if gone.kind in LEFT:
        return
    for address, thing in things.items():
        if _may_refer(address.kind, gone.kind):
            for _, target, bond in GRAMMARS[address.kind].references(gone.site, thing.attributes):
                if target == gone and bond is Bond.HARD:
                    yield address


def untied(gone: Address, thing: Existing) -> Existing:
    """The same thing, which refers to what is gone no longer."""
    if not _may_refer(thing.address.kind, gone.kind):
        return thing
    grammar = GRAMMARS[thing.address.kind]
    told = {attribute for attribute, target, _ in grammar.references(gone.site, thing.attributes) if target == gone}
    if told and gone.kind in LEFT:
        return replace(thing, attributes={**thing.attributes, **dict.fromkeys(told)})
    if not told or thing.address.kind != "floating":
        return thing
    # An address whose server is gone leads nowhere, through no router.
    return replace(thing, attributes={**thing.attributes, "server": None, "router": None})


def _may_refer(kind: str, other: str) -> bool:
    """Whether things of a kind can refer to those of another: most do not, and need not be looked at."""
    return any(reference.kind == other for reference in GRAMMARS[kind].refers.values())


def left(room: Room, placed: Iterable[Placed]) -> Room:
    """What a host has left."""
    sizes = [one.size for one in placed if one.host == room.host]
    taken = Size(*(sum(column) for column in zip(*sizes, strict=True))) if sizes else Size(0, 0, 0)
    return Room(room.host, *(have - took for have, took in zip(room[1:], taken, strict=True)))


def host_for(size: Size, rooms: Iterable[Room]) -> str:
    """The roomiest host that has room, as Nova's weighers choose; nothing where none has."""
    fits = [room for room in rooms if all(have >= need for have, need in zip(room[1:], size, strict=True))]
    if not fits:
        return ""
    weights = weighed([tuple(room[1:]) for room in fits])
    return fits[weights.index(max(weights))].host


def sizes_of(things: Things) -> dict[str, Size]:
    """The size of each flavor."""
    return {
        address.path: Size(*(one if isinstance(one, int) else 0 for one in map(thing.attributes.get, Size._fields)))
        for address, thing in things.items()
        if address.kind == "flavor"
    }


def zones_of(things: Things, rooms: Iterable[Room]) -> dict[str, str]:
    """The availability zone of each host: that of an aggregate, or Nova's own."""
    found = {room.host: "nova" for room in rooms}
    for address, one in things.items():
        if address.kind == "aggregate" and one.attributes.get("zone"):
            found |= dict.fromkeys(strings(one.attributes["hosts"]), str(one.attributes["zone"]))
    return found


def held_back(wanted: Attributes, before: Attributes, rooms: Iterable[Room], down: Collection[str]) -> str:
    """Why a server cannot go where it shall, in words as Nova has them, or nothing."""
    here, there, how = before.get("host"), wanted.get("host"), wanted.get(HOW)
    if how == EVACUATE and here not in down:
        return f"Compute service of {here} is still in use."
    if how != EVACUATE and here in down:
        return f"Compute service of {here} is unavailable at this time."
    if how == LIVE and before.get("running") is not True:
        return "Cannot 'os-migrateLive' while it is in vm_state stopped"
    size = Size(*(one if isinstance(one, int) else 0 for one in _items(before.get("size"))))
    fits = host_for(size, (room for room in rooms if room.host == there and room.host not in down))
    return "" if fits else "No valid host was found."


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [0, 0, 0]


def strings(value: Value) -> list[str]:
    """The texts of a list; nothing of anything else."""
    return [str(one) for one in value] if isinstance(value, list) else []
