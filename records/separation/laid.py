"""What the migrations lay in every PostgreSQL database to keep its log as it is, as they tell it: it is held against what is there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FILES: Final = Path(__file__).parent.parent / "migrations" / "postgresql"
CALLED: Final = frozenset({"zhengyun_told", "instr"})
"""What queries call; the others are called by triggers."""

_FUNCTION: Final = re.compile(
    r"CREATE FUNCTION (?P<name>\w+)\((?P<given>[^)]*)\)(?P<told>.*?)AS \$\$(?P<body>.*?)\$\$;", re.DOTALL
)
_TRIGGER: Final = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) BEFORE (?P<when>[A-Z ]+) ON (?P<table>\w+) (?P<each>FOR EACH ROW )?"
    r"EXECUTE FUNCTION (?P<called>\w+)\(\);"
)
# pg_trigger.tgtype: for each row, before, and which statements.
_BEFORE: Final = 2
_WHEN: Final = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


class Laid(NamedTuple):
    """A function of the migrations."""

    name: str
    types: str
    body: str
    language: str
    volatile: str
    settings: str
    statement: str

    @property
    def signature(self) -> str:
        """Its name with the types of its arguments."""
        return f"public.{self.name}({self.types})"


class Guard(NamedTuple):
    """A trigger: on which table, what it is (pg_trigger.tgtype), and the function that it calls."""

    name: str
    table: str
    kind: int
    called: str
    statement: str


@cache
def functions() -> tuple[Laid, ...]:
    """All of them."""
    return tuple(_functions())


@cache
def guards() -> tuple[Guard, ...]:
    """The triggers that keep the log as it is."""
    return tuple(
        Guard(one["name"], one["table"], _kind(one), one["called"], one[0].rstrip(";"))
        for one in _TRIGGER.finditer(_text())
    )


def _functions() -> Iterator[Laid]:
    for one in _FUNCTION.finditer(_text()):
        told = one["told"]
        language = re.search(r"LANGUAGE (\w+)", told)
        pinned = re.search(r"SET search_path = (\w+)", told)
        yield Laid(
            one["name"],
            ",".join(map(_type, filter(None, one["given"].split(",")))),
            one["body"],
            language[1] if language else "",
            "i" if "IMMUTABLE" in told else "s" if "STABLE" in told else "v",
            pinned[1] if pinned else "",
            one[0].rstrip(";").replace("CREATE FUNCTION ", "CREATE OR REPLACE FUNCTION public.", 1),
        )


def _type(given: str) -> str:
    words = given.partition(" DEFAULT ")[0].replace("VARIADIC ", "").split()
    return words[-1]


def _kind(one: "re.Match[str]") -> int:
    return _BEFORE + _WHEN[one["when"]] + (1 if one["each"] else 0)


@cache
def _text() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted(FILES.glob("*.sql")))
