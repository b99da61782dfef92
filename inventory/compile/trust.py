"""The PKI in normal form: what is left out filled in."""

from typing import Final

from inventory.schema.pki import (
    AuthorityModel,
    PkiFile,
    ProfileModel,
    RecoveryModel,
    ScheduleModel,
    SshProfileModel,
)
from zhengyun.estate.trust import (
    SSH,
    Authority,
    Ceremony,
    Domain,
    Profile,
    Recovery,
    Schedule,
    SshAuthority,
    SshProfile,
    Trust,
)

DAY: Final = 86_400
USUAL: Final = Schedule()
# A certificate may be renewed for the last third of its time, and for no more than this before its end.
RENEW: Final = 30 * DAY


def trust_of(model: PkiFile) -> Trust:
    """What is trusted; a reference that leads nowhere is left as it is."""
    ssh = model.ssh
    authorities = (
        SshAuthority(SSH + name, one.key or f"ssh-{name}", one.public)
        for name, one in (ssh.authorities.items() if ssh else ())
    )
    profiles = (_ssh_profile(name, one) for name, one in (ssh.profiles.items() if ssh else ()))
    return Trust(
        domains={name: Domain(name, one.title, one.family) for name, one in model.domains.items()},
        authorities={name: _authority(name, one) for name, one in model.authorities.items()},
        profiles={name: _profile(name, one) for name, one in model.profiles.items()},
        recovery=_recovery(model.recovery) if model.recovery else Recovery(),
        ssh_authorities={one.name: one for one in authorities},
        ssh_profiles={one.name: one for one in profiles},
    )


def _authority(name: str, model: AuthorityModel) -> Authority:
    return Authority(
        name=name,
        domain=model.domain,
        subject=model.subject,
        algorithm=model.algorithm,
        key=model.key or f"ca-{name}",
        days=model.days,
        ceremony=Ceremony(model.ceremony.threshold, tuple(model.ceremony.people)),
        issuer=model.issuer or "",
        path_length=model.path_length,
        schedule=_schedule(model.schedule),
        crl_urls=tuple(model.crl_urls),
        ocsp_urls=tuple(model.ocsp_urls),
        issuer_urls=tuple(model.issuer_urls),
        policies=tuple(model.policies),
        permitted=tuple(model.permitted),
        escrow=model.escrow,
    )


def _schedule(model: ScheduleModel) -> Schedule:
    return Schedule(
        model.crl or USUAL.crl,
        model.due or USUAL.due,
        USUAL.delta if model.delta is None else model.delta,
        model.answers or USUAL.answers,
    )


def _profile(name: str, model: ProfileModel) -> Profile:
    return Profile(
        name=name,
        authority=model.authority,
        use=model.use,
        days=model.days,
        algorithms=tuple(model.algorithms),
        subject=model.subject or "",
        asks=tuple(model.asks),
        dns=tuple(model.dns),
        emails=tuple(model.emails),
        addresses=tuple(model.addresses),
        extended=tuple(model.extended),
        policies=tuple(model.policies),
        dual=model.dual,
        asker=tuple(model.asker),
        reviewer=model.reviewer,
        issuer=model.issuer,
        renew=model.renew or min(RENEW, model.days * DAY // 3),
    )


def _ssh_profile(name: str, model: SshProfileModel) -> SshProfile:
    return SshProfile(
        name=SSH + name,
        authority=SSH + model.authority,
        kind=model.kind,
        principals=tuple(model.principals),
        longest=model.longest,
        algorithms=tuple(model.algorithms),
        command=model.command or "",
        sources=tuple(model.sources),
        permits=tuple(model.permits),
        asker=tuple(model.asker),
        reviewer=model.reviewer,
        issuer=model.issuer,
        standing=model.standing.count if model.standing else 0,
        standing_for=model.standing.within if model.standing else 0,
    )


def _recovery(model: RecoveryModel) -> Recovery:
    return Recovery(model.threshold, tuple(model.people), model.judicial or model.threshold)
