"""Calls of programs as one text for a shell, by a real shell: how each ended and what it said, held against what it shall."""

import runpy
import shlex
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

PLUGINS: Final = Path(__file__).resolve().parents[3] / "playbooks" / "plugins"
ours = runpy.run_path(str(PLUGINS / "zy_called.py"))


def called(*calls: tuple[str, ...]) -> list[tuple[int, str]]:
    """What came of these calls."""
    text = "\n".join(ours["script"](shlex.join(one), 60) for one in calls)
    done = subprocess.run(["/bin/sh", "-c", text], capture_output=True, text=True, check=False, timeout=120)
    found: list[tuple[int, str]] = ours["answers"](done.stdout)
    return found


def test_each_call_is_told_by_itself_with_both_of_its_outputs() -> None:
    told = called(("echo", "one"), ("sh", "-c", "echo two; echo three >&2; exit 3"), ("cat",), ("true",))
    assert told == [(0, "one\n"), (3, "two\nthree\n"), (0, ""), (0, "")]


def test_what_is_not_there_is_told_and_the_others_are_called() -> None:
    (code, _), after = called(("/no/such/program",), ("echo", "after"))
    assert (code != 0, after) == (True, (0, "after\n"))


def test_words_are_words_and_nothing_of_the_shells() -> None:
    word = "$(echo no); `echo no` 'x' & > /dev/full"
    assert called(("printf", "%s", word)) == [(0, word)]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x1e")))
def test_of_whatever_a_host_says_only_what_has_ended_is_told(text: str) -> None:
    assert ours["answers"](text) == []
    assert ours["answers"](f"{text}\x1e0\x1fmore") == [(0, text)]


@pytest.mark.parametrize(
    ("shall", "code", "said", "why"),
    [
        ({}, 0, "", ""),
        ({}, 7, "", "it ended with 7"),
        ({}, 7, "its words\n of it", "its words of it"),
        ({"refused": True}, 0, "", "it is not refused"),
        ({"refused": True}, 1, "", ""),
        ({"something": True}, 0, " \n", "it says nothing"),
        ({"something": True}, 0, "x", ""),
        ({"says": ["b", "z"]}, 0, "a b c", "it does not say: z"),
        ({"lines": ["a b"]}, 0, "x\na b\n", ""),
        ({"lines": ["a b"]}, 0, "a b c\n", "it does not say: a b"),
    ],
)
def test_what_is_not_as_it_shall_be_is_told(shall: dict[str, Any], code: int, said: str, why: str) -> None:
    assert ours["wrong"](shall, code, said) == why
    assert shall.keys() <= ours["WORDS"]
