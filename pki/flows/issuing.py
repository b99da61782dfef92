"""Carrying an approved application out: certificates are recorded, batch by batch, before anybody is handed one."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from pki import codes
from pki.flows.again import refuse_fallen
from pki.flows.beforehand import STANDING
from pki.flows.bureau import Opens
from pki.flows.certifier import Companion, Made
from pki.flows.crew import Expects, crewed
from pki.flows.desk import Desk
from pki.flows.people import may_issue, refuse_unreviewed
from pki.flows.reviewing import ISSUES, concerned, in_bounds, refuse_closed
from pki.flows.signed import digest_of_all, digest_of_rows, issued_bytes, own_key, refuse_altered, refuse_forged
from pki.flows.standing import KINDS, TURNS, changes
from zhengyun.application import Application, Asked, Move, Stage, Word
from zhengyun.certified import written
from zhengyun.change import Decision
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text
from zhengyun.signing import Signer

# So many rows are one commit and one entry of the log.
BATCH: Final = 256
ISSUED: Final = "ca.issued"


class Batch(NamedTuple):
    """Rows from one number on until another, which are certified as of one instant."""

    span: tuple[int, int]
    rows: list[Asked]
    now: datetime


class Issuer(NamedTuple):
    """The person who carries something out, and his key."""

    name: str
    key: Signer


def carries(desk: Desk, name: str, person: str) -> Application:
    """The application, if it is approved as it stands and this person may carry it out.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, 065, ZY-PKI-130 to 133, 052, 134, 139, 152, 156, 245 to 248).
    """
    application = desk.applications.application(name)
    now = desk.now(application.authority)
    profile = desk.parts_in(application.profile, application.authority)
    if application.now(now) is Stage.ASKED:
        raise ZhengyunError(codes.WAITS, application=name, role=profile.reviewer)
    refuse_closed(application, (Stage.APPROVED,), now)
    may_issue(desk, application, person, profile, now)
    refuse_fallen(desk, application, profile, now)
    refuse_forged(desk, application)
    refuse_unreviewed(desk, application, profile)
    refuse_altered(desk, application)
    if application.operation in ISSUES:
        in_bounds(desk, application).refuse_overdue(now)
    return application


def issue(
    desk: Desk,
    application: Application,
    issuer: Issuer,
    key: Opens,
    told: Callable[[int, int], None] = lambda done, count: None,
    companion: Companion | None = None,
) -> Application:
    """Certify the rows of an application that `carries` has let through; goes on where another run was cut off.

    Of what was agreed to beforehand it certifies the next row alone.

    `key` opens the authority's key. `told` hears how many rows are done, of how many, each time that some are recorded.

    Raises: ZhengyunError (ZY-PKI-002, 013, 014, 052, 134, 136, 137, 139, 140, 146, 154, 156, 245, 246; ZY-KEY-* where the key's token goes: what is recorded
    then stays, and a later run goes on).
    """
    if application.operation not in ISSUES:
        raise ZhengyunError(codes.NOT_FOR_THIS, application=application.id, operation=application.operation)
    bureau = in_bounds(desk, application)
    profile, now = bureau.parts, desk.now(bureau.name)
    own_key(may_issue(desk, application, issuer.name, profile, now), issuer.key)
    certifier = bureau.certifier(now, next(iter(concerned(desk, application)), None), companion)
    if profile.dual and companion is None:
        raise ZhengyunError(codes.KEEPS_NO_KEYS, profile=profile.name, authority=bureau.name)
    signer = bureau.opened(key, now)
    refuse_again(desk, application)
    size, done = (1 if STANDING in application.more else BATCH), application.done
    parts, ends = refuse_altered(desk, application, size), done + 1 if size == 1 else application.count

    def batches() -> Iterator[Batch]:
        due = bureau.refuse_overdue(now)
        for after in range(done, ends, size):
            instant = desk.now(bureau.name)
            if due.overdue(instant):
                # It has ended meanwhile, or there is a new one.
                due = bureau.refuse_overdue(instant)
            span = after, min(after + size, application.count)
            rows = list(desk.applications.rows(application.id, *span))
            if digest_of_rows(rows) != parts[after]:
                raise ZhengyunError(codes.ROWS_ALTERED, application=application.id, asker=application.asker)
            yield Batch(span, rows, instant)

    with crewed(certifier, ends - done) as (certifying, crew):
        for span, rows, instant in ahead(batches(), crew) if crew else batches():
            made = certifying.certify(rows, signer, instant, application.id)
            record(desk, application, issuer, span, made, instant)
            told(span[1], application.count)
    return desk.applications.application(application.id)


def ahead(batches: Iterator[Batch], crew: Expects) -> Iterator[Batch]:
    """Each batch when the crew has been told of the next; what is wrong with that is heard in its turn."""
    this, wrong = next(batches, None), None
    if this:
        crew.expect(this.rows, this.now)
    while this:
        following = None
        try:
            following = next(batches, None)
        except ZhengyunError as error:
            wrong = error
        if following:
            crew.expect(following.rows, following.now)
        yield this
        if wrong:
            raise wrong
        this = following


def refuse_again(desk: Desk, application: Application) -> None:
    """Refuse rows that have their certificates, though the records say that they have not been dealt with.

    Raises: ZhengyunError (ZY-PKI-156).
    """
    reached = max((one.number for one in desk.register.of_application(application.id)), default=0)
    # Read afterwards: somebody else may be at it.
    if reached > desk.applications.application(application.id).done:
        raise ZhengyunError(codes.ROWS_ALTERED, application=application.id, asker=application.asker)


def record(
    desk: Desk, application: Application, issuer: Issuer, span: tuple[int, int], made: Made, now: datetime
) -> None:
    """Record what has become of some rows, with the issuer's signature under it: one commit, one entry of the log.

    Raises: ZhengyunError (ZY-PKI-140: somebody else has gone on with it; ZY-REC-*).
    """
    digest = digest_of_all(one.certificate for one in made.certified)
    word = Word(issuer.name, Decision.YES, text(now), desk.roles.version)
    word = word._replace(signature=issuer.key.sign(issued_bytes(application, word, *span, digest)))
    body = {
        "request": application.id,
        "authority": application.authority,
        "profile": application.profile,
        "after": span[0],
        "until": span[1],
        "serials": [written(one.serial) for one in made.certified],
        "wrong": [one.number for one in made.problems],
        "digest": digest,
        **{name: value for name, value in word._asdict().items() if name != "reason"},
    }
    note = Note(ISSUED, issuer.name, body)
    entry = desk.register.certify(application.id, span, made.certified, made.problems, note, word, made.escrowed)
    if entry is None:
        raise overtaken(desk, application)


def carry_out(desk: Desk, application: Application, issuer: Issuer) -> Application:
    """Change how certificates stand, as an application that `carries` has let through asks for.

    Raises: ZhengyunError (ZY-PKI-052, 137, 140, 142, 154).
    """
    if application.operation in ISSUES or application.operation not in TURNS:
        raise ZhengyunError(codes.NOT_FOR_THIS, application=application.id, operation=application.operation)
    now = desk.now(application.authority)
    profile = desk.parts_in(application.profile, application.authority)
    own_key(may_issue(desk, application, issuer.name, profile, now), issuer.key)
    made = changes(application, concerned(desk, application), now)
    word = Word(issuer.name, Decision.YES, text(now), desk.roles.version)
    word = word._replace(signature=issuer.key.sign(issued_bytes(application, word, 0, 0, application.operation)))
    body = {
        "request": application.id,
        "authority": application.authority,
        "serials": application.serials,
        "why": made[0].reason,
        "since": application.since,
        **{name: value for name, value in word._asdict().items() if name != "reason"},
    }
    step = Move(application.id, (Stage.APPROVED,), Stage.DONE, word)
    note = Note(KINDS[application.operation], issuer.name, body)
    if desk.register.change(made, TURNS[application.operation].before, note, step) is None:
        raise overtaken(desk, application)
    return desk.applications.application(application.id)


def overtaken(desk: Desk, application: Application) -> ZhengyunError:
    """That somebody else was faster, and how far he has come."""
    fresh = desk.applications.application(application.id)
    return ZhengyunError(codes.OVERTAKEN, application=fresh.id, state=fresh.stage, done=fresh.done, count=fresh.count)
