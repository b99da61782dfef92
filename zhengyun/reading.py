"""Reading JSON data of which nothing is known: what is not of the type that is demanded is refused, never converted."""

from collections.abc import Mapping
from typing import Any


def text(value: object) -> str:
    """A text. Raises: TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"a text is needed, not {type(value).__name__}")
    return value


def texts(values: object) -> tuple[str, ...]:
    """A list of texts. Raises: TypeError."""
    return tuple(map(text, items(values)))


def items(values: object) -> list[Any]:
    """A list. Raises: TypeError."""
    if not isinstance(values, list | tuple):
        raise TypeError(f"a list is needed, not {type(values).__name__}")
    return list(values)


def whole(value: object) -> int:
    """A whole number, and no truth value. Raises: TypeError."""
    if type(value) is not int:
        raise TypeError(f"a whole number is needed, not {type(value).__name__}")
    return value


def truth(value: object) -> bool:
    """True or false. Raises: TypeError."""
    if not isinstance(value, bool):
        raise TypeError(f"true or false is needed, not {type(value).__name__}")
    return value


def mapping(value: object) -> Mapping[str, Any]:
    """An object of JSON. Raises: TypeError."""
    if not isinstance(value, Mapping):
        raise TypeError(f"an object is needed, not {type(value).__name__}")
    return value
