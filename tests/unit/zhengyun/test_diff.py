"""What has to be done so that what is there becomes what is wanted, with every consequence, and nothing besides."""

from typing import Any

import pytest

from tests.unit.zhengyun.small import GRAMMARS, at, found, have, path, planned, told, want, wanted
from zhengyun import codes
from zhengyun.action import Action, Rest, count
from zhengyun.diff import Change, Verb, diff
from zhengyun.errors import Problems
from zhengyun.resource import Existing

LAND = have("land/a", soil="clay")
HOUSE = have("house/a", land=path("land/a"), colour="white")
ROOM = have("room/a", house=path("house/a"))
LAMP = have("lamp/a", glass="blue")


def keyed(number: str) -> dict[str, Any]:
    """With a key that there is once."""
    return {"key to shed": number}


def only(actions: tuple[Action, ...], verb: Verb) -> Action:
    (action,) = [one for one in actions if one.verb is verb]
    return action


class TestOneThing:
    """One thing by itself."""

    def test_what_is_as_wanted_is_left_alone(self) -> None:
        assert not diff(wanted(want("land/a", soil="clay")), found(LAND), GRAMMARS)

    def test_what_was_found_besides_what_is_wanted_is_nobodys_business(self) -> None:
        there = found(have("land/a", soil="clay", owner="duke"))
        assert not diff(wanted(want("land/a", soil="clay")), there, GRAMMARS)

    def test_what_is_not_there_is_created_with_all_its_attributes(self) -> None:
        (action,) = planned(wanted(want("land/a", soil="clay", name="A")), {})
        assert action.verb is Verb.CREATE
        assert action.changes == (Change("soil", None, "clay"), Change("name", None, "A"))
        assert action.rests == (Rest(at("land/a"), "id", None),)
        assert (action.target, action.tenths) == ("", 10)

    def test_what_can_be_changed_in_place_is(self) -> None:
        (action,) = planned(wanted(want("land/a", soil="clay", name="B")), found(have("land/a", soil="clay", name="A")))
        assert action.verb is Verb.UPDATE
        assert action.changes == (Change("name", "A", "B"),)
        assert action.target == "id of land/a"
        assert action.rests == (Rest(at("land/a"), "id", "id of land/a"), Rest(at("land/a"), "name", "A"))

    def test_an_attribute_that_was_not_there_is_told_from_one_that_was_nothing(self) -> None:
        assert diff(wanted(want("land/a", name=None)), found(have("land/a")), GRAMMARS)
        assert not diff(wanted(want("land/a", name=None)), found(have("land/a", name=None)), GRAMMARS)

    def test_what_is_fixed_is_changed_by_replacement(self) -> None:
        actions = planned(wanted(want("land/a", soil="sand")), found(LAND))
        assert told(actions) == ["delete land/a", "create land/a"]
        assert actions[1].needs == (actions[0].id,)

    def test_what_nobody_wants_is_deleted_and_rests_on_all_that_was_shown(self) -> None:
        (action,) = planned({}, found(have("land/a", soil="clay", name="A")))
        assert (action.verb, action.target) == (Verb.DELETE, "id of land/a")
        assert [(rest.attribute, rest.value) for rest in action.rests] == [
            ("id", "id of land/a"),
            ("name", "A"),
            ("soil", "clay"),
        ]

    @pytest.mark.parametrize(("litres", "verbs"), [(6, ["update tank/a"]), (4, ["delete tank/a", "create tank/a"])])
    def test_what_can_grow_grows_in_place_and_shrinks_by_replacement(self, litres: int, verbs: list[str]) -> None:
        assert told(planned(wanted(want("tank/a", litres=litres)), found(have("tank/a", litres=5)))) == verbs

    def test_what_grows_from_nothing_known_is_updated(self) -> None:
        assert told(planned(wanted(want("tank/a", litres=5)), found(have("tank/a")))) == ["update tank/a"]

    def test_what_is_beyond_repair_is_replaced_and_told_why(self) -> None:
        actions = planned(wanted(want("land/a", soil="clay")), found(have("land/a", soil="clay", fault="flooded")))
        assert told(actions) == ["delete land/a", "create land/a"]
        assert actions[0].because == "flooded"
        assert Rest(at("land/a"), "fault", "flooded") in actions[0].rests, "if it recovers, it is not thrown away"


