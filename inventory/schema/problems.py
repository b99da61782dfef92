"""What pydantic has to say, as our own errors: with the place, what was expected and the nearest legal value."""

import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inventory import codes
from inventory.nearest import nearest
from inventory.reader import Document, Location
from zhengyun.errors import N_, Problems, ZhengyunError

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
    "too_short": N_("at least {min_length} entries"),
    "string_too_short": N_("a text that is not empty"),
    "string_too_long": N_("a text of at most {max_length} characters"),
}


def accept(document: Document, model: type[Model]) -> Model:
    """Hold a file against its model.

    Raises: Problems with every error of the file in our own words, in the order of their places.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        errors = [_one(detail, document, model) for detail in _without_echoes(details, model)]
        raise Problems(tuple(sorted(errors, key=lambda one: one.place or ("", 0, 0)))) from error


def _without_echoes(details: list[ErrorDetails], model: type[BaseModel]) -> Iterator[ErrorDetails]:
    """A misspelt name is one error, not two: leave out that the right one is missing."""
    meant = {
        (*detail["loc"][:-1], nearest(str(detail["loc"][-1]), _fields(model, detail["loc"][:-1])))
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
        legal = _fields(model, location[:-1])
        return ZhengyunError(
            codes.UNKNOWN_KEY, place=place, name=name, legal=", ".join(legal), nearest=nearest(name, legal)
        )
    if kind == "missing":
        return ZhengyunError(codes.MISSING, place=document.place(location[:-1], of_name=True), name=name)
    if kind == "unexpected":
        return ZhengyunError(codes.NOT_EXPECTED, place=place, **context)
    given = _shown(detail["input"])
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
    return ZhengyunError(codes.NOT_EXPECTED, place=place, given=given, expected=expected, **context)


def _location(raw: tuple[int | str, ...]) -> tuple[Location, bool]:
    """pydantic marks an error in a mapping's name by a last step `[key]`."""
    return (raw[:-1], True) if raw and raw[-1] == "[key]" else (raw, False)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(map(str, value)) + "}"
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _fields(model: type[BaseModel], location: Location) -> list[str]:
    """The names that are legal where this location leads."""
    at: Any = model
    for step in location:
        at = _inner(at, step)
    found = next((one for one in _unwrap(at) if isinstance(one, type) and issubclass(one, BaseModel)), None)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def _inner(at: Any, step: str | int) -> Any:
    for one in _unwrap(at):
        if isinstance(one, type) and issubclass(one, BaseModel):
            fields = {field.alias or name: field for name, field in one.model_fields.items()}
            if step in fields:
                return fields[str(step)].annotation
        elif get_origin(one) in {dict, list}:
            return get_args(one)[-1]
    return None


def _unwrap(at: Any) -> list[Any]:
    """Look through `Annotated`, `X | None` and the like."""
    origin = get_origin(at)
    if origin is Annotated:
        return _unwrap(get_args(at)[0])
    if origin in {Union, types.UnionType}:
        return [inner for one in get_args(at) for inner in _unwrap(one)]
    return [at]
