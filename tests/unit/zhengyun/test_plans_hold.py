"""Of any two worlds: doing the plan's actions turns the one into the other, and never breaks anything on the way."""

from random import Random

from hypothesis import given

from tests.examples import examples
from tests.unit.zhengyun.interpreter import Interpreter
from tests.unit.zhengyun.small import GRAMMARS, planned
from tests.unit.zhengyun.worlds import SEEDS, found_of, shuffled, wanted_of
from zhengyun.diff import Verb, diff

MANY = examples(150)


@MANY
@given(SEEDS)
def test_the_plans_order_leads_to_what_is_wanted_and_leaves_nothing_to_do(seed: int) -> None:
    shall, there = wanted_of(seed), found_of(seed)
    world = Interpreter(there)
    for action in planned(shall, there):
        world.do(action)
    world.check(shall)
    assert not diff(shall, world.observed(), GRAMMARS)


@MANY
@given(SEEDS)
def test_any_order_that_keeps_the_needs_leads_to_what_is_wanted(seed: int) -> None:
    shall, there, random = wanted_of(seed), found_of(seed), Random(seed)
    world = Interpreter(there)
    waiting = list(planned(shall, there))
    while waiting:
        action = random.choice([one for one in waiting if world.done.issuperset(one.needs)])
        waiting.remove(action)
        world.do(action)
    world.check(shall)


@MANY
@given(SEEDS)
def test_the_same_worlds_give_the_same_plan_in_whatever_order_they_are_read(seed: int) -> None:
    shall, there, random = wanted_of(seed), found_of(seed), Random(seed)
    assert planned(shuffled(shall, random), shuffled(there, random)) == planned(shall, there)


@MANY
@given(SEEDS)
def test_no_data_is_lost_unsaid(seed: int) -> None:
    there = found_of(seed)
    for action in planned(wanted_of(seed), there):
        dies = action.verb is Verb.DELETE and GRAMMARS[action.address.kind].holds
        assert bool(action.loses) == (dies and not there[action.address].empty)


@MANY
@given(SEEDS)
def test_a_plan_rests_only_on_what_was_found(seed: int) -> None:
    there = found_of(seed)
    for action in planned(wanted_of(seed), there):
        for address, attribute, value in action.rests:
            existing = there.get(address)
            if existing is None:
                assert (attribute, value) == ("id", None)
            elif attribute in {"id", "fault", "empty"}:
                assert getattr(existing, attribute) == value
            else:
                assert existing.attributes.get(attribute) == value
