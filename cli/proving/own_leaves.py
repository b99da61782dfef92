"""Grants and standing permits, the log and its keeping, and the role file: by those who must not."""

from datetime import timedelta
from typing import Any

from cli.proving.own import ELSE, OTHERS, OWN, SELF
from cli.proving.scratch import HOUR, TENANT, Stage
from zhengyun.change import ChangeRequest
from zhengyun.diff import Verb
from zhengyun.errors import N_
from zhengyun.grant import Grant
from zhengyun.instant import after, text
from zhengyun.people import Role
from zhengyun.standing import Limits, Standing
from zhengyun.subject import Subject

LONG_AGO = timedelta(days=3650)


def grant(stage: Stage, person: str) -> Grant:
    """Leave for one change."""
    until = after(stage.now, HOUR)
    return Grant(person, (TENANT,), (Verb.CREATE,), 1, text(stage.now), until, "role prove")


def script(stage: Stage, person: str) -> Standing:
    """Leave for a script."""
    limits = Limits((TENANT,), 1, (Verb.CREATE,))
    book = "sha256:" + "0" * 64
    return Standing(book, "prove.sh", person, "", 1, text(stage.now), after(stage.now, HOUR), "role prove", limits)


def ask_for(stage: Stage, subject: Subject, asker: str) -> ChangeRequest:
    """Apply for one."""
    from governance.granting import ask

    return ask(subject, estate="proving", asker=asker, signer=stage.keys[asker], **stage.common)


def agree_to(stage: Stage, request: ChangeRequest, subject: Subject, person: str) -> None:
    """Agree to one."""
    from governance.granting import approve

    keys: dict[str, Any] = {"signer": stage.keys[person], "verifier": stage.house.verifier}
    approve(stage.house.ledger.request(request.id), subject, person=person, **keys, **stage.common)


def right_leave(stage: Stage) -> None:
    """A system administrator asks for an operator, and everybody agrees whose word it takes."""
    from governance.reviews import waits_for

    subject = grant(stage, stage.who(Role.OPERATOR))
    request = ask_for(stage, subject, stage.who(Role.SYSTEM))
    for _link in request.permit.chain:
        fresh = stage.house.ledger.request(request.id)
        whole: dict[str, Any] = {"roles": stage.roles, "now": stage.now, "tenants": subject.tenants}
        agree_to(
            stage,
            request,
            subject,
            next(p.name for p in stage.roles.people if waits_for(fresh, person=p.name, **whole)),
        )


def right_ending(stage: Stage) -> None:
    """A security administrator takes one back."""
    end(stage, stage.who(Role.SECURITY))


def end(stage: Stage, person: str) -> None:
    """Take a fresh one back."""
    from governance.granting import revoke

    subject = grant(stage, stage.who(Role.OPERATOR))
    revoke(ask_for(stage, subject, stage.who(Role.SYSTEM)), subject, person=person, reason="no", **stage.common)


@OWN.tries(
    "approve-own-grant",
    "system",
    N_("agree to a grant that one has asked for"),
    SELF,
    "ZY-GOV-007",
    control=right_leave,
)
def _(stage: Stage) -> None:
    subject = grant(stage, stage.who(Role.OPERATOR))
    agree_to(stage, ask_for(stage, subject, stage.who(Role.SYSTEM)), subject, stage.who(Role.SYSTEM))


@OWN.tries(
    "approve-grant-for-oneself",
    "operator",
    N_("agree to a grant that is for oneself"),
    SELF,
    "ZY-PERMIT-006",
    control=right_leave,
)
def _(stage: Stage) -> None:
    subject = grant(stage, stage.who(Role.OPERATOR))
    agree_to(stage, ask_for(stage, subject, stage.who(Role.SYSTEM)), subject, subject.person)


@OWN.tries(
    "grant-for-security",
    "security",
    N_("ask for a grant for oneself, as one who agrees to changes"),
    OTHERS,
    "ZY-PERMIT-047",
    control=right_leave,
)
def _(stage: Stage) -> None:
    ask_for(stage, grant(stage, stage.who(Role.SECURITY)), stage.who(Role.SECURITY))


@OWN.tries(
    "grant-for-auditor", "audit", N_("ask for a grant for oneself"), OTHERS, "ZY-PERMIT-047", control=right_leave
)
def _(stage: Stage) -> None:
    ask_for(stage, grant(stage, stage.who(Role.AUDIT)), stage.who(Role.AUDIT))


@OWN.tries(
    "grant-as-auditor", "audit", N_("ask for a grant for an operator"), OTHERS, "ZY-GOV-001", control=right_leave
)
def _(stage: Stage) -> None:
    ask_for(stage, grant(stage, stage.who(Role.OPERATOR)), stage.who(Role.AUDIT))


@OWN.tries(
    "end-grant-as-auditor",
    "audit",
    N_("take a grant back that one has no part in"),
    ELSE,
    "ZY-GOV-140",
    control=right_ending,
)
def _(stage: Stage) -> None:
    end(stage, stage.who(Role.AUDIT))


@OWN.tries(
    "standing-for-auditor",
    "audit",
    N_("ask for a standing permit for oneself"),
    OTHERS,
    "ZY-PERMIT-047",
    control=right_leave,
)
def _(stage: Stage) -> None:
    ask_for(stage, script(stage, stage.who(Role.AUDIT)), stage.who(Role.AUDIT))


@OWN.tries(
    "approve-own-standing",
    "system",
    N_("agree to a standing permit that one has asked for"),
    SELF,
    "ZY-GOV-007",
    control=right_leave,
)
def _(stage: Stage) -> None:
    subject = script(stage, stage.who(Role.SYSTEM))
    agree_to(stage, ask_for(stage, subject, subject.person), subject, subject.person)
