"""What pydantic has to say, as our own errors: with the place, what was expected and the nearest legal value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inventory import codes
from inventory.holes import Holes, Location
from inventory.nearest import nearest
from inventory.reader import Document
from inventory.schema.form import fields
from inventory.schema.mending import KEY, mend
from inventory.written import scalar, written
from zhengyun.errors import N_, ZhengyunError

Model = TypeVar("Model", bound=BaseModel)

# What each of pydantic's types of error expected, where the error itself does not say.
EXPECTED: Final[Mapping[str, str]] = {
    "int_type": N_("a whole number"),
    "bool_type": N_("true or false"),
    "string_type": N_("a text (put it in quotes)"),
    "dict_type": N_("a mapping: NAME: VALUE"),
    "model_type": N_("a mapping: NAME: VALUE"),
    "list_type": N_("a list: [A, B]"),
    "greater_than_equal": N_("at least {ge}"),
    "less_than_equal": N_("at most {le}"),
    "too_short": N_("a list that is not empty"),
    "too_long": N_("a list of at most {max_length}"),
    "string_too_short": N_("a text that is not empty"),
    "string_too_long": N_("a text of at most {max_length} characters"),
}
# What YAML 1.1 had for true and false.
BOOLEANS: Final = {
    "yes": "true", "on": "true", "y": "true", "true": "true", "no": "false", "off": "false", "n": "false", "false": "false",
}  # fmt: skip


@dataclass(frozen=True)
class Accepted(Generic[Model]):
    """What was made of a file: stand-ins are in the places of what was refused, and `holes` says where."""

    model: Model
    holes: Holes
    errors: Sequence[ZhengyunError] = ()


def accept(document: Document, model: type[Model]) -> Accepted[Model]:
    """Hold a file against its model; every error of the file is told in our own words, and once."""
    try:
        return Accepted(model.model_validate(document.data), document.holes)
    except ValidationError as error:
        details = [one for one in error.errors(include_url=False) if not document.holes.within(one["loc"])]
        errors = [_one(detail, document, model) for detail in _without_echoes(details, model)]
        mended, holes = mend(document.data, model, error)
        return Accepted(mended, holes | document.holes, errors)


def _without_echoes(details: list[ErrorDetails], model: type[BaseModel]) -> Iterator[ErrorDetails]:
    """A misspelt name is one error, not two: leave out that the right one is missing."""
    meant = {
        (*detail["loc"][:-1], nearest(str(detail["loc"][-1]), fields(model, detail["loc"][:-1])))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    return (detail for detail in details if detail["type"] != "missing" or detail["loc"] not in meant)


def _one(detail: ErrorDetails, document: Document, model: type[BaseModel]) -> ZhengyunError:
    location, of_name = _location(detail["loc"])
    kind, context = detail["type"], detail.get("ctx") or {}
    place = document.place(location, of_name=of_name or kind == "extra_forbidden")
    name = str(location[-1]) if location else ""
    if kind == "extra_forbidden":
        legal = fields(model, location[:-1])
        return ZhengyunError(
            codes.UNKNOWN_KEY, place=place, name=written(name), legal=", ".join(legal), nearest=nearest(name, legal)
        )
    if kind == "missing":
        return ZhengyunError(codes.MISSING, place=document.place(location[:-1], of_name=True), name=name)
    if kind == "unexpected":
        return ZhengyunError(codes.NOT_EXPECTED, place=place, **context)
    given = written(detail["input"])
    if kind == "literal_error":
        legal = re.findall(r"'([^']*)'", context["expected"])
        choices = ", ".join(legal)
        return ZhengyunError(
            codes.NOT_EXPECTED,
            place=place,
            given=given,
            expected=N_("one of: {choices}"),
            choices=choices,
            nearest=nearest(given, legal),
        )
    expected = EXPECTED.get(kind, detail["msg"])
    if kind == "string_type" and not isinstance(detail["input"], bool | int):
        expected = N_("a text")
    near = _meant(kind, detail["input"])
    return ZhengyunError(codes.NOT_EXPECTED, place=place, given=given, expected=expected, nearest=near, **context)


def _meant(kind: str, given: object) -> str:
    """What somebody most likely meant who wrote a text instead."""
    if not isinstance(given, str) or not given:
        return ""
    if kind == "int_type":
        return given if isinstance(scalar(given), int) else ""
    if kind == "list_type":
        return f"[{given}]" if given.isprintable() else ""
    return BOOLEANS.get(given.lower(), "") if kind == "bool_type" else ""


def _location(raw: tuple[int | str, ...]) -> tuple[Location, bool]:
    """pydantic marks an error in a mapping's name by a last step `[key]`."""
    return (raw[:-1], True) if raw and raw[-1] == KEY else (raw, False)
