"""Changes: asked for, agreed to and applied by those who must not."""

from dataclasses import replace
from typing import Any

from cli.proving.own import ELSE, EXACTLY, KEYS, OTHERS, OWN, SELF, TENANTS, UNLENT, UNSAID
from cli.proving.scratch import HOUR, TENANT, Stage
from zhengyun.errors import N_
from zhengyun.instant import after, text
from zhengyun.people import Deputy, Role

ABROAD = "another"


def right_yes(stage: Stage) -> None:
    """Whom a request waits for agrees to it."""
    stage.approved()


def right_no(stage: Stage) -> None:
    """A security administrator rejects."""
    reject(stage, stage.who(Role.SECURITY))


def right_asking(stage: Stage) -> None:
    """A system administrator asks."""
    stage.ask()


def own_asking(stage: Stage) -> None:
    """A department asks for a tenant of its own."""
    (tenant, *_) = next(post.tenants for post in stage.bounded.posts if post.role is Role.OPERATOR)
    stage.ask(stage.bounded.name, stage.plan(tenant))


def right_applying(stage: Stage) -> None:
    """A system administrator applies what was agreed to."""
    stage.apply(stage.approved(), stage.who(Role.SYSTEM))


def right_cancelling(stage: Stage) -> None:
    """Who asked cancels."""
    cancel(stage, stage.who(Role.SYSTEM))


def right_withdrawing(stage: Stage) -> None:
    """Who agreed takes it back."""
    request = stage.approved()
    withdraw(stage, request, request.permit.approvals[-1].approver)


def reject(stage: Stage, person: str) -> None:
    """Say no to a fresh request."""
    from governance.reviews import reject as say_no

    say_no(stage.ask(), person=person, reason="no", touched=lambda: (TENANT,), **stage.common)


def cancel(stage: Stage, person: str) -> None:
    """Take a fresh request back."""
    from governance.requests import cancel as take_back

    take_back(stage.ask(), person=person, **stage.common)


def withdraw(stage: Stage, request: Any, person: str) -> None:
    """Take a yes back."""
    from governance.withdrawals import withdraw as take_back

    take_back(request, person=person, reason="no", **stage.common)


@OWN.tries("approve-own", "system", N_("approve one's own request"), SELF, "ZY-GOV-007", control=right_yes)
def _(stage: Stage) -> None:
    stage.agree(stage.ask(), stage.who(Role.SYSTEM))


@OWN.tries("approve-as-system", "system", N_("approve a colleague's request"), OTHERS, "ZY-GOV-001", control=right_yes)
def _(stage: Stage) -> None:
    stage.agree(stage.ask(), stage.who(Role.SYSTEM, 1))


@OWN.tries("approve-as-auditor", "audit", N_("approve a request"), OTHERS, "ZY-GOV-001", control=right_yes)
def _(stage: Stage) -> None:
    stage.agree(stage.ask(), stage.who(Role.AUDIT))


@OWN.tries("approve-as-department", "operator", N_("approve a request"), OTHERS, "ZY-GOV-001", control=right_yes)
def _(stage: Stage) -> None:
    stage.agree(stage.ask(), stage.who(Role.OPERATOR))


@OWN.tries(
    "approve-with-own-key",
    "system",
    N_("approve in the name of a security administrator, with one's own key"),
    KEYS,
    "ZY-GOV-024",
    control=right_yes,
)
def _(stage: Stage) -> None:
    stage.agree(stage.ask(), stage.who(Role.SECURITY), key=stage.who(Role.SYSTEM))


@OWN.tries(
    "approve-another-plan",
    "security",
    N_("approve what comes out differently on one's own side"),
    EXACTLY,
    "ZY-GOV-005",
    control=right_yes,
)
def _(stage: Stage) -> None:
    stage.agree(stage.ask(), stage.who(Role.SECURITY), replan=lambda _plan: stage.plan())


@OWN.tries("reject-as-system", "system", N_("reject a colleague's request"), OTHERS, "ZY-GOV-001", control=right_no)
def _(stage: Stage) -> None:
    reject(stage, stage.who(Role.SYSTEM, 1))


@OWN.tries("reject-as-auditor", "audit", N_("reject a request"), OTHERS, "ZY-GOV-001", control=right_no)
def _(stage: Stage) -> None:
    reject(stage, stage.who(Role.AUDIT))


@OWN.tries("ask-as-security", "security", N_("ask for a change"), OTHERS, "ZY-GOV-001", control=right_asking)
def _(stage: Stage) -> None:
    stage.ask(stage.who(Role.SECURITY))


@OWN.tries("ask-as-auditor", "audit", N_("ask for a change"), OTHERS, "ZY-GOV-001", control=right_asking)
def _(stage: Stage) -> None:
    stage.ask(stage.who(Role.AUDIT))


