"""Going on with the log after a clock that ran ahead has been set right: an auditor says so, signed, and it is on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from governance import codes
from governance.entitlement import entitled, own_key
from zhengyun.canonical import canonical
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text
from zhengyun.office import has
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer, Verifier

KIND: Final = "clock.corrected"


class Book(Protocol):
    """The log, as far as it is needed here."""

    def last(self) -> Entry | None:
        """The newest entry."""
        ...

    def correct(self, note: Note, newest: Entry) -> Entry | None:
        """Write an entry at the time that it is, if this one is still the newest."""
        ...


def set_right(*, person: str, reason: str, signer: Signer, roles: RoleFile, book: Book, now: datetime) -> Entry:
    """Let the log go on from now, although its newest entry says a later time.

    Raises: ZhengyunError (ZY-GOV-001, 023, 024, ZY-PERMIT-007, 008).
    """
    own_key(entitled(roles, person, Role.AUDIT, now), signer)
    newest = book.last()
    if newest is None or newest.at <= text(now):
        raise ZhengyunError(codes.NOT_AHEAD, now=text(now), last=newest.at if newest else "-")
    said: dict[str, object] = {"number": newest.number, "hash": newest.hash, "ahead": newest.at, "reason": reason}
    signed = book.correct(Note(KIND, person, {**said, "signature": signer.sign(corrected_bytes(said))}), newest)
    if signed is None:
        raise ZhengyunError(codes.NOT_AHEAD, now=text(now), last=newest.at)
    return signed


def corrected_bytes(said: Mapping[str, object]) -> bytes:
    """What the auditor signs."""
    return canonical({**said, "type": "zhengyun-clock/1"})


def is_set_right(entry: Entry, before: Entry, roles: RoleFile, verifier: Verifier) -> bool:
    """Whether an entry that lies before its predecessor in time is an auditor's signed word that this is right."""
    said = {name: value for name, value in entry.body.items() if name != "signature"}
    auditor = roles.person(entry.actor)
    if entry.kind != KIND or auditor is None or not has(roles, auditor, Role.AUDIT):
        return False
    same = (said.get("number"), said.get("hash"), said.get("ahead")) == (before.number, before.hash, before.at)
    return same and verifier.verify(auditor.key, corrected_bytes(said), str(entry.body.get("signature")))
