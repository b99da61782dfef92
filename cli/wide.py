"""What texts take on a terminal: Chinese characters take two places, and no spaces tell where a line of them may end."""

import re
from typing import Final
from unicodedata import east_asian_width

import click

# No line begins with what closes, and none ends with what opens.
CLOSING: Final = "，。：；、！？）》」】”’"
OPENING: Final = "（《「【“‘"
WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
PIECE: Final = re.compile(rf"(\s*)([{OPENING}]*(?:[^\s{WIDE}{OPENING}{CLOSING}]+|\S)[{CLOSING}]*)")


def width(text: str) -> int:
    """How many places a text takes on a terminal."""
    plain = click.unstyle(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in plain)


def pad(text: str, size: int) -> str:
    """Fill a text up with spaces."""
    return text + " " * (size - width(text))


def cut(text: str, size: int) -> str:
    """A plain text, or as much of it as there is room for."""
    if width(text) <= size:
        return text
    while width(text) >= size:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, size: int) -> list[str]:
    """A text as lines of at most that size; only what cannot be broken, such as a path, is longer."""
    lines = [""]
    for gap, piece in PIECE.findall(text.strip()):
        longer = lines[-1] + (" " if gap else "") + piece
        if lines[-1] and width(longer) > size:
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines
