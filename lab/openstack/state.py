"""What is in a site: its databases, images, volumes and backups."""

import contextlib
import json
import shutil
from pathlib import Path

from lab import codes
from lab.files import private_directory, read_json, remove_tree, write_private
from lab.place import SitePlace
from zhengyun.errors import ZhengyunError

_DIRECTORIES = ("db", "fernet", "credential", "images", "staging", "tasks", "volumes", "backups", "instances", "lock")
_COMPLETE = "complete.json"


def check(place: SitePlace, releases: str) -> None:
    """Raise ZhengyunError ZY-LAB-013 where the site has a state that was made by other releases of OpenStack."""
    if made_from(place) not in {None, releases}:
        raise ZhengyunError(codes.OTHER_VERSIONS, site=place.name)


def ensure(place: SitePlace, releases: str, blank: Path) -> None:
    """Leave the site with a complete state: the one that it has, or an empty one made from `blank`.

    Raises: ZhengyunError ZY-LAB-011 where it cannot be written.
    """
    if made_from(place) is None:
        forget(place)
        _copy(blank, place)
        write_private(place.state / _COMPLETE, json.dumps({"releases": releases}) + "\n")


def made_from(place: SitePlace) -> str | None:
    """The releases of OpenStack that the site's state was made by; None where there is no complete one."""
    with contextlib.suppress(ValueError, KeyError):
        value = read_json(place.state / _COMPLETE)
        return None if value is None else str(value["releases"])
    return None


def forget(place: SitePlace) -> None:
    """Remove everything that is in the site; the mark that it is complete goes first."""
    (place.state / _COMPLETE).unlink(missing_ok=True)
    remove_tree(place.state)


def _copy(blank: Path, place: SitePlace) -> None:
    private_directory(place.state)
    for name in _DIRECTORIES:
        private_directory(place.state / name)
    try:
        for file in blank.glob("db/*.sqlite"):
            shutil.copyfile(file, place.state / "db" / file.name)
    except OSError as failed:
        raise ZhengyunError(codes.NOT_WRITABLE, path=place.state, problem=failed.strerror) from failed
