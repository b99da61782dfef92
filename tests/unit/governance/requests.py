"""Asking, agreeing and refusing as people do, over one plan."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from governance.requests import submit
from governance.reviews import approve, reject
from tests.cast import VERIFIER, role_file, signer
from tests.records import Records
from tests.unit.zhengyun.small import want, wanted
from tests.unit.zhengyun.stage import plan_for
from zhengyun.change import ChangeRequest, State
from zhengyun.errors import ZhengyunError
from zhengyun.plan import Plan

PLAN: Final = plan_for(wanted(want("land/a", soil="clay"), want("land/b", soil="sand")), {})
HOUR: Final = 3600


def refusal(work: Callable[[], object]) -> str:
    """The code with which something is refused."""
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code.id


def ask(records: Records, plan: Plan = PLAN, asker: str = "wang", **values: Any) -> ChangeRequest:
    """Submit a plan."""
    whole = {"reason": "because", "seconds": HOUR, "roles": role_file(), "now": records.clock.now(), **values}
    return submit(plan, asker=asker, signer=signer(asker), ledger=records.ledger, **whole)


def say_yes(records: Records, request: ChangeRequest, person: str = "li", **values: Any) -> State:
    """Approve, making the same plan on this side unless another is said."""
    whole = {"replan": lambda plan: plan, "roles": role_file(), "now": records.clock.now(), "asked": PLAN, **values}
    whole.setdefault("verifier", VERIFIER)
    return approve(request, person=person, signer=signer(person), ledger=records.ledger, **whole)


def say_no(records: Records, request: ChangeRequest, person: str = "li", **values: Any) -> State:
    """Reject."""
    whole = {
        "reason": "no",
        "touched": lambda: PLAN.effects.tenants,
        "roles": role_file(),
        "now": records.clock.now(),
        **values,
    }
    return reject(request, person=person, ledger=records.ledger, **whole)


def stored(records: Records, request: ChangeRequest) -> ChangeRequest:
    """The request as it is on record now."""
    return records.ledger.request(request.id)


def in_state(records: Records, request: ChangeRequest, state: State) -> ChangeRequest:
    """The request, put into a state as the records can hold it."""
    from zhengyun.entry import Note

    assert records.ledger.move(request.id, {request.stored}, state, Note("put", "test", {}), held=request.claim)
    return replace(stored(records, request))
