"""What is wrong with a row, kept so that it can be told in any language."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pki import codes
from zhengyun.canonical import canonical
from zhengyun.errors import Code, Words, ZhengyunError

CODES: Final = {one.id: one for one in vars(codes).values() if isinstance(one, Code)}


class Problem(NamedTuple):
    """A code's name and what fills its texts."""

    code: str
    values: Mapping[str, Any]


def kept(error: ZhengyunError) -> str:
    """An error as it is kept."""
    values = {name: _plain(value) for name, value in error.values.items()}
    return canonical({"code": error.code.id, "values": values}).decode()


def told(problem: str) -> Problem:
    """An error as it was kept; what was kept by another hand is told as it stands."""
    try:
        found = json.loads(problem)
        return Problem(str(found["code"]), {name: _words(value) for name, value in found["values"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return Problem("", {"text": problem})


def error_of(problem: str) -> ZhengyunError:
    """The error that was kept. Raises: KeyError where it is none of ours."""
    found = told(problem)
    return ZhengyunError(CODES[found.code], **found.values)


def _plain(value: object) -> object:
    if isinstance(value, Words):
        return {"text": value.text, "facts": {name: _plain(one) for name, one in value.facts.items()}}
    return str(value)


def _words(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    return Words(value["text"], {name: _words(one) for name, one in value["facts"].items()})
