"""Intervals are kept as they were decided, told by path and time, and give way when they are old."""

import json
from random import Random
from typing import Any

import pytest

from records.intervals import Intervals
from tests.records import Records
from tests.unit.zhengyun.test_history import City, at, moment, thing, work
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.history import as_of
from zhengyun.interval import FIRST, ITSELF, OUTSIDE, Sighting
from zhengyun.ports import Deed
from zhengyun.resource import Existing, World


@pytest.fixture
def records(empty: Records) -> Records:
    """Records in which nothing is."""
    return empty


def sighting(second: int, *things: Existing, **more: Any) -> Sighting:
    world = World("here", {one.address: one for one in things})
    return Sighting(world, moment(second), moment(second + 1), frozenset({"quota"}), **more)


def test_what_was_seen_is_there_again_with_its_causes(records: Records) -> None:
    kept = Intervals(records.database)
    deed = Deed(moment(70), "here", "nova", "mallory", "u", "p", "x", "update it", "::1", "r", True, within=("y",))
    kept.see(sighting(0, thing("a", "x", colour="red", 名="政云")), [], "")
    kept.see(sighting(60, thing("a", "x", colour="blue")), [work(Verb.UPDATE, "a", 30, colour="blue")], "CR-1")
    folded = kept.see(sighting(120), [], "", lambda *_: (deed,))
    first, second = kept.told("", ["here"])
    assert (first.since, first.until, first.begun.by) == (moment(0), moment(60), {ITSELF: FIRST})
    assert second.begun.by == {"colour": "CR-1", "名": "CR-1"}
    assert (second.ended, second) == (folded.ended[0].ended, folded.ended[0])
    assert second.ended
    assert second.ended.deeds == (deed,)
    assert kept.seen("here") == (moment(0), moment(120), 3)
    assert (kept.last_seen(first), kept.last_seen(second)) == (moment(0), moment(60))


def test_a_reading_that_began_before_the_last_tells_nothing_new(records: Records) -> None:
    kept = Intervals(records.database)
    kept.see(sighting(60, thing("a")), [], "")
    assert kept.see(sighting(0), [], "").ended == ()
    assert list(as_of(kept.told("", ["here"]), moment(60))) == [at("a")]


def test_two_readings_of_one_second_are_both_told(records: Records) -> None:
    kept = Intervals(records.database)
    kept.see(sighting(0), [], "CR-1")
    kept.see(sighting(0, thing("a")), [work(Verb.CREATE, "a", 0, made="id")], "CR-1")
    assert [one.begun.requests for one in kept.told("", ["here"])] == [("CR-1",)]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("town", {"a", "a/b", "a0", "c"}),
        ("town/a", {"a", "a/b"}),
        ("town/a/b", {"a/b"}),
        ("tow_", set()),
        ("", {"a", "a/b", "a0", "c"}),
    ],
)
def test_a_path_tells_of_itself_and_all_below(records: Records, path: str, found: set[str]) -> None:
    kept = Intervals(records.database)
    kept.see(sighting(0, *(thing(one) for one in ("a", "a/b", "a0", "c"))), [], "")
    assert {one.address.path.partition("/")[2] for one in kept.told(path, ["here"])} == found
    assert kept.told(path, ["elsewhere"]) == []


def test_a_shallow_reading_leaves_what_it_did_not_look_at(records: Records) -> None:
    kept = Intervals(records.database)
    quota = thing("a", kind="quota", limit=1)
    kept.see(sighting(0, quota), [], "")
    kept.see(sighting(60, deep=frozenset()), [], "CR-1")
    assert list(as_of(kept.told("", ["here"]), moment(60))) == [quota.address]
    (ended,) = kept.see(sighting(120), [], "").ended
    assert ended.ended
    assert (ended.ended.after, ended.ended.by) == (moment(0), {ITSELF: OUTSIDE})


def test_what_ended_more_than_three_years_ago_gives_way_and_what_lasts_does_not(records: Records) -> None:
    kept = Intervals(records.database)
    kept.see(sighting(0, thing("a"), thing("c")), [], "")
    kept.see(sighting(60, thing("c")), [], "")
    kept.see(sighting(1200 * 86_400, thing("c")), [], "")
    assert [one.address for one in kept.told("", ["here"])] == [at("c")]
    assert kept.seen("here").readings == 1


def test_every_identifier_that_a_thing_ever_had_is_told(records: Records) -> None:
    kept = Intervals(records.database)
    kept.see(sighting(0, thing("a", "x1")), [], "")
    kept.see(sighting(60, Existing(at("a"), "x2", {}, parts=("p1",))), [], "")
    kept.see(sighting(120, Existing(at("a"), "x2", {}, parts=("p2",))), [], "")
    told = [identifiers for _, identifiers in kept.identifiers(["here"])]
    assert frozenset().union(*told) == {"x1", "x2", "p1", "p2"}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_of_a_town_is_what_it_went_through(records: Records, seed: int) -> None:
    kept = Intervals(records.database)

    class Kept(City):
        """A town whose readings are kept in a database too."""

        def _read(self) -> None:
            found = [thing(path, **one) for path, one in self.things.items()]
            kept.see(sighting(self.second, *found), self.works, "")
            super()._read()

    city = Kept(Random(seed))
    city.lives(25)
    told, seen = kept.told("", ["here"]), city.memory.intervals
    assert sorted(told, key=lambda one: (one.since, one.address)) == sorted(
        seen, key=lambda one: (one.since, one.address)
    )


def test_no_secret_is_in_the_file(records: Records) -> None:
    Intervals(records.database).see(sighting(0, thing("a", adminPass_password="hunter2", colour="red")), [], "")
    with records.database.read() as connection:
        (facts,) = connection.exec_driver_sql("SELECT facts FROM intervals").one()
    assert json.loads(facts) == {"colour": "red", "id": "id"}


@pytest.mark.parametrize("column", ["facts", "begun_by", "parts"])
def test_what_somebody_else_wrote_there_is_told(records: Records, column: str) -> None:
    kept = Intervals(records.database)
    kept.see(sighting(0, thing("a")), [], "")
    records.meddle(f"UPDATE intervals SET {column} = '7'")  # noqa: S608 - one of three words
    with pytest.raises(ZhengyunError) as refused:
        kept.told("", ["here"])
    assert refused.value.code.id == "ZY-REC-004"
