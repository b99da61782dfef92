"""Rules of what drift is not to tell: about something that there is, not about everything, and not for ever."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final

from inventory import codes
from inventory.files import EstateFiles, Loaded
from inventory.nearest import listed, nearest
from inventory.schema.drift import DriftFile, IgnoreModel
from zhengyun.errors import N_, ZhengyunError

LONGEST: Final = timedelta(days=366)
WILD: Final = frozenset("*?[")
SHARED: Final = "site"


def ignoring(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every rule that names what is not there, that hides everything, or that ends too late."""
    if files.drift is None:
        return
    latest = (files.today + LONGEST).isoformat()
    for position, one in enumerate(files.drift.model.ignore):
        if files.drift.knows("ignore", position, "match"):
            yield from _match(files, files.drift, position, one)
        if one.until > latest and files.drift.knows("ignore", position, "until"):
            place = files.drift.place("ignore", position, "until")
            yield ZhengyunError(codes.TOO_LATE, place=place, until=one.until, latest=latest)


def _match(files: EstateFiles, drift: Loaded[DriftFile], position: int, rule: IgnoreModel) -> Iterator[ZhengyunError]:
    place = drift.place("ignore", position, "match")
    site, kind, path = rule.match.split("/", 2)
    tenant = path.partition("/")[0]
    departments = {SHARED, *files.estate.model.departments}
    named: list[tuple[str, str, Collection[str], bool]] = [
        (N_("site"), site, files.sites, files.estate.knows("sites")),
        (N_("department"), tenant, departments, files.estate.lists("departments")),
    ]
    for what, name, legal, all_known in named:
        if all_known and not _is_wild(name) and name not in legal:
            near = nearest(name, legal)
            shown = listed(sorted(legal))
            yield ZhengyunError(codes.UNKNOWN_REFERENCE, place=place, what=what, name=name, legal=shown, nearest=near)
    if not (kind + path).replace("/", "").strip("*?"):
        yield ZhengyunError(codes.HIDES_ALL, place=place, match=rule.match)


def _is_wild(name: str) -> bool:
    return bool(WILD & set(name))
