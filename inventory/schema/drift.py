"""drift.yaml: what drift is not to tell for a while."""

import re
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from inventory.schema.values import StandIn, Strict, Title, unexpected
from zhengyun.errors import N_

MATCH: Final = r"[^/\s]+/[^/\s]+/\S(.*\S)?"
DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _match(value: object) -> str:
    if isinstance(value, str) and len(value) <= 240 and value.isprintable() and re.fullmatch(MATCH, value):
        return value
    raise unexpected(value, N_("SITE/KIND/PATH with `*` for any text, such as primary/server/finance/*"))


def _day(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(DAY, value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise unexpected(value, N_("a day such as 2026-12-31"))


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Word = Literal["gone", "opens"]
WORDS: Final = {"enum": ["gone", "opens"]}
Exceptions = Annotated[
    list[Word],
    Field(min_length=1),
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [WORDS, {"type": "array", "items": WORDS, "minItems": 1}]}),
]
Match = Annotated[
    str,
    BeforeValidator(_match),
    WithJsonSchema({"type": "string", "pattern": f"^{MATCH}$", "examples": ["primary/server/finance/*"]}),
    StandIn("-/-/-"),
]
Day = Annotated[
    str,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": f"^{DAY}$", "examples": ["2026-12-31"]}),
    StandIn("2000-01-01"),
]


class IgnoreModel(Strict):
    """One rule: what it is about, why, until when and by whom.

    It hides that a thing is gone, and that something was opened, only where `even_if` says so.
    """

    match: Match
    attribute: Title
    reason: Title
    until: Day
    by: Title
    even_if: Exceptions | None = None


class DriftFile(Strict):
    """What drift is not to tell for a while."""

    ignore: list[IgnoreModel]
