"""Configuration files in the form that oslo.config reads."""

from collections.abc import Iterable, Mapping
from pathlib import Path

Value = str | int | bool | Path | Iterable[str]
Section = Mapping[str, Value]


def render(sections: Mapping[str, Section]) -> str:
    """The text of one file.

    Raises: ValueError for a value of more than one line, which would be read as something else.
    """
    return "\n".join(f"[{name}]\n{''.join(map(_line, section.items()))}" for name, section in sections.items())


def merge(*parts: Mapping[str, Section]) -> dict[str, Section]:
    """Several sets of sections as one; of an option that is in more than one, the last counts."""
    merged: dict[str, dict[str, Value]] = {}
    for part in parts:
        for name, section in part.items():
            merged.setdefault(name, {}).update(section)
    return dict(merged)


def _line(option: tuple[str, Value]) -> str:
    name, value = option
    text = _text(value)
    if "\n" in text or "\r" in text:
        raise ValueError(f"{name}: more than one line")
    return f"{name} = {text}\n"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | Path):
        return str(value).replace("$", "$$")  # oslo.config reads $name as a reference to another option
    return ",".join(map(_text, value))
