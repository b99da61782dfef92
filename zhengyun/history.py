"""The history of things: what was known of a site, and a new reading of it, come to new intervals.

A difference between two readings is linked to the change whose recorded actions explain it: that made or took away the
thing, or set the attribute to what was found. What no change explains was done outside the tool. Both may be true of one
thing between two readings, and then both are told, each of its own attributes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

from zhengyun.diff import Verb
from zhengyun.instant import parse, text
from zhengyun.interval import FIRST, ID, ITSELF, OUTSIDE, Cause, Interval, Sighting, Work, facts_of
from zhengyun.plan import is_below
from zhengyun.ports import Deed
from zhengyun.resource import HOW, Address, Attributes, Value

# Clocks and whole seconds: what was recorded so shortly before a reading began may not have been seen by it.
SLACK: Final = timedelta(seconds=5)
# What an action sets that takes over what somebody else has made: whatever belongs to it is ours from then on, too.
MARKED: Final = "marked"
_NO_WORLD: Final[Attributes] = {}

Witnesses = Callable[[Address, frozenset[str], str], tuple[Deed, ...]]
"""Of a thing, its identifiers, and an instant: what was recorded of it from then on that no change explains."""


class Before(NamedTuple):
    """When the site was last read, and when last wholly; empty where it never was."""

    any: str = ""
    whole: str = ""


class Folded(NamedTuple):
    """What a reading comes to: intervals that end, those that begin, and those that last and have other parts now."""

    ended: tuple[Interval, ...]
    begun: tuple[Interval, ...]
    lasting: tuple[Interval, ...]


class Difference(NamedTuple):
    """One attribute of a thing then and now, by what it became so, and at which reading; ITSELF where it came or went."""

    address: Address
    attribute: str
    then: Value
    now: Value
    by: str
    at: str


def nobody(address: Address, identifiers: frozenset[str], since: str) -> tuple[Deed, ...]:
    """Where no service's events can be read."""
    del address, identifiers, since
    return ()


def fold(
    known: Mapping[Address, Interval],
    sighting: Sighting,
    works: Sequence[Work],
    before: Before,
    witnesses: Witnesses = nobody,
) -> Folded:
    """What is to be kept after a reading, where `known` are the intervals of its site that last."""
    causes = _Causes(works, sighting, before, witnesses)
    found = {at: one for at, one in sighting.world.existing.items() if sighting.looked_at(at)}
    ended: list[Interval] = []
    begun: list[Interval] = []
    lasting: list[Interval] = []
    for address in sorted({*found, *(at for at in known if sighting.looked_at(at))}):
        old, new = known.get(address), found.get(address)
        facts = facts_of(new) if new else _NO_WORLD
        parts = tuple(sorted(set(new.parts))) if new else ()
        if old and new and dict(old.facts) == dict(facts):
            if set(parts) - set(old.parts):
                lasting.append(replace(old, parts=tuple(sorted({*old.parts, *parts}))))
            continue
        cause = causes.of(address, old, facts if new else None, parts)
        if old:
            ended.append(replace(old, until=sighting.at, ended=cause))
        if new:
            begun.append(Interval(address, facts, sighting.at, cause, parts=parts))
    return Folded(tuple(ended), tuple(begun), tuple(lasting))


def as_of(intervals: Iterable[Interval], at: str) -> dict[Address, Interval]:
    """What was known at an instant: each thing as it was last seen by then."""
    return {one.address: one for one in intervals if one.covers(at)}


def since_then(intervals: Sequence[Interval], at: str) -> Iterator[Difference]:
    """Yield every difference between an instant and what is known now, with the last that made it so."""
    then = as_of(intervals, at)
    now = {one.address: one for one in intervals if not one.until}
    steps: dict[Address, dict[str, tuple[str, str]]] = {}
    for one in sorted(intervals, key=lambda interval: interval.since):
        told = steps.setdefault(one.address, {})
        if one.since > at:
            told.update({attribute: (by, one.since) for attribute, by in one.begun.by.items()})
        if one.until > at and one.ended and ITSELF in one.ended.by:
            told[ITSELF] = (one.ended.by[ITSELF], one.until)
    for address in sorted({*then, *now}):
        first, last = then.get(address), now.get(address)
        for attribute, was, is_ in _compared(first, last):
            by, moment = steps[address].get(attribute) or steps[address].get(ITSELF) or (OUTSIDE, "")
            yield Difference(address, attribute, was, is_, by, moment)


