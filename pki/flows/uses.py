"""What is known to use a certificate, as far as the records know: shown before it loses its force."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from pki.algorithms import ALGORITHMS, public_info
from pki.flows.desk import Desk
from zhengyun.certified import Certified, Standing
from zhengyun.instant import text
from zhengyun.lockout import people_of
from zhengyun.people import Person

# So many of a holder's certificates are looked at.
MOST: Final = 1000


class Uses(NamedTuple):
    """The other one of its pair, people whose key in the role file it certifies, and what else is good of key and holder.

    `locks_out` are those whom the role file binds to it: without it they may do nothing. `certifies` is how many good certificates an authority has issued whose own certificate it is, else nothing.
    """

    pair: Certified | None
    people: tuple[Person, ...]
    same_key: tuple[Certified, ...]
    same_holder: tuple[Certified, ...]
    certifies: tuple[tuple[str, int], ...] = ()
    locks_out: tuple[Person, ...] = ()

    @property
    def leaves_nothing(self) -> bool:
        """Whether its holder has nothing good of this profile afterwards."""
        return not self.same_holder and not self.same_key


def uses(desk: Desk, one: Certified) -> Uses:
    """What is known to use a certificate."""
    now = text(desk.now())

    def others(found: Iterable[Certified]) -> Iterator[Certified]:
        for other in islice(found, MOST):
            itself = other.authority == one.authority and other.serial in {one.serial, one.pair}
            if not itself and other.state is Standing.GOOD and other.not_after >= now:
                yield other

    same_key = tuple(others(desk.register.of_key(one.key)))
    of_holder = others(desk.register.of_holder(one.holder))
    same_holder = tuple(other for other in of_holder if other.profile == one.profile and other not in same_key)
    pair = desk.register.certificate(one.authority, one.pair) if one.pair else None
    return Uses(
        pair,
        tuple(_people(desk, one)),
        same_key,
        same_holder,
        tuple(_certified_by(desk, one)),
        tuple(_bound(desk, one)),
    )


def questioned(desk: Desk, one: Certified, since: str) -> tuple[Certified, ...]:
    """Other certificates of a key that is not to be trusted since that instant: those that were or are in force from then on.

    Those that are revoked with a date that is no later are out of question already.
    """

    def out(other: Certified) -> bool:
        return other.state is Standing.REVOKED and min(filter(None, (other.state_at, other.invalidity))) <= since

    return tuple(
        other
        for other in islice(desk.register.of_key(one.key), MOST)
        if (other.authority, other.serial) != (one.authority, one.serial)
        and other.not_after >= since
        and not out(other)
    )


def _people(desk: Desk, one: Certified) -> Iterator[Person]:
    for person in desk.roles.people:
        known = person.key.algorithm in ALGORITHMS
        if known and hashlib.sha256(public_info(person.key)).digest() == one.key:
            yield person


def _bound(desk: Desk, one: Certified) -> Iterator[Person]:
    for serial in filter(None, (one.serial, one.pair)):
        yield from people_of(desk.roles, one.authority, serial)


def _certified_by(desk: Desk, one: Certified) -> Iterator[tuple[str, int]]:
    for own in desk.trusts.authorities():
        if own.certificate == one.certificate:
            yield own.authority, desk.register.count(own.authority)[Standing.GOOD]
