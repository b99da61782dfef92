"""What statements do, by their words: what they write to, whether they end a transaction, and whether they concern the whole server."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from records.scanning import Kind, Statement, Token

HARMLESS: Final = frozenset(
    {"set", "reset", "show", "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"}
    | {"listen", "unlisten", "notify", "discard", "deallocate", "declare", "fetch", "move", "close", "lock"}
)
READS: Final = frozenset({"select", "values", "table"})
ROWS: Final = frozenset({"insert", "update", "delete", "copy", "merge", "with"})
# What comes before one of them in a string may stay, although the string ends in an error; what these two do inside, too.
ENDS: Final = frozenset(
    {"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare", "do", "call"}
)
SHARED: Final = frozenset({"role", "user", "group", "database", "owned", "system", "tablespace"})
BEFORE: Final = {"into": frozenset({"insert", "merge"}), "from": frozenset({"delete"})}


class Target(NamedTuple):
    """A table that is written to. `any` says that its name can be any."""

    name: str
    any: bool


def first(statement: Statement) -> str:
    """Its first key word; empty where it begins with none."""
    begins = next((one for one in statement if one != (Kind.MARK, "(")), None)
    return begins.text if begins and begins.kind is Kind.WORD else ""


def makes_table(statement: Statement) -> bool:
    """Whether it is a SELECT that writes what it finds into a new table."""
    pairs = zip((Token(Kind.MARK, ""), *statement), statement, strict=False)
    return any(
        _is(one, "into") and not (before.kind is Kind.WORD and before.text in BEFORE["into"]) for before, one in pairs
    )


def targets(statement: Statement) -> Iterator[Target]:
    """The tables that it writes to, wherever in it that stands. Some that are none are among them: the words mean other things, too."""
    for place, one in enumerate(statement):
        if one.kind is not Kind.WORD:
            continue
        before = statement[place - 1] if place else Token(Kind.MARK, "")
        begins = before.kind is Kind.WORD and before.text in BEFORE.get(one.text, ())
        if begins or one.text in {"update", "copy"}:
            yield from _named(statement[place + 1 :])


def _named(rest: Statement) -> Iterator[Target]:
    """The name with which these tokens begin: its last part, whatever the schema is."""
    place = 0
    while place < len(rest) and (_is(rest[place], "only") or rest[place] == (Kind.MARK, "(")):
        place += 1
    last: Token | None = None
    while place < len(rest) and rest[place].kind in {Kind.WORD, Kind.NAME, Kind.ANY}:
        last = rest[place]
        if place + 1 >= len(rest) or rest[place + 1] != (Kind.MARK, "."):
            break
        place += 2
    if last:
        yield Target(last.text, last.kind is Kind.ANY)


def shared(statement: Statement) -> bool:
    """Whether it may alter what all databases of a server have in common: roles, and what the server itself is set to."""
    begins, words = first(statement), {one.text for one in statement if one.kind is Kind.WORD}
    return begins in {"grant", "revoke", "do", "reassign"} or (
        begins in {"create", "alter", "drop"} and bool(words & SHARED)
    )


def _is(token: Token, word: str) -> bool:
    return token == (Kind.WORD, word)
