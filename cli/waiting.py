"""What waits for the word of whoever looks."""

from cli.wiring import House
from zhengyun.change import ChangeRequest, State
from zhengyun.errors import ZhengyunError
from zhengyun.subject import PLAN


def waiting(house: House) -> list[ChangeRequest]:
    """The requests of which the next link is this person's, the newest first: for the tenants that they touch."""
    from governance.reviews import waits_for

    roles, now, person = house.roles, house.clock.now(), house.session.person
    return [
        one
        for one in house.ledger.requests({State.SUBMITTED})
        if waits_for(one, person=person, roles=roles, now=now, tenants=_tenants(house, one))
    ]


def _tenants(house: House, request: ChangeRequest) -> tuple[str, ...]:
    """Those that a request touches; none where what is kept of it cannot be read: `change show` says why."""
    from zhengyun.planfile import load as plan_of
    from zhengyun.subject import load as subject_of

    permit = request.permit
    kept = house.ledger.plan(permit.plan)
    try:
        if permit.subject == PLAN:
            return plan_of(kept, request.id).effects.tenants
        return subject_of(permit.subject, kept, request.id).tenants
    except ZhengyunError:
        return ()
