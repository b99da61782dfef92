"""A world in which the small grammar is law: it refuses what a real service would refuse.

A thing holds on to the very things that it refers to, not to their names: what was deleted and made anew is another.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.unit.zhengyun.small import GRAMMARS, Found, Wanted
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address, Attributes, Bond, Existing, Value


@dataclass
class Thing:
    """One thing: its identity, what it says, its state, and by attribute the identities that it holds on to."""

    id: str
    attributes: dict[str, Value]
    fault: str = ""
    empty: bool = False
    held: dict[tuple[str, Address], str] = field(default_factory=dict)


class Interpreter:
    """Does actions one after another, each only when its needs are done."""

    def __init__(self, found: Found) -> None:
        self.things = {
            address: Thing(one.id, dict(one.attributes), one.fault, one.empty) for address, one in found.items()
        }
        for address, thing in self.things.items():
            self.bind(address, thing, thing.attributes)
        self.done: set[str] = set()
        self.born = 0

    def do(self, action: Action) -> None:
        """Do one action."""
        assert self.done.issuperset(action.needs), f"{action.id} comes before what it needs"
        if action.verb is Verb.CREATE:
            self.create(action)
        else:
            thing = self.things[action.address]
            assert thing.id == action.target, f"{action.id} is done to another thing"
            self.alter(action, thing)
        self.done.add(action.id)
        self.check_alone()

    def check_alone(self) -> None:
        """Nothing that only one thing can have is had by two."""
        had = Counter(
            held
            for address, thing in self.things.items()
            for (attribute, _), held in thing.held.items()
            if attribute in GRAMMARS[address.kind].alone
        )
        assert not [held for held, count in had.items() if count > 1], had

    def again(self, action: Action) -> None:
        """Do one action that may have come about already: a deletion of what is gone is no error."""
        if action.verb is Verb.DELETE and action.address not in self.things:
            self.done.add(action.id)
        else:
            self.do(action)

    def create(self, action: Action) -> None:
        """Make a thing; all that it refers to must be there."""
        assert action.address not in self.things, f"{action.address} is there already"
        self.born += 1
        thing = self.things[action.address] = Thing(f"born {self.born}", dict(action.attributes))
        for _, target, _ in self.references(action.address, thing.attributes):
            assert target in self.things, f"{action.id}: no {target}"
        self.bind(action.address, thing, thing.attributes)

    def alter(self, action: Action, thing: Thing) -> None:
        """Update, release or delete."""
        if action.verb is Verb.DELETE:
            holders = [str(holder) for holder, one in self.things.items() if self.holds(holder, one, thing.id)]
            assert not holders, f"{action.id}: held by {holders}"
            del self.things[action.address]
            return
        changed = {change.attribute: change.after for change in action.changes}
        thing.attributes.update(changed)
        for _, target, bond in self.references(action.address, changed):
            assert target in self.things or bond is Bond.LOOSE, f"{action.id}: no {target}"
        self.bind(action.address, thing, changed)

    def bind(self, address: Address, thing: Thing, said: Attributes) -> None:
        """Take hold of what is referred to, and let go of what is not any more, in the attributes that are said."""
        thing.held = {key: one for key, one in thing.held.items() if key[0] not in said}
        for attribute, target, _ in self.references(address, said):
            if target in self.things:
                thing.held[attribute, target] = self.things[target].id

    def holds(self, address: Address, thing: Thing, identity: str) -> bool:
        """Whether a thing stands in the way of another's deletion."""
        bonds = {attribute: reference.bond for attribute, reference in GRAMMARS[address.kind].refers.items()}
        return any(
            held == identity and bonds[attribute] in (Bond.HARD, Bond.REBIND)
            for (attribute, _), held in thing.held.items()
        )

    @staticmethod
    def references(address: Address, attributes: Mapping[str, Value]) -> Iterable[tuple[str, Address, Bond]]:
        """Every reference of these attributes."""
        return GRAMMARS[address.kind].references(address.site, attributes)

    def observed(self) -> Found:
        """What is there now; what a thing still holds of what is gone has no name any more."""
        return {
            address: Existing(address, one.id, self._named(address, one), one.fault, one.empty)
            for address, one in self.things.items()
        }

    def _named(self, address: Address, thing: Thing) -> dict[str, Value]:
        named = dict(thing.attributes)
        for attribute, target, bond in self.references(address, thing.attributes):
            held = thing.held.get((attribute, target))
            there = self.things.get(target)
            if bond is not Bond.LOOSE and held and (there is None or there.id != held):
                value = named[attribute]
                named[attribute] = (
                    [f"~{held}" if one == target.path else one for one in value]
                    if isinstance(value, list)
                    else f"~{held}"
                )
        return named

    def check(self, wanted: Wanted) -> None:
        """Everything is as it is wanted, and holds on to what is there now."""
        assert self.things.keys() == wanted.keys()
        for address, resource in wanted.items():
            thing = self.things[address]
            assert {name: thing.attributes.get(name) for name in resource.attributes} == dict(resource.attributes)
            for attribute, target, bond in self.references(address, resource.attributes):
                if bond is not Bond.LOOSE:
                    assert thing.held[attribute, target] == self.things[target].id, f"{address} holds an old {target}"