class TestData:
    """What is destroyed is said."""

    def test_whatever_holds_data_loses_it_when_it_is_deleted(self) -> None:
        assert only(planned({}, found(have("tank/a", litres=5))), Verb.DELETE).loses == "everything in town/a"

    def test_whatever_holds_data_loses_it_when_it_is_replaced(self) -> None:
        actions = planned(wanted(want("tank/a", litres=4)), found(have("tank/a", litres=5)))
        assert [action.loses for action in actions] == ["everything in town/a", ""]

    def test_growing_loses_nothing(self) -> None:
        actions = planned(wanted(want("tank/a", litres=6)), found(have("tank/a", litres=5)))
        assert not any(action.loses for action in actions)

    def test_what_never_came_to_life_loses_nothing_as_long_as_it_stays_so(self) -> None:
        (action,) = planned({}, found(have("tank/a", litres=5, fault="no room", empty=True)))
        assert action.loses == ""
        assert Rest(at("tank/a"), "empty", True) in action.rests

    def test_whatever_holds_no_data_loses_nothing(self) -> None:
        assert only(planned({}, found(LAND)), Verb.DELETE).loses == ""

    def test_data_lost_by_a_cascade_is_said(self) -> None:
        shall = wanted(want("land/a", soil="sand"), want("house/a", land=path("land/a"), colour="white"))
        lost = [action.loses for action in planned(shall, found(LAND, HOUSE)) if action.loses]
        assert lost == ["everything in town/a"]


class TestOpenings:
    """What is opened is said, once."""

    def test_what_is_made_open_opens(self) -> None:
        (action,) = planned(wanted(want("land/a", opens="all")), {})
        assert action.opens == "town/a to all"

    def test_what_is_opened_further_opens(self) -> None:
        (action,) = planned(wanted(want("land/a", opens="all")), found(have("land/a", opens="some")))
        assert action.opens == "town/a to all"

    def test_what_was_open_before_is_not_opened_by_a_change_of_something_else(self) -> None:
        (action,) = planned(wanted(want("land/a", opens="all", name="B")), found(have("land/a", opens="all", name="A")))
        assert action.opens == ""

    def test_what_is_closed_opens_nothing(self) -> None:
        (action,) = planned(wanted(want("land/a", opens="")), found(have("land/a", opens="all")))
        assert action.opens == ""


