"""Calls of programs as one text for a shell, and what came of each: how it ended, and what it said."""

import re
from collections.abc import Mapping
from typing import Any

WORDS = {"call", "says", "lines", "something", "refused"}
"""What a call has: its words; what it says somewhere, or as whole lines; that it says something at all; that it ends badly."""
END = re.compile(r"\x1e([0-9]{1,3})\x1f")
LONGEST = 500


def script(call: str, seconds: int) -> str:
    """A call, after which stands how it ended; both of its outputs are one."""
    return f"timeout -k 5 {seconds} {call} </dev/null 2>&1; printf '\\036%s\\037' \"$?\""


def answers(text: str) -> list[tuple[int, str]]:
    """Of each call that has come to its end: how, and what it said. What comes after the last end is nobody's."""
    parts = END.split(text)
    return [(int(code), said) for said, code in zip(parts[:-1:2], parts[1::2], strict=True)]


def wrong(one: Mapping[str, Any], code: int, said: str) -> str:
    """What is not as it shall be with a call; empty where nothing is."""
    if bool(code) is not bool(one.get("refused")):
        return "it is not refused" if one.get("refused") else last(said) or f"it ended with {code}"
    if one.get("something") and not said.strip():
        return "it says nothing"
    lines = said.splitlines()
    missing = [text for text in map(str, one.get("says", ())) if text not in said]
    missing += [line for line in map(str, one.get("lines", ())) if line not in lines]
    return f"it does not say: {', '.join(missing)}"[:LONGEST] if missing else ""


def last(said: str) -> str:
    """The end of what it said, on one line."""
    return " ".join(said.split())[-LONGEST:]
