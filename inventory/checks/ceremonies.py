"""Ceremonies and recovery: as many people are named as are needed, and nobody twice."""

from collections.abc import Iterator, Sequence

from inventory import codes
from inventory.checks.authorities import Pki
from inventory.files import EstateFiles
from inventory.holes import Location
from zhengyun.errors import N_, ZhengyunError


def ceremonies(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every group of people that is too small for what it is named for."""
    if files.pki is None:
        return
    for name, authority in files.pki.model.authorities.items():
        at = ("authorities", name, "ceremony")
        yield from _enough(files.pki, authority.ceremony.people, authority.ceremony.threshold, at, "threshold")
        yield from _twice(files.pki, authority.ceremony.people, at)
    recovery = files.pki.model.recovery
    if recovery:
        yield from _enough(files.pki, recovery.people, recovery.threshold, ("recovery",), "threshold")
        yield from _enough(files.pki, recovery.people, recovery.judicial or 1, ("recovery",), "judicial")
        yield from _twice(files.pki, recovery.people, ("recovery",))


def _enough(pki: Pki, people: Sequence[str], needed: int, at: Location, name: str) -> Iterator[ZhengyunError]:
    given = len(set(people))
    if needed > given and pki.knows(*at, name) and pki.knows(*at, "people"):
        yield ZhengyunError(codes.TOO_FEW_PEOPLE, place=pki.place(*at, name), needed=needed, given=given)


def _twice(pki: Pki, people: Sequence[str], at: Location) -> Iterator[ZhengyunError]:
    for position, name in enumerate(people):
        first = people.index(name)
        if first < position and pki.knows(*at, "people"):
            place, other = pki.place(*at, "people", position), pki.place(*at, "people", first)
            yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("person"), name=name, other=other)
