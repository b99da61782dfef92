"""YAML without its surprises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.reader import read
from zhengyun.errors import ZhengyunError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("1:30", "1:30"),
        ("0x1F", "0x1F"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("2026-01-01", "2026-01-01"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("政云", "政云"),
        ("99999999999999999999", "99999999999999999999"),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(text: str, value: object) -> None:
    assert read("f", f"a: {text}\n".encode()).data == {"a": value}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", "ZY-EST-007", 3, 1),
        ("a: &x [1]\nb: *x\n", "ZY-EST-004", 1, 4),
        ("a: !!python/object/apply:os.system [x]\n", "ZY-EST-005", 1, 4),
        ("a: !secret x\n", "ZY-EST-005", 1, 4),
        ("a: !secret 'x'\n", "ZY-EST-005", 1, 4),
        ("[a]: 1\n", "ZY-EST-006", 1, 1),
        ("? {a: 1}\n: 2\n", "ZY-EST-006", 1, 3),
        ("a: 1\n---\nb: 2\n", "ZY-EST-001", 2, 1),
        ("a: 'x\n", "ZY-EST-001", 2, 1),
        ("a:\n\t- x\n", "ZY-EST-001", 2, 1),
        ("a: [1\n", "ZY-EST-001", 2, 1),
        ("%YAML 3.0\n---\na: 1\n", "ZY-EST-001", 1, 1),
        ("a: \x00\n", "ZY-EST-001", 1, 1),
        ("[" * 100_000, "ZY-EST-003", 0, 0),
        ("- " * 100_000 + "x", "ZY-EST-003", 0, 0),
        ("a: " + "{a: " * 40 + "1" + "}" * 40, "ZY-EST-003", 0, 0),
    ],
)
def test_a_surprise_is_refused_at_its_place(text: str, code: str, line: int, column: int) -> None:
    error = the_error(text)
    assert error.code.id == code
    assert error.place
    assert (error.place.line, error.place.column) == (line, column)


def the_error(text: str) -> ZhengyunError:
    try:
        (error,) = read("f", text.encode()).errors
    except ZhengyunError as refused:
        return refused
    return error


def test_text_that_is_no_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(ZhengyunError) as caught:
        read("f", b"a: 1\nb: \xff\xfe\n")
    assert caught.value.place == ("f", 2, 1)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(ZhengyunError) as caught:
        read("f", b"a: 1\n" * (4 << 20))
    assert caught.value.code.id == "ZY-EST-002"


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read("f", b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


@given(st.binary(max_size=400))
def test_whatever_bytes_come_they_are_read_or_refused(content: bytes) -> None:
    try:
        read("f", content)
    except ZhengyunError as error:
        str(error)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@,? \n\t\\0\u4e2d", max_size=200))
def test_whatever_yaml_like_text_comes_it_is_read_or_refused(text: str) -> None:
    try:
        document = read("f", text.encode())
    except ZhengyunError:
        return
    assert document.place(("a", 0, "b"))
