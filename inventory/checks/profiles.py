"""Profiles: each of an authority that there is, no longer than that holds, in its family's algorithms; dual only with escrow."""

from collections.abc import Iterator
from typing import Final

from inventory import codes
from inventory.checks.authorities import Pki, outlives, span, strange, unknown
from inventory.compile.trust import DAY, trust_of
from inventory.files import EstateFiles
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.trust import Profile, Trust

SIGNING: Final = "person-signing"
OF_AUTHORITIES: Final = "authority"


def profiles(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every profile by which nothing could be certified that anybody could use."""
    if files.pki is None:
        return
    trust = trust_of(files.pki.model)
    for one in trust.profiles.values():
        yield from _certified(files.pki, trust, one)
        yield from _dual(files.pki, trust, one)
        yield from _renewed(files.pki, one)
        yield from _permitted(files.pki, trust, one)
        yield from _named(files.pki, one)
        yield from _policies(files.pki, trust, one)


def _certified(pki: Pki, trust: Trust, one: Profile) -> Iterator[ZhengyunError]:
    at = ("profiles", one.name)
    yield from unknown(pki, N_("authority"), one.authority, "authorities", *at, "authority")
    authority = trust.authorities.get(one.authority) if pki.knows(*at, "authority") else None
    yield from outlives(pki, one.name, one.days, authority, *at, "days")
    domain = trust.domains.get(authority.domain) if authority else None
    if authority and domain and pki.knows("authorities", authority.name, "domain"):
        for position, algorithm in enumerate(one.algorithms if pki.knows("domains", domain.name, "family") else ()):
            yield from strange(pki, domain.family, algorithm, *at, "algorithms", position)


def _dual(pki: Pki, trust: Trust, one: Profile) -> Iterator[ZhengyunError]:
    at = ("profiles", one.name)
    if not one.dual:
        return
    place, authority = pki.place(*at, "dual"), trust.authorities.get(one.authority)
    if one.use != SIGNING and pki.knows(*at, "use"):
        what = Words(N_("it is for {use}"), {"use": one.use})
        yield ZhengyunError(codes.NO_ESCROW, place=place, profile=one.name, what=what)
    known = authority and pki.knows(*at, "authority") and pki.knows("authorities", authority.name, "escrow")
    if authority and known and not authority.escrow:
        what = Words(N_("its authority {authority} keeps no keys"), {"authority": authority.name})
        yield ZhengyunError(codes.NO_ESCROW, place=place, profile=one.name, what=what)


def _renewed(pki: Pki, one: Profile) -> Iterator[ZhengyunError]:
    at = ("profiles", one.name)
    if one.renew >= one.days * DAY and pki.knows(*at, "renew") and pki.knows(*at, "days"):
        most = span(one.days * DAY)
        values = {"name": "renew", "given": span(one.renew), "other": "days", "most": most}
        yield ZhengyunError(codes.SHORTER, place=pki.place(*at, "renew"), **values)


def _permitted(pki: Pki, trust: Trust, one: Profile) -> Iterator[ZhengyunError]:
    """What the authority may not certify, no verifier would accept, whatever the profile lets be asked for."""
    authority = trust.authorities.get(one.authority)
    known = authority and pki.knows("profiles", one.name, "authority")
    permitted = authority.permitted if authority and known else ()
    if not pki.knows("authorities", one.authority, "permitted"):
        return
    for field, sign, names in (("dns", ".", one.dns), ("emails", "@", one.emails)):
        legal = [name for name in permitted if name.startswith(sign)]
        for position, name in enumerate(names):
            at = ("profiles", one.name, field, position)
            if legal and not any(_within(name, each) for each in legal) and pki.knows(*at):
                values = {"name": name, "authority": one.authority, "legal": ", ".join(legal)}
                yield ZhengyunError(codes.NOT_PERMITTED, place=pki.place(*at), **values)


def _named(pki: Pki, one: Profile) -> Iterator[ZhengyunError]:
    """The register calls what authorities themselves are certified by so: who revokes these is not for a profile to say."""
    if one.name == OF_AUTHORITIES:
        yield ZhengyunError(codes.RESERVED, place=pki.place("profiles", one.name), name=one.name)


def _policies(pki: Pki, trust: Trust, one: Profile) -> Iterator[ZhengyunError]:
    """A policy counts that every certificate of the path has (RFC 5280 section 6.1.3 (d))."""
    authority = trust.authorities.get(one.authority)
    known = pki.knows("profiles", one.name, "authority") and pki.knows("authorities", one.authority, "policies")
    legal = authority.policies if authority and known else ()
    for position, policy in enumerate(one.policies):
        at = ("profiles", one.name, "policies", position)
        if legal and policy not in legal and pki.knows(*at):
            values = {"policy": policy, "authority": one.authority, "legal": ", ".join(legal)}
            yield ZhengyunError(codes.NO_POLICY_OF_IT, place=pki.place(*at), **values)


def _within(name: str, permitted: str) -> bool:
    """Whether a domain is a permitted one, or lies below one (RFC 5280 section 4.2.1.10); of e-mail only itself does."""
    if permitted.startswith("@"):
        return name == permitted[1:]
    return name.lstrip("*.") == permitted[1:] or name.endswith(permitted)
