"""Intervals, and which clocks can be right together."""

from hypothesis import given
from hypothesis import strategies as st

from clock.bounds import Bounds, agreement

bounds = st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 10**5)).map(lambda one: Bounds(one[0], one[0] + one[1]))
several = st.dictionaries(st.sampled_from("abcdefgh"), bounds, max_size=8)


@given(bounds, bounds, st.integers(0, 100), st.integers(0, 100))
def test_a_difference_holds_the_difference_of_whatever_the_two_are(a: Bounds, b: Bounds, i: int, j: int) -> None:
    x = a.low + (a.high - a.low) * i // 100
    y = b.low + (b.high - b.low) * j // 100
    assert a.minus(b).low <= x - y <= a.minus(b).high
    assert a.plus(b).low <= x + y <= a.plus(b).high


@given(bounds)
def test_an_estimate_is_off_by_no_more_than_is_told(one: Bounds) -> None:
    assert one.high - one.middle <= one.half
    assert one.middle - one.low <= one.half
    assert one.nearest <= abs(one.middle) <= one.farthest


@given(several)
def test_a_majority_can_be_right_together_and_whoever_is_false_cannot_with_it(said: dict[str, Bounds]) -> None:
    found = agreement(said)
    if found.common:
        assert 2 * len(found.true) > len(said)
        assert all(said[one].low <= found.common.low <= found.common.high <= said[one].high for one in found.true)
        assert not any(said[one].meets(found.common) for one in found.false)
        assert set(found.true) | set(found.false) == set(said)
    else:
        points = {one.low for one in said.values()}
        assert all(2 * sum(one.low <= at <= one.high for one in said.values()) <= len(said) for at in points)


@given(several, st.integers(-(10**6), 10**6))
def test_a_majority_that_holds_the_truth_is_found_whatever_the_others_say(lies: dict[str, Bounds], truth: int) -> None:
    """Up to half less one may lie, each as it likes: the agreed interval still overlaps with somebody who is right."""
    right = {f"right{number}": Bounds(truth - number - 1, truth + number + 1) for number in range(len(lies) + 1)}
    found = agreement({**lies, **right})
    assert found.common
    assert set(found.true) & set(right)


def test_two_that_differ_are_two_camps() -> None:
    found = agreement({"a": Bounds(0, 1), "b": Bounds(5, 6)})
    assert found.common is None
    assert found.camps == (("a",), ("b",))


def test_nobody_agrees_where_nobody_says_anything() -> None:
    assert agreement({}).common is None
