"""Asking for a plan to be applied: by one's posts, or under a grant or a standing permit."""

from pathlib import Path
from typing import Any

from cli import chains
from cli.estates import estate_of
from cli.files import read
from cli.leaves import digest_of, gate_of
from cli.wiring import House
from zhengyun.change import RESUMABLE, ChangeRequest, State
from zhengyun.plan import Plan


def begun_or_submitted(house: House, plan: str, seconds: int, under: str, runbook: str) -> ChangeRequest:
    """The request for a plan's file under a standing permit: the one that a run before has left open, or a new one.

    A script that was stopped before anything was done, by a site that did not answer, comes again with the same plan.

    Raises: ZhengyunError as `submitted`.
    """
    from zhengyun.planfile import load

    digest, now = load(read(Path(plan)), plan).digest, house.clock.now()
    for one in house.ledger.requests({State.APPROVED, *RESUMABLE}):
        same = (one.permit.plan, one.permit.under, one.permit.asker) == (digest, under, house.session.person)
        if same and one.state(now) is not State.EXPIRED:
            return one
    return submitted(house, plan, "", seconds, under=under, runbook=runbook)[1]


def submitted(
    house: House, plan: str, reason: str, seconds: int, *, under: str = "", runbook: str = "", **times: Any
) -> tuple[Plan, ChangeRequest]:
    """The plan of a file, and the request for it, which is on record.

    Raises: ZhengyunError as `governance.requests.submit`; ZY-PLAN-001, ZY-CLI-006.
    """
    from governance.requests import ask_once, may_ask, submit
    from governance.under import Under
    from zhengyun.planfile import load

    session = house.session
    asked = load(read(Path(plan)), plan)
    estate_of(house, asked, plan)
    leave = Under(under, gate_of(house, digest_of(runbook))) if under else None
    if leave is None:
        may_ask(asked, session.person, house.roles, house.clock.now())
    ask_once(asked, house.ledger, house.clock.now())
    if leave is None and session.output == "table":
        # Before anything is signed: whose word it takes, and by which rule.
        for line in chains.lines(chains.chain_for(house, asked)):
            session.say(line)
    values: dict[str, Any] = {
        "signer": house.signer(),
        "roles": house.roles,
        "ledger": house.ledger,
        "now": house.clock.now(),
    }
    return asked, submit(asked, asker=session.person, reason=reason, seconds=seconds, under=leave, **values, **times)
