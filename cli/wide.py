"""What texts take on a terminal: Chinese characters take two places, and no spaces tell where a line of them may end."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from unicodedata import category, east_asian_width

import click

# No line begins with what closes, and none ends with what opens.
CLOSING: Final = "，。：；、！？）》」】”’"
OPENING: Final = "（《「【“‘"
WIDE: Final = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\uff01", "\uff60"))
# How wide a terminal is that does not say it, as click has it.
MOST: Final = 80
# The colours that click.style gives, and no other word to a terminal. A pattern is compiled when it is needed: --help waits.
COLOUR: Final = r"(\x1b\[(?:[012]|3[1-7])m)"


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
    # No character takes less than a place: what is behind these is not even looked at.
    shown = text[: size + 1]
    if width(shown) <= size:
        return shown
    while width(shown) >= size:
        shown = shown[:-1]
    return shown + "…"


def columns() -> int:
    """How wide the terminal is: $COLUMNS, or what the terminal says, or 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or MOST if sys.__stdout__ else MOST
    except (AttributeError, ValueError, OSError):
        return MOST


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


def hung(text: str, head: str = "") -> Iterator[str]:
    """Yield a text as lines no wider than the terminal; what goes on stands under the text, or in by two where it has no head.

    What cannot be broken, such as a digest that is to be copied, begins at the margin where it would be too wide otherwise.
    """
    plain = text.lstrip(" ")
    head += " " * (len(text) - len(plain))
    size, gap = columns(), width(head) + (0 if head.strip() else 2)
    parts = [plain] if width(head + plain) <= size else wrapped(plain, size - gap)
    for number, piece in enumerate(parts):
        start = " " * gap if number else head
        if start.strip() and width(start + piece) > size:
            yield start.rstrip()
            start = ""
        yield (start if width(start + piece) <= size else "") + piece


def hanging(lines: Iterable[str]) -> Iterator[str]:
    """Lines no wider than the terminal, each as `hung` has it."""
    return (piece for line in lines for piece in hung(line))


def pieces(text: str) -> Iterator[str]:
    """Yield what stands on one line, whatever room there is."""
    return (piece for _gap, piece in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What stands on one line, each with the space before it."""
    for number, word in enumerate(text.split()):
        pieces = [word] if word.isascii() else _broken(word)
        for place, piece in enumerate(pieces):
            yield (" " if number and not place else ""), piece


def _broken(word: str) -> Iterator[str]:
    """A word where Chinese lines may end: what opens stays with what follows, what closes with what is before."""
    start = 0
    while start < len(word):
        end = _past(word, start, OPENING.__contains__)
        end = max(_past(word, end, _is_plain), min(end + 1, len(word)))
        end = _past(word, end, CLOSING.__contains__)
        yield word[start:end]
        start = end


def _past(word: str, start: int, belongs: Callable[[str], bool]) -> int:
    while start < len(word) and belongs(word[start]):
        start += 1
    return start


def _is_plain(character: str) -> bool:
    """Whether it is of a script whose words are not broken."""
    return character not in OPENING + CLOSING and not any(first <= character <= last for first, last in WIDE)
