"""What only one thing can have at a time goes over from one to another: the first gives it up before the second takes it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from zhengyun.diff import Difference, Differences, Verb
from zhengyun.resource import Address, Attributes, Existing, Grammars


class Handover(NamedTuple):
    """What is taken, and who has it. A value stands as a path below the name of its attribute."""

    target: Address
    giver: Address


Handovers = Mapping[Address, tuple[Handover, ...]]
"""By who takes, what is taken from whom."""


def handovers(differences: Differences, found: Mapping[Address, Existing], grammars: Grammars) -> Handovers:
    """What these differences take from others that have it."""
    takers = {
        address: taken for address, difference in differences.items() if (taken := _taken(difference, grammars))
    }  # fmt: skip
    if not takers:
        return {}
    holders: defaultdict[Address, list[Address]] = defaultdict(list)
    for address, existing in sorted(found.items()):
        for target in _alone(address, existing.attributes, grammars):
            holders[target].append(address)
    given = {
        address: tuple(Handover(target, one) for target in sorted(taken) for one in holders[target] if one != address)
        for address, taken in takers.items()
    }
    return {address: those for address, those in given.items() if those}


def given_up(differences: Differences, over: Handovers, grammars: Grammars) -> Differences:
    """The same differences, in which whoever's update would come too late lets go of what another takes first.

    Usually the update gives it up. But one that waits for something itself may wait for the very thing that waits for it.
    """
    changed = dict(differences)
    for target, giver in sorted({one for those in over.values() for one in those if one.target.kind in grammars}):
        own = changed.get(giver)
        if own is None or own.verb is not Verb.UPDATE or not own.wanted or target in own.releases:
            continue
        kept = target in _alone(giver, own.wanted.attributes, grammars)
        if not kept and (giver in over or _waits(own, differences, grammars)):
            changed[giver] = replace(own, releases=tuple(sorted((*own.releases, target))))
    return changed


def _taken(difference: Difference, grammars: Grammars) -> set[Address]:
    """What a thing shall have alone, and has not."""
    if difference.wanted is None:
        return set()
    has = difference.existing.attributes if difference.existing else {}
    address = difference.address
    return {*_alone(address, difference.wanted.attributes, grammars)} - {*_alone(address, has, grammars)}


def _alone(address: Address, attributes: Attributes, grammars: Grammars) -> Iterator[Address]:
    grammar = grammars[address.kind]
    for attribute, target, _ in grammar.references(address.site, attributes) if grammar.alone else ():
        if attribute in grammar.alone:
            yield target
    for name, value in attributes.items() if grammar.sole else ():
        if name.startswith(grammar.sole) and isinstance(value, str):
            yield Address(address.site, name, value)


def _waits(own: Difference, differences: Differences, grammars: Grammars) -> bool:
    """Whether an update needs anything else of the plan."""
    resource = own.wanted
    return bool(resource and any(one in differences for one in grammars[own.address.kind].targets(resource)))
