"""What was opened beforehand by a folder that is no more: nobody can have it, and it must not stand in the way of what takes its place."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from cli.dropping import REVOKED
from cli.executing import DROPPED
from cli.wiring import House
from vault.leases import RETURNED
from vault.matching import living
from vault.opening import OPENED
from zhengyun.entry import Note
from zhengyun.instant import text

if TYPE_CHECKING:
    from vault.opening import Executor


def end_lost(house: House, executor: "Executor", name: str, drawn: Collection[str], gone: str = "") -> None:
    """Make worthless, and put on record, what the log says that lives for a standing permit and this machine does not hold.

    What another machine has opened is its own, unless a person says that it is `gone`.

    Raises: ZhengyunError (ZY-VAULT-*).
    """
    from vault.control import revoke
    from vault.entrance import enter, leave

    # Read before the log: what a change draws meanwhile lies in one of the two.
    held = _held(executor, name)
    of = [entry.body for entry in house.book.of_kind(OPENED) if entry.body.get("request") == name]
    ours = {str(one["accessor"]) for one in of if one.get("host") and one.get("host") in (executor.host, gone)}
    found = living(house.book.of_kind(OPENED, DROPPED, RETURNED, REVOKED), name, text(house.clock.now()))
    lost = [one.accessor for one in found if one.accessor in ours - held - {*drawn}]
    if not lost:
        return
    token = enter(executor.server, executor.name, executor.signer(), house.clock.now()).token
    try:
        for one in lost:
            revoke(executor.server, token, one)
    finally:
        leave(executor.server, token)
    house.book.append(Note(REVOKED, house.session.person, {"request": name, "accessors": lost}))


def _held(executor: "Executor", name: str) -> set[str]:
    """What lies in the executor's folder for a standing permit, or has been drawn from there by a change."""
    folders = (executor.folder.of(name), executor.folder)
    cases = [folder.read(one) for folder in folders for one in list(folder.requests())]
    return {one.accessor for case in cases if case for one in case.held}
