"""The log and its keeping: holds, erasing, its clock, by those who must not."""

from datetime import timedelta
from typing import Any

from cli.proving.own import ALONE, KEYS, OTHERS, OWN
from cli.proving.scratch import Stage, past
from zhengyun.errors import N_
from zhengyun.people import Role

LONG_AGO = timedelta(days=3650)


def place(stage: Stage, person: str, key: str = "") -> int:
    """Put a hold upon everything."""
    from governance.holds import place as put

    signer = stage.keys[key or person]
    entry = put(
        person=person,
        reason="role prove",
        request="",
        signer=signer,
        roles=stage.roles,
        book=stage.house.book,
        now=stage.now,
    )
    return entry.number


def lift(stage: Stage, hold: int, person: str) -> None:
    """Propose to lift it, or agree."""
    from cli.audited import known
    from governance.holds import lift as take

    signer = stage.keys[person]
    whole: dict[str, Any] = {
        "roles": stage.roles,
        "book": stage.house.book,
        "known": known(stage.house),
        "now": stage.now,
    }
    take(person=person, number=hold, reason="role prove", signer=signer, **whole)


def right_hold(stage: Stage) -> None:
    """An auditor places a hold and proposes to lift it, and a security administrator agrees."""
    hold = place(stage, stage.who(Role.AUDIT))
    lift(stage, hold, stage.who(Role.AUDIT))
    lift(stage, hold, stage.who(Role.SECURITY))


@OWN.tries("hold-as-system", "system", N_("place a hold upon the log"), OTHERS, "ZY-GOV-001", control=right_hold)
def _(stage: Stage) -> None:
    place(stage, stage.who(Role.SYSTEM))


@OWN.tries("lift-as-system", "system", N_("lift a hold"), OTHERS, "ZY-GOV-001", control=right_hold)
def _(stage: Stage) -> None:
    lift(stage, place(stage, stage.who(Role.AUDIT)), stage.who(Role.SYSTEM))


@OWN.tries("lift-alone", "audit", N_("lift a hold alone"), ALONE, "ZY-GOV-104", control=right_hold)
def _(stage: Stage) -> None:
    hold = place(stage, stage.who(Role.AUDIT))
    for _time in range(2):
        lift(stage, hold, stage.who(Role.AUDIT))


def propose(stage: Stage, person: str) -> None:
    """Propose to erase what is older than ten years: there is nothing, and that is said to who may ask only."""
    from cli.audited import known
    from governance.retention import propose as ask

    whole: dict[str, Any] = {
        "roles": stage.roles,
        "book": stage.house.shelf,
        "known": known(stage.house),
        "now": stage.now,
    }
    until = stage.now - LONG_AGO
    ask(person=person, until=until, reason="role prove", signer=stage.keys[person], **whole)


def erase(stage: Stage, person: str) -> None:
    """Agree to erasing."""
    from cli.audited import known
    from governance.retention import agree

    whole: dict[str, Any] = {
        "roles": stage.roles,
        "book": stage.house.shelf,
        "known": known(stage.house),
        "now": stage.now,
    }
    agree(person=person, number=1, signer=stage.keys[person], **whole)


def right_erasing(stage: Stage) -> None:
    """Whoever may is told that there is nothing to erase: he has come past the question who he is."""
    past(lambda: propose(stage, stage.who(Role.AUDIT)), "ZY-GOV-102")
    past(lambda: erase(stage, stage.who(Role.SECURITY)), "ZY-GOV-103")


@OWN.tries(
    "erase-as-system", "system", N_("propose to erase entries of the log"), OTHERS, "ZY-GOV-001", control=right_erasing
)
def _(stage: Stage) -> None:
    propose(stage, stage.who(Role.SYSTEM))


@OWN.tries(
    "erase-as-security",
    "security",
    N_("propose to erase entries of the log"),
    OTHERS,
    "ZY-GOV-001",
    control=right_erasing,
)
def _(stage: Stage) -> None:
    propose(stage, stage.who(Role.SECURITY))


@OWN.tries(
    "erase-alone", "audit", N_("agree to erasing, where another role must"), ALONE, "ZY-GOV-001", control=right_erasing
)
def _(stage: Stage) -> None:
    erase(stage, stage.who(Role.AUDIT))


def set_clock(stage: Stage, person: str) -> None:
    """Let the log go on after a clock that ran ahead: none did."""
    from governance.clock import set_right

    signer = stage.keys[person]
    set_right(
        person=person, reason="role prove", signer=signer, roles=stage.roles, book=stage.house.book, now=stage.now
    )


def right_clock(stage: Stage) -> None:
    """An auditor is told that there is nothing to set right."""
    past(lambda: set_clock(stage, stage.who(Role.AUDIT)), "ZY-GOV-023")


@OWN.tries("clock-as-system", "system", N_("let the log go back in time"), OTHERS, "ZY-GOV-001", control=right_clock)
def _(stage: Stage) -> None:
    set_clock(stage, stage.who(Role.SYSTEM))


@OWN.tries(
    "hold-with-anothers-name",
    "system",
    N_("place a hold in an auditor's name, with one's own key"),
    KEYS,
    "ZY-GOV-024",
    control=right_hold,
)
def _(stage: Stage) -> None:
    place(stage, stage.who(Role.AUDIT), stage.who(Role.SYSTEM))
