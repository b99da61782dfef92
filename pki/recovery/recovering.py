"""From shares to a key in its receiver's hands: one leads, so many give their shares, and every step is signed and in the log."""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from pki import certificate, codes, dual
from pki.algorithms import public_info
from pki.ceremony.conducting import sha256
from pki.ceremony.escrowing import Escrow, escrows
from pki.ceremony.port import Book
from pki.ceremony.vouching import refuse_for_recovery
from pki.flows.again import refuse_fallen
from pki.flows.desk import Desk
from pki.flows.issuing import overtaken
from pki.flows.people import in_office, refuse_unreviewed
from pki.flows.reviewing import refuse_closed
from pki.flows.signed import issued_bytes, own_key
from pki.flows.signed import refuse_forged as refuse_forged_application
from pki.recovery.asking import USER, kind, receiver_of
from pki.recovery.distinct import GAVE, Part, parts, refuse_clash
from pki.recovery.session import DONE, OPENED, SHARE, Session, given_bytes, opened_bytes, refuse_forged, session
from zhengyun.application import Application, Move, Operation, Stage, Word
from zhengyun.certified import Certified, serial_of
from zhengyun.change import Decision
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text
from zhengyun.people import Person
from zhengyun.signing import PublicKey, Signer


class Share(Protocol):
    """A share that was typed or read."""

    @property
    def data(self) -> bytes:
        """Its bytes."""
        ...


class Crypto(Protocol):
    """What `keys` does for a recovery."""

    def seal(self, public: PublicKey, data: bytes) -> bytes:
        """Data for whoever has that key."""
        ...

    def recover(
        self, escrow: PublicKey, shares: Sequence[bytes], sealed: bytes, algorithm: str, belongs: dict[str, str]
    ) -> dual.Kept:
        """The kept key. Raises: ZhengyunError (ZY-KEY-053 to 056, 060 to 062)."""
        ...


class Keeper:
    """One of those who recover keys, who has come with his own key."""

    def __init__(self, name: str, signer: Signer) -> None:
        self.name, self.signer = name, signer


def carries(desk: Desk, book: Book, name: str, keeper: Keeper) -> Session:
    """The recovery, if this person may take part in it now.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, 065, ZY-PKI-130 to 133, 137, 152, 154, 203, 247 to 249).
    """
    application, now = desk.applications.application(name), desk.clock.now()
    if application.operation is not Operation.RECOVER:
        raise ZhengyunError(codes.NOT_FOR_THIS, application=name, operation=application.operation)
    refuse_closed(application, (Stage.APPROVED if kind(application) == USER else Stage.ASKED,), now)
    profile = desk.parts_in(application.profile, application.authority)
    refuse_fallen(desk, application, profile, now)
    refuse_forged_application(desk, application)
    if kind(application) == USER:
        refuse_unreviewed(desk, application, profile)
    own_key(_keeper(desk, keeper.name, now), keeper.signer)
    found = session(book, application)
    others = [one for one in _parts(desk, found) if one.what is not GAVE]
    refuse_clash(desk.roles, name, Part(keeper.name, now, GAVE), others)
    return found


def _keeper(desk: Desk, name: str, now: datetime) -> Person:
    """One of those who recover keys, in office."""
    if name not in desk.trust.recovery.people:
        raise ZhengyunError(codes.NO_KEEPER, person=name, people=", ".join(desk.trust.recovery.people))
    return in_office(desk, name, now)


def _parts(desk: Desk, found: Session) -> list[Part]:
    return list(parts(found, certificate_of(desk, found.application).holder))


def certificate_of(desk: Desk, application: Application) -> Certified:
    """The encryption certificate that it is about."""
    return desk.certificate(serial_of(application.serials[0]), application.authority)


def open_(desk: Desk, book: Book, found: Session, keeper: Keeper, make: Callable[[], PublicKey]) -> Session:
    """Make the one-time key that shares are sealed for; whoever does so leads the recovery.

    Raises: ZhengyunError (ZY-PKI-200, 201, 207: somebody leads it already, 250: another key for what is kept).
    """
    if found.leader:
        raise ZhengyunError(codes.LED_ALREADY, application=found.application.id, leader=found.leader)
    _escrow(desk, found.application)
    public = make()
    signature = keeper.signer.sign(opened_bytes(found.application, keeper.name, public))
    body = {
        "request": found.application.id,
        "leader": keeper.name,
        "public": public._asdict(),
        "signature": signature,
    }
    book.append(Note(f"{kind(found.application)}.{OPENED}", keeper.name, body))
    return session(book, found.application)


