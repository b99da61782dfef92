"""An adoption as files: what stands in the project, in the words of an estate, and what is left as it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from cloud.adoption.findings import Left, Survey
from cloud.adoption.given import Given
from cloud.adoption.offers import offers
from cloud.adoption.servers import Servers, things
from cloud.adoption.systems import Told
from cloud.adoption.tenants import tenant_file
from cloud.adoption.unsaid import Reasons, unsaid, whole_of, with_followers
from cloud.adoption.words import Words
from cloud.errands.adopt import compared
from cloud.grammars import kinds
from cloud.reading import world_of
from cloud.view import View
from zhengyun.errors import N_, Problems, ZhengyunError, fill
from zhengyun.estate import Estate
from zhengyun.resource import STRANGE, Address, World

__all__ = ["Draft", "Files", "Given", "claimed", "draft", "systems_of", "titles"]

ROUNDS: Final = 12
NO_WORD: Final = N_("adoption has no word for it yet")
# What nobody has surveyed, or could not be given a path, by its kind.
WHY: Final = {
    "assignment": N_("who has it is no service user, as far as anybody has said: --service-user"),
    "image": N_("it is no image of the site's: servers that were born from it say so"),
    "share": N_("whom it opens the network to is no tenant of this estate"),
    "volume": N_("a server that is left as it is boots from it"),
    "subnetpool": N_("pools of addresses are the site's, and no tenant has one"),
}


class Files(NamedTuple):
    """What is to stand in the estate's files: the tenant's own two whole, of the others what is added."""

    tenant: Words
    adopt: Words
    site: Mapping[str, Words]
    department: Words


@dataclass
class Draft:
    """The files, what of the project they leave out, and what a plan by them would be refused for."""

    files: Files
    left: tuple[Left, ...]
    errors: tuple[ZhengyunError, ...] = ()
    claims: Mapping[tuple[str, str], str] = field(default_factory=dict)


Load = Any
"""From files to an estate: raises Problems where they are not right."""


def draft(view: View, survey: Survey, given: Given, load: Load) -> Draft:
    """Write files for what was surveyed; leave out what they cannot say, until they say exactly what is there."""
    claims, left = dict(survey.paths), list(survey.left)
    made = Draft(Files({}, {}, {}, {}), ())
    for _ in range(ROUNDS):
        world = claimed(view, claims)
        ours = {Address(view.site, kind, path) for (kind, _), path in claims.items()}
        reasons = unsaid(world, ours) | _nowhere(world, survey, given)
        errors: tuple[ZhengyunError, ...] = ()
        if not reasons:
            files = _files(world, survey, given, claims)
            reasons, errors = _judged(load, files, world, survey, given)
            made = Draft(files, tuple(left), errors, claims)
        if not reasons:
            made.left += tuple(_others(world, survey, left))
            return made
        whole = with_followers(reasons, world, ours)
        left += _left(whole, claims, view.site, survey)
        claims = {claim: path for claim, path in claims.items() if not _lost(claim, path, view.site, whole)}
    return made


def claimed(view: View, claims: Mapping[tuple[str, str], str]) -> World:
    """The world where these things are ours."""
    every = kinds(Path())
    fresh = replace(view, paths={}, strays=set(), claims={**view.claims, **claims})
    for kind in every:
        kind.index(fresh)
    return world_of(fresh, every)


def _lost(claim: tuple[str, str], path: str, site: str, whole: Reasons) -> bool:
    address = Address(site, claim[0], path)
    network = Address(site, "network", "/".join(path.split("/")[:2]))
    return address in whole or (address.kind == "subnet" and network in whole)


def _left(whole: Reasons, claims: Mapping[tuple[str, str], str], site: str, survey: Survey) -> Iterator[Left]:
    for (kind, identifier), path in sorted(claims.items()):
        why = whole.get(Address(site, kind, path))
        if why:
            yield Left(kind, survey.called[kind, identifier], identifier, why)


def _others(world: World, survey: Survey, left: Iterable[Left]) -> Iterator[Left]:
    """What lies in the project besides, of kinds that nobody has surveyed: nothing is passed over in silence."""
    told = {(one.kind, one.id) for one in left}
    for one in sorted(world.foreign):
        if one.tenant == survey.tenant and (one.kind, one.id) not in told:
            yield Left(one.kind, one.name, one.id, WHY.get(one.kind, NO_WORD))


def _nowhere(world: World, survey: Survey, given: Given) -> Reasons:
    servers = Servers(world, things(world, survey.tenant), {}, given.fallback)
    return dict.fromkeys(servers.nowhere(), N_("no rule of its server's groups lets the internet in"))


def _judged(
    load: Load, files: Files, world: World, survey: Survey, given: Given
) -> tuple[Reasons, tuple[ZhengyunError, ...]]:
    """What of the files does not say what is there, and what else is wrong with them."""
    try:
        estate: Estate = load(files)
    except Problems as problems:
        return {}, problems.errors
    _, _, errors = compared(estate.site(given.site), world, survey.tenant)
    reasons: Reasons = {}
    rest = []
    for error in errors:
        address = error.values.get("thing")
        existing = world.existing.get(address) if isinstance(address, Address) else None
        whole = whole_of(existing) if existing else None
        if whole and whole.kind not in {"project", "quota"}:
            reasons.setdefault(whole, fill(error.code.reason, error.values))
        else:
            rest.append(error)
    return reasons, tuple(rest)


def _files(world: World, survey: Survey, given: Given, claims: Mapping[tuple[str, str], str]) -> Files:
    adopt: dict[str, dict[str, str]] = {}
    for (kind, identifier), path in sorted(claims.items(), key=lambda one: (one[0][0], one[1])):
        if not identifier.startswith(STRANGE):
            adopt.setdefault(kind, {})[path] = identifier
    title = given.registered or given.title
    return Files(
        tenant_file(world, survey, given, title),
        {"tenant": survey.tenant, "things": adopt},
        offers(world, survey, given, claims),
        {} if given.registered else {"title": title},
    )


def systems_of(survey: Survey) -> list[str]:
    """The systems that servers were grouped into, and those that keep volumes though no server has them."""
    systems = {path.split("/")[1] for (kind, _), path in survey.paths.items() if kind in {"server", "volume"}}
    return sorted(systems)


def titles(told: Iterable[Told]) -> dict[str, Told]:
    """By name."""
    return {one.name: one for one in told}
