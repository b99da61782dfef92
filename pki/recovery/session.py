"""How far a recovery has come, as its entries in the log say: who leads it, and who has given his share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pki import codes
from pki.ceremony.port import Book
from pki.flows.desk import Desk
from pki.recovery.asking import kind
from zhengyun.application import Application
from zhengyun.canonical import canonical
from zhengyun.entry import Entry
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey, read_key

OPENED: Final = "opened"
SHARE: Final = "share"
DONE: Final = "done"
GIVEN: Final = "zhengyun-recovery-share/1"
LED: Final = "zhengyun-recovery-key/1"


@dataclass(frozen=True)
class Session:
    """One recovery by its entries, in order."""

    application: Application
    entries: tuple[Entry, ...]

    def of(self, word: str) -> list[Mapping[str, Any]]:
        """What the entries of one kind tell."""
        return [one.body for one in self.entries_of(word)]

    def entries_of(self, word: str) -> list[Entry]:
        """The entries of one kind."""
        return [one for one in self.entries if one.kind == f"{kind(self.application)}.{word}"]

    @property
    def leader(self) -> str:
        """Who has the one-time key; nobody where none has been made."""
        return next((str(one["leader"]) for one in self.of(OPENED)), "")

    @property
    def key(self) -> PublicKey:
        """The one-time key that shares are sealed for. Raises: IndexError where none has been made."""
        return read_key(self.of(OPENED)[0]["public"])

    @property
    def given(self) -> Mapping[str, Mapping[str, Any]]:
        """The shares that were given, by their keepers."""
        return {str(one["person"]): one for one in self.of(SHARE)}


def session(book: Book, application: Application) -> Session:
    """How far it has come."""
    kinds = [f"{kind(application)}.{word}" for word in (OPENED, SHARE, DONE)]
    entries = book.naming(application.id, *kinds)
    return Session(application, tuple(one for one in entries if one.body.get("request") == application.id))


def given_bytes(application: Application, key: str, person: str, digest: str, sealed: str) -> bytes:
    """What a keeper signs: that he gives his share, sealed so, for this recovery."""
    said = {"request": application.id, "nonce": application.nonce, "key": key, "person": person}
    return canonical({"type": GIVEN, **said, "share": digest, "sealed": sealed})


def opened_bytes(application: Application, leader: str, public: PublicKey) -> bytes:
    """What a leader signs: that this is the one-time key of this recovery."""
    said = {"request": application.id, "nonce": application.nonce, "leader": leader, "public": public._asdict()}
    return canonical({"type": LED, **said})


def refuse_forged(desk: Desk, found: Session) -> None:
    """Refuse a one-time key that its leader has not signed, and shares that their keepers have not.

    Raises: ZhengyunError (ZY-PKI-133).
    """
    # Of two who begin in one moment the first leads, and what the other has made is for nobody.
    for one in found.of(OPENED)[:1]:
        leader = desk.roles.person(found.leader)
        data = opened_bytes(found.application, found.leader, found.key)
        if leader is None or not desk.verifier.verify(leader.key, data, str(one["signature"])):
            raise ZhengyunError(codes.FORGED, person=found.leader, application=found.application.id)
    for name, one in found.given.items():
        data = given_bytes(found.application, found.key.id, name, str(one["share"]), str(one["sealed"]))
        person = desk.roles.person(name)
        if person is None or not desk.verifier.verify(person.key, data, str(one["signature"])):
            raise ZhengyunError(codes.FORGED, person=name, application=found.application.id)


def waiting(desk: Desk, found: Session) -> Sequence[str]:
    """Who could give a share and has not."""
    return [name for name in desk.trust.recovery.people if name not in found.given]
