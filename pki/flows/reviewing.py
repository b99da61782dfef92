"""Saying yes or no to an application, and taking one's own back. A yes is signed over all that was asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from pki import codes
from pki.flows.again import refuse_fallen
from pki.flows.asking import said
from pki.flows.beforehand import STANDING, refuse_stretched, refuse_unlike
from pki.flows.bureau import Bureau, bureau_of
from pki.flows.certifier import Drafted
from pki.flows.crew import crewed
from pki.flows.desk import Desk
from pki.flows.listed import Due
from pki.flows.people import CASE, in_office, may_review
from pki.flows.signed import own_key, refuse_altered, refuse_forged, reviewed_bytes
from pki.flows.ssh import SshDrafted
from pki.flows.standing import KINDS, TURNS, changes
from zhengyun.application import OPEN, Application, Asked, Move, Operation, Stage, Word
from zhengyun.certified import Certified, serial_of
from zhengyun.change import Decision
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Profile
from zhengyun.instant import text
from zhengyun.signing import Signer

APPROVED: Final = "ca.approved"
REJECTED: Final = "ca.rejected"
WITHDRAWN: Final = "ca.withdrawn"
# What is asked for by rows.
ISSUES: Final = frozenset({Operation.ISSUE, Operation.RENEW})


class Seen(NamedTuple):
    """What this side has found an application to be about: certificates to be, rows that will be none, certificates there.

    `overdue` is the list for want of which nothing will be issued, unless there is a new one by then.
    """

    application: Application
    profile: Profile
    drafts: tuple[Drafted | SshDrafted, ...]
    problems: tuple[Asked, ...]
    about: tuple[Certified, ...]
    overdue: Due | None = None


def look(desk: Desk, name: str, reviewer: str, told: Callable[[int, int], None] = lambda done, count: None) -> Seen:
    """Work out on this side what a reviewer is asked to agree to; he may review it, and it is as it was signed.

    `told` hears how many rows have been looked at, of how many.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, 065, ZY-PKI-130 to 133, 057, 052, 136, 139, 142, 156, 247).
    """
    application = desk.applications.application(name)
    now = desk.now(application.authority)
    refuse_closed(application, (Stage.ASKED,), now)
    if CASE in application.more:
        # For a court nobody's yes counts but that of those who give their shares.
        raise ZhengyunError(codes.NOT_FOR_THIS, application=name, operation=application.operation)
    profile = desk.parts_in(application.profile, application.authority)
    may_review(desk, application, reviewer, profile, now)
    refuse_fallen(desk, application, profile, now)
    refuse_forged(desk, application)
    about = concerned(desk, application)
    if application.operation not in ISSUES:
        if application.operation in TURNS:
            changes(application, about, now)
        return Seen(application, profile, (), (), about)
    refuse_altered(desk, application)
    bureau = in_bounds(desk, application)
    if STANDING in application.more:
        refuse_unlike(application, desk.applications.rows(application.id))
    every, count = desk.applications.rows(application.id), application.count
    with crewed(bureau.certifier(now, next(iter(about), None)), count) as (certifier, _):
        drafts, problems = certifier.drafts(every, now, lambda done: told(done, count))
    known = desk.applications.problems(application.id)
    ends = bureau.due()
    overdue = ends if ends.overdue(now) else None
    return Seen(application, bureau.parts, tuple(drafts), (*known, *problems), about, overdue)


def approve(desk: Desk, seen: Seen, *, reviewer: str, signer: Signer) -> Application:
    """Agree to what was looked at; a hold is carried out by it, for it fails safe.

    Raises: ZhengyunError as `look`, and ZY-PKI-137.
    """
    application, now = seen.application, desk.now(seen.application.authority)
    own_key(may_review(desk, application, reviewer, seen.profile, now), signer)
    word = _word(desk, application, reviewer, Decision.YES, "", now, signer)
    holds_it = application.operation is Operation.SUSPEND
    stage = Stage.DONE if holds_it else Stage.APPROVED
    step = Move(application.id, (Stage.ASKED,), stage, word)
    note = Note(APPROVED, reviewer, _told(application, word))
    if holds_it:
        turn, made = TURNS[application.operation], changes(application, seen.about, now)
        body = {**note.body, "serials": application.serials, "authority": application.authority}
        entry = desk.register.change(made, turn.before, Note(KINDS[application.operation], reviewer, body), step)
    else:
        entry = desk.applications.move(step, note)
    fresh = desk.applications.application(application.id)
    if entry is None:
        refuse_closed(fresh, (Stage.ASKED,), now)
        if application.operation in TURNS:
            changes(application, concerned(desk, application), now)
    return fresh


def reject(desk: Desk, name: str, *, reviewer: str, signer: Signer, reason: str) -> Application:
    """Refuse an application for good.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-130 to 132, 137, 155).
    """
    application, now = desk.applications.application(name), desk.now()
    refuse_closed(application, (Stage.ASKED,), now)
    profile = desk.parts_in(application.profile, application.authority)
    own_key(may_review(desk, application, reviewer, profile, now), signer)
    word = _word(desk, application, reviewer, Decision.NO, said(reason), now, signer)
    return _moved(
        desk, application, (Stage.ASKED,), Stage.REJECTED, word, Note(REJECTED, reviewer, _told(application, word))
    )


def withdraw(desk: Desk, name: str, *, asker: str, signer: Signer, reason: str = "") -> Application:
    """Take one's own application back; what has been certified of it stays.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-132, 137, 147).
    """
    application, now = desk.applications.application(name), desk.now()
    if application.asker != asker:
        raise ZhengyunError(codes.NOT_YOUR_APPLICATION, application=name, asker=application.asker)
    own_key(in_office(desk, asker, now), signer)
    refuse_closed(application, tuple(OPEN), now)
    word = _word(desk, application, asker, Decision.NO, reason, now, signer)
    note = Note(WITHDRAWN, asker, _told(application, word))
    return _moved(desk, application, tuple(OPEN), Stage.WITHDRAWN, word, note)


def refuse_closed(application: Application, stages: tuple[Stage, ...], now: datetime) -> None:
    """Refuse what can only be done in some states.

    Raises: ZhengyunError (ZY-PKI-132).
    """
    stage = application.now(now)
    if stage not in stages:
        raise ZhengyunError(codes.NOT_OPEN, application=application.id, state=stage, states=", ".join(sorted(stages)))


def in_bounds(desk: Desk, application: Application) -> Bureau:
    """Who certifies it, if authority and profile are as they were when somebody asked.

    Raises: ZhengyunError (ZY-PKI-134, ZY-PKI-139, ZY-PKI-266).
    """
    bureau = bureau_of(desk, application.profile)
    if (bureau.trust, bureau.name) != (application.trust, application.authority):
        raise ZhengyunError(
            codes.OTHER_TRUST, application=application.id, authority=bureau.name, profile=application.profile
        )
    refuse_stretched(bureau, application, desk.now())
    return bureau


def concerned(desk: Desk, application: Application) -> tuple[Certified, ...]:
    """The certificates that an application is about, as they stand now. Raises: ZhengyunError (ZY-PKI-141)."""
    return tuple(desk.certificate(serial_of(one), application.authority) for one in application.serials)


def _word(
    desk: Desk, application: Application, person: str, decision: Decision, reason: str, now: datetime, signer: Signer
) -> Word:
    word = Word(person, decision, text(now), desk.roles.version, reason)
    return word._replace(signature=signer.sign(reviewed_bytes(application, word)))


def _told(application: Application, word: Word) -> dict[str, object]:
    """What the log is told of a word."""
    return {"request": application.id, "operation": application.operation, "rows": application.rows, **word._asdict()}


def _moved(
    desk: Desk, application: Application, before: tuple[Stage, ...], after: Stage, word: Word, note: Note
) -> Application:
    entry = desk.applications.move(Move(application.id, before, after, word), note)
    fresh = desk.applications.application(application.id)
    if entry is None:
        refuse_closed(fresh, before, desk.now())
    return fresh
