"""The people of its ceremony sign the key under which keys are kept: whoever relies on it holds it against what they signed.

Who can write the records could put a key of his own there, and everything that is made afterwards would be kept for him.
"""

from collections.abc import Collection
from typing import Final

from pki import codes
from pki.ceremony.escrowing import Escrow, keepers
from pki.flows.desk import Desk
from zhengyun.canonical import canonical
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse
from zhengyun.lapse import in_force_at
from zhengyun.office import same
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier

VOUCHED: Final = "zhengyun-escrow-key/1"


def vouched_bytes(made: Escrow) -> bytes:
    """What each of them signs: name and public half, whose shares open it, and in which ceremony it was made."""
    said = {"ceremony": made.ceremony, "need": made.need, "shares": dict(made.shares), "at": made.at}
    return canonical({"type": VOUCHED, "public": made.public._asdict(), **said})


def vouchers(made: Escrow, roles: RoleFile, verifier: Verifier, people: Collection[str]) -> list[str]:
    """Of these people those who have signed it and were in office then, each human once."""
    found, at, data = list[str](), parse(made.at), vouched_bytes(made)
    for name in sorted(set(made.signatures) & set(people)):
        person = roles.person(name)
        if person is None or not person.in_office(at):
            continue
        once = not any(same(roles, name, other) for other in found)
        if once and verifier.verify(person.key, data, made.signatures[name]):
            found.append(name)
    return found


def refuse_for_keeping(desk: Desk, made: Escrow) -> None:
    """Refuse to keep keys under one that too few of those who recover keys today have signed, with the keys that they have today.

    Raises: ZhengyunError (ZY-PKI-194, 250).
    """
    recover = keepers(desk.trust).ceremony
    _enough(made, vouchers(made, desk.roles, desk.verifier, recover.people), recover.threshold)


def refuse_for_recovery(desk: Desk, made: Escrow) -> None:
    """Refuse to open what is kept under one that its people have not signed, with the keys that they had when it was made.

    Raises: ZhengyunError (ZY-PKI-250).
    """
    versions = desk.versions()
    roles = in_force_at(versions, parse(made.at)) if versions else desk.roles
    _enough(made, vouchers(made, roles, desk.verifier, made.shares), made.need)


def _enough(made: Escrow, people: Collection[str], need: int) -> None:
    if len(people) < max(need, 1):
        names = ", ".join(people) or "-"
        raise ZhengyunError(codes.NOT_VOUCHED_FOR, key=made.public.id, count=len(people), people=names, need=need)
