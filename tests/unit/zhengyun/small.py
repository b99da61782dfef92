"""A small grammar with one of everything, and words for it: enough world to plan in."""

from collections.abc import Sequence
from typing import Any

from zhengyun.action import Action
from zhengyun.diff import diff
from zhengyun.resource import Address, Bond, Existing, Grammar, Grammars, Reference, Resource
from zhengyun.steps import Words, steps

GRAMMARS: Grammars = {
    grammar.kind: grammar
    for grammar in (
        Grammar("land", fixed=frozenset({"soil"}), sole="key to ", seconds=1.0),
        Grammar("house", fixed=frozenset({"land"}), refers={"land": Reference("land", Bond.HARD)}, holds=True),
        Grammar("room", refers={"house": Reference("house", Bond.HARD)}),
        Grammar("lamp", fixed=frozenset({"glass"}), sole="key to "),
        Grammar("plan"),
        Grammar("tank", grow=frozenset({"litres"}), holds=True),
        Grammar(
            "family",
            refers={
                "rooms": Reference("room", Bond.REBIND),
                "door": Reference("house", Bond.REBIND),
                "lamp": Reference("lamp", Bond.FOLLOW),
                "plan": Reference("plan", Bond.LOOSE),
                "beds": Reference("room", Bond.REBIND),
            },
            alone=frozenset({"beds"}),
        ),
    )
}
WORDS = Words(
    loses=lambda address, _attributes: f"everything in {address.path}",
    opens=lambda address, attributes: f"{address.path} to {attributes['opens']}" if attributes.get("opens") else "",
)
Wanted = dict[Address, Resource]
Found = dict[Address, Existing]


def at(name: str) -> Address:
    """`house/a` is the house a of the one tenant at the one site."""
    kind, _, path = name.partition("/")
    return Address("here", kind, f"town/{path}")


def want(name: str, /, *, after: Sequence[str] = (), **attributes: Any) -> Resource:
    """A thing as it is wanted."""
    return Resource(at(name), attributes, tuple(map(at, after)))


def have(name: str, /, *, fault: str = "", empty: bool = False, **attributes: Any) -> Existing:
    """A thing as it was found."""
    return Existing(at(name), f"id of {name}", attributes, fault, empty)


def wanted(*resources: Resource) -> Wanted:
    """What is wanted, by address."""
    return {one.address: one for one in resources}


def found(*existing: Existing) -> Found:
    """What was found, by address."""
    return {one.address: one for one in existing}


def planned(shall: Wanted, there: Found) -> tuple[Action, ...]:
    """The actions by which what is there becomes what is wanted."""
    return steps("town", diff(shall, there, GRAMMARS), there, GRAMMARS, WORDS)


def told(actions: Sequence[Action]) -> list[str]:
    """The actions in short."""
    return [f"{action.verb} {action.address.kind}/{action.address.path.partition('/')[2]}" for action in actions]


def path(name: str) -> str:
    """The path by which an attribute refers to a thing."""
    return at(name).path
