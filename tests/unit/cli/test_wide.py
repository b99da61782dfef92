"""What is shown on a terminal: our colours, everybody's characters, and nobody's commands."""

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import text
from cli.numbers import Whole, Within
from cli.output import fitted
from cli.wide import cut, fit, hung, width

MARK = "\ufffd"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("云洲市　财政局 · a b", "云洲市　财政局 · a b"),
        (click.style("CR-1", fg="red", bold=True) + " ok", click.style("CR-1", fg="red", bold=True) + " ok"),
        (click.style("dim", dim=True), click.style("dim", dim=True)),
        ("a\x1b[2J\x1b[1;1Hb", f"a{MARK}[2J{MARK}[1;1Hb"),
        ("hidden \x1b[8m- server\x1b[0m", f"hidden {MARK}[8m- server\x1b[0m"),
        ("black \x1b[30mon black", f"black {MARK}[30mon black"),
        ("a\nsecurity agreed\rb\tc", f"a{MARK}security agreed{MARK}b{MARK}c"),
        ("\x9b2J \u202etxt.exe \x07", f"{MARK}2J {MARK}txt.exe {MARK}"),
    ],
)
def test_a_line_is_shown_as_one_line_and_steers_nothing(line: str, shown: str) -> None:
    assert fit(line) == shown


@pytest.mark.parametrize(
    ("text", "size", "shown"),
    [("finance", 7, "finance"), ("finance", 6, "finan…"), ("财政局", 6, "财政局"), ("财政局", 5, "财政…"), ("", 3, "")],
)
def test_what_is_too_long_is_cut_where_there_is_no_more_room(text: str, size: int, shown: str) -> None:
    assert cut(text, size) == shown


def test_a_text_of_any_length_is_cut() -> None:
    assert width(cut("主中心 " * 1_000_000, 60)) in {59, 60}


class TestHung:
    """Lines that go on."""

    @pytest.fixture(autouse=True)
    def narrow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "20")

    @pytest.mark.parametrize(
        ("text", "head", "shown"),
        [
            ("short", "", ["short"]),
            ("", "", [""]),
            ("  in by two: words that go on", "", ["  in by two: words", "    that go on"]),
            ("words that go on here", "key  ", ["key  words that go", "     on here"]),
            ("系统管理员和安全管理员各一名", "", ["系统管理员和安全管", "  理员各一名"]),
            ("pin " + "a" * 18, "key  ", ["key  pin", "a" * 18]),
            ("a" * 18, "key  ", ["key", "a" * 18]),
            ("a" * 30, "", ["a" * 30]),
        ],
    )
    def test_what_goes_on_stands_under_it(self, text: str, head: str, shown: list[str]) -> None:
        assert list(hung(text, head)) == shown

    @given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=200), st.integers(10, 100))
    def test_nothing_of_a_text_is_lost(self, text: str, size: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", str(size))
            lines = list(hung(text))
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(width(line) <= size or len(line.split()) == 1 for line in lines)

    def test_a_tables_loose_column_goes_on_in_further_lines(self) -> None:
        rows = [("one", "words that go on"), ("three", "x")]
        assert [click.unstyle(line) for line in fitted(("#", "Why"), rows, {1})] == [
            "#      Why",
            "one    words that go",
            "       on",
            "three  x",
        ]
        assert fitted(("#", "Why"), rows, set())[1] == "one    words that go on"


def test_numbers_are_called_so_in_the_readers_language() -> None:
    text.settle(["--lang", "zh_CN"])
    try:
        names = {Whole().name, Within(1).name}
        assert names == {text._("integer")}
    finally:
        text.settle(["--lang", "en"])
    with pytest.raises(click.BadParameter, match="'x' is not a valid integer"):
        click.Option(["-n"], type=Within(1)).type("x")
    with pytest.raises(click.BadParameter, match="0 is not in the range x>=1"):
        click.Option(["-n"], type=Within(1)).type("0")
