"""Emergencies: by those who must not, and by too few."""

from typing import Any

from cli.leaves import precedents_of
from cli.proving.own import ALONE, ELSE, OTHERS, OWN, SELF
from cli.proving.scratch import Stage, past
from zhengyun.errors import N_
from zhengyun.people import Role


def emergency(stage: Stage, person: str, second: Role | None = Role.SECURITY) -> Any:
    """A change asked for again as an emergency."""
    from governance.emergencies import break_glass

    asked: dict[str, Any] = {"reason": "role prove", "second": second, "precedents": precedents_of(stage.house)}
    return break_glass(stage.ask(), person=person, signer=stage.keys[person], **asked, **stage.common)


def right_emergency(stage: Stage) -> None:
    """Two people agree to an emergency."""
    stage.apply(stage.approved(emergency(stage, stage.who(Role.SYSTEM))), stage.who(Role.SYSTEM))


@OWN.tries(
    "break-anothers-glass",
    "system",
    N_("make an emergency of a colleague's request"),
    ELSE,
    "ZY-GOV-148",
    control=right_emergency,
)
def _(stage: Stage) -> None:
    emergency(stage, stage.who(Role.SYSTEM, 1))


@OWN.tries(
    "break-glass-alone", "system", N_("agree to one's own emergency"), SELF, "ZY-GOV-007", control=right_emergency
)
def _(stage: Stage) -> None:
    stage.agree(emergency(stage, stage.who(Role.SYSTEM)), stage.who(Role.SYSTEM))


@OWN.tries(
    "break-glass-with-one",
    "security",
    N_("have an emergency applied after one yes, where two are needed"),
    ALONE,
    "ZY-PERMIT-011",
    control=right_emergency,
)
def _(stage: Stage) -> None:
    request = emergency(stage, stage.who(Role.SYSTEM))
    stage.agree(request, stage.who(Role.SECURITY))
    stage.apply(stage.house.ledger.request(request.id), stage.who(Role.SYSTEM))


@OWN.tries(
    "break-glass-twice",
    "security",
    N_("agree to an emergency twice, where two people are needed"),
    ALONE,
    "ZY-GOV-006",
    control=right_emergency,
)
def _(stage: Stage) -> None:
    request = emergency(stage, stage.who(Role.SYSTEM))
    for _time in range(2):
        stage.agree(request, stage.who(Role.SECURITY))


@OWN.tries(
    "break-glass-among-colleagues",
    "system",
    N_("name a second system administrator as who agrees to an emergency"),
    OTHERS,
    "ZY-PERMIT-044",
    control=right_emergency,
)
def _(stage: Stage) -> None:
    emergency(stage, stage.who(Role.SYSTEM), Role.SYSTEM)


def judge(stage: Stage, person: str) -> None:
    """An auditor's word about an emergency; that nothing was done in it is said to auditors only."""
    from governance.emergencies import Finding, review

    whole: dict[str, Any] = {
        "roles": stage.roles,
        "precedents": precedents_of(stage.house),
        "book": stage.house.book,
        "now": stage.now,
    }
    signer = stage.keys[person]
    review(stage.ask(), person=person, finding=Finding.JUSTIFIED, words="role prove", signer=signer, **whole)


def right_judging(stage: Stage) -> None:
    """An auditor is told that it was no emergency."""
    past(lambda: judge(stage, stage.who(Role.AUDIT)), "ZY-GOV-143")


@OWN.tries(
    "judge-own-emergency", "system", N_("review one's own emergency"), OTHERS, "ZY-GOV-001", control=right_judging
)
def _(stage: Stage) -> None:
    judge(stage, stage.who(Role.SYSTEM))


@OWN.tries(
    "judge-as-security",
    "security",
    N_("review an emergency to which one's role agrees"),
    OTHERS,
    "ZY-GOV-001",
    control=right_judging,
)
def _(stage: Stage) -> None:
    judge(stage, stage.who(Role.SECURITY))
