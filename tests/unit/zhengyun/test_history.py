"""What was seen when, and by which change: what a random town has gone through is told as it was."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.history import Before, Folded, as_of, changed, fold, since_then
from zhengyun.instant import text
from zhengyun.interval import FIRST, ITSELF, OUTSIDE, Interval, Sighting, Work, facts_of
from zhengyun.ports import Deed
from zhengyun.resource import Address, Attributes, Existing, World

START: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PATHS: Final = ("a", "a/b", "c")


def moment(seconds: int) -> str:
    return text(START + timedelta(seconds=seconds))


def at(path: str, kind: str = "house") -> Address:
    return Address("here", kind, f"town/{path}")


def thing(path: str, identifier: str = "id", kind: str = "house", **attributes: Any) -> Existing:
    return Existing(at(path, kind), identifier, attributes)


def work(verb: Verb, path: str, second: int, *, request: str = "CR-1", made: str = "", **attributes: Any) -> Work:
    action = Action(f"{verb} {at(path)}", "cloud", verb, at(path), "", attributes)
    return Work(request, action, moment(second), moment(second), made)


@dataclass
class Memory:
    """What records would keep: intervals, folded one reading after the other."""

    intervals: list[Interval] = field(default_factory=list)
    before: Before = field(default_factory=Before)

    def see(self, second: int, *things: Existing, works: tuple[Work, ...] = (), **more: Any) -> Folded:
        known = {one.address: one for one in self.intervals if not one.until}
        world = World("here", {one.address: one for one in things})
        witnesses = more.pop("witnesses", None)
        sighting = Sighting(world, moment(second), moment(second + 1), frozenset({"quota"}), **more)
        folded = fold(known, sighting, works, self.before, *([witnesses] if witnesses else []))
        gone = {(one.address, one.since) for one in (*folded.ended, *folded.lasting)}
        kept = [one for one in self.intervals if one.until or (one.address, one.since) not in gone]
        self.intervals = [*kept, *folded.ended, *folded.lasting, *folded.begun]
        self.before = Before(moment(second), moment(second) if sighting.whole else self.before.whole)
        return folded


def test_what_was_there_at_the_first_reading_was_there_before() -> None:
    memory = Memory()
    (begun,) = memory.see(0, thing("a", colour="red")).begun
    assert (begun.since, begun.until, begun.begun.after) == (moment(0), "", "")
    assert begun.begun.by == {ITSELF: FIRST}


def test_what_a_change_made_is_linked_to_it_even_at_the_first_reading() -> None:
    made = work(Verb.CREATE, "a", -50, made="id", colour="red")
    (begun,) = Memory().see(0, thing("a", colour="red"), works=(made,)).begun
    assert begun.begun.requests == ("CR-1",)
    assert not begun.begun.outside


def test_a_thing_as_it_was_begins_nothing() -> None:
    memory = Memory()
    memory.see(0, thing("a", colour="red"))
    assert memory.see(60, thing("a", colour="red")) == Folded((), (), ())


def test_each_attribute_is_linked_to_what_set_it_and_where_both_happened_both_are_told() -> None:
    memory = Memory()
    memory.see(0, thing("a", colour="red", rooms=1))
    update = work(Verb.UPDATE, "a", 30, colour="blue")
    folded = memory.see(60, thing("a", colour="blue", rooms=2), works=(update,))
    (ended,), (begun,) = folded.ended, folded.begun
    # The action says nothing of rooms: a consequence of it, as far as anybody can tell.
    assert begun.begun.by == {"colour": "CR-1", "rooms": "CR-1"}
    both = work(Verb.UPDATE, "a", 90, request="CR-2", colour="green", rooms=2)
    (again,) = memory.see(120, thing("a", colour="green", rooms=7), works=(update, both)).begun
    assert again.begun.by == {"colour": "CR-2", "rooms": OUTSIDE}
    assert (again.begun.requests, again.begun.outside) == (("CR-2",), True)
    assert (ended.until, ended.ended) == (moment(60), begun.begun)


def test_what_nobody_asked_for_was_done_outside_between_the_two_readings_by_whom_is_told() -> None:
    memory = Memory()
    memory.see(0, thing("a", "x1", colour="red"))
    deed = Deed(moment(20), "here", "nova", "mallory", "u", "p", "x1", "update it", "::1", "req", succeeded=True)
    asked: list[tuple[Address, frozenset[str], str]] = []

    def witnesses(address: Address, identifiers: frozenset[str], since: str) -> tuple[Deed, ...]:
        asked.append((address, identifiers, since))
        return (deed,)

    (begun,) = memory.see(60, thing("a", "x2", colour="blue"), witnesses=witnesses).begun
    assert begun.begun.by == {"colour": OUTSIDE, "id": OUTSIDE}
    assert (begun.begun.after, begun.begun.deeds) == (moment(0), (deed,))
    assert asked == [(at("a"), frozenset({"x1", "x2"}), moment(-5))]


def test_what_a_change_sets_to_something_else_than_was_found_was_set_by_somebody_else() -> None:
    memory = Memory()
    memory.see(0)
    made = work(Verb.CREATE, "a", 30, made="id", colour="red")
    (begun,) = memory.see(60, thing("a", colour="blue"), works=(made,)).begun
    assert begun.begun.by == {ITSELF: "CR-1", "colour": OUTSIDE}


def test_an_end_is_by_its_deletion_or_by_that_of_what_it_was_in() -> None:
    memory = Memory()
    memory.see(0, thing("a"), thing("a/b"), thing("c"))
    ended = memory.see(60, works=(work(Verb.DELETE, "a", 30),)).ended
    told = {one.address: one.ended.by[ITSELF] for one in ended if one.ended}
    assert told == {at("a"): "CR-1", at("a/b"): "CR-1", at("c"): OUTSIDE}


def test_what_belongs_to_what_a_change_has_taken_over_is_ours_by_that_change() -> None:
    memory = Memory()
    memory.see(0)
    mark = work(Verb.UPDATE, "a", 30)
    taken = mark._replace(action=replace(mark.action, changes=(Change("marked", None, "us"),)))
    begun = memory.see(60, thing("a"), thing("a/b"), thing("c"), works=(taken,)).begun
    assert {one.address: one.begun.by[ITSELF] for one in begun} == {
        at("a"): "CR-1",
        at("a/b"): "CR-1",
        at("c"): OUTSIDE,
    }


def test_what_follows_from_what_it_refers_to_is_that_changes() -> None:
    memory = Memory()
    memory.see(0, thing("c", zoned=None))
    made = work(Verb.CREATE, "zone", 30, made="z")
    (begun,) = memory.see(60, thing("c", zoned="town/zone"), works=(made,)).begun
    assert begun.begun.by == {"zoned": "CR-1"}


def test_a_change_long_before_the_last_reading_explains_nothing() -> None:
    memory = Memory()
    memory.see(0, thing("a", colour="red"))
    late = memory.see(600, thing("a", colour="blue"), works=(work(Verb.UPDATE, "a", -30, colour="blue"),))
    assert late.begun[0].begun.by == {"colour": OUTSIDE}


def test_what_was_not_looked_at_closely_stays_as_it_was_known() -> None:
    memory = Memory()
    memory.see(0, thing("a", kind="quota", limit=1))
    quota = thing("a", kind="quota", limit=1)
    assert memory.see(60, thing("a", kind="quota", limit=9), deep=frozenset()) == Folded((), (), ())
    assert memory.see(120, deep=frozenset()) == Folded((), (), ())
    near = memory.see(180, deep=frozenset({"town"}))
    assert [one.address for one in near.ended] == [quota.address]
    # When it went is not known better than since the last reading that looked.
    assert near.ended[0].ended
    assert near.ended[0].ended.after == moment(0)


def test_secrets_are_not_kept() -> None:
    assert facts_of(thing("a", colour="red", adminPassword="x", api_token="y")) == {"colour": "red", "id": "id"}


@dataclass
class City:
    """A town that changes and others meddle with, read now and then; `worlds` are what was read."""

    random: Random
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    works: list[Work] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    worlds: list[tuple[int, dict[Address, Attributes]]] = field(default_factory=list)
    second: int = 0

    def lives(self, steps: int) -> None:
        for _ in range(steps):
            self.second += self.random.randrange(10, 100)
            self.random.choice([self._ours, self._theirs, self._read, self._read])()
        self._read()

    def _ours(self) -> None:
        path, request = self.random.choice(PATHS), f"CR-{self.second}"
        if path in self.things and self.random.random() < 0.4:
            del self.things[path]
            self.works.append(work(Verb.DELETE, path, self.second, request=request))
        else:
            verb = Verb.UPDATE if path in self.things else Verb.CREATE
            wanted = {"colour": self.random.choice("rgb")}
            identifier = str(self.things.get(path, {}).get("identifier") or f"id-{self.second}")
            self.things[path] = {**self.things.get(path, {}), **wanted, "identifier": identifier}
            self.works.append(work(verb, path, self.second, request=request, made=identifier, **wanted))

    def _theirs(self) -> None:
        path = self.random.choice(PATHS)
        if path in self.things and self.random.random() < 0.3:
            del self.things[path]
        elif path in self.things:
            self.things[path] |= {self.random.choice(["colour", "rooms"]): self.random.choice("rgb")}
        else:
            self.things[path] = {"colour": "r", "identifier": f"id-{self.second}"}

    def _read(self) -> None:
        found = [thing(path, **one) for path, one in self.things.items()]
        self.memory.see(self.second, *found, works=tuple(self.works))
        self.worlds.append((self.second, {one.address: facts_of(one) for one in found}))
        self.second += 2


@given(st.integers(0, 2**32), st.integers(1, 25))
def test_the_register_as_of_any_instant_is_what_was_last_read_by_then(seed: int, steps: int) -> None:
    city = City(Random(seed))
    city.lives(steps)
    for second, world in city.worlds:
        later = [one for one, _ in city.worlds if one > second]
        for instant in (second, min(later) - 1 if later else second + 500):
            known = as_of(city.memory.intervals, moment(instant))
            assert {address: dict(one.facts) for address, one in known.items()} == world


@given(st.integers(0, 2**32), st.integers(1, 25))
def test_every_difference_has_exactly_one_cause(seed: int, steps: int) -> None:
    city = City(Random(seed))
    city.lives(steps)
    requests = {one.request for one in city.works}
    for one in city.memory.intervals:
        assert one.begun.by
        assert set(one.begun.by.values()) <= {*requests, OUTSIDE, FIRST}
        assert bool(one.until) == (one.ended is not None)
    _each_step_is_told(city.memory.intervals)
    newest = city.worlds[-1][1]
    for second, world in city.worlds:
        told = list(since_then(city.memory.intervals, moment(second)))
        assert len({(one.address, one.attribute) for one in told}) == len(told)
        assert all(one.by in {*requests, OUTSIDE} for one in told)
        assert {one.address for one in told} == {a for a in {*world, *newest} if world.get(a) != newest.get(a)}


def _each_step_is_told(intervals: list[Interval]) -> None:
    """What follows on something tells a cause for each attribute that changed, and for nothing else."""
    ends = {(one.address, one.until): one for one in intervals if one.until}
    for one in intervals:
        before = ends.get((one.address, one.since))
        if before and ITSELF not in one.begun.by:
            assert sorted(one.begun.by) == changed(before.facts, one.facts)


@pytest.mark.parametrize("seed", range(20))
def test_what_only_we_have_done_is_never_told_as_somebody_elses(seed: int) -> None:
    city = City(Random(seed))
    city._theirs = city._read  # type: ignore[method-assign]
    city.memory.see(0)
    city.lives(30)
    assert not [one for one in city.memory.intervals if one.begun.outside or (one.ended and one.ended.outside)]
