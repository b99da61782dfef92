"""A plan is what people sign: the same plan has the same digest, and nothing of it can be altered unseen."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given

from tests.examples import examples
from tests.unit.zhengyun.small import Found, Wanted, at, found, have, path, planned, want, wanted
from tests.unit.zhengyun.worlds import SEEDS, found_of, shuffled, wanted_of
from zhengyun.action import Effects, Rest
from zhengyun.plan import Moved, Plan, Scope, moved
from zhengyun.planfile import dump
from zhengyun.resource import World


def plan_of(shall: Wanted, there: Found, commit: str = "c0ffee") -> Plan:
    effects = Effects(("town",), ("here/centre",), 3, ("everything",), ("the door",))
    return Plan("county", commit, Scope(("here",), (), allow_destroy=True), planned(shall, there), effects)


def small_plan() -> Plan:
    shall = wanted(
        want("land/a", soil="sand"), want("family/a", door=None, lamp=path("lamp/a")), want("lamp/a", 名="灯")
    )
    return plan_of(shall, found(have("land/a", soil="clay", size=3)))


class TestDigest:
    """One plan, one digest."""

    @examples(50)
    @given(SEEDS)
    def test_who_plans_again_from_the_same_gets_the_same_digest(self, seed: int) -> None:
        shall, there, random = wanted_of(seed), found_of(seed), Random(seed)
        one, again = plan_of(shall, there), plan_of(shuffled(shall, random), shuffled(there, random))
        assert (one.digest, one.fingerprint) == (again.digest, again.fingerprint)
        assert dump(one) == dump(again)

    @pytest.mark.parametrize(
        "other",
        [
            lambda plan: replace(plan, estate="other"),
            lambda plan: replace(plan, commit="other"),
            lambda plan: replace(plan, scope=Scope(("here",))),
            lambda plan: replace(plan, scope=Scope(("here",), ("town",), allow_destroy=True)),
            lambda plan: replace(plan, actions=plan.actions[:-1]),
            lambda plan: replace(plan, actions=tuple(reversed(plan.actions))),
            lambda plan: replace(plan, effects=Effects()),
            lambda plan: replace(plan, actions=(replace(plan.actions[0], target="x"), *plan.actions[1:])),
            lambda plan: replace(plan, actions=(replace(plan.actions[0], tenths=99), *plan.actions[1:])),
        ],
    )
    def test_another_plan_has_another_digest(self, other: Callable[[Plan], Plan]) -> None:
        assert other(small_plan()).digest != small_plan().digest

    def test_the_fingerprint_is_of_the_facts_alone(self) -> None:
        plan = small_plan()
        assert replace(plan, commit="other").fingerprint == plan.fingerprint
        assert replace(plan, actions=()).fingerprint != plan.fingerprint

    def test_a_fact_that_two_actions_rest_on_is_named_once(self) -> None:
        shall = wanted(want("lamp/a"), want("family/a", lamp=path("lamp/a")), want("family/b", lamp=path("lamp/a")))
        rests = plan_of(shall, found(have("lamp/a"))).rests()
        assert rests.count(Rest(at("lamp/a"), "id", "id of lamp/a")) == 1
        assert rests == sorted(rests)


class TestScope:
    """What a plan was asked to look at."""

    @pytest.mark.parametrize(
        ("only", "site", "name", "covered"),
        [
            ((), "here", "town", True),
            ((), "there", "town", False),
            (("town",), "here", "town", True),
            (("town",), "here", "town/a/b", True),
            (("town",), "here", "township", False),
            (("town",), "here", "village", False),
            (("town",), "there", "town", False),
            (("town/a",), "here", "town/a", True),
            (("town/a",), "here", "town/a/b", True),
            (("town/a",), "here", "town/ab", False),
            (("town/a",), "here", "town", False),
            (("village", "town"), "here", "town/a", True),
        ],
    )
    def test_it_covers_what_lies_below(self, only: tuple[str, ...], site: str, name: str, covered: bool) -> None:
        assert Scope(("here",), only).covers(site, name) is covered


class TestMoved:
    """What a plan rests on."""

    SHALL = wanted(
        want("land/a", soil="clay", colour="y"),
        want("family/a", lamp=path("lamp/a")),
        want("lamp/a"),
        want("tank/b", litres=9),
    )
    THERE = found(
        have("land/a", soil="clay", colour="x", owner="duke"), have("lamp/a"), have("tank/a", litres=1, fault="leaks", empty=True),
    )  # fmt: skip

    def moves(self, now: Found) -> list[Moved]:
        return list(moved(plan_of(self.SHALL, self.THERE), {"here": World("here", now)}))

    def test_a_world_that_stands_still_has_not_moved(self) -> None:
        assert not self.moves(self.THERE)

    def test_what_no_action_rests_on_may_move(self) -> None:
        now = self.THERE | found(
            have("land/a", soil="clay", colour="x", owner="abbot"), have("plan/z"), have("lamp/a", glass="green")
        )
        assert not self.moves(now)

    @pytest.mark.parametrize(
        ("now", "name", "attribute", "value"),
        [
            (have("land/a", soil="clay", colour="z"), "land/a", "colour", "z"),
            (replace(THERE[at("land/a")], id="another"), "land/a", "id", "another"),
            (replace(THERE[at("lamp/a")], id="another"), "lamp/a", "id", "another"),
            (have("family/a"), "family/a", "id", "id of family/a"),
            (have("tank/a", litres=2, fault="leaks", empty=True), "tank/a", "litres", 2),
            (have("tank/a", litres=1, empty=True), "tank/a", "fault", ""),
            (have("tank/a", litres=1, fault="leaks"), "tank/a", "empty", False),
        ],
    )  # fmt: skip
    def test_each_fact_that_moved_is_named_with_what_it_is_now(
        self, now: Any, name: str, attribute: str, value: object
    ) -> None:
        moves = self.moves(self.THERE | found(now))
        assert [(one.rest.address, one.rest.attribute, one.now) for one in moves] == [(at(name), attribute, value)]

    def test_what_is_gone_has_moved(self) -> None:
        assert {(one.rest.attribute, one.now) for one in self.moves({})} >= {("id", None), ("colour", None)}
