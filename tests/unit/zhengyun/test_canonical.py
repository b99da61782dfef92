"""One value, one sequence of bytes (RFC 8785): what is signed cannot be read in two ways."""

import hashlib
import json
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from random import Random
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyun.canonical import LARGEST, NotCanonicalError, canonical, digest, digest_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


class Colour(StrEnum):
    """A text by another name."""

    RED = "red"


class Number(IntEnum):
    """A number by another name."""

    ONE = 1


class Pair(NamedTuple):
    """A list by another name."""

    left: str
    right: int


def exactly(value: object) -> object:
    """The value with its types, which Python takes for equal where JSON does not."""
    if isinstance(value, Mapping):
        return {name: exactly(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [exactly(one) for one in value]
    return type(value).__name__, value


class TestVectors:
    """What the RFC itself gives as examples, as far as it holds no fraction."""

    def test_texts_are_escaped_as_in_section_3_2_2_2(self) -> None:
        value = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"}
        assert canonical(value) == '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()

    def test_literals_are_written_as_in_section_3_2_2_1(self) -> None:
        assert canonical({"literals": [None, True, False]}) == b'{"literals":[null,true,false]}'

    def test_names_are_ordered_by_utf_16_code_units_as_in_section_3_2_3(self) -> None:
        names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
        wanted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
        assert list(json.loads(canonical(dict.fromkeys(names, 0)))) == wanted
        assert wanted != sorted(names), "the order of code points would be another"

    def test_controls_are_written_in_lower_case(self) -> None:
        assert canonical("\b\f\t\r\u001f\u007f") == b'"\\b\\f\\t\\r\\u001f\x7f"'

    def test_nothing_is_escaped_that_need_not_be(self) -> None:
        assert canonical("</\u2028é中\U0001f600") == '"</\u2028é中\U0001f600"'.encode()


class TestProperties:
    """What must hold of every value."""

    @pytest.mark.slow
    @given(VALUES)
    def test_the_bytes_are_json_and_say_the_same_value(self, value: object) -> None:
        assert exactly(json.loads(canonical(value))) == exactly(value)

    @given(VALUES)
    def test_what_was_read_back_has_the_same_bytes(self, value: object) -> None:
        assert canonical(json.loads(canonical(value))) == canonical(value)

    @pytest.mark.slow
    @given(st.dictionaries(TEXTS, VALUES, min_size=2), st.randoms(use_true_random=False))
    def test_the_order_of_names_does_not_matter(self, value: dict[str, object], random: Random) -> None:
        names = list(value)
        random.shuffle(names)
        assert canonical({name: value[name] for name in names}) == canonical(value)

    @given(VALUES, VALUES)
    def test_two_values_have_the_same_bytes_only_if_they_are_the_same(self, one: object, other: object) -> None:
        assert (canonical(one) == canonical(other)) == (exactly(one) == exactly(other))

    @given(VALUES)
    def test_no_white_space_stands_between_tokens(self, value: object) -> None:
        assert len(canonical(value)) <= len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def test_our_own_types_are_written_as_what_they_are() -> None:
    value = {Colour.RED: (Colour.RED, Number.ONE, Pair("a", 1)), "view": MappingProxyType({"a": ()})}
    assert canonical(value) == b'{"red":["red",1,["a",1]],"view":{"a":[]}}'


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        1.0,
        float("nan"),
        float("inf"),
        LARGEST + 1,
        -LARGEST - 1,
        10**400,
        "\ud800",
        {"\ud800": 1},
        ["\udfff"],
        b"bytes",
        bytearray(b"b"),
        {1, 2},
        {1: "a"},
        {None: "a"},
        object(),
        {"a": [{"b": 0.1}]},
    ],
)
def test_what_two_readers_could_take_for_different_values_has_no_bytes(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, 0, -0, True])
def test_whole_numbers_that_every_reader_holds_have_bytes(value: int) -> None:
    assert json.loads(canonical(value)) == value


def test_a_digest_names_its_algorithm() -> None:
    assert digest({}) == digest_of(b"{}") == "sha256:" + hashlib.sha256(b"{}").hexdigest()