def give(desk: Desk, book: Book, found: Session, keeper: Keeper, share: Share, crypto: Crypto) -> Session:
    """Give one's share, sealed for the one-time key.

    Raises: ZhengyunError (ZY-PKI-249: one human or office twice, 204: twice, 205: not his, 206: nobody leads it, 250).
    """
    application = found.application
    if not found.leader:
        raise ZhengyunError(codes.NOBODY_LEADS, application=application.id)
    if keeper.name in found.given:
        raise ZhengyunError(codes.GIVEN_ALREADY, person=keeper.name, application=application.id)
    # Nobody seals his share for a key that somebody has slipped in.
    refuse_forged(desk, found)
    refuse_clash(desk.roles, application.id, Part(keeper.name, desk.clock.now(), GAVE), _parts(desk, found))
    digest = sha256(share.data)
    if _escrow(desk, application).shares.get(keeper.name) != digest:
        raise ZhengyunError(codes.NOT_HIS_SHARE, person=keeper.name)
    sealed = base64.b64encode(crypto.seal(found.key, share.data)).decode()
    signature = keeper.signer.sign(given_bytes(application, found.key.id, keeper.name, digest, sealed))
    body = {"request": application.id, "person": keeper.name, "share": digest, "sealed": sealed, "signature": signature}
    book.append(Note(f"{kind(application)}.{SHARE}", keeper.name, body))
    return session(book, application)


def _escrow(desk: Desk, application: Application) -> Escrow:
    """The key under which it is kept, which the people of its ceremony have signed."""
    kept = desk.register.escrow(certificate_of(desk, application).escrow)
    if kept is None:
        raise ZhengyunError(codes.NOT_KEPT, serial=application.serials[0])
    known = escrows(desk.trusts.things()).get(dual.kept_under(kept))
    if known is None:
        raise ZhengyunError(codes.NO_ESCROW_KEY)
    refuse_for_recovery(desk, known)
    return known


def needed(desk: Desk, application: Application) -> int:
    """How many shares it takes: as many as are declared, and never fewer than the key was split for.

    Raises: ZhengyunError (ZY-PKI-200, 201).
    """
    recovery = desk.trust.recovery
    declared = recovery.judicial if kind(application) == "judicial" else recovery.threshold
    return max(declared, _escrow(desk, application).need)


def conclude(
    desk: Desk, found: Session, keeper: Keeper, opened: Callable[[bytes], bytes], crypto: Crypto
) -> Application:
    """Bring the key back and envelop it for its receiver; in one transaction with its entry the recovery is done.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, 065, ZY-PKI-133, 140, 203, 206 to 209, 249, 250, ZY-KEY-042, 053 to 062).
    """
    application, need = found.application, needed(desk, found.application)
    if found.leader != keeper.name:
        code = codes.LED_ALREADY if found.leader else codes.NOBODY_LEADS
        raise ZhengyunError(code, application=application.id, leader=found.leader)
    if len(found.given) < need:
        given = ", ".join(found.given) or "-"
        raise ZhengyunError(
            codes.TOO_FEW_GIVEN, application=application.id, have=len(found.given), need=need, given=given
        )
    refuse_forged(desk, found)
    _refuse_givers(desk, found)
    one = certificate_of(desk, application)
    shares = [opened(base64.b64decode(str(given["sealed"]))) for given in found.given.values()]
    kept = desk.register.escrow(one.escrow)
    if kept is None:
        raise ZhengyunError(codes.NOT_KEPT, serial=application.serials[0])
    algorithm, sealed = dual.kept_of(kept)
    made = crypto.recover(_escrow(desk, application).public, shares, sealed, algorithm, dict(dual.context(one)))
    if public_info(made.public) != certificate.read(one.certificate).public_info:
        raise ZhengyunError(codes.ANOTHER_KEY_CAME, serial=application.serials[0])
    return _recorded(desk, found, keeper, made.enveloped(receiver_of(application)), desk.now(application.authority))


def _refuse_givers(desk: Desk, found: Session) -> None:
    """Refuse shares of people who could not give them: who has the log in his hands can write some into it."""
    known = _parts(desk, found)
    for number, one in enumerate(known):
        if one.what is GAVE:
            _keeper(desk, one.person, desk.clock.now())
            refuse_clash(desk.roles, found.application.id, one, known[:number])


def _recorded(desk: Desk, found: Session, keeper: Keeper, enveloped: bytes, now: datetime) -> Application:
    application, digest = found.application, sha256(enveloped)
    word = Word(keeper.name, Decision.YES, text(now), desk.roles.version)
    word = word._replace(signature=keeper.signer.sign(issued_bytes(application, word, 0, 0, digest)))
    body = {
        "request": application.id,
        "authority": application.authority,
        "serials": application.serials,
        "holder": certificate_of(desk, application).holder,
        "receiver": receiver_of(application).id,
        "people": tuple(found.given),
        "of": digest,
        "enveloped": base64.b64encode(enveloped).decode(),
        **{name: value for name, value in word._asdict().items() if name != "reason"},
    }
    before = Stage.APPROVED if kind(application) == USER else Stage.ASKED
    step = Move(application.id, (before,), Stage.DONE, word)
    if desk.applications.move(step, Note(f"{kind(application)}.{DONE}", keeper.name, body)) is None:
        raise overtaken(desk, application)
    return desk.applications.application(application.id)


def enveloped_of(found: Session) -> bytes:
    """What the receiver opens. Raises: ZhengyunError (ZY-PKI-132: it is not done)."""
    done = found.of(DONE)
    if not done:
        application = found.application
        raise ZhengyunError(codes.NOT_OPEN, application=application.id, state=application.stage, states=Stage.DONE)
    return base64.b64decode(str(done[-1]["enveloped"]))
