"""Asking for certificates: each row is looked at before anybody has to review it, and all of it is signed."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pki import codes
from pki.flows.beforehand import STANDING, Beforehand, refuse_beyond
from pki.flows.bureau import bureau_of
from pki.flows.certifier import twice
from pki.flows.crew import crewed
from pki.flows.desk import Desk
from pki.flows.people import in_office, may_ask
from pki.flows.problems import error_of
from pki.flows.signed import asked_bytes, digest_of_rows, own_key
from pki.flows.standing import refuse_state
from zhengyun.application import Application, Asked, Operation
from zhengyun.certified import STANDINGS, Certified, Standing, written
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import SSH
from zhengyun.instant import after, parse, text
from zhengyun.naming import drawn
from zhengyun.signing import Signer

LETTERS: Final = "CA"
# So long an application stays open, in seconds: two weeks.
OPEN: Final = 14 * 86_400
# So many rows one person can answer for.
MOST: Final = 100_000
ASKED: Final = "ca.asked"


class NothingToCertify(ZhengyunError):
    """Of all rows not one would be certified: `rows` says why of each."""

    def __init__(self, rows: Sequence[Asked], profile: str) -> None:
        super().__init__(codes.NO_ROWS, rows=len(rows), profile=profile)
        self.rows = rows


def ask(
    desk: Desk,
    profile_name: str,
    rows: Sequence[Asked],
    *,
    asker: str,
    signer: Signer,
    reason: str,
    renews: Certified | None = None,
    beforehand: Beforehand | None = None,
    told: Callable[[int, int], None] = lambda done, count: None,
) -> tuple[Application, list[Asked]]:
    """Ask for one certificate a row by that profile; returns the application, and the rows that would not be certified.

    `told` hears how many rows have been looked at, of how many.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-130, 057, 134, 052, 136, 137, 139, 145, 155, 266, 291; of one row alone, what is wrong with it).
    """
    bureau = bureau_of(desk, profile_name)
    profile, now = bureau.parts, desk.now(bureau.name)
    person = may_ask(desk, asker, profile, {row.holder for row in rows}, now)
    own_key(person, signer)
    reason = said(reason)
    if len(rows) > MOST:
        raise ZhengyunError(codes.TOO_MANY, rows=len(rows), most=MOST)
    with crewed(bureau.certifier(now, renews), len(rows)) as (certifier, _):
        drafts, problems = certifier.drafts(rows, now, lambda done: told(done, len(rows)))
    if len(rows) == 1 == len(problems):
        raise error_of(problems[0].problem)
    wrong = {row.number: row for row in (*problems, *twice(drafts))}
    kept = [wrong.get(row.number, row) for row in rows]
    if not drafts:
        raise NothingToCertify(kept, profile.name)
    more: dict[str, Any] = {}
    if beforehand:
        refuse_beyond(bureau, beforehand, now, now, len(rows))
        kept = [rows[0]._replace(number=number) for number in range(1, beforehand.number + 1)]
        more = {"not_after": beforehand.until, "more": {STANDING: "1"}}
    application = _application(
        desk,
        Operation.RENEW if renews else Operation.ISSUE,
        bureau.name,
        profile.name,
        asker,
        reason,
        now,
        trust=bureau.trust,
        count=len(kept),
        rows=digest_of_rows(kept),
        serials=(written(renews.serial),) if renews else (),
        distinct_from=concerned(desk, asker, {row.holder for row in rows}),
        **more,
    )
    return submit(desk, application, kept, signer), [row for row in kept if row.problem]


def renewable(desk: Desk, old: Certified) -> Certified:
    """The certificate, if it can be renewed now.

    Raises: ZhengyunError (ZY-PKI-052, 134, 142, 143).
    """
    if old.profile.startswith(SSH):
        raise ZhengyunError(codes.SSH_NOT_RENEWED, serial=written(old.serial))
    _, profile = desk.profile(old.profile)
    now = desk.now(old.authority)
    if old.state is not Standing.GOOD:
        state, states = STANDINGS[old.state], STANDINGS[Standing.GOOD]
        raise ZhengyunError(codes.NOT_SO, serial=written(old.serial), state=state, states=states)
    begins = after(parse(old.not_after), -profile.renew)
    if not begins <= text(now) <= old.not_after:
        raise ZhengyunError(
            codes.NOT_TO_RENEW, serial=written(old.serial), begins=begins, ends=old.not_after, now=text(now)
        )
    return old


def change(
    desk: Desk,
    operation: Operation,
    about: Sequence[Certified],
    *,
    asker: str,
    signer: Signer,
    reason: str,
    why: str = "",
    since: str = "",
) -> Application:
    """Ask for certificates of one authority to be suspended, resumed or revoked.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-052, 130, 142, 150, 155).
    """
    first = about[0]
    now = desk.now(first.authority)
    profile = desk.parts_in(first.profile, first.authority)
    holders = {one.holder for one in about}
    # Whose key has come into other hands says so himself, whatever his roles.
    person = in_office(desk, asker, now) if holders == {asker} else may_ask(desk, asker, profile, holders, now)
    own_key(person, signer)
    # It may lie before the certificate's beginning: the key can be older, and have been in other hands by then.
    if since > text(now):
        raise ZhengyunError(codes.BAD_DATE, given=since, now=text(now))
    for one in about:
        refuse_state(operation, one, now)
    application = _application(
        desk,
        operation,
        first.authority,
        first.profile,
        asker,
        said(reason),
        now,
        serials=tuple(written(one.serial) for one in about),
        why=why,
        since=since,
        distinct_from=concerned(desk, asker, holders),
    )
    return submit(desk, application, (), signer)


def submit(desk: Desk, application: Application, rows: Sequence[Asked], signer: Signer) -> Application:
    """Sign an application and keep it with its rows."""
    signature = signer.sign(asked_bytes(application))
    signed = replace(application, signature=signature)
    body = {"request": signed.id, **signed.asked(), "signature": signature}
    desk.applications.add(signed, rows, Note(ASKED, signed.asker, body))
    return signed


def said(reason: str) -> str:
    """What a person wrote, as text: a terminal can hand over bytes that are none.

    Raises: ZhengyunError (ZY-PKI-155).
    """
    words = reason.encode(errors="replace").decode().strip()
    if not words:
        raise ZhengyunError(codes.NO_REASON)
    return words


def concerned(desk: Desk, asker: str, holders: Iterable[str]) -> tuple[str, ...]:
    """The people whose own certificates it is about: nobody decides about his own."""
    return tuple(sorted(name for name in holders if name != asker and desk.roles.person(name)))


def _application(
    desk: Desk,
    operation: Operation,
    authority: str,
    profile: str,
    asker: str,
    reason: str,
    now: datetime,
    **more: Any,
) -> Application:
    while desk.applications.taken(name := drawn(LETTERS)):
        pass
    nonce, ends = secrets.token_hex(16), more.pop("not_after", after(now, OPEN))
    return Application(
        name, nonce, operation, authority, profile, more.pop("trust", ""), asker, reason, text(now), ends, **more
    )
