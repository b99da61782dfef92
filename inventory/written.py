"""What is written in an estate file: what a plain scalar means, and a value as it would be written, for messages."""

import json
import re
from collections.abc import Mapping
from typing import Final

INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
LONGEST: Final = 60


def scalar(text: str) -> str | int | bool | None:
    """The meaning of a plain scalar in YAML 1.2's core schema; fractions stay text, for an estate has none."""
    first = text[:1]
    if first.isdigit() or first in {"+", "-"}:
        return int(text) if INTEGER.fullmatch(text) else text
    if text in NULLS:
        return None
    return BOOLEANS.get(text, text)


def written(value: object) -> str:
    """The value in YAML's words on one line, shortened: `null`, `[a, b]`, `{name: value}`."""
    text = _flow(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _flow(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(name)}: {_flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """In quotes where it would be something else without them, or could not be seen."""
    plain = text.isprintable() and text == text.strip() and scalar(text) is text
    return text if plain else json.dumps(text, ensure_ascii=not text.isprintable())
