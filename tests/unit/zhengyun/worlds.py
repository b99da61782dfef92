"""Random worlds of the small grammar, each from its seed: what is wanted, and what was found."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.unit.zhengyun.small import Found, Wanted, at, have, path, want

NAMES = ("a", "b", "c")
SEEDS = st.integers(0, 2**32)
# A seed says nothing by being small: there is nothing to shrink, and a failing one is tried again as it is.
Names = Mapping[str, list[str]]
Attributes = dict[str, Any]


def one(random: Random, names: list[str]) -> str:
    return path(random.choice(names))


def perhaps(random: Random, names: list[str]) -> str | None:
    return one(random, names) if names and random.random() < 0.6 else None


def family(random: Random, names: Names) -> Attributes:
    """A family with some of its attributes, each said or not."""
    said: Attributes = {
        "rooms": [path(name) for name in names["room"] if random.random() < 0.6],
        "door": perhaps(random, names["house"]),
        "lamp": perhaps(random, names["lamp"]),
        "plan": perhaps(random, names["plan"]),
    }
    return {name: value for name, value in said.items() if random.random() < 0.9}


# In this order a thing can refer only to those before it.
KINDS: Mapping[str, Callable[[Random, Names], Attributes]] = {
    "land": lambda random, _: {"soil": random.choice(["clay", "sand"]), "colour": random.choice("xy")},
    "lamp": lambda random, _: {"glass": random.choice(["red", "blue"])},
    "plan": lambda random, _: {"colour": random.choice("xy")},
    "tank": lambda random, _: {"litres": random.randint(1, 3)},
    "house": lambda random, names: {"land": one(random, names["land"]), "colour": random.choice("xy")},
    "room": lambda random, names: {"house": one(random, names["house"])},
    "family": family,
}
STANDS_ON = {"house": "land", "room": "house"}


def things(random: Random) -> dict[str, Attributes]:
    """By name (`house/a`) the attributes of everything that there is."""
    names: dict[str, list[str]] = {}
    made: dict[str, Attributes] = {}
    for kind, attributes in KINDS.items():
        possible = kind not in STANDS_ON or names[STANDS_ON[kind]]
        names[kind] = [f"{kind}/{letter}" for letter in NAMES if possible and random.random() < 0.7]
        made |= {name: attributes(random, names) for name in names[kind]}
    families: list[str] = names["family"]
    for name in families:
        made[name]["beds"] = []
    # Only one family can sleep in a room.
    for room in names["room"]:
        if families and random.random() < 0.7:
            made[random.choice(families)]["beds"].append(path(room))
    return made


def found_of(seed: int) -> Found:
    """A world as it was found: with faults, with husks, and with references to what is not ours."""
    random = Random(f"found {seed}")
    there: Found = {}
    for name, said in things(random).items():
        fault = "burnt" if random.random() < 0.2 else ""
        if "rooms" in said and random.random() < 0.3:
            said["rooms"] = [*said["rooms"], "~strange"]
        there[at(name)] = have(name, fault=fault, empty=bool(fault) and random.random() < 0.5, **said)
    return there


def wanted_of(seed: int) -> Wanted:
    """A world as it is wanted."""
    random = Random(f"wanted {seed}")
    made = things(random)
    tanks = [name for name in made if name.startswith("tank")]
    return {
        at(name): want(name, after=tanks if name.startswith("family") and random.random() < 0.5 else (), **said)
        for name, said in made.items()
    }


def shuffled(mapping: dict[Any, Any], random: Random) -> dict[Any, Any]:
    """The same in another order."""
    keys = list(mapping)
    random.shuffle(keys)
    return {key: mapping[key] for key in keys}
