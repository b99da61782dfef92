"""Granting as people do it, and asking under what was granted."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from governance import granting, rules
from governance.execution import execute
from governance.precedents import LoggedPrecedents
from governance.roles import history
from governance.under import Under
from tests.cast import DAY, OFFICES, VERIFIER, at, person, role_file, signer
from tests.records import Records
from tests.unit.governance.requests import PLAN, ask
from tests.unit.zhengyun.interpreter import Interpreter
from tests.unit.zhengyun.stage import BRISK, HERE, Nodding, Small, Watching
from zhengyun.apply import Door, apply
from zhengyun.change import ChangeRequest, Claim, State
from zhengyun.diff import Verb
from zhengyun.gate import Gate
from zhengyun.grant import Grant
from zhengyun.people import Role, posts
from zhengyun.plan import Plan
from zhengyun.ports import Journal
from zhengyun.results import Outcome, Receipt, Status
from zhengyun.rolefile import RoleFile
from zhengyun.standing import Limits, Standing
from zhengyun.subject import Subject, load

VENDOR: Final = "vendor"
RUNBOOK: Final = "sha256:" + "5" * 64
# He has the role, and no tenant: by himself he can ask for nothing.
ROLES: Final = role_file(
    *map(person, OFFICES),
    replace(person(VENDOR, Role.OPERATOR), posts=posts(Role.OPERATOR, tenants=())),
    person("director", Role.HEAD),
)


def grant(**values: Any) -> Grant:
    """One change of the tests' tenant within a day, unless another is said."""
    whole = {
        "person": VENDOR,
        "tenants": ("town",),
        "verbs": (Verb.CREATE, Verb.UPDATE),
        "count": 1,
        "not_before": at(0),
        "not_after": at(DAY),
        "reason": "warranty work",
    }
    return Grant(**{**whole, **values})


def limits(**values: Any) -> Limits:
    """Limits that the tests' plan keeps."""
    return Limits(**{"tenants": ("town",), "actions": 5, "verbs": (Verb.CREATE,), **values})


def script(**values: Any) -> Standing:
    """A standing permit for two uses in the month."""
    whole = {
        "runbook": RUNBOOK,
        "name": "drill.sh",
        "person": "zhou",
        "window": "",
        "count": 2,
        "not_before": at(0),
        "not_after": at(30 * DAY),
        "reason": "the monthly drill",
        "limits": limits(),
    }
    return Standing(**{**whole, **values})


def ask_for(records: Records, subject: Subject, asker: str = "wang", roles: RoleFile = ROLES) -> ChangeRequest:
    """Apply for it."""
    values: dict[str, Any] = {"roles": roles, "ledger": records.ledger, "now": records.clock.now()}
    return granting.ask(subject, estate=PLAN.estate, asker=asker, signer=signer(asker), **values)


def agree_to(records: Records, request: ChangeRequest, name: str = "li", **values: Any) -> State:
    """Say yes to it."""
    kept = load(request.permit.subject, records.ledger.plan(request.permit.plan), request.id)
    whole = {"roles": ROLES, "ledger": records.ledger, "now": records.clock.now(), "subject": kept, **values}
    return granting.approve(request, person=name, signer=signer(name), verifier=VERIFIER, **whole)


def granted(records: Records, subject: Subject, asker: str = "wang") -> str:
    """The name of a grant or standing permit that is in force."""
    request = ask_for(records, subject, asker)
    assert agree_to(records, request) is State.APPROVED
    return request.id


def gate(records: Records, roles: RoleFile = ROLES, runbook: str = "") -> Gate:
    """The gate, with what these records say of the past."""
    versions = history(records.roles, records.book, VERIFIER)
    past = LoggedPrecedents(records.ledger, records.book, versions, VERIFIER, runbook)
    return Gate(roles, rules.rules_of(roles), VERIFIER, past)


def ask_under(records: Records, name: str, plan: Plan = PLAN, asker: str = VENDOR, runbook: str = "") -> ChangeRequest:
    """Submit a plan under a grant or standing permit."""
    return ask(records, plan, asker, roles=ROLES, under=Under(name, gate(records, runbook=runbook)))


def carry_out(
    records: Records, request: ChangeRequest, plan: Plan = PLAN, *, actor: str = "wang", runbook: str = "", **door: Any
) -> Receipt:
    """Apply it in a world of its own."""
    world = door.pop("world", None) or Interpreter({})
    claim = Claim("here", hash(request.id) % 1000, "boot", "1", actor, at(0))
    fresh = records.ledger.request(request.id)

    def through(journal: Journal, before: Sequence[Outcome] | None) -> Receipt:
        done = {one.action for one in records.ledger.outcomes(request.id) if one.status is Status.DONE}
        values = {"witness": Nodding(), "watcher": Watching(), "machine": HERE, "pace": BRISK, **door}
        stands = gate(records, values.pop("roles", ROLES), runbook)
        hall = Door({"here": Small(world, lambda: done)}, gate=stands, journal=journal, clock=records.clock, **values)
        return apply(plan, fresh.permit, actor, hall, before)

    begin = partial(execute, fresh, claim=claim, resume=False, alive=lambda _: True)
    return begin(ledger=records.ledger, book=records.book, apply=through, now=records.clock.now())


def other_plan(commit: str = "next") -> Plan:
    """The same work from another commit: a second change."""
    return replace(PLAN, commit=commit)
