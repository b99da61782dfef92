"""A plan file is refused unless it is byte for byte what was written, whoever altered it and however well."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.zhengyun.test_plan import plan_of, small_plan
from tests.unit.zhengyun.worlds import SEEDS, found_of, wanted_of
from zhengyun import codes
from zhengyun.canonical import canonical, digest
from zhengyun.errors import ZhengyunError
from zhengyun.planfile import dump, load


def refused(data: bytes) -> bool:
    """Whether a file is refused, and in the one way in which it may be."""
    try:
        load(data, "p.json")
    except ZhengyunError as error:
        if error.code is not codes.PLAN_ALTERED or not str(error).startswith("p.json: ZY-PLAN-001"):
            raise
        return True
    return False


class TestFile:
    """The plan as a file."""

    @examples(50)
    @given(SEEDS)
    def test_a_plan_is_read_back_as_it_was_written(self, seed: int) -> None:
        plan = plan_of(wanted_of(seed), found_of(seed))
        assert load(dump(plan), "p.json") == plan

    def test_a_plan_without_actions_is_a_plan(self) -> None:
        plan = plan_of({}, {})
        assert load(dump(plan), "p.json") == plan

    @pytest.mark.slow
    def test_a_file_with_any_byte_altered_is_refused(self) -> None:
        whole = dump(small_plan())
        for position, byte in enumerate(whole):
            for other in {byte ^ 0x01, byte ^ 0x20, byte ^ 0x80, 0x20, 0x22} - {byte}:
                assert refused(whole[:position] + bytes([other]) + whole[position + 1 :]), (position, other)

    @pytest.mark.slow
    def test_a_file_with_any_byte_missing_or_more_is_refused(self) -> None:
        whole = dump(small_plan())
        for position in range(len(whole)):
            assert refused(whole[:position] + whole[position + 1 :]), position
            for more in (b" ", b"0"):
                assert refused(whole[:position] + more + whole[position:]), (position, more)
        assert refused(whole + b"\n")
        assert refused(b"\xef\xbb\xbf" + whole)
        assert refused(whole.decode().encode("utf-16"))

    def test_a_file_that_ends_too_early_is_refused(self) -> None:
        whole = dump(small_plan())
        assert all(refused(whole[:length]) for length in range(len(whole)))

    @given(st.binary())
    def test_bytes_are_no_plan(self, data: bytes) -> None:
        assert refused(data)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"null",
            b"[]",
            b'"plan"',
            b"1e400",
            b"NaN",
            b"[" * 200_000,
            b'{"plan":' * 50_000,
            b"9" * 5_000,
            b'{"digest":"","plan":' + b"9" * 5_000 + b"}",
            b'{"digest":"","plan":[]}',
            b'{"digest":"","plan":{}}',
            b'{"digest":"","plan":{"format":"zhengyun-plan/1"}}',
            b'{"plan":"\\ud800"}',
        ],
        ids=lambda data: data[:24].decode() + f" ({len(data)})",
    )
    def test_what_is_deep_long_or_something_else_is_no_plan(self, data: bytes) -> None:
        assert refused(data)


def sealed(document: object) -> bytes:
    """A file around any document, with a digest that is right: what somebody with patience could hand in."""
    return canonical({"digest": digest(document), "plan": document}) + b"\n"


def document() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(dump(small_plan()))["plan"]
    return content


class TestForged:
    """Files that are whole and say what no plan says."""

    def test_a_whole_document_is_a_plan(self) -> None:
        assert not refused(sealed(document()))

    @pytest.mark.parametrize("name", sorted(document()))
    def test_nothing_may_be_missing(self, name: str) -> None:
        content = document()
        del content[name]
        assert refused(sealed(content))

    @pytest.mark.parametrize("name", sorted(document()["actions"][0]))
    @pytest.mark.parametrize("value", [None, 5, True, "x", [5], ["x"], [[]], [[1, 2, 3]], {"x": 1}])
    def test_nothing_in_an_action_may_be_of_another_type(self, name: str, value: object) -> None:
        content = document()
        same_type = type(content["actions"][0][name]) is type(value) and not isinstance(value, list)
        content["actions"][0][name] = value
        assert same_type or refused(sealed(content))

    @pytest.mark.parametrize("name", sorted(document()["effects"]))
    @pytest.mark.parametrize("value", [None, True, "x", [5], {}])
    def test_nothing_in_the_effects_may_be_of_another_type(self, name: str, value: object) -> None:
        content = document()
        content["effects"][name] = value
        assert refused(sealed(content))

    @pytest.mark.parametrize(
        "edit",
        [
            lambda plan: plan.update(more=1),
            lambda plan: plan.update(format="zhengyun-plan/2"),
            lambda plan: plan["scope"].update(allow_destroy=1),
            lambda plan: plan["scope"].update(sites="here"),
            lambda plan: plan["actions"][0].update(address="here"),
            lambda plan: plan["actions"][0].update(verb="destroy"),
            lambda plan: plan["actions"][0].update(rests=[["here/land/a", {}, None]]),
            lambda plan: plan["actions"][0].update(rests=[["here", "id", None]]),
            lambda plan: plan["actions"].reverse(),
            lambda plan: plan["actions"].append(plan["actions"][0]),
            lambda plan: plan["actions"][0].update(needs=["an action of another plan"]),
            lambda plan: plan["actions"][0].update(needs=[plan["actions"][0]["id"]]),
        ],
    )
    def test_what_could_not_be_carried_out_is_no_plan(self, edit: Callable[[dict[str, Any]], object]) -> None:
        content = document()
        edit(content)
        assert refused(sealed(content))

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
            lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=3), one, max_size=3),
        )
    )
    def test_no_document_of_somebody_else_is_a_plan(self, content: object) -> None:
        assert refused(sealed(content))
