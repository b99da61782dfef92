"""What the models ask for at a place of a file: the names that are legal there, and a value that could stand there."""

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from inventory.holes import Location
from inventory.schema.values import StandIn


def fields(model: type[BaseModel], location: Location) -> list[str]:
    """The names that are legal where this location leads."""
    found = _model(form(model, location))
    return list(_named(found)) if found else []


def form(model: Any, location: Location) -> Any:
    """The type of what stands at a location, with what is noted on it; nothing where the models have no such place."""
    at = model
    for step in location:
        at = _inner(at, step)
    return at


def stand_in(at: Any) -> Any:
    """A value that the type accepts and that says nothing."""
    noted = next((note.value for note in _notes(at) if isinstance(note, StandIn)), None)
    if noted is not None:
        return noted
    one = _unwrap(at)[0]
    origin = get_origin(one)
    if origin is Literal:
        return get_args(one)[0]
    if origin is list:
        return [stand_in(get_args(one)[0])]
    if isinstance(one, type) and issubclass(one, BaseModel):
        return {name: stand_in(_noted(field)) for name, field in _named(one).items() if field.is_required()}
    return {bool: False, int: 1, str: "-"}.get(one, {})


def _inner(at: Any, step: str | int) -> Any:
    found = _model(at)
    if found:
        field = _named(found).get(str(step))
        return _noted(field) if field else None
    return next((get_args(one)[-1] for one in _unwrap(at) if get_origin(one) in {dict, list}), None)


def _model(at: Any) -> type[BaseModel] | None:
    return next((one for one in _unwrap(at) if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _named(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _noted(field: FieldInfo) -> Any:
    """A field's type; pydantic has taken its notes off it."""
    at: Any = field.annotation
    for note in field.metadata:
        at = Annotated[at, note]
    return at


def _notes(at: Any) -> tuple[Any, ...]:
    if get_origin(at) is Annotated:
        return (*get_args(at)[1:], *_notes(get_args(at)[0]))
    if get_origin(at) in {Union, types.UnionType}:
        return tuple(note for one in get_args(at) for note in _notes(one))
    return ()


def _unwrap(at: Any) -> list[Any]:
    """Look through `Annotated`, `X | None` and the like."""
    origin = get_origin(at)
    if origin is Annotated:
        return _unwrap(get_args(at)[0])
    if origin in {Union, types.UnionType}:
        return [inner for one in get_args(at) for inner in _unwrap(one)]
    return [at]
