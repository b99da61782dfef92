"""Authorities: each is certified by another of its domain up to a root, ends with it at the latest, and has a name and a key of its own."""

from collections.abc import Iterator, Mapping

from inventory import codes
from inventory.compile.trust import trust_of
from inventory.files import EstateFiles, Loaded
from inventory.nearest import listed, nearest
from inventory.schema.pki import PkiFile
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate.trust import FAMILIES, Authority, Domain, Family, Trust

Pki = Loaded[PkiFile]


def authorities(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every authority that could not be made, or whose certificates nobody could verify."""
    if files.pki is None:
        return
    trust = trust_of(files.pki.model)
    for name, one in trust.authorities.items():
        yield from _domain(files.pki, trust.domains, one)
        yield from _issuer(files.pki, trust, one)
        yield from _schedule(files.pki, one)
        if one.escrow and not trust.recovery.people and files.pki.knows("recovery"):
            place = files.pki.place("authorities", name, "escrow")
            yield ZhengyunError(codes.NOBODY_RECOVERS, place=place, authority=name)
    yield from _shared(files.pki, N_("subject"), {name: one.subject for name, one in trust.authorities.items()})
    yield from _shared(files.pki, N_("key"), {name: one.key for name, one in trust.authorities.items()})


def unknown(pki: Pki, what: str, name: str, section: str, *at: str) -> Iterator[ZhengyunError]:
    """The error where a name is not among those of a section, as far as these are known."""
    legal: Mapping[str, object] = getattr(pki.model, section)
    if name not in legal and pki.lists(section) and pki.knows(*at):
        shown, near = listed(sorted(legal)), nearest(name, legal)
        yield ZhengyunError(
            codes.UNKNOWN_REFERENCE, place=pki.place(*at), what=what, name=name, legal=shown, nearest=near
        )


def strange(pki: Pki, family: Family, algorithm: str, *at: str | int) -> Iterator[ZhengyunError]:
    """The error where an algorithm is none of a family's."""
    legal = FAMILIES[family]
    if algorithm not in legal and pki.knows(*at):
        yield ZhengyunError(
            codes.WRONG_FAMILY, place=pki.place(*at), algorithm=algorithm, family=family, legal=", ".join(legal)
        )


def outlives(pki: Pki, what: str, days: int, issuer: Authority | None, *at: str) -> Iterator[ZhengyunError]:
    """The error where something holds longer than the authority that certifies it."""
    if issuer and days > issuer.days and pki.knows(*at) and pki.knows("authorities", issuer.name, "days"):
        place = pki.place(*at)
        yield ZhengyunError(codes.OUTLIVES, place=place, name=what, days=days, issuer=issuer.name, most=issuer.days)


def _domain(pki: Pki, domains: Mapping[str, Domain], one: Authority) -> Iterator[ZhengyunError]:
    at = ("authorities", one.name)
    yield from unknown(pki, N_("trust domain"), one.domain, "domains", *at, "domain")
    domain = domains.get(one.domain)
    if domain and pki.knows("domains", domain.name, "family"):
        yield from strange(pki, domain.family, one.algorithm, *at, "algorithm")


def _issuer(pki: Pki, trust: Trust, one: Authority) -> Iterator[ZhengyunError]:
    at = ("authorities", one.name)
    if not one.issuer:
        return
    yield from unknown(pki, N_("authority"), one.issuer, "authorities", *at, "issuer")
    issuer = trust.authorities.get(one.issuer)
    if issuer is None or not pki.knows(*at, "issuer"):
        return
    circle, place = _circle(trust, one), pki.place(*at, "issuer")
    if circle:
        yield ZhengyunError(codes.CERTIFIES_ITSELF, place=place, authority=one.name, path=" → ".join(circle))
    elif issuer.domain != one.domain:
        known = pki.knows(*at, "domain") and pki.knows("authorities", issuer.name, "domain")
        if known and {issuer.domain, one.domain} <= trust.domains.keys():
            values = {"authority": one.name, "domain": one.domain, "issuer": issuer.name, "other": issuer.domain}
            yield ZhengyunError(codes.OTHER_DOMAIN, place=place, **values)
    else:
        yield from outlives(pki, one.name, one.days, issuer, *at, "days")
        yield from _path_length(pki, one, issuer)


def _path_length(pki: Pki, one: Authority, issuer: Authority) -> Iterator[ZhengyunError]:
    at = ("authorities", one.name, "path_length")
    known = pki.knows(*at) and pki.knows("authorities", issuer.name, "path_length")
    if one.path_length >= issuer.path_length and known:
        lengths = {"length": one.path_length, "given": issuer.path_length}
        place = pki.place(*at)
        yield ZhengyunError(codes.PATH_LENGTH, place=place, authority=one.name, issuer=issuer.name, **lengths)


def _circle(trust: Trust, one: Authority) -> list[str]:
    """The way from an authority back to itself; told once, at the first of those that are on it."""
    path, now = [one.name], one
    while now.issuer in trust.authorities and now.issuer not in path:
        now = trust.authorities[now.issuer]
        path.append(now.name)
    first = next(name for name in trust.authorities if name in path)
    return [*path, one.name] if now.issuer == one.name == first else []


def _schedule(pki: Pki, one: Authority) -> Iterator[ZhengyunError]:
    at = ("authorities", one.name, "schedule")
    crl = one.schedule.crl
    for name, seconds in (("due", one.schedule.due), ("delta", one.schedule.delta)):
        if seconds >= crl and pki.knows(*at, name) and pki.knows(*at, "crl"):
            place = pki.place(*at, name)
            yield ZhengyunError(codes.SHORTER, place=place, name=name, given=span(seconds), other="crl", most=span(crl))


def span(seconds: int) -> str:
    """A duration as files have it, in the largest unit that it is whole in."""
    units = (("d", 86_400), ("h", 3_600), ("min", 60))
    return next((f"{seconds // size} {unit}" for unit, size in units if seconds % size == 0), f"{seconds} s")


def _shared(pki: Pki, what: str, values: Mapping[str, str]) -> Iterator[ZhengyunError]:
    """Who verifies tells issuers apart by their names, and each signs with a key of its own."""
    field = {N_("subject"): "subject", N_("key"): "key"}[what]
    taken: dict[str, str] = {}
    for name, value in values.items():
        at = ("authorities", name, field)
        if value in taken and pki.knows(*at) and pki.knows("authorities", taken[value], field):
            other = pki.place("authorities", taken[value], field)
            yield ZhengyunError(codes.TAKEN_TWICE, place=pki.place(*at), what=what, name=value, other=other)
        taken.setdefault(value, name)
