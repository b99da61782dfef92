"""The trust in force as the register keeps it, thing by thing, and as `zhengyun.estate.trust` has it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from pki import codes
from zhengyun.canonical import digest
from zhengyun.certified import Trusted
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import (
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

DOMAIN: Final = "domain"
AUTHORITY: Final = "authority"
PROFILE: Final = "profile"
SSH_AUTHORITY: Final = "ssh-authority"
SSH_PROFILE: Final = "ssh-profile"
RECOVERY: Final = "recovery"
"""There is one, and it has no name."""
ESCROW: Final = "escrow"
"""A key under which encryption keys are kept: a ceremony brings it into force, and no plan."""

Thing = Domain | Authority | Profile | SshAuthority | SshProfile | Recovery


def things(trust: Trust) -> list[Trusted]:
    """All of it, as it is kept."""
    named: tuple[tuple[str, Mapping[str, Thing]], ...] = (
        (DOMAIN, trust.domains),
        (AUTHORITY, trust.authorities),
        (PROFILE, trust.profiles),
        (SSH_AUTHORITY, trust.ssh_authorities),
        (SSH_PROFILE, trust.ssh_profiles),
    )
    found = [Trusted(kind, name, document(one)) for kind, every in named for name, one in every.items()]
    return [*found, Trusted(RECOVERY, "", document(trust.recovery))]


def document(thing: Thing) -> Mapping[str, Any]:
    """One of them as JSON data, which is its fields."""
    return asdict(thing)


def in_force(kept: Iterable[Trusted]) -> Trust:
    """What these things are together.

    Raises: ZhengyunError (ZY-PKI-107: one of them is none, so that somebody else's hand was in the records).
    """
    try:
        return _together(kept)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ZhengyunError(codes.NOT_A_TRUST, problem=f"{type(error).__name__}: {error}") from error


def _together(kept: Iterable[Trusted]) -> Trust:
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for one in kept:
        found.setdefault(one.kind, {})[one.name] = one.document
    if strange := found.keys() - {DOMAIN, AUTHORITY, PROFILE, SSH_AUTHORITY, SSH_PROFILE, RECOVERY, ESCROW}:
        raise ValueError(f"of no kind: {', '.join(sorted(strange))}")
    recovery = found.get(RECOVERY, {}).get("")
    return Trust(
        {name: Domain(**one) for name, one in found.get(DOMAIN, {}).items()},
        {name: authority(one) for name, one in found.get(AUTHORITY, {}).items()},
        {name: Profile(**_tuples(one)) for name, one in found.get(PROFILE, {}).items()},
        Recovery(**_tuples(recovery)) if recovery else Recovery(),
        {name: SshAuthority(**one) for name, one in found.get(SSH_AUTHORITY, {}).items()},
        {name: SshProfile(**_tuples(one)) for name, one in found.get(SSH_PROFILE, {}).items()},
    )


def authority(told: Mapping[str, Any]) -> Authority:
    """An authority from its JSON data. Raises: KeyError, TypeError."""
    parts = {"schedule": Schedule(**told["schedule"]), "ceremony": Ceremony(**_tuples(told["ceremony"]))}
    return Authority(**{**_tuples(told), **parts})


def bound(issuer: Authority | SshAuthority, profile: Profile | SshProfile) -> str:
    """The digest of what an application is made under: a yes is given to these two as they were, and to no other."""
    return digest({"authority": asdict(issuer), "profile": asdict(profile)})


def _tuples(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