class TestBonds:
    """What becomes of things when what they refer to goes away."""

    def test_hard_what_stands_on_it_is_replaced_too_through_all_floors(self) -> None:
        shall = wanted(
            want("land/a", soil="sand"),
            want("house/a", land=path("land/a"), colour="white"),
            want("room/a", house=path("house/a")),
        )
        actions = planned(shall, found(LAND, HOUSE, ROOM))
        assert told(actions) == [
            "delete room/a",
            "delete house/a",
            "delete land/a",
            "create land/a",
            "create house/a",
            "create room/a",
        ]
        because = {action.id: action.because for action in actions}
        assert because["delete here/room/town/a"] == "here/house/town/a"
        assert because["create here/house/town/a"] == "here/land/town/a"
        assert because["delete here/land/town/a"] == ""

    def test_hard_what_is_not_wanted_goes_first(self) -> None:
        assert told(planned({}, found(LAND, HOUSE, ROOM))) == ["delete room/a", "delete house/a", "delete land/a"]

    def test_rebind_lets_go_before_and_takes_hold_again_after(self) -> None:
        shall = wanted(
            want("land/a", soil="clay"),
            want("house/a", land=path("land/a"), colour="white"),
            want("room/a", house=path("house/a")),
            want("room/b", house=path("house/a")),
            want("family/a", rooms=[path("room/a"), path("room/b")]),
        )
        there = found(
            LAND,
            HOUSE,
            have("room/a", house=path("house/a"), fault="burnt"),
            have("room/b", house=path("house/a")),
            have("family/a", rooms=[path("room/a"), path("room/b")]),
        )
        actions = planned(shall, there)
        assert told(actions) == ["release family/a", "delete room/a", "create room/a", "update family/a"]
        release, update = actions[0], actions[3]
        assert release.changes == (Change("rooms", [path("room/a"), path("room/b")], [path("room/b")]),)
        assert update.changes == (Change("rooms", [path("room/a"), path("room/b")], [path("room/a"), path("room/b")]),)
        assert update.needs == ("create here/room/town/a", "release here/family/town/a")
        assert release.because == update.because == "here/room/town/a"
        assert count(actions)["update"] == 1
        assert count(actions)["replace"] == 1

    def test_rebind_lets_go_of_that_thing_alone_and_not_of_another_kinds_of_the_same_path(self) -> None:
        shall = wanted(
            want("land/a"),
            want("house/a", land=path("land/a")),
            want("room/a", house=path("house/a")),
            want("family/a", rooms=[path("room/a")], door=path("house/a")),
        )
        there = found(
            have("land/a"),
            have("house/a", land=path("land/a")),
            have("room/a", house=path("house/a"), fault="burnt"),
            have("family/a", rooms=[path("room/a")], door=path("house/a")),
        )
        assert only(planned(shall, there), Verb.RELEASE).changes == (Change("rooms", [path("room/a")], []),)

    def test_rebind_what_is_given_up_anyway_is_let_go_by_the_update(self) -> None:
        shall = wanted(
            want("land/a", soil="clay"),
            want("house/a", land=path("land/a"), colour="white"),
            want("family/a", rooms=[]),
        )
        there = found(LAND, HOUSE, ROOM, have("family/a", rooms=[path("room/a")]))
        actions = planned(shall, there)
        assert told(actions) == ["update family/a", "delete room/a"]
        assert actions[1].needs == (actions[0].id,)

    def test_rebind_two_who_change_places_while_both_places_are_rebuilt_let_go_first(self) -> None:
        shall = wanted(
            want("house/a"), want("room/a", house=path("house/a")), want("room/b", house=path("house/a")),
            want("family/a", rooms=[path("room/b")]), want("family/b", rooms=[path("room/a")]),
        )  # fmt: skip
        there = found(
            have("house/a"), have("room/a", house=path("house/a"), fault="burnt"), have("room/b", house=path("house/a"), fault="burnt"),
            have("family/a", rooms=[path("room/a")]), have("family/b", rooms=[path("room/b")]),
        )  # fmt: skip
        assert sorted(told(planned(shall, there))) == [
            "create room/a", "create room/b", "delete room/a", "delete room/b",
            "release family/a", "release family/b", "update family/a", "update family/b",
        ]  # fmt: skip

    def test_rebind_who_moves_within_what_is_rebuilt_lets_go_first(self) -> None:
        shall = wanted(want("house/a"), want("room/b", house=path("house/a")), want("family/a", rooms=[path("room/b")]))
        there = found(
            have("house/a", fault="burnt"),
            have("room/a", house=path("house/a")),
            have("family/a", rooms=[path("room/a")]),
        )
        assert told(planned(shall, there)) == [
            "release family/a", "delete room/a", "delete house/a", "create house/a", "create room/b", "update family/a",
        ]  # fmt: skip

    def test_rebind_an_attribute_that_nobody_asked_for_holds_on_to_what_is_rebuilt(self) -> None:
        shall = wanted(want("house/a"), want("room/a", house=path("house/a")), want("family/a"))
        there = found(
            have("house/a"),
            have("room/a", house=path("house/a"), fault="burnt"),
            have("family/a", rooms=[path("room/a")]),
        )
        actions = planned(shall, there)
        assert told(actions) == ["release family/a", "delete room/a", "create room/a", "update family/a"]
        assert actions[3].attributes == {"rooms": [path("room/a")]}

    def test_rebind_an_attribute_that_nobody_asked_for_lets_go_of_what_is_deleted(self) -> None:
        there = found(
            have("house/a"),
            ROOM,
            have("room/b", house=path("house/a")),
            have("family/a", rooms=[path("room/a"), path("room/b")]),
        )
        shall = wanted(want("house/a"), want("room/b", house=path("house/a")), want("family/a"))
        actions = planned(shall, there)
        assert told(actions) == ["update family/a", "delete room/a"]
        assert actions[0].changes == (Change("rooms", [path("room/a"), path("room/b")], [path("room/b")]),)

    def test_follow_is_updated_after_though_its_words_stay_the_same(self) -> None:
        shall = wanted(want("lamp/a", glass="red"), want("family/a", lamp=path("lamp/a")))
        actions = planned(shall, found(LAMP, have("family/a", lamp=path("lamp/a"))))
        assert told(actions) == ["delete lamp/a", "create lamp/a", "update family/a"]
        assert actions[0].needs == ()
        assert actions[2].changes == (Change("lamp", path("lamp/a"), path("lamp/a")),)

    def test_follow_an_attribute_that_nobody_asked_for_follows_nothing(self) -> None:
        shall = wanted(want("lamp/a", glass="red"), want("family/a"))
        actions = planned(shall, found(LAMP, have("family/a", lamp=path("lamp/a"))))
        assert told(actions) == ["delete lamp/a", "create lamp/a"]

    def test_loose_stays_as_it_is(self) -> None:
        shall = wanted(want("plan/a"), want("family/a", plan=path("plan/a")))
        there = found(have("plan/a", fault="torn"), have("family/a", plan=path("plan/a")))
        assert told(planned(shall, there)) == ["delete plan/a", "create plan/a"]

    def test_what_is_strange_is_nobodys_reference(self) -> None:
        there = found(have("family/a", rooms=["~other"], lamp="~default"))
        assert not diff(wanted(want("family/a", rooms=["~other"])), there, GRAMMARS)


