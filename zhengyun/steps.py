"""From differences to actions: each with what it needs before, what it rests on and what it does to people's data."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from zhengyun import codes
from zhengyun.action import Action, Rest
from zhengyun.diff import Change, Difference, Differences, Verb
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.resource import Address, Attributes, Bond, Existing, Grammar, Grammars

Describe = Callable[[Address, Attributes], str]


@dataclass(frozen=True, slots=True)
class Words:
    """How a room says what an action destroys and what it opens; empty where it does neither."""

    loses: Describe
    opens: Describe


def steps(
    room: str, differences: Differences, found: Mapping[Address, Existing], grammars: Grammars, words: Words
) -> tuple[Action, ...]:
    """Return the actions in an order in which each comes after all that it needs; the same input, the same order.

    Raises: Problems (ZY-PLAN-003: something that is needed is neither there nor planned).
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
        self.room, self.differences, self.found, self.grammars, self.words = room, differences, found, grammars, words
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
            opens=self.words.opens(resource.address, resource.attributes),
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
            needs=tuple(sorted(set(self._let_go(address)))),
            rests=_rests_whole(existing),
            because=str(difference.because or existing.fault),
            loses=self.words.loses(address, existing.attributes) if holds else "",
            tenths=self._tenths(address),
        )

    def _release(self, difference: Difference) -> Action:
        address, existing = difference.address, difference.existing
        assert existing is not None  # noqa: S101 - what lets go is there
        paths = {target.path for target in difference.releases}
        refers = self.grammars[address.kind].refers
        kept = [
            Change(attribute, value, [path for path in value if path not in paths] if isinstance(value, list) else None)
            for attribute, value in existing.attributes.items()
            if attribute in refers and paths.intersection(_strings(value))
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

    def _needs(self, difference: Difference) -> Iterator[str]:
        for target in self._targets(difference):
            planned = self.differences.get(target)
            if planned and planned.verb is not Verb.DELETE:
                yield name(Verb.UPDATE if planned.verb is Verb.UPDATE else Verb.CREATE, target)
            elif planned or target not in self.found:
                error = ZhengyunError(codes.NEEDS_MISSING, thing=difference.address, needed=target)
                self.missing.setdefault(target, error)

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
            if held.goes_away:
                yield name(Verb.DELETE, holder)
            elif address in held.releases:
                yield name(Verb.RELEASE, holder)
            else:
                yield name(Verb.UPDATE, holder)

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
    """Whoever agrees to a deletion agrees to the deletion of what he was shown, so it rests on all of it."""
    facts = sorted(existing.attributes.items())
    return (
        Rest(existing.address, "id", existing.id),
        *(Rest(existing.address, attribute, value) for attribute, value in facts),
    )


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]


def _ordered(actions: Iterable[Action]) -> tuple[Action, ...]:
    by_id = {action.id: action for action in sorted(actions, key=lambda action: (action.address, action.verb))}
    sorter = TopologicalSorter({action.id: action.needs for action in by_id.values()})
    try:
        return tuple(by_id[identifier] for identifier in sorter.static_order())
    except CycleError as error:
        raise ZhengyunError(codes.CIRCLE, circle=" → ".join(error.args[1])) from error
