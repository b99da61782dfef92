"""How our things carry whose they are: the estate and their path, on the thing itself, so that no state can be lost.

Where a service takes tags or metadata with the creation, the mark is there from birth. Neutron takes tags only
afterwards, and Nova a flavor's specs: there the description is born with the mark, and whoever finds a thing with
the one and without the other knows that its making was interrupted.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

ESTATE: Final = "zhengyun:estate"
PATH: Final = "zhengyun:path"


def tags(estate: str, path: str) -> list[str]:
    """The mark as tags."""
    return [f"{ESTATE}={estate}", f"{PATH}={path}"]


def metadata(estate: str, path: str) -> dict[str, str]:
    """The mark as metadata."""
    return {ESTATE: estate, PATH: path}


def birthmark(estate: str, path: str) -> str:
    """The mark as a description."""
    return f"zhengyun:{estate}:{path}"


def from_tags(found: Iterable[str], estate: str) -> str:
    """The path that tags claim in this estate, or nothing."""
    return from_metadata(dict(tag.split("=", 1) for tag in found if "=" in tag), estate)


def from_metadata(found: Mapping[str, Any], estate: str) -> str:
    """The path that metadata claim in this estate, or nothing."""
    path = found.get(PATH) if found.get(ESTATE) == estate else None
    return path if isinstance(path, str) else ""


def from_birthmark(description: str | None, estate: str) -> str:
    """The path that a description claims in this estate, or nothing."""
    prefix = f"zhengyun:{estate}:"
    return description.removeprefix(prefix) if description and description.startswith(prefix) else ""
