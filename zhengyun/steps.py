"""From differences to actions: each with what it needs before, what it rests on and what it does to people's data."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from zhengyun import codes
from zhengyun.action import Action, Rest
from zhengyun.diff import Change, Difference, Differences, Verb, without
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.handover import given_up, handovers
from zhengyun.resource import HOW, Address, Attributes, Bond, Existing, Grammar, Grammars, Value

Describe = Callable[[Address, Attributes], str]


@dataclass(frozen=True, slots=True)
class Words:
    """How a room says what an action destroys and what it opens; empty where it does neither.

    `loses` is told the attributes of what is deleted, or of what is changed in a manner that they name (HOW).
    """

    loses: Describe
    opens: Describe


def steps(
    room: str, differences: Differences, found: Mapping[Address, Existing], grammars: Grammars, words: Words
) -> tuple[Action, ...]:
    """Return the actions in an order in which each comes after all that it needs; the same input, the same order.

    Raises: Problems (ZY-PLAN-003: something that is needed is neither there nor planned; ZY-PLAN-005: something else
    has it, and gives it up in no action of the plan).
    """
    made = _Steps(room, differences, found, grammars, words)
    actions = list(made.all())
    if made.missing:
        raise Problems(tuple(made.missing.values()))
    return _ordered(actions)


def name(verb: Verb, address: Address) -> str:
    """The identifier of an action in its plan."""
    return f"{verb} {address}"


class _Steps:
    def __init__(
        self, room: str, differences: Differences, found: Mapping[Address, Existing], grammars: Grammars, words: Words
    ) -> None:
        self.room, self.found, self.grammars, self.words = room, found, grammars, words
        self.handovers = handovers(differences, found, grammars)
        self.differences = given_up(differences, self.handovers, grammars)
        self.holders = self._holders()
        self.missing: dict[Address, ZhengyunError] = {}

    def all(self) -> Iterator[Action]:
        for difference in self.differences.values():
            if difference.goes_away:
                yield self._delete(difference)
            if difference.releases:
                yield self._release(difference)
            if difference.verb is not Verb.DELETE:
                yield self._make(difference)

    def _make(self, difference: Difference) -> Action:
        """The create or update after which the thing is as wanted."""
        resource, existing = difference.wanted, difference.existing
        assert resource is not None  # noqa: S101 - only a DELETE has nothing wanted
        create = difference.verb is not Verb.UPDATE
        verb = Verb.CREATE if create else Verb.UPDATE
        needs = set(self._needs(difference))
        if difference.verb is Verb.REPLACE:
            needs.add(name(Verb.DELETE, resource.address))
        if difference.releases:
            needs.add(name(Verb.RELEASE, resource.address))
        return Action(
            id=name(verb, resource.address),
            room=self.room,
            verb=verb,
            address=resource.address,
            target="" if create or existing is None else existing.id,
            attributes=resource.attributes,
            changes=difference.changes,
            needs=tuple(sorted(needs)),
            rests=(*self._own_rests(difference), *self._rests_on_others(difference)),
            because=str(difference.because or ""),
            loses=self._loses_by(difference),
            opens=self._opens(difference),
            tenths=self._tenths(resource.address),
        )

    def _delete(self, difference: Difference) -> Action:
        address, existing = difference.address, difference.existing
        assert existing is not None  # noqa: S101 - what goes away is there
        holds = self.grammars[address.kind].holds and not existing.empty
        return Action(
            id=name(Verb.DELETE, address),
            room=self.room,
            verb=Verb.DELETE,
            address=address,
            target=existing.id,
            attributes=existing.attributes,
            needs=tuple(sorted({*self._let_go(address), *self._made(difference.after)})),
            rests=_rests_whole(existing),
            because=str(difference.because or existing.fault),
            loses=self.words.loses(address, existing.attributes) if holds else "",
            tenths=self._tenths(address),
        )

    def _release(self, difference: Difference) -> Action:
        address, existing = difference.address, difference.existing
        assert existing is not None  # noqa: S101 - what lets go is there
        paths: defaultdict[str, set[Value]] = defaultdict(set)
        grammar = self.grammars[address.kind]
        for attribute, target, bond in grammar.references(address.site, existing.attributes):
            # What only goes over to another is let go of where that other shall have it, and nowhere else.
            left = attribute in grammar.alone or self._goes_away(target)
            if bond is Bond.REBIND and target in difference.releases and left:
                paths[attribute].add(target.path)
        kept = [
            Change(attribute, existing.attributes[attribute], without(existing.attributes[attribute], gone))
            for attribute, gone in sorted(paths.items())
        ]
        return Action(
            id=name(Verb.RELEASE, address),
            room=self.room,
            verb=Verb.RELEASE,
            address=address,
            target=existing.id,
            attributes=existing.attributes,
            changes=tuple(kept),
            rests=(Rest(address, "id", existing.id), *(Rest(address, c.attribute, c.before) for c in kept)),
            because=str(difference.releases[0]),
            tenths=self._tenths(address),
        )

    def _loses_by(self, difference: Difference) -> str:
        """What is destroyed by the manner in which a thing is changed, where one is said: changing it else destroys nothing."""
        resource, existing = difference.wanted, difference.existing
        if not (resource and existing and HOW in resource.attributes) or existing.empty:
            return ""
        return self.words.loses(resource.address, {**existing.attributes, **resource.attributes})

    def _goes_away(self, address: Address) -> bool:
        difference = self.differences.get(address)
        return bool(difference and difference.goes_away)

    def _opens(self, difference: Difference) -> str:
        """What is opened that was not open before: an update that has nothing to do with it opens nothing."""
        resource, existing = difference.wanted, difference.existing
        assert resource is not None  # noqa: S101 - what is made is wanted
        opened = self.words.opens(resource.address, resource.attributes)
        open_before = existing and self.words.opens(resource.address, existing.attributes)
        return "" if difference.verb is Verb.UPDATE and opened == open_before else opened

    def _needs(self, difference: Difference) -> Iterator[str]:
        for target in self._targets(difference):
            planned = self.differences.get(target)
            if planned and planned.verb is not Verb.DELETE:
                yield from self._made((target,))
            elif planned or target not in self.found:
                error = ZhengyunError(codes.NEEDS_MISSING, thing=difference.address, needed=target)
                self.missing.setdefault(target, error)
        for target, giver in self.handovers.get(difference.address, ()):
            if giver in self.differences:
                yield self._given_up(giver, target)
            else:
                error = ZhengyunError(codes.STILL_HELD, thing=difference.address, needed=target, holder=giver)
                self.missing.setdefault(target, error)

    def _given_up(self, holder: Address, target: Address) -> str:
        """The action after which a thing has something no more."""
        held = self.differences[holder]
        if held.goes_away:
            return name(Verb.DELETE, holder)
        return name(Verb.RELEASE if target in held.releases else Verb.UPDATE, holder)

    def _made(self, targets: Iterable[Address]) -> Iterator[str]:
        """The actions after which these stand as wanted."""
        for target in targets:
            planned = self.differences.get(target)
            if planned and planned.verb is not Verb.DELETE:
                yield name(Verb.UPDATE if planned.verb is Verb.UPDATE else Verb.CREATE, target)

    def _targets(self, difference: Difference) -> Iterator[Address]:
        resource = difference.wanted
        if resource is None:
            return
        grammar = self.grammars[resource.address.kind]
        for _, target, bond in grammar.references(resource.address.site, resource.attributes):
            if bond is not Bond.LOOSE or difference.verb is not Verb.UPDATE:
                yield target
        yield from resource.after

    def _own_rests(self, difference: Difference) -> Iterator[Rest]:
        existing = difference.existing
        if difference.verb is Verb.CREATE:
            yield Rest(difference.address, "id", None)
        elif difference.verb is Verb.UPDATE and existing:
            yield Rest(difference.address, "id", existing.id)
            yield from (Rest(difference.address, change.attribute, change.before) for change in difference.changes)

    def _rests_on_others(self, difference: Difference) -> Iterator[Rest]:
        """What is referred to must still be the same thing, unless this plan makes it."""
        for target in sorted(set(self._targets(difference))):
            if target not in self.differences and target in self.found:
                yield Rest(target, "id", self.found[target].id)

    def _let_go(self, address: Address) -> Iterator[str]:
        """The actions after which nothing holds on to what is to be deleted."""
        for holder, bond in self.holders.get(address, ()):
            held = self.differences.get(holder)
            if held is None or bond in (Bond.LOOSE, Bond.FOLLOW):
                continue
            yield self._given_up(holder, address)

    def _holders(self) -> Mapping[Address, list[tuple[Address, Bond]]]:
        holders: defaultdict[Address, list[tuple[Address, Bond]]] = defaultdict(list)
        if any(difference.goes_away for difference in self.differences.values()):
            for address, existing in self.found.items():
                for _, target, bond in self.grammars[address.kind].references(address.site, existing.attributes):
                    holders[target].append((address, bond))
        return holders

    def _tenths(self, address: Address) -> int:
        grammar: Grammar = self.grammars[address.kind]
        return round(grammar.seconds * 10)


def _rests_whole(existing: Existing) -> tuple[Rest, ...]:
    """Whoever agrees to a deletion agrees to the deletion of what he was shown, so it rests on all of it.

    On its being beyond repair, and on its never having come to life, too: what has recovered is not thrown away.
    """
    facts = sorted(existing.attributes.items())
    states: list[tuple[str, Value]] = [("fault", existing.fault)] if existing.fault else []
    states += [("empty", True)] if existing.empty else []
    return (
        Rest(existing.address, "id", existing.id),
        *(Rest(existing.address, state, value) for state, value in states),
        *(Rest(existing.address, attribute, value) for attribute, value in facts),
    )


def _ordered(actions: Iterable[Action]) -> tuple[Action, ...]:
    by_id = {action.id: action for action in sorted(actions, key=lambda action: (action.address, action.verb))}
    sorter = TopologicalSorter({action.id: action.needs for action in by_id.values()})
    try:
        return tuple(by_id[identifier] for identifier in sorter.static_order())
    except CycleError as error:
        raise ZhengyunError(codes.CIRCLE, circle=" → ".join(error.args[1])) from error