class TestHandover:
    """What only one thing can have at a time goes over from one to another."""

    HOUSES = (have("house/a"), have("room/a", house=path("house/a")), have("room/b", house=path("house/a")))
    KEPT = (want("house/a"), want("room/a", house=path("house/a")), want("room/b", house=path("house/a")))

    def test_who_gives_comes_before_who_takes(self) -> None:
        there = found(*self.HOUSES, have("family/b", beds=[path("room/a")]))
        shall = wanted(*self.KEPT, want("family/a", beds=[path("room/a")]), want("family/b", beds=[]))
        assert told(planned(shall, there)) == ["update family/b", "create family/a"]

    def test_who_goes_away_goes_first(self) -> None:
        there = found(*self.HOUSES, have("family/b", beds=[path("room/a")]))
        shall = wanted(*self.KEPT, want("family/a", beds=[path("room/a")]))
        assert told(planned(shall, there)) == ["delete family/b", "create family/a"]

    def test_two_who_change_places_let_go_first(self) -> None:
        there = found(*self.HOUSES, have("family/a", beds=[path("room/a")]), have("family/b", beds=[path("room/b")]))
        shall = wanted(
            *self.KEPT, want("family/a", beds=[path("room/b")]), want("family/b", beds=[path("room/a")])
        )  # fmt: skip
        assert sorted(told(planned(shall, there))) == [
            "release family/a", "release family/b", "update family/a", "update family/b",
        ]  # fmt: skip

    def test_a_value_goes_over_too_whichever_kind_has_it(self) -> None:
        there = found(have("lamp/a", **keyed("7")), have("land/b", **keyed("8")))
        shall = wanted(want("land/a", **keyed("7")), want("land/b", **keyed("9")))
        assert sorted(told(planned(shall, there))) == ["create land/a", "delete lamp/a", "update land/b"]
        made = next(one for one in planned(shall, there) if one.verb is Verb.CREATE)
        assert made.needs == ("delete " + str(at("lamp/a")),)

    def test_a_value_that_another_keeps_is_not_taken(self) -> None:
        there = found(have("lamp/a", glass="blue", **keyed("7")))
        shall = wanted(want("lamp/a", glass="blue"), want("land/a", **keyed("7")))
        with pytest.raises(Problems) as refused:
            planned(shall, there)
        assert [error.code.id for error in refused.value.errors] == ["ZY-PLAN-005"]
        assert not planned(wanted(want("lamp/a", glass="blue")), there)

    def test_what_another_keeps_is_not_taken(self) -> None:
        """As where the other lies outside of what is planned."""
        there = found(*self.HOUSES, have("family/b", beds=[path("room/a")]))
        shall = wanted(*self.KEPT, want("family/a", beds=[path("room/a")]), want("family/b", beds=[path("room/a")]))
        with pytest.raises(Problems) as refused:
            planned(shall, there)
        assert [error.code.id for error in refused.value.errors] == ["ZY-PLAN-005"]


