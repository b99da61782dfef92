"""What is shown on a terminal: our colours, everybody's characters, and nobody's commands."""

import click
import pytest

from cli.wide import fit

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
