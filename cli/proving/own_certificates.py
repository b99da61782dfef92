"""Certificates: asked for, reviewed, issued and revoked by those who must not, at an authority of SSH made for the occasion."""

from typing import TYPE_CHECKING, Any, Final

from cli.desks import desk_of
from cli.proving.own import ELSE, KEYS, OTHERS, OWN, SELF
from cli.proving.scratch import HOUR, Stage
from zhengyun.application import Application, Asked
from zhengyun.entry import Note
from zhengyun.errors import N_
from zhengyun.estate.trust import SSH, SshAuthority, SshProfile, Trust
from zhengyun.people import Role

if TYPE_CHECKING:
    from pki.flows.desk import Desk

NAME: Final = f"{SSH}proving"
AUTHORITY: Final = "authority"
THREE: Final = N_("who asks for a certificate, who reviews it and who issues it are three people")


def desk(stage: Stage) -> "Desk":
    """The desk, at an authority that certifies for an hour at most."""
    from keys.passing import passing
    from pki.inforce import things
    from pki.ssh.keys import of_public

    if AUTHORITY not in stage.passing:
        key = stage.passing[AUTHORITY] = passing()
        authority = SshAuthority(NAME, AUTHORITY, of_public(key.public).line)
        profile = SshProfile(NAME, NAME, "user", ("proving",), HOUR)
        trust = Trust({}, {}, {}, ssh_authorities={NAME: authority}, ssh_profiles={NAME: profile})
        stage.house.trusts.put(things(trust), Note("trust.adopted", stage.who(Role.SYSTEM), {}))
    return desk_of(stage.house)


def ask(stage: Stage, asker: str, key: str = "") -> Application:
    """Ask for a certificate for a key that nobody else has asked for."""
    from keys.passing import passing
    from pki.flows.asking import ask as apply_for
    from pki.ssh.keys import of_public

    row = Asked(1, stage.who(Role.SYSTEM), f"{of_public(passing().public).line}\n".encode(), ("principal:proving",))
    whole: dict[str, Any] = {"asker": asker, "signer": stage.keys[key or asker], "reason": "role prove"}
    return apply_for(desk(stage), NAME, (row,), **whole)[0]


def approve(stage: Stage, application: Application, reviewer: str, key: str = "") -> Application:
    """Agree to one."""
    from pki.flows.reviewing import approve as agree
    from pki.flows.reviewing import look

    at = desk(stage)
    return agree(at, look(at, application.id, reviewer), reviewer=reviewer, signer=stage.keys[key or reviewer])


def reject(stage: Stage, application: Application, reviewer: str) -> None:
    """Refuse one."""
    from pki.flows.reviewing import reject as refuse

    refuse(desk(stage), application.id, reviewer=reviewer, signer=stage.keys[reviewer], reason="role prove")


def withdraw(stage: Stage, application: Application, asker: str) -> None:
    """Take one back."""
    from pki.flows.reviewing import withdraw as take

    take(desk(stage), application.id, asker=asker, signer=stage.keys[asker])


def issue(stage: Stage, application: Application, issuer: str) -> None:
    """Carry one out."""
    from pki.flows.issuing import Issuer, carries
    from pki.flows.issuing import issue as certify

    at = desk(stage)
    found = carries(at, application.id, issuer)
    certify(at, found, Issuer(issuer, stage.keys[issuer]), lambda _authority: stage.passing[AUTHORITY])


def reviewed(stage: Stage) -> Application:
    """An application to which the first security administrator has agreed."""
    return approve(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SECURITY))


def right_three(stage: Stage) -> None:
    """Three people ask, agree and issue."""
    issue(stage, reviewed(stage), stage.who(Role.SECURITY, 1))


def right_no(stage: Stage) -> None:
    """A security administrator refuses."""
    reject(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SECURITY))


def right_back(stage: Stage) -> None:
    """Who asked takes it back."""
    withdraw(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SYSTEM))


@OWN.tries("certificate-as-auditor", "audit", N_("ask for a certificate"), OTHERS, "ZY-PKI-130", control=right_three)
def _(stage: Stage) -> None:
    ask(stage, stage.who(Role.AUDIT))


@OWN.tries("certificate-as-security", "security", N_("ask for a certificate"), THREE, "ZY-PKI-130", control=right_three)
def _(stage: Stage) -> None:
    ask(stage, stage.who(Role.SECURITY))


@OWN.tries(
    "review-own-application",
    "system",
    N_("review one's own application for a certificate"),
    SELF,
    "ZY-PKI-130",
    "ZY-PKI-131",
    control=right_three,
)
def _(stage: Stage) -> None:
    approve(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SYSTEM))


@OWN.tries(
    "review-as-auditor",
    "audit",
    N_("review an application for a certificate"),
    OTHERS,
    "ZY-PKI-130",
    control=right_three,
)
def _(stage: Stage) -> None:
    approve(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.AUDIT))


@OWN.tries(
    "review-with-own-key",
    "system",
    N_("review an application in a security administrator's name, with one's own key"),
    KEYS,
    "ZY-PKI-137",
    control=right_three,
)
def _(stage: Stage) -> None:
    approve(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SECURITY), stage.who(Role.SYSTEM))


@OWN.tries(
    "refuse-as-system",
    "system",
    N_("refuse a colleague's application for a certificate"),
    OTHERS,
    "ZY-PKI-130",
    control=right_no,
)
def _(stage: Stage) -> None:
    reject(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SYSTEM, 1))


@OWN.tries(
    "withdraw-anothers-application",
    "system",
    N_("take a colleague's application for a certificate back"),
    ELSE,
    "ZY-PKI-147",
    control=right_back,
)
def _(stage: Stage) -> None:
    withdraw(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SYSTEM, 1))


@OWN.tries(
    "issue-own",
    "system",
    N_("issue a certificate that one has asked for"),
    SELF,
    "ZY-PKI-130",
    "ZY-PKI-131",
    control=right_three,
)
def _(stage: Stage) -> None:
    issue(stage, reviewed(stage), stage.who(Role.SYSTEM))


@OWN.tries(
    "issue-reviewed",
    "security",
    N_("issue a certificate that one has agreed to"),
    THREE,
    "ZY-PKI-131",
    control=right_three,
)
def _(stage: Stage) -> None:
    issue(stage, reviewed(stage), stage.who(Role.SECURITY))


@OWN.tries(
    "issue-unreviewed",
    "security",
    N_("issue a certificate to which nobody has agreed"),
    THREE,
    "ZY-PKI-132",
    "ZY-PKI-152",
    "ZY-PKI-133",
    control=right_three,
)
def _(stage: Stage) -> None:
    issue(stage, ask(stage, stage.who(Role.SYSTEM)), stage.who(Role.SECURITY))


@OWN.tries("issue-as-auditor", "audit", N_("issue a certificate"), OTHERS, "ZY-PKI-130", control=right_three)
def _(stage: Stage) -> None:
    issue(stage, reviewed(stage), stage.who(Role.AUDIT))
