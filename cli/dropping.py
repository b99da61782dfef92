"""A no at the vault: what was opened for a request that is cancelled, refused or no longer agreed to is worthless from then on.

Whoever says it does that himself where the vault lets him. Where he has no entrance, or the vault does not answer, he is told until when
what was opened lives: to its own end, or to the executor's next run, whichever comes first.
"""

from collections.abc import Sequence
from typing import Final

from cli.authorising import is_asked
from cli.executing import DROPPED
from cli.text import _, reason
from cli.wiring import House
from vault.leases import RETURNED
from vault.matching import Living, living
from vault.opening import OPENED
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text

REVOKED: Final = "vault.revoked"


def revoke(house: House, request: str) -> None:
    """Make worthless at once what is open for a request, and put that on record; or say when it will be.

    Its refusal is no reason to take the no back: nothing is raised, everything is said.
    """
    if not house.executor_name:
        return
    found = living(house.book.of_kind(OPENED, DROPPED, RETURNED, REVOKED), request, text(house.clock.now()))
    if not found:
        return
    if not is_asked(house):
        _say_until(house, request, found, _("your role has no part in it"))
        return
    ended, dead = list[str](), list[str]()
    why = ""
    try:
        _revoke(house, found, ended, dead)
    except ZhengyunError as error:
        why = reason(error)
    if ended:
        house.book.append(Note(REVOKED, house.session.person, {"request": request, "accessors": ended}))
    told = _("of what was opened in the vault for {request} is worthless now: {count}")
    if dead:
        house.session.say(told.format(request=request, count=len(dead)))
    if left := [one for one in found if one.accessor not in dead]:
        _say_until(house, request, left, why)


def _revoke(house: House, found: Sequence[Living], ended: list[str], dead: list[str]) -> None:
    """Revoke each, by a pass of one's own, and tell at once what is `dead`, and what of it `ended` by that and not before.

    Raises: ZhengyunError (ZY-VAULT-*), after some of it perhaps.
    """
    from vault.control import revoke as end
    from vault.entrance import enter, leave

    server = house.vault_server
    token = enter(server, house.session.person, house.signer(), house.clock.now()).token
    try:
        for one in found:
            if end(server, token, one.accessor):
                ended.append(one.accessor)
            dead.append(one.accessor)
    finally:
        leave(server, token)


def _say_until(house: House, request: str, found: Sequence[Living], why: str) -> None:
    told = _(
        "what was opened in the vault for {request} ends at {until}, or at the executor's next run (change run {request}, "
        "change run-due); it could not be ended at once: {why}"
    )
    house.session.say(told.format(request=request, until=max(one.until for one in found), why=why))