@OWN.tries(
    "ask-abroad",
    "operator",
    N_("ask for a change of another department's tenant"),
    TENANTS,
    "ZY-GOV-040",
    control=own_asking,
)
def _(stage: Stage) -> None:
    stage.ask(stage.bounded.name, stage.plan(ABROAD))


@OWN.tries(
    "ask-without-leave", "operator", N_("as a vendor, ask without a grant"), TENANTS, "ZY-GOV-040", control=right_asking
)
def _(stage: Stage) -> None:
    stage.ask(stage.guest)


@OWN.tries(
    "ask-as-another",
    "security",
    N_("ask in the name of a system administrator, with one's own key"),
    KEYS,
    "ZY-GOV-024",
    control=right_asking,
)
def _(stage: Stage) -> None:
    stage.ask(stage.who(Role.SYSTEM), key=stage.who(Role.SECURITY))


@OWN.tries(
    "apply-unapproved",
    "system",
    N_("apply what nobody has agreed to"),
    UNSAID,
    "ZY-PERMIT-011",
    control=right_applying,
)
def _(stage: Stage) -> None:
    stage.apply(stage.ask(), stage.who(Role.SYSTEM))


@OWN.tries("apply-as-auditor", "audit", N_("apply an approved change"), OTHERS, "ZY-GOV-001", control=right_applying)
def _(stage: Stage) -> None:
    stage.apply(stage.approved(), stage.who(Role.AUDIT))


@OWN.tries(
    "apply-as-security", "security", N_("apply an approved change"), OTHERS, "ZY-GOV-001", control=right_applying
)
def _(stage: Stage) -> None:
    stage.apply(stage.approved(), stage.who(Role.SECURITY))


@OWN.tries(
    "apply-another-plan",
    "system",
    N_("apply another plan under the permit of an approved one"),
    EXACTLY,
    "ZY-PERMIT-003",
    control=right_applying,
)
def _(stage: Stage) -> None:
    stage.apply(stage.approved(), stage.who(Role.SYSTEM), stage.plan())


@OWN.tries(
    "apply-forged",
    "system",
    N_("put a yes of one's own making into the records, and apply"),
    KEYS,
    "ZY-PERMIT-010",
    "ZY-GOV-072",
    control=right_applying,
)
def _(stage: Stage) -> None:
    from zhengyun.permit import approved_bytes

    request, system = stage.approved(), stage.keys[stage.who(Role.SYSTEM)]
    forged = tuple(
        one._replace(signature=system.sign(approved_bytes(request.permit, one))) for one in request.permit.approvals
    )
    stage.apply(replace(request, permit=replace(request.permit, approvals=forged)), stage.who(Role.SYSTEM))


@OWN.tries(
    "cancel-anothers", "system", N_("cancel a colleague's request"), ELSE, "ZY-GOV-021", control=right_cancelling
)
def _(stage: Stage) -> None:
    cancel(stage, stage.who(Role.SYSTEM, 1))


@OWN.tries(
    "cancel-as-security", "security", N_("cancel somebody's request"), ELSE, "ZY-GOV-021", control=right_cancelling
)
def _(stage: Stage) -> None:
    cancel(stage, stage.who(Role.SECURITY))


@OWN.tries(
    "withdraw-anothers", "system", N_("take another's approval back"), ELSE, "ZY-GOV-071", control=right_withdrawing
)
def _(stage: Stage) -> None:
    withdraw(stage, stage.approved(), stage.who(Role.SYSTEM))


def right_executor(stage: Stage) -> None:
    """The executor carries out, who has no word of his own."""
    execute_as(stage, stage.executor)


def execute_as(stage: Stage, person: str) -> None:
    """Carry out where a vault lends the credentials."""
    from cli.leaves import gate_of
    from governance.under import may_execute

    may_execute(person, stage.executor, "CR-222222", gate_of(stage.house), stage.now)


def _run(name: str, role: Role, place: int = 0) -> None:
    def act(stage: Stage) -> None:
        execute_as(stage, stage.who(role, place))

    what = N_("carry out as oneself, where a vault lends the credentials")
    OWN.tries(name, role.value, what, UNLENT, "ZY-GOV-270", control=right_executor)(act)


_run("execute-as-system", Role.SYSTEM)
_run("execute-as-security", Role.SECURITY)


@OWN.tries(
    "approve-as-deputy",
    "security",
    N_("approve the request of somebody for whom one stands in"),
    SELF,
    "ZY-GOV-007",
    control=right_yes,
)
def _(stage: Stage) -> None:
    asker, deputy = stage.who(Role.SYSTEM), stage.who(Role.SECURITY)
    span = (text(stage.now), after(stage.now, HOUR))
    note = Deputy(deputy, (Role.SYSTEM,), *span)
    people = tuple(replace(one, deputies=(note,)) if one.name == asker else one for one in stage.roles.people)
    stage.agree(stage.ask(), deputy, roles=replace(stage.roles, people=people))
