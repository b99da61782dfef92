"""What PostgreSQL makes of a string of SQL before it parses it: its tokens, statement by statement (its scan.l).

Comments nest, names lose their case unless they are quoted, and what a quote holds is a literal, whatever it looks like. A session
that has set `standard_conforming_strings` off reads a backslash otherwise, and no line of a log tells of it: where there is one,
a string has two readings.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple

BLANK: Final = re.compile(r"(?:[ \t\n\r\f\v]++|--[^\n\r]*+)+")
COMMENTS: Final = re.compile(r"/\*|\*/")
WORD: Final = re.compile(r"[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*")
NUMBER: Final = re.compile(r"\$?[0-9]+")
TAG: Final = re.compile(r"\$(?:[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\u0080-\U0010ffff]*)?\$")
PREFIX: Final = re.compile(r"[eE]'|[bBxXnN]'|[uU]&['\"]")
PLAIN: Final = re.compile(r"'[^']*(?:''[^']*)*'")
ESCAPED: Final = re.compile(r"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'", re.DOTALL)
NAME: Final = re.compile(r'"[^"]*(?:""[^"]*)*"')
# Two literals with the end of a line between them are one, and go on as the first began.
GOES_ON: Final = re.compile(r"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*+[\n\r])*+(?=')")


class Kind(Enum):
    """What a token is."""

    WORD = "a key word, or a name in small letters"
    NAME = "a name as it was quoted"
    ANY = "a name written by numbers of characters, which can be any"
    LITERAL = "a literal"
    MARK = "a number, an operator, a bracket"


class Token(NamedTuple):
    """A token; of a literal nothing is kept."""

    kind: Kind
    text: str


Statement = tuple[Token, ...]


def readings(text: str) -> Sequence[tuple[Statement, ...]]:
    """The statements in a string, once for each way in which PostgreSQL may read it; none where it can be read in no way."""
    ways = (False, True) if "\\" in text else (False,)
    return [
        tuple(_statements(tokens)) for backslash in ways if (tokens := _tokens(text, backslash=backslash)) is not None
    ]


def bare(text: str) -> str:
    """The same string in one line without its comments, to be shown; one that cannot be read stays as it is."""
    pieces, at, reads = [""], 0, True
    while reads and at < len(text):
        ends, token = _next(text, at, backslash=False)
        reads = ends >= 0
        pieces.append(text[at:ends] if token else " ")
        at = ends
    return " ".join(("".join(pieces) if reads else text).split())


def _statements(tokens: Sequence[Token]) -> Iterator[Statement]:
    """Split at semicolons, those in brackets too: a rule's actions are statements."""
    found: list[Token] = []
    for token in tokens:
        if token == (Kind.MARK, ";"):
            if found:
                yield tuple(found)
            found = []
        else:
            found.append(token)
    if found:
        yield tuple(found)


def _tokens(text: str, *, backslash: bool) -> list[Token] | None:
    """All tokens; nothing where something that was begun does not end."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        ends, token = _next(text, at, backslash=backslash)
        if ends < 0:
            return None
        if token:
            found.append(token)
        at = ends
    return found


def _next(text: str, at: int, *, backslash: bool) -> tuple[int, Token | None]:
    """Where what begins here ends (-1: nowhere), and the token that it is."""
    if blank := BLANK.match(text, at):
        return blank.end(), None
    if text.startswith("/*", at):
        return _comment(text, at), None
    if prefix := PREFIX.match(text, at):
        return _prefixed(text, at, prefix[0], backslash=backslash)
    if text[at] in "'\"":
        return _quoted(text, at, backslash=backslash)
    if tag := TAG.match(text, at):
        ends = text.find(tag[0], tag.end())
        return (ends + len(tag[0]) if ends >= 0 else -1), Token(Kind.LITERAL, "")
    return _plain(text, at)


def _plain(text: str, at: int) -> tuple[int, Token]:
    """A word, a number, or a mark of one character."""
    if word := WORD.match(text, at):
        return word.end(), Token(Kind.WORD, _folded(word[0]))
    number = NUMBER.match(text, at)
    return (number.end() if number else at + 1), Token(Kind.MARK, number[0] if number else text[at])


def _quoted(text: str, at: int, *, backslash: bool) -> tuple[int, Token]:
    if text[at] == '"':
        return _name(text, at, Kind.NAME)
    return _literal(text, at, ESCAPED if backslash else PLAIN), Token(Kind.LITERAL, "")


def _prefixed(text: str, at: int, prefix: str, *, backslash: bool) -> tuple[int, Token]:
    """A literal or a name with a letter before its quote."""
    begins = at + len(prefix) - 1
    if prefix.endswith('"'):
        return _name(text, begins, Kind.ANY)
    plain = prefix[0] not in "eE" and not (backslash and prefix[0] in "nN")
    return _literal(text, begins, PLAIN if plain else ESCAPED), Token(Kind.LITERAL, "")


def _literal(text: str, at: int, form: re.Pattern[str]) -> int:
    while literal := form.match(text, at):
        on = GOES_ON.match(text, literal.end())
        if on is None:
            return literal.end()
        at = on.end()
    return -1


def _name(text: str, at: int, kind: Kind) -> tuple[int, Token]:
    name = NAME.match(text, at)
    return (name.end() if name else -1), Token(kind, name[0][1:-1].replace('""', '"') if name else "")


def _comment(text: str, at: int) -> int:
    """Where a comment ends, those in it included."""
    depth = 0
    for mark in COMMENTS.finditer(text, at):
        depth += 1 if mark[0] == "/*" else -1
        if not depth:
            return mark.end()
    return -1


def _folded(word: str) -> str:
    """PostgreSQL takes the case of ASCII letters alone from a name in a database of several bytes a character."""
    return "".join(one.lower() if one.isascii() else one for one in word)
