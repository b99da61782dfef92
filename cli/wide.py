"""What texts take on a terminal: Chinese characters take two places, and no spaces tell where a line of them may end."""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import category, east_asian_width

import click

# No line begins with what closes, and none ends with what opens.
CLOSING: Final = "，。：；、！？）》」】”’"
OPENING: Final = "（《「【“‘"
WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
# The colours that click.style gives, and no other word to a terminal. Patterns are compiled once they are needed: --help waits.
COLOUR: Final = r"(\x1b\[(?:[012]|3[1-7])m)"
PIECE: Final = rf"(\s*)([{OPENING}]*(?:[^\s{WIDE}{OPENING}{CLOSING}]+|\S)[{CLOSING}]*)"


def width(text: str) -> int:
    """How many places a text takes on a terminal."""
    if text.isascii() and text.isprintable():
        return len(text)
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


def fit(line: str) -> str:
    """A line that is fit to be shown: whoever could write a part of it must not be able to steer a terminal.

    What would move the cursor, begin another line or turn the writing round stands as U+FFFD; our colours stay.
    """
    if line.isprintable():
        return line
    pieces = re.split(COLOUR, line)
    pieces[::2] = ["".join(one if _is_shown(one) else "\ufffd" for one in piece) for piece in pieces[::2]]
    return "".join(pieces)


def _is_shown(character: str) -> bool:
    # Chinese spaces are no printable characters to Python.
    return character.isprintable() or category(character) == "Zs"


def wrapped(text: str, size: int) -> list[str]:
    """A text as lines of at most that size; only what cannot be broken, such as a path, is longer."""
    lines = [""]
    for gap, piece in _pieces(text.strip()):
        longer = lines[-1] + (" " if gap else "") + piece
        if lines[-1] and width(longer) > size:
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


def _pieces(text: str) -> Iterable[tuple[str, str]]:
    """What stands on one line, each with the space before it."""
    if text.isascii():
        return [(" " if number else "", word) for number, word in enumerate(text.split())]
    return re.findall(PIECE, text)