def _compared(first: Interval | None, last: Interval | None) -> Iterator[tuple[str, Value, Value]]:
    if first is None or last is None:
        yield ITSELF, first is not None, last is not None
        return
    for attribute in changed(first.facts, last.facts):
        yield attribute, first.facts.get(attribute), last.facts.get(attribute)


def changed(before: Attributes, now: Attributes) -> list[str]:
    """The attributes that differ; one that is not told and one that is nothing are the same."""
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


class _Causes:
    """Tells by what something became as it was found."""

    def __init__(self, works: Sequence[Work], sighting: Sighting, before: Before, witnesses: Witnesses) -> None:
        self._sighting, self._before, self._witnesses = sighting, before, witnesses
        self._works = sorted(
            (one for one in works if one.action.address.site == sighting.world.site), key=lambda one: one.ended
        )
        self._windows: dict[str, _Window] = {}

    def of(self, address: Address, old: Interval | None, now: Attributes | None, parts: tuple[str, ...]) -> Cause:
        """The cause of one thing's being as it is now, or of its being no more."""
        after = self._before.whole if address.kind in self._sighting.sealed else self._before.any
        window = self._windows.setdefault(after, _Window(self._works, after, self._sighting.until))
        if old is None:
            by = window.of_birth(address, now or _NO_WORLD, first=not after)
        elif now is None:
            by = {ITSELF: window.of_end(address)}
        else:
            by = window.of_change(address, old.facts, now)
        cause = Cause(after, by)
        if not cause.outside:
            return cause
        called = {*(old.identifiers if old else ()), *parts, str((now or _NO_WORLD).get(ID) or "")} - {""}
        return replace(cause, deeds=self._witnesses(address, frozenset(called), _slack(after)))


class _Window:
    """What our own changes did between two readings."""

    def __init__(self, works: Sequence[Work], after: str, until: str) -> None:
        begin = _slack(after)
        self._by_address: dict[Address, list[Work]] = {}
        self._paths: dict[str, Work] = {}
        self._deleted: list[Work] = []
        self._marked: list[Work] = []
        for one in works:
            if one.ended >= begin and one.began <= until:
                self._by_address.setdefault(one.action.address, []).append(one)
                self._paths[one.action.address.path] = one
                if one.action.verb is Verb.DELETE:
                    self._deleted.append(one)
                if any(change.attribute == MARKED for change in one.action.changes):
                    self._marked.append(one)

    def of_birth(self, address: Address, now: Attributes, *, first: bool) -> dict[str, str]:
        """What was there before the first reading, and no change made, nobody can tell anything of."""
        own = [one for one in self._own(address) if one.action.verb is not Verb.DELETE]
        above = [one for one in self._marked if is_below(address.path, one.action.address.path)]
        if not own:
            return {ITSELF: above[-1].request if above else FIRST if first else OUTSIDE}
        newest = own[-1]
        wanted = newest.action.attributes
        others = {name: OUTSIDE for name in wanted if name != HOW and name in now and now[name] != wanted[name]}
        # Without a reading before, what has become of it since its making is not told from what was made of it.
        return {ITSELF: newest.request} | ({} if first else others)

    def of_end(self, address: Address) -> str:
        """Its own deletion, or that of what it was in: a rule goes with its group, and all with their project."""
        for one in reversed(self._own(address)):
            if one.action.verb is Verb.DELETE:
                return one.request
        above = [one for one in self._deleted if is_below(address.path, one.action.address.path)]
        return above[-1].request if above else OUTSIDE

    def of_change(self, address: Address, before: Attributes, now: Attributes) -> dict[str, str]:
        """Attribute by attribute."""
        return {name: self._of_attribute(address, name, before, now) for name in changed(before, now)}

    def _of_attribute(self, address: Address, name: str, before: Attributes, now: Attributes) -> str:
        own = self._own(address)
        if name == ID:
            makers = [one for one in own if one.made and one.made == now.get(ID)]
            return makers[-1].request if makers else OUTSIDE
        setters = [one for one in own if one.action.verb is not Verb.DELETE and name in one.action.attributes]
        if setters:
            fitting = [one for one in setters if one.action.attributes[name] == now.get(name)]
            return fitting[-1].request if fitting else OUTSIDE
        # What no action sets follows from one: of its own, or of what the attribute refers to.
        if own:
            return own[-1].request
        referred = (self._paths.get(path) for path in (*_paths(before.get(name)), *_paths(now.get(name))))
        return next((one.request for one in referred if one), OUTSIDE)

    def _own(self, address: Address) -> list[Work]:
        return self._by_address.get(address, [])


def _paths(value: Value) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _slack(after: str) -> str:
    return text(parse(after) - SLACK) if after else ""
