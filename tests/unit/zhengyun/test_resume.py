"""Whatever interrupts a run, and however often: resumed, it ends in what was wanted, and does nothing twice that counts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given

from tests.examples import examples
from tests.unit.zhengyun.interpreter import Interpreter
from tests.unit.zhengyun.small import at, found, have, path, planned, want, wanted
from tests.unit.zhengyun.stage import Crash, MemoryJournal, Small, apply, plan_for
from tests.unit.zhengyun.worlds import SEEDS, found_of, wanted_of
from zhengyun import codes
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.errors import ZhengyunError
from zhengyun.plan import Plan
from zhengyun.resource import Existing, World
from zhengyun.results import Outcome, Receipt, Status
from zhengyun.resume import moved_since, remaining


@dataclass
class Story:
    """A plan that is carried out in several attempts, each with what was recorded before."""

    plan: Plan
    world: Interpreter
    recorded: dict[str, Outcome] = field(default_factory=dict)
    attempts: int = 0

    def done(self) -> set[str]:
        return {one.action for one in self.recorded.values() if one.status is Status.DONE}

    def attempt(self, fails: Callable[[Outcome], None], **misfortunes: Any) -> Receipt:
        def keep(outcome: Outcome) -> None:
            fails(outcome)
            self.recorded[outcome.action] = outcome

        before = list(self.recorded.values()) if self.attempts else None
        self.attempts += 1
        site = Small(self.world, self.done, **misfortunes)
        return apply(self.plan, {"here": site}, MemoryJournal(fails=keep), before)


@pytest.mark.slow
@examples(60)
@given(SEEDS)
def test_after_crashes_and_failures_the_wanted_world_comes_about(seed: int) -> None:
    random = Random(seed)
    shall, there = wanted_of(seed), found_of(seed)
    story = Story(plan_for(shall, there), Interpreter(there))

    def dies_before_recording(_outcome: Outcome) -> None:
        if random.random() < 0.1:
            raise Crash

    def fails_after_its_effect(_action: Action) -> None:
        if random.random() < 0.1:
            raise ZhengyunError(codes.UNEXPECTED, thing="it", error="lost its answer")

    for _ in range(200):
        try:
            receipt = story.attempt(
                dies_before_recording, after=fails_after_its_effect, halves=lambda _: random.random() < 0.2
            )
        except Crash:
            continue
        if receipt.complete:
            break
    assert receipt.complete
    story.world.check(shall)


def left(plan: Plan, done: list[str], *there: Existing) -> dict[str, Action]:
    outcomes = {action: Outcome(action, Status.DONE) for action in done}
    worlds = {"here": World("here", found(*there))}
    assert not list(moved_since(plan.actions, outcomes, worlds))
    return {action.id: action for action in remaining(plan.actions, outcomes, worlds)}


def moves(plan: Plan, done: list[str], *there: Existing) -> set[tuple[str, str]]:
    outcomes = {action: Outcome(action, Status.DONE) for action in done}
    found_now = moved_since(plan.actions, outcomes, {"here": World("here", found(*there))})
    return {(one.rest.address.kind, one.rest.attribute) for one in found_now}


DELETE, CREATE = "delete here/land/town/a", "create here/land/town/a"
REPLACED = plan_for(wanted(want("land/a", soil="sand")), found(have("land/a", soil="clay")))
OLD = have("land/a", soil="clay")
NEW = replace(have("land/a", soil="sand"), id="new")
MADE = plan_for(wanted(want("land/a", soil="sand", colour="x")), {})
CHANGED = plan_for(wanted(want("land/a", x=2, y=2)), found(have("land/a", x=1, y=1)))
UPDATE = "update here/land/town/a"


class TestWhatIsLeft:
    """What is still to be done, in the form that fits what is there."""

    def test_what_is_recorded_is_not_done_again(self) -> None:
        assert left(REPLACED, [DELETE, CREATE], NEW) == {}

    def test_what_was_not_begun_is_done_as_planned(self) -> None:
        assert left(REPLACED, [], OLD) == {action.id: action for action in REPLACED.actions}

    def test_a_creation_that_came_about_unrecorded_is_not_made_again(self) -> None:
        action = left(MADE, [], have("land/a", soil="sand", colour="x"))[CREATE]
        assert (action.verb, action.target, action.changes) == (Verb.UPDATE, "id of land/a", ())

    def test_a_creation_that_may_still_come_about_is_told_apart_from_one_that_was_not_begun(self) -> None:
        """What the torn-off run had sent off may be on its way when the world is read."""
        assert left(MADE, [])[CREATE].again
        assert not left(REPLACED, [])[CREATE].again, "it waits for the deletion, which is not on record"

    def test_a_creation_that_came_about_by_half_is_finished_in_place(self) -> None:
        action = left(MADE, [], have("land/a", soil="sand"))[CREATE]
        assert action.changes == (Change("colour", None, "x"),)

    def test_a_creation_that_ended_in_a_fault_is_made_again(self) -> None:
        assert left(MADE, [], have("land/a", fault="flooded"))[CREATE].verb is Verb.CREATE

    def test_a_deletion_that_came_about_unrecorded_is_said_again(self) -> None:
        assert left(REPLACED, [])[DELETE].verb is Verb.DELETE

    def test_a_replacement_whose_old_thing_is_gone_is_made(self) -> None:
        assert [one.verb for one in left(REPLACED, [DELETE]).values()] == [Verb.CREATE]

    def test_a_replacement_whose_new_thing_came_about_unrecorded_is_not_made_again(self) -> None:
        (action,) = left(REPLACED, [DELETE], NEW).values()
        assert (action.verb, action.target) == (Verb.UPDATE, "new")

    def test_an_update_that_came_about_by_half_does_the_other_half(self) -> None:
        assert left(CHANGED, [], have("land/a", x=2, y=1))[UPDATE].changes == (Change("y", 1, 2),)

    def test_an_update_that_came_about_has_nothing_more_to_change(self) -> None:
        assert left(CHANGED, [], have("land/a", x=2, y=2))[UPDATE].changes == ()


FAMILY = have("family/a", rooms=[path("room/a"), path("room/b")], lamp=path("lamp/a"))
ROOMS = (have("house/a"), have("room/a", house=path("house/a")), have("room/b", house=path("house/a")))
SHALL = wanted(
    want("house/a"), want("room/a", house=path("house/a")), want("room/b", house=path("house/a")),
    want("lamp/a", glass="red"), want("family/a", rooms=[path("room/a"), path("room/b")], lamp=path("lamp/a")),
)  # fmt: skip
BURNT = replace(ROOMS[1], fault="burnt")
MOVED = plan_for(SHALL, found(ROOMS[0], BURNT, ROOMS[2], have("lamp/a", glass="blue"), FAMILY))
RELEASE, FAMILYS = "release here/family/town/a", "update here/family/town/a"
GONE = "delete here/room/town/a"


class TestHoldingOn:
    """What lets go and takes hold again."""

    def test_stopped_before_it_let_go_it_still_takes_hold_again(self) -> None:
        update = left(MOVED, [], ROOMS[0], BURNT, ROOMS[2], have("lamp/a", glass="blue"), FAMILY)[FAMILYS]
        assert {change.attribute for change in update.changes} == {"rooms", "lamp"}

    def test_stopped_when_it_had_let_go_it_takes_hold_again(self) -> None:
        loose = replace(FAMILY, attributes={**FAMILY.attributes, "rooms": [path("room/b")]})
        update = left(MOVED, [], ROOMS[0], BURNT, ROOMS[2], have("lamp/a", glass="blue"), loose)[FAMILYS]
        assert Change("rooms", [path("room/b")], [path("room/a"), path("room/b")]) in update.changes

    def test_what_it_refers_to_has_lost_its_name_meanwhile_and_that_is_no_move(self) -> None:
        nameless = have("family/a", rooms=[path("room/b")], lamp="~old lamp")
        update = left(MOVED, [RELEASE, GONE, "delete here/lamp/town/a"], ROOMS[0], ROOMS[2], nameless)[FAMILYS]
        assert {change.attribute for change in update.changes} == {"rooms", "lamp"}

    def test_a_list_that_has_changed_by_half_has_not_moved(self) -> None:
        plan = plan_for(
            wanted(want("house/a"), *(want(f"room/{one}", house=path("house/a")) for one in "bcd"), want("family/a", rooms=[path("room/c"), path("room/d")])),
            found(have("house/a"), *(have(f"room/{one}", house=path("house/a")) for one in "abc"), have("family/a", rooms=[path("room/a"), path("room/b"), path("room/c")])),
        )  # fmt: skip
        rooms = [have("house/a"), *(have(f"room/{one}", house=path("house/a")) for one in "abc")]
        before = ["create here/room/town/d"]
        for held in (["b", "c"], ["c"], ["c", "d"], ["a", "c", "d"]):
            now = have("family/a", rooms=[path(f"room/{one}") for one in held])
            assert not moves(plan, before, *rooms, have("room/d", house=path("house/a")), now)
        for held in (["d"], [], ["c", "x"]):
            now = have("family/a", rooms=[path(f"room/{one}") for one in held])
            assert moves(plan, before, *rooms, have("room/d", house=path("house/a")), now) == {("family", "rooms")}


class TestMoved:
    """What somebody else has changed meanwhile is not taken for our own doing."""

    def test_what_is_condemned_and_has_changed_since_is_not_deleted(self) -> None:
        assert moves(REPLACED, [], have("land/a", soil="clay", name="mine now")) == set()
        grown = plan_for(wanted(want("tank/a", litres=1)), found(have("tank/a", litres=5)))
        assert moves(grown, [], have("tank/a", litres=9)) == {("tank", "litres")}

    def test_what_was_made_anew_by_somebody_else_is_not_deleted(self) -> None:
        assert moves(REPLACED, [], replace(OLD, id="another")) == {("land", "id")}

    def test_an_update_that_somebody_else_has_made_otherwise_has_moved(self) -> None:
        assert moves(CHANGED, [], have("land/a", x=3, y=1)) == {("land", "x")}

    def test_what_was_to_be_updated_and_is_gone_has_moved(self) -> None:
        assert moves(CHANGED, []) == {("land", "id"), ("land", "x"), ("land", "y")}

    def test_what_could_not_have_begun_was_not_made_by_us(self) -> None:
        plan = plan_for(wanted(want("lamp/a"), want("family/a", lamp=path("lamp/a"))), {})
        assert moves(plan, [], have("family/a", lamp=path("lamp/a"))) == {("family", "id")}
        assert moves(plan, ["create here/lamp/town/a"], have("lamp/a"), have("family/a", lamp=path("lamp/a"))) == set()

    def test_what_the_rest_refers_to_and_somebody_else_replaced_has_moved(self) -> None:
        plan = plan_for(wanted(want("lamp/a"), want("family/a", lamp=path("lamp/a"))), found(have("lamp/a")))
        assert moves(plan, [], replace(have("lamp/a"), id="another")) == {("lamp", "id")}

    def test_what_no_remaining_action_rests_on_may_move(self) -> None:
        assert not moves(CHANGED, [], have("land/a", x=1, y=1, z=5), have("plan/z"))
        assert not moves(REPLACED, [DELETE, CREATE])


@pytest.mark.parametrize("verb", [Verb.DELETE, Verb.RELEASE])
def test_what_lets_go_is_said_as_planned_whatever_is_there(verb: Verb) -> None:
    (action,) = [one for one in MOVED.actions if one.verb is verb and one.address.kind in {"room", "family"}]
    assert left(MOVED, [], ROOMS[0], BURNT, ROOMS[2], have("lamp/a", glass="blue"), FAMILY)[action.id] == action


def test_planned_and_found_in_the_small_world_agree() -> None:
    assert planned(SHALL, found(ROOMS[0], BURNT, ROOMS[2], have("lamp/a", glass="blue"), FAMILY)) == MOVED.actions
    assert at("room/a") in {action.address for action in MOVED.actions}
