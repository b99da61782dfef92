"""How our things carry whose they are: the estate and their path, on the thing itself, so that no state can be lost.

Where a service takes tags or metadata with the creation, the mark is there from birth. Neutron takes tags only
afterwards, and Nova a flavor's specs: there the description is born with the mark, and whoever finds a thing with
the one and without the other knows that its making was interrupted.

Whoever has rights in a project can write marks there. One that says two things says nothing, and a path that no
estate could hold is none.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

ESTATE: Final = "zhengyun:estate"
PATH: Final = "zhengyun:path"
LEFT_BEHIND: Final = "zhengyun:left-behind-by"
PREFIX: Final = "zhengyun:"
ATTRIBUTES: Final = {ESTATE: "zhengyun_estate", PATH: "zhengyun_path"}
# What names and ranges are made of; a path of the estate has one of them in each of its parts.
LEGAL: Final = re.compile(r"[a-z0-9][a-z0-9.:-]*(/[a-z0-9:][a-z0-9.:-]*)*")
LONGEST: Final = 240


def owner(estate: str, site: str) -> str:
    """The word for one estate at one of its sites.

    Where two sites are swapped in clouds.yaml, or share a Keystone, each would else take the other's things for its
    own, and plan them away.
    """
    return f"{estate}_{site}"


def tags(estate: str, path: str) -> list[str]:
    """The mark as tags."""
    return [f"{ESTATE}={estate}", f"{PATH}={path}"]


def metadata(estate: str, path: str) -> dict[str, str]:
    """The mark as metadata."""
    return {ESTATE: estate, PATH: path}


def attributes(estate: str, path: str) -> dict[str, str]:
    """The mark as attributes of its own, where a service keeps whatever it does not know; none of them holds a colon."""
    return {ATTRIBUTES[ESTATE]: estate, ATTRIBUTES[PATH]: path}


def left_behind(estate: str, server: str) -> dict[str, str]:
    """The mark of what a server leaves behind, as metadata: no path of its own, or two would have the same."""
    return {ESTATE: estate, LEFT_BEHIND: server}


def birthmark(estate: str, path: str) -> str:
    """The mark as a description."""
    return f"{PREFIX}{estate}:{path}"


def from_tags(found: Iterable[str], estate: str) -> str:
    """The path that tags claim in this estate, or nothing."""
    pairs = [tag.partition("=") for tag in found if isinstance(tag, str)]
    estates = {value for name, _, value in pairs if name == ESTATE}
    paths = {value for name, _, value in pairs if name == PATH}
    return _legal(*paths) if estates == {estate} and len(paths) == 1 else ""


def from_metadata(found: Mapping[str, Any], estate: str) -> str:
    """The path that metadata claim in this estate, or nothing."""
    return _legal(found.get(PATH)) if found.get(ESTATE) == estate else ""


def from_left_behind(found: Mapping[str, Any], estate: str) -> str:
    """The path of the server that metadata claim to be left behind by, or nothing; what has a path of its own is no such."""
    ours = found.get(ESTATE) == estate and PATH not in found
    return _legal(found.get(LEFT_BEHIND)) if ours else ""


def from_attributes(found: Mapping[str, Any], estate: str) -> str:
    """The path that a thing's own attributes claim in this estate, or nothing."""
    return from_metadata({name: found.get(own) for name, own in ATTRIBUTES.items()}, estate)


def from_birthmark(description: str | None, estate: str) -> str:
    """The path that a description claims in this estate, or nothing."""
    prefix = f"{PREFIX}{estate}:"
    return _legal(description.removeprefix(prefix)) if description and description.startswith(prefix) else ""


def of_another(item: Mapping[str, Any], estate: str) -> str:
    """The other estate whose mark an item of a list bears, wherever its kind bears it; nothing where it bears none."""
    tagged = [tag.partition("=")[2] for tag in item.get("tags") or () if str(tag).startswith(f"{ESTATE}=")]
    told = [(item.get(where) or {}).get(ESTATE) for where in ("metadata", "extra_specs")]
    description = str(item.get("description") or "")
    born = [description.split(":")[1]] if description.startswith(PREFIX) else []
    claimed = [*tagged, *told, item.get(ESTATE.replace(":", "_")), *born]
    return next((str(one) for one in claimed if one and one != estate), "")


def voucher(kind: str, identifier: str, path: str) -> str:
    """The tag by which a project vouches for a thing in it that can carry no mark; a tag of Keystone's holds no slash."""
    return f"{PREFIX}{kind}={identifier}={path.partition('/')[2]}"


def vouched(found: Iterable[str], estate: str) -> dict[tuple[str, str], str]:
    """(kind, identifier) to path of what a project of this estate vouches for by its tags; two that disagree say nothing."""
    tenant = from_tags(found, estate)
    told: dict[tuple[str, str], set[str]] = {}
    for tag in found if tenant else ():
        kind, _, rest = tag.removeprefix(PREFIX).partition("=")
        identifier, equals, name = rest.partition("=")
        if tag.startswith(PREFIX) and equals:
            told.setdefault((kind, identifier), set()).add(_legal(f"{tenant}/{name}"))
    return {one: paths.pop() for one, paths in told.items() if len(paths) == 1 and "" not in paths}


def others(found: Iterable[str]) -> list[str]:
    """The tags that are somebody else's business."""
    return [tag for tag in found if not tag.startswith((f"{ESTATE}=", f"{PATH}="))]


def _legal(path: object) -> str:
    legal = isinstance(path, str) and len(path) <= LONGEST and LEGAL.fullmatch(path)
    return str(path) if legal else ""
