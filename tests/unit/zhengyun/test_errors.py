"""Refusals say what, where and why, whatever stands in their values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyun.errors import Code, Exit, Place, Problems, ZhengyunError, fill

LOST = Code("ZY-TEST-001", Exit.DRIFT, "{thing} is at {place_of_it}.", "Look for it.")
WRONG = Code("ZY-TEST-002", Exit.BAD_INPUT, "{thing} is wrong.", "Put it right.")


def test_an_error_says_its_place_its_code_and_its_reason() -> None:
    error = ZhengyunError(LOST, place=Place("a.yaml", 3, 7), thing="it", place_of_it="home")
    assert str(error) == "a.yaml:3:7: ZY-TEST-001 it is at home."
    assert error.exit is Exit.DRIFT


def test_a_place_without_a_line_is_the_whole_file() -> None:
    assert str(Place("a.yaml")) == "a.yaml"


def test_several_errors_are_all_told_and_end_as_the_first() -> None:
    first = ZhengyunError(LOST, place=Place("a", 1, 1), thing="it", place_of_it="home")
    problems = Problems((first, ZhengyunError(WRONG, thing="that")))
    assert str(problems) == "a:1:1: ZY-TEST-001 it is at home.\nZY-TEST-002 that is wrong."
    assert problems.exit is Exit.DRIFT


def test_where_only_one_error_can_be_told_it_is_the_first_with_its_values() -> None:
    problems = Problems((ZhengyunError(WRONG, thing="that"), ZhengyunError(LOST)))
    assert fill(problems.code.reason, problems.values) == "that is wrong."


def test_what_is_not_known_stays_as_it_is_written() -> None:
    assert fill("{known} and {unknown}", {"known": 1}) == "1 and {unknown}"


@given(st.text())
def test_a_value_is_never_taken_for_a_template(value: str) -> None:
    assert fill("<{thing}>", {"thing": value}) == f"<{value}>"


@pytest.mark.parametrize("value", [None, 5, ("a",), {"b": 1}])
def test_a_value_may_be_anything(value: object) -> None:
    assert str(ZhengyunError(WRONG, thing=value)) == f"ZY-TEST-002 {value} is wrong."


@pytest.mark.parametrize("name", ["a{b", "{0}", "{what.x}", "}"])
def test_a_name_with_braces_is_told_as_it_is(name: str) -> None:
    assert fill(name, {"what": "it"}) == name
