"""What is done at each step. Each deed can be begun again: what has been done of it is in the log, or at the key's place."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from pki import authorities, certificate, codes
from pki.ceremony import halves
from pki.ceremony.conducting import Run, finish, sha256
from pki.ceremony.course import MAKING, SHARED
from pki.ceremony.papers import issuer_of, public_of, refuse_unsigned, signer_of, told
from pki.ceremony.recording import keep
from pki.ceremony.script import AGAIN
from pki.ceremony.words import confirmed_bytes, present_bytes
from pki.certificate import Draft, signed
from pki.flows.authority import own, signs
from pki.flows.listed import refuse_overdue
from pki.lint.table import refuse
from pki.listing import Office, sign_list
from pki.pem import CERTIFICATE
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey


def conduct(run: Run) -> Run:
    """Take every step that has not been taken, and end the ceremony.

    Raises: ZhengyunError; whatever ends the run, such as KeyboardInterrupt: the next run goes on where this one stopped.
    """
    for number, step in enumerate(run.course.script.steps, start=1):
        if run.course.taken(step):
            continue
        run.hall.read(number, step, run.facts())
        DEEDS[step.word](run)
    finish(run)
    return run


def _present(run: Run) -> None:
    for name in run.course.people:
        if name not in run.course.signed("present"):
            signature = signer_of(run, name).sign(present_bytes(run.course, name))
            key = run.desk.roles.person(name)
            run.tell("present", person=name, key=key.key.id if key else "", signature=signature)


def _key(run: Run) -> None:
    place = run.authority.key
    there = run.hall.key(run.authority)
    if there and not run.course.of(MAKING):
        raise ZhengyunError(codes.KEY_THERE, where=place)
    holding = ""
    if not there:
        # A passphrase that was split before a crash is lost with it, and no key has been made with it: it is split anew.
        shares = run.hall.shared(run.authority, run.course.people)
        if shares:
            run.tell(SHARED, shares=dict(shares), need=run.authority.ceremony.threshold)
        run.tell(MAKING, place=place, algorithm=run.authority.algorithm)
        holding = run.hall.make(run.authority)
        there = run.hall.key(run.authority)
    if not there:
        raise ZhengyunError(codes.KEY_GONE, key="-", ceremony=run.course.id, where=place, authority=run.authority.name)
    run.tell("key", key=there.id, public=there._asdict(), place=place, holding=holding)


def _draft(run: Run) -> None:
    drafted = _drafted(run, public_of(run), run.desk.now(issuer_of(run).name))
    body = drafted.to_be_signed()
    refuse(body, run.authority.name)
    run.tell(
        "draft",
        body=base64.b64encode(body).decode(),
        of=sha256(body),
        **told(drafted.serial, drafted.not_before, drafted.not_after, drafted.subject),
    )


def _drafted(run: Run, public: PublicKey, now: datetime) -> Draft:
    if not run.authority.issuer:
        return authorities.root(run.authority, public, now)
    issuer = issuer_of(run)
    refuse_overdue(run.desk, issuer, now)
    return authorities.certified(run.authority, public, issuer, signs(run.desk, issuer, now), now)


def _confirm(run: Run) -> None:
    digest = str((run.course.body("draft") or run.course.body("certificate"))["of"])
    for name in run.course.people:
        if name not in run.course.signed("confirm"):
            signature = signer_of(run, name).sign(confirmed_bytes(run.course, name, digest))
            run.tell("confirm", person=name, of=digest, signature=signature)


def _sign(run: Run) -> None:
    issuer, body = issuer_of(run), base64.b64decode(run.course.body("draft")["body"])
    if run.authority.issuer:
        refuse_overdue(run.desk, issuer, run.desk.now(issuer.name))
    signer = run.hall.unlock(issuer)
    if run.authority.issuer:
        own(issuer, signs(run.desk, issuer, run.desk.now(issuer.name)), signer)
    elif signer.public != public_of(run):
        raise ZhengyunError(codes.OTHER_KEY, owner=issuer.name)
    data = signed(body, issuer.algorithm, base64.b64decode(signer.sign(body)))
    refuse_unsigned(run, data)
    keep(run, data, "sign", owned=run.course.script.makes_key or run.course.script is AGAIN)


def _record(run: Run) -> None:
    keep(run, base64.b64decode(run.course.body("certificate")["certificate"]), "record", owned=True)


def _handed(run: Run) -> None:
    data = base64.b64decode(run.course.body("sign")["certificate"])
    run.hall.outgoing(data, CERTIFICATE[0])
    run.tell("handed", of=sha256(data))


def _list(run: Run) -> None:
    desk, authority = run.desk, run.authority
    newest = desk.trusts.newest_list(authority.name)
    if newest is None:
        kept = desk.trusts.authority(authority.name)
        if kept is None:
            raise ZhengyunError(codes.NOT_BEGUN, authority=authority.name)
        signer = run.hall.unlock(authority)
        own(authority, certificate.read(kept.certificate), signer)
        newest = sign_list(
            Office(authority, kept),
            desk.register,
            desk.trusts,
            signer,
            run.actor,
            desk.now(authority.name),
            delta=False,
        )
    run.tell("list", list=newest.number, until=newest.next_update, of=sha256(newest.document))


DEEDS: Final[Mapping[str, Callable[[Run], None]]] = {
    "present": _present,
    "key": _key,
    "escrow": halves.escrow,
    "request": halves.request,
    "received": halves.received,
    "draft": _draft,
    "certificate": halves.taken_back,
    "confirm": _confirm,
    "sign": _sign,
    "record": _record,
    "handed": _handed,
    "list": _list,
}
