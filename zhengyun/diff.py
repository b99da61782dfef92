"""The difference between what is wanted and what was found: pure, by attribute, with its consequences.

A thing is created, updated in place, replaced (deleted and created) or deleted. What refers to a replaced or
deleted thing follows as its grammar's bond says, so that a plan holds every consequence before anybody agrees.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from zhengyun.resource import HOW, Address, Attributes, Bond, Existing, Grammar, Grammars, Resource, Value


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
    after: tuple[Address, ...] = ()
    """What must have been made before this goes away, because it takes its place."""

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


def along(differences: Differences, spared: Mapping[Address, Existing], grammars: Grammars) -> Differences:
    """What goes with the things that go away, of those that are otherwise spared: whatever cannot be without them."""
    found: Differences = {}
    for address, existing in sorted(spared.items()):
        for _, target, bond in grammars[address.kind].references(address.site, existing.attributes):
            gone = differences.get(target)
            if gone and gone.goes_away and bond is Bond.HARD:
                found.setdefault(address, Difference(address, Verb.DELETE, existing=existing, because=target))
    return found


def changes(wanted: Attributes, found: Attributes) -> tuple[Change, ...]:
    """Compare the attributes that are wanted; what was found besides is nobody's business, nor is the manner."""
    return tuple(
        Change(name, found.get(name), value)
        for name, value in wanted.items()
        if name != HOW and (name not in found or found[name] != value)
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
        return not grammar.grown(change.before, change.after)
    return change.attribute in grammar.fixed


def _spread(
    differences: Differences, wanted: Mapping[Address, Resource], found: Mapping[Address, Existing], grammars: Grammars
) -> None:
    """Carry replacements and deletions to whatever refers to them; in one order, whatever the order of the readings."""
    gone = [address for address, difference in differences.items() if difference.goes_away]
    if not gone:
        return
    heapq.heapify(gone)
    referrers = _referrers(found.values(), grammars)
    while gone:
        target = heapq.heappop(gone)
        for address, attribute, bond in referrers.get(target, ()):
            before = differences.get(address)
            if address not in wanted or bond is Bond.LOOSE or (before and before.goes_away):
                continue
            own = before or Difference(
                address, Verb.UPDATE, wanted=wanted[address], existing=found[address], because=target
            )
            after = _follow(own, wanted[address], attribute, differences[target], bond)
            if after.changes or after.goes_away:
                differences[address] = after
            if after.goes_away:
                heapq.heappush(gone, address)
    _let_go_early(differences, referrers, grammars)


Referrers = Mapping[Address, list[tuple[Address, str, Bond]]]


def _referrers(found: Iterable[Existing], grammars: Grammars) -> Referrers:
    referrers: defaultdict[Address, set[tuple[Address, str, Bond]]] = defaultdict(set)
    for existing in found:
        site, kind, _ = existing.address
        for attribute, target, bond in grammars[kind].references(site, existing.attributes):
            referrers[target].add((existing.address, attribute, bond))
    return {target: sorted(those, key=lambda one: one[:2]) for target, those in referrers.items()}


def _follow(own: Difference, asked: Resource, attribute: str, target: Difference, bond: Bond) -> Difference:
    """What a thing has to do because `target`, which its `attribute` refers to, goes away."""
    if bond is Bond.HARD:
        return replace(own, verb=Verb.REPLACE, because=own.because or target.address, releases=())
    if attribute not in asked.attributes:
        if bond is Bond.FOLLOW:
            return own
        own = _minded(own, attribute, target)
    resource, existing = own.wanted, own.existing
    assert resource is not None  # noqa: S101 - only what is wanted follows
    assert existing is not None  # noqa: S101 - and only what is there
    if all(change.attribute != attribute for change in own.changes):
        # The words stay the same, the thing behind them does not: say the attribute again.
        again = Change(attribute, existing.attributes[attribute], resource.attributes[attribute])
        own = replace(own, changes=(*own.changes, again))
    if bond is Bond.REBIND and target.address.path in _paths(resource.attributes[attribute]):
        own = replace(own, releases=(*own.releases, target.address))
    return own


def _minded(own: Difference, attribute: str, target: Difference) -> Difference:
    """An attribute that nobody asked for holds on to what goes away: what is left of it is wanted from now on."""
    resource, existing = own.wanted, own.existing
    assert resource is not None  # noqa: S101 - only what is wanted follows
    assert existing is not None  # noqa: S101 - and only what is there
    held = resource.attributes.get(attribute, existing.attributes[attribute])
    left = without(held, {target.address.path}) if target.verb is Verb.DELETE else held
    changed = tuple(change for change in own.changes if change.attribute != attribute)
    return replace(own, wanted=replace(resource, attributes={**resource.attributes, attribute: left}), changes=changed)


def _let_go_early(differences: Differences, referrers: Referrers, grammars: Grammars) -> None:
    """Let things release what goes away and is not theirs any more, where their update would come too late.

    Usually the update lets go by itself. But one that waits for something to be made anew may wait for the very
    deletion that waits for it.
    """
    if all(difference.verb is not Verb.REPLACE for difference in differences.values()):
        return
    for target, difference in differences.items():
        for address, _, bond in referrers.get(target, ()) if difference.goes_away else ():
            own = differences.get(address)
            held = own and own.verb is Verb.UPDATE and bond is Bond.REBIND and target not in own.releases
            if own and held and _waits_for_a_replacement(own, differences, grammars):
                differences[address] = replace(own, releases=tuple(sorted((*own.releases, target))))


def _waits_for_a_replacement(own: Difference, differences: Differences, grammars: Grammars) -> bool:
    seen: set[Address] = set()
    ahead = [own]
    while ahead:
        resource = ahead.pop().wanted
        for target in grammars[resource.address.kind].targets(resource) if resource else ():
            planned = differences.get(target)
            if planned and planned.verb is Verb.REPLACE:
                return True
            if planned and target not in seen:
                seen.add(target)
                ahead.append(planned)
    return False


def _paths(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def without(value: Value, paths: Collection[Value]) -> Value:
    """What is left of a reference, or of a list of them, when some of them are given up."""
    return [path for path in value if path not in paths] if isinstance(value, list) else None
