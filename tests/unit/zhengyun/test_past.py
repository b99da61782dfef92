"""What a change has left of each thing, by its plan and what became of its actions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tests.unit.zhengyun.small import at, found, have, path, planned, want, wanted
from tests.unit.zhengyun.stage import plan_for
from zhengyun.diff import Change, Verb
from zhengyun.past import Past, Trace, taken_back
from zhengyun.plan import Plan
from zhengyun.resource import Value
from zhengyun.results import Outcome, Status

BEFORE: Final = found(
    have("land/a", soil="clay"),
    have("house/a", land=path("land/a"), floors=1),
    have("room/a", house=path("house/a")),
    have("family/a", rooms=[path("room/a")], name="old"),
    have("lamp/a", glass="red"),
)
AFTER: Final = wanted(
    want("land/a", soil="sand"),
    want("house/a", land=path("land/a"), floors=2),
    want("room/a", house=path("house/a")),
    want("family/a", rooms=[path("room/a")], name="new"),
    want("house/b", land=path("land/a"), floors=1),
)


def _plan() -> Plan:
    return replace(plan_for(AFTER, BEFORE), actions=planned(AFTER, BEFORE))


def _past(statuses: Mapping[str, Status] | None = None) -> Past:
    plan = _plan()
    told = statuses or {}
    outcomes = [Outcome(one.id, told.get(one.id, Status.DONE), made="new") for one in plan.actions]
    return Past.of("CR-2", plan, reversed(outcomes))


def _traces(past: Past) -> dict[str, Trace]:
    return {f"{one.address.kind}/{one.address.path.partition('/')[2]}": one for one in past.traces("here")}


def test_all_that_was_done_to_a_thing_is_one_trace() -> None:
    traces = _traces(_past())
    assert {name: one.verb for name, one in traces.items()} == {
        "land/a": Verb.REPLACE,
        "house/a": Verb.REPLACE,
        "room/a": Verb.REPLACE,
        "house/b": Verb.CREATE,
        "family/a": Verb.UPDATE,
        "lamp/a": Verb.DELETE,
    }
    house = traces["house/a"]
    assert (house.before, house.after, house.id) == (
        {"land": path("land/a"), "floors": 1},
        {"land": path("land/a"), "floors": 2},
        "new",
    )
    assert house.loses == "everything in town/a"
    assert traces["lamp/a"].id == ""


def test_what_was_let_go_of_and_taken_hold_of_again_has_changed_once() -> None:
    family = _traces(_past())["family/a"]
    rooms: list[Value] = [path("room/a")]
    assert family.changed == {"name": Change("name", "old", "new"), "rooms": Change("rooms", rooms, rooms)}


def test_only_what_was_done_has_left_a_trace() -> None:
    gone, made = f"delete {at('house/a')}", f"create {at('house/a')}"
    past = _past({made: Status.FAILED, f"create {at('house/b')}": Status.SKIPPED})
    traces = _traces(past)
    assert traces["house/a"].verb is Verb.DELETE
    assert "house/b" not in traces
    assert [one.id for one in past.uncertain("here")] == [made]
    assert gone in {one.action for one in past.outcomes}


def test_what_nobody_has_recorded_may_have_come_about_where_all_that_it_needs_was_done() -> None:
    plan = _plan()
    first = plan.actions[0]
    begun = [one.id for one in Past.of("CR-2", plan, ()).uncertain("here")]
    assert begun == [one.id for one in plan.actions if not one.needs]
    done = Past.of("CR-2", plan, [Outcome(first.id, Status.DONE)])
    assert first.id not in {one.id for one in done.uncertain("here")}
    assert [*done.uncertain("there")] == []
    assert done.sites() == ["here"]
    assert Past.of("CR-2", plan, ()).sites() == []


def test_its_digest_tells_every_outcome() -> None:
    past = _past()
    assert past.digest == _past().digest
    others = (
        replace(past, request="CR-3"),
        replace(past, outcomes=past.outcomes[1:]),
        _past({_plan().actions[0].id: Status.FAILED}),
    )
    assert len({past.digest, *(one.digest for one in others)}) == 4


def test_a_plan_says_which_request_it_takes_back() -> None:
    plan = _plan()
    for errand, request in (((), ""), (("drain", "host"), ""), (("revert",), ""), (("revert", "CR-2", "x"), "CR-2")):
        assert taken_back(replace(plan, scope=replace(plan.scope, errand=errand))) == request