class TestNeeds:
    """What must stand before."""

    def test_a_thing_waits_for_what_it_refers_to_and_for_what_it_comes_after(self) -> None:
        shall = wanted(
            want("family/a", plan=path("plan/a"), lamp=path("lamp/a"), after=["tank/a"]),
            want("plan/a"), want("lamp/a"), want("tank/a", litres=1),
        )  # fmt: skip
        actions = planned(shall, {})
        assert told(actions)[-1] == "create family/a"
        assert actions[-1].needs == ("create here/lamp/town/a", "create here/plan/town/a", "create here/tank/town/a")

    def test_it_waits_for_updates_too(self) -> None:
        shall = wanted(want("lamp/a", glass="blue", name="B"), want("family/a", lamp=path("lamp/a")))
        actions = planned(shall, found(have("lamp/a", glass="blue", name="A")))
        assert told(actions) == ["update lamp/a", "create family/a"]
        assert actions[1].needs == ("update here/lamp/town/a",)

    def test_what_stands_already_is_rested_on_and_not_waited_for(self) -> None:
        shall = wanted(want("lamp/a", glass="blue"), want("family/a", lamp=path("lamp/a")))
        (action,) = planned(shall, found(LAMP))
        assert action.needs == ()
        assert Rest(at("lamp/a"), "id", "id of lamp/a") in action.rests

    def test_an_update_does_not_wait_for_what_mattered_at_birth_only(self) -> None:
        shall = wanted(want("family/a", plan=path("plan/a"), name="B"), want("plan/a"))
        there = found(have("family/a", plan=path("plan/a"), name="A"))
        actions = {action.id: action.needs for action in planned(shall, there)}
        assert actions["update here/family/town/a"] == ()

    @pytest.mark.parametrize("there", [(), (have("room/a", house=path("house/x")),)])
    def test_all_that_is_missing_is_named_at_once(self, there: tuple[Existing, ...]) -> None:
        shall = wanted(want("family/a", rooms=[path("room/a")], lamp=path("lamp/a"), after=["tank/a"]))
        with pytest.raises(Problems) as raised:
            planned(shall, found(*there))
        assert {error.code for error in raised.value.errors} == {codes.NEEDS_MISSING}
        assert {error.values["needed"] for error in raised.value.errors} == {at("room/a"), at("lamp/a"), at("tank/a")}


def test_the_same_input_gives_the_same_actions_in_whatever_order_it_comes() -> None:
    shall = wanted(
        want("land/a", soil="sand"), want("land/b", soil="sand"), want("lamp/a", glass="red"),
        want("house/a", land=path("land/a")), want("room/a", house=path("house/a")), want("room/b", house=path("house/a")),
        want("family/a", rooms=[path("room/a"), path("room/b")], door=path("house/a"), lamp=path("lamp/a")),
    )  # fmt: skip
    there = found(
        LAND, have("land/b", soil="clay"), LAMP, HOUSE, ROOM, have("room/b", house=path("house/a")),
        have("family/a", rooms=[path("room/b"), path("room/a")], door=path("house/a"), lamp=path("lamp/a")),
    )  # fmt: skip
    actions = planned(shall, there)
    assert planned(dict(reversed(shall.items())), dict(reversed(there.items()))) == actions
    assert planned(dict(sorted(shall.items())), dict(sorted(there.items()))) == actions


def test_actions_are_counted_as_people_count_them() -> None:
    shall = wanted(want("land/a", soil="sand"), want("land/b"), want("tank/a", litres=6))
    there = found(LAND, have("land/c"), have("tank/a", litres=5))
    assert count(planned(shall, there)) == {"create": 1, "update": 1, "replace": 1, "delete": 1}
