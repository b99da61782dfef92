"""The difference between what is wanted and what was found: pure, by attribute, with its consequences.

A thing is created, updated in place, replaced (deleted and created) or deleted. What refers to a replaced or
deleted thing follows as its grammar's bond says, so that a plan holds every consequence before anybody agrees.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from zhengyun.resource import Address, Attributes, Bond, Existing, Grammar, Grammars, Resource, Value


class Verb(StrEnum):
    """What is done to a thing. A replacement is a delete and a create; a release lets go of what goes away."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    RELEASE = "release"
    DELETE = "delete"


class Change(NamedTuple):
    """One attribute, before and after."""

    attribute: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it is wanted. `because` names the replaced thing that this follows from."""

    address: Address
    verb: Verb
    changes: tuple[Change, ...] = ()
    wanted: Resource | None = None
    existing: Existing | None = None
    because: Address | None = None
    releases: tuple[Address, ...] = ()
    """What it must let go of first and take hold of again after that has been replaced."""

    @property
    def goes_away(self) -> bool:
        """Whether the thing that is there now will be gone."""
        return self.verb in (Verb.REPLACE, Verb.DELETE)


Differences = dict[Address, Difference]


def diff(wanted: Mapping[Address, Resource], found: Mapping[Address, Existing], grammars: Grammars) -> Differences:
    """Return what has to be done so that `found` becomes `wanted`, by address, without an entry for what is right."""
    differences: Differences = {}
    for address, resource in wanted.items():
        existing = found.get(address)
        difference = _compare(resource, existing, grammars) if existing else _create(resource)
        if difference:
            differences[address] = difference
    for address, existing in found.items():
        if address not in wanted:
            differences[address] = Difference(address, Verb.DELETE, existing=existing)
    _spread(differences, wanted, found, grammars)
    return differences


def changes(wanted: Attributes, found: Attributes) -> tuple[Change, ...]:
    """Compare the attributes that are wanted; what was found besides is nobody's business."""
    return tuple(
        Change(name, found.get(name), value)
        for name, value in wanted.items()
        if name not in found or found[name] != value
    )


def _create(resource: Resource) -> Difference:
    return Difference(resource.address, Verb.CREATE, changes(resource.attributes, {}), wanted=resource)


def _compare(resource: Resource, existing: Existing, grammars: Grammars) -> Difference | None:
    changed = changes(resource.attributes, existing.attributes)
    if not changed and not existing.fault:
        return None
    grammar = grammars[resource.address.kind]
    beyond_repair = existing.fault or any(_only_by_replacement(change, grammar) for change in changed)
    verb = Verb.REPLACE if beyond_repair else Verb.UPDATE
    return Difference(resource.address, verb, changed, wanted=resource, existing=existing)


def _only_by_replacement(change: Change, grammar: Grammar) -> bool:
    if change.attribute in grammar.grow:
        before, after = change.before, change.after
        return isinstance(before, int) and isinstance(after, int) and after < before
    return change.attribute in grammar.fixed


def _spread(
    differences: Differences, wanted: Mapping[Address, Resource], found: Mapping[Address, Existing], grammars: Grammars
) -> None:
    """Carry replacements and deletions to whatever refers to them."""
    gone = [address for address, difference in differences.items() if difference.goes_away]
    if not gone:
        return
    referrers = _referrers(found.values(), grammars)
    while gone:
        target = gone.pop()
        for address, attribute, bond in referrers.get(target, ()):
            before = differences.get(address)
            if address not in wanted or bond is Bond.LOOSE or (before and before.goes_away):
                continue
            after = _follow(before, wanted[address], found[address], attribute, target, bond, stays=target in wanted)
            differences[address] = after
            if after.goes_away:
                gone.append(address)


Referrers = Mapping[Address, list[tuple[Address, str, Bond]]]


def _referrers(found: Iterable[Existing], grammars: Grammars) -> Referrers:
    referrers: defaultdict[Address, list[tuple[Address, str, Bond]]] = defaultdict(list)
    for existing in found:
        site, kind, _ = existing.address
        for attribute, target, bond in grammars[kind].references(site, existing.attributes):
            referrers[target].append((existing.address, attribute, bond))
    return referrers


def _follow(
    before: Difference | None,
    resource: Resource,
    existing: Existing,
    attribute: str,
    target: Address,
    bond: Bond,
    *,
    stays: bool,
) -> Difference:
    """What a thing has to do because `target`, which its `attribute` refers to, goes away; for good, unless it `stays`."""
    own = before or Difference(resource.address, Verb.UPDATE, wanted=resource, existing=existing, because=target)
    if bond is Bond.HARD:
        return replace(own, verb=Verb.REPLACE, because=own.because or target, releases=())
    said = {change.attribute: change.after for change in own.changes}
    now = said.get(attribute, resource.attributes.get(attribute, existing.attributes[attribute]))
    if attribute not in resource.attributes and not stays:
        # Nobody has said what it shall refer to; it shall not be this.
        now = _without(now, target.path)
    # Where the words stay the same, the thing behind them does not: the attribute is said again.
    again = Change(attribute, existing.attributes[attribute], now)
    own = replace(own, changes=(*(change for change in own.changes if change.attribute != attribute), again))
    if bond is Bond.REBIND and stays and target.path in _paths(now):
        own = replace(own, releases=(*own.releases, target))
    return own


def _without(value: Value, path: str) -> Value:
    return [one for one in value if one != path] if isinstance(value, list) else None


def _paths(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]
