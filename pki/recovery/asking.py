"""Asking for a kept key: its user for himself, or without him for a court, under the number of its case (GM/T 0034 section 12)."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pki import codes
from pki.flows.asking import OPEN, said
from pki.flows.desk import Desk
from pki.flows.people import CASE, COURT, DEPARTMENT, in_office, may_ask
from pki.flows.signed import asked_bytes, own_key
from zhengyun.application import Application, Operation
from zhengyun.canonical import canonical
from zhengyun.certified import Certified, written
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import after, text
from zhengyun.naming import drawn
from zhengyun.signing import PublicKey, Signer, read_key

LETTERS: Final = "CA"
USER: Final = "recovery"
JUDICIAL: Final = "judicial"
RECEIVER: Final = "receiver"


def ask(
    desk: Desk, one: Certified, *, asker: str, signer: Signer, reason: str, receiver: PublicKey, case: str = ""
) -> Application:
    """Ask for the key of an encryption certificate to be handed to whoever has `receiver`; `case` is a court's number.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-130, 137, 155, 201: no kept key, 202: another's).
    """
    now = desk.now(one.authority)
    if not one.escrow or desk.register.escrow(one.escrow) is None:
        raise ZhengyunError(codes.NOT_KEPT, serial=written(one.serial))
    person = in_office(desk, asker, now)
    if case:
        may_ask(desk, asker, replace(desk.parts_in(one.profile, one.authority), asker=COURT), (), now)
    elif one.holder != asker and not _department(desk, asker, one, now):
        raise ZhengyunError(codes.ANOTHERS_KEY, person=asker, serial=written(one.serial), holder=one.holder)
    own_key(person, signer)
    more = {RECEIVER: canonical(receiver._asdict()).decode(), **({CASE: said(case)} if case else {})}
    application = _application(desk, one, asker, said(reason), now, more)
    signature = signer.sign(asked_bytes(application))
    signed = replace(application, signature=signature)
    body = {"request": signed.id, **signed.asked(), "signature": signature}
    desk.applications.add(signed, (), Note(f"{kind(signed)}.asked", asker, body))
    return signed


def _department(desk: Desk, asker: str, one: Certified, now: datetime) -> bool:
    """Whether somebody asks for a user of his own department, who is written as TENANT/NAME."""
    if "/" not in one.holder:
        return False
    parts = replace(desk.parts_in(one.profile, one.authority), asker=DEPARTMENT)
    try:
        may_ask(desk, asker, parts, (one.holder,), now)
    except ZhengyunError:
        return False
    return True


def _application(
    desk: Desk, one: Certified, asker: str, reason: str, now: datetime, more: Mapping[str, Any]
) -> Application:
    while desk.applications.taken(name := drawn(LETTERS)):
        pass
    return Application(
        name,
        secrets.token_hex(16),
        Operation.RECOVER,
        one.authority,
        one.profile,
        "",
        asker,
        reason,
        text(now),
        after(now, OPEN),
        serials=(written(one.serial),),
        more=dict(more),
    )


def kind(application: Application) -> str:
    """What the log calls all that is done of it: a user's recovery and a court's are never mixed up."""
    return JUDICIAL if CASE in application.more else USER


def receiver_of(application: Application) -> PublicKey:
    """Whose key the recovered one is handed to."""
    return read_key(json.loads(application.more[RECEIVER]))
