"""What a change that is done has still in hand: where its executor was torn off before he had given it back, it is given back now."""

from collections.abc import Sequence
from contextlib import ExitStack

from cli.estates import estate_of
from cli.rooms import hands, needs_of
from cli.text import _
from cli.wiring import House
from records.codes import NO_REQUEST
from zhengyun.change import ChangeRequest, State
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.planfile import load


def finish(house: House, request: str) -> Sequence[str]:
    """Have once more what was lent, to unmake what was made of it and to renew what was read; return the accessors.

    Where it cannot be had any more it is over, and the next change at the site renews it.

    Raises: ZhengyunError (ZY-VAULT-001, 002, 008: the vault does not answer, ZY-VAULT-058, 072, ZY-CLOUD-002, 310, 320 to 325).
    """
    from vault import codes
    from vault.needs import site_of

    case, found = house.executor(house.signer).folder.read(request), _done(house, request)
    if case is None or found is None:
        return ()
    plan = load(house.ledger.plan(found.permit.plan), found.id)
    needs = needs_of(plan)
    if not any(site_of(need) for need in needs):
        return ()
    hands(house, estate_of(house, plan, found.id), plan, found.permit)
    with ExitStack() as stack:
        try:
            lent = stack.enter_context(house.leases(needs, house.signer).lease(found.permit))
        except ZhengyunError as error:
            if error.exit is Exit.UNREACHABLE or error.code is codes.IN_USE:
                raise
            return ()
        text = _("{request} is done; what its run had not given back is given back now")
        house.session.say(text.format(request=request))
        stack.enter_context(house.armed(found.permit, lent))
    return [one.accessor for one in case.held]


def _done(house: House, request: str) -> ChangeRequest | None:
    """The request, where all of it is done."""
    try:
        found = house.ledger.request(request)
    except ZhengyunError as error:
        if error.code is not NO_REQUEST:
            raise
        return None
    return found if found.state(house.clock.now()) is State.APPLIED else None
