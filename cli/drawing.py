"""Whether a request under a standing permit can be carried out with what was opened beforehand."""

from collections.abc import Collection

from cli.leaves import gate_of
from cli.rooms import needs_of
from cli.text import _
from cli.wiring import House
from zhengyun.change import ChangeRequest
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.plan import Plan


def goes_through(house: House, found: ChangeRequest, plan: Plan, runbook: str) -> bool:
    """Whether nothing has to be opened for a request: a use of its standing permit lies ready, or the door refuses it anyway, on record.

    Raises: ZhengyunError (ZY-VAULT-*).
    """
    from vault.ahead import is_ready

    executor = house.executor(house.signer)
    if not found.permit.under or found.permit.chain or executor.folder.read(found.id):
        return False
    if overtaken_ahead(house, found.permit.under):
        return False
    try:
        gate_of(house, runbook).open(found.permit, plan, house.clock.now())
    except (ZhengyunError, Problems):
        return True
    ready = is_ready(executor, found.permit.under, needs_of(plan))
    if not ready:
        text = _("nothing that was opened beforehand for {under} is authorised; {request} waits for people")
        house.session.say(text.format(under=found.permit.under, request=found.id))
    return ready


def overtaken_ahead(house: House, name: str) -> bool:
    """Whether somebody has taken his yes to a standing permit back since something that lies there was opened for it."""
    from vault.keeping import Folder

    pool = Folder(house.session.settings.wrapped_store).of(name)
    cases = [case for one in pool.requests() if (case := pool.read(one))]
    return overtaken(house, name, {one.accessor for case in cases for one in case.held})


def overtaken(house: House, request: str, held: Collection[str]) -> bool:
    """Whether somebody has taken his yes back since one of these accessors was opened for a request."""
    from governance.withdrawals import WITHDRAWN
    from vault.opening import OPENED

    opened_yet = False
    for entry in house.book.of_kind(OPENED, WITHDRAWN):
        if entry.body.get("request") != request:
            continue
        if entry.kind == WITHDRAWN and opened_yet:
            return True
        opened_yet |= entry.body.get("accessor") in held
    return False
