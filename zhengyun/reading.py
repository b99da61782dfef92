"""Reading JSON data of which nothing is known: what is not of the type that is demanded is refused, never converted."""

from collections.abc import Mapping
from typing import Any

from zhengyun.errors import N_, Words


def text(value: object) -> str:
    """A text. Raises: TypeError."""
    if not isinstance(value, str):
        raise TypeError(Words(N_("a text is needed, not {kind}"), {"kind": type(value).__name__}))
    return value


def texts(values: object) -> tuple[str, ...]:
    """A list of texts. Raises: TypeError."""
    return tuple(map(text, items(values)))


def items(values: object) -> list[Any]:
    """A list. Raises: TypeError."""
    if not isinstance(values, list | tuple):
        raise TypeError(Words(N_("a list is needed, not {kind}"), {"kind": type(values).__name__}))
    return list(values)


def whole(value: object) -> int:
    """A whole number, and no truth value. Raises: TypeError."""
    if type(value) is not int:
        raise TypeError(Words(N_("a whole number is needed, not {kind}"), {"kind": type(value).__name__}))
    return value


def truth(value: object) -> bool:
    """True or false. Raises: TypeError."""
    if not isinstance(value, bool):
        raise TypeError(Words(N_("true or false is needed, not {kind}"), {"kind": type(value).__name__}))
    return value


def mapping(value: object) -> Mapping[str, Any]:
    """An object of JSON. Raises: TypeError."""
    if not isinstance(value, Mapping):
        raise TypeError(Words(N_("an object is needed, not {kind}"), {"kind": type(value).__name__}))
    return value
