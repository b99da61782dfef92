"""An adoption as files: what stands in the project, in the words of an estate, and what is left as it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, NamedTuple

from cloud import codes
from cloud.adoption import words as say
from cloud.adoption.names import Names
from cloud.adoption.servers import Servers, things
from cloud.adoption.stored import Stored
from cloud.adoption.survey import Left, Survey
from cloud.adoption.systems import Told
from cloud.adoption.unsaid import Reasons, unsaid, whole_of, with_followers
from cloud.adoption.words import Words
from cloud.errands.adopt import compared
from cloud.grammars import kinds
from cloud.kinds.task import SHARED
from cloud.reading import world_of
from cloud.view import View
from zhengyun.errors import N_, Problems, ZhengyunError, fill
from zhengyun.estate import Estate
from zhengyun.resource import STRANGE, Address, World

ROUNDS: Final = 12
EXTERNAL: Final = "external"


class Files(NamedTuple):
    """What is to stand in the estate's files: the tenant's own two whole, of the others what is added."""

    tenant: Words
    adopt: Words
    site: Mapping[str, Words]
    department: Words


@dataclass(frozen=True)
class Given:
    """What the project itself does not tell. `keys` are the public halves, by their names in the cloud."""

    site: str
    title: str
    registered: str
    """The department's title where it is registered already."""
    told: Mapping[str, Told]
    limits: Mapping[str, int]
    keys: Mapping[str, str]
    images: Mapping[str, Stored]
    fallback: str
    """The image that is named for servers whose own is not ours."""


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
            yield Left(one.kind, one.name, one.id, N_("adoption has no word for it yet"))


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
        _tenant(world, survey, given, title),
        {"tenant": survey.tenant, "things": adopt},
        _site(world, survey, given, claims),
        {} if given.registered else {"title": title},
    )


def _tenant(world: World, survey: Survey, given: Given, title: str) -> Words:
    there = things(world, survey.tenant)
    project = there["project"][survey.tenant].attributes
    keys, names = _keys(given)
    families = tuple(sorted({ip_network(str(one.attributes["addresses"])).version for one in there["subnet"].values()}))
    rules = [one.attributes for one in there["rule"].values()]
    servers = Servers(world, there, names, given.fallback or _some_image(world))
    paths = sorted({path.rpartition("/")[0] for path in there["server"]})
    told = say.called({}, project["name"], survey.tenant)
    if project["title"] != title:
        told["description"] = project["title"]
    words: Words = {
        "tenant": survey.tenant,
        "project": told,
        "quota": say.quota(given.limits),
        "networks": {
            say.last(path): say.network(
                say.last(path),
                _zone(world, path, given),
                one.attributes,
                [range_ for range_ in there["subnet"].values() if range_.attributes["network"] == path],
            )
            for path, one in there["network"].items()
        },
        "routers": {
            say.last(path): say.router(say.last(path), one.attributes) for path, one in there["router"].items()
        },
        "address_groups": {say.last(path): one.attributes["addresses"] for path, one in there["addressgroup"].items()},
        "groups": {
            say.last(path): say.group(
                say.last(path), one.attributes, [rule for rule in rules if rule["group"] == path], families or (4,)
            )
            for path, one in there["group"].items()
        },
        "keys": keys,
        "systems": {say.last(path): servers.system(given.told[say.last(path)], path) for path in paths},
    }
    return {name: value for name, value in words.items() if value != {}}


def _some_image(world: World) -> str:
    """An image that is ours, or is to be: new servers have to be made from something."""
    return next((say.last(one.path) for one in sorted(world.existing) if one.kind == "image"), "")


def _keys(given: Given) -> tuple[Words, Mapping[str, str]]:
    """The keys by names that an estate allows, and these names by those in the cloud."""
    names, given_names = Names(), dict[str, str]()
    keys: Words = {}
    for called, public in sorted(given.keys.items()):
        if public:
            given_names[called] = names.give(called, "key")
            keys[given_names[called]] = public
    return keys, given_names


def _zone(world: World, network: str, given: Given) -> str:
    """The zone of the systems that stand in a network; of one where nothing stands, that of the first system."""
    zones = [
        given.told[address.path.split("/")[1]].zone
        for address, one in sorted(world.existing.items())
        if address.kind == "server" and address.path.split("/")[1] in given.told and _stands_in(one.attributes, network)
    ]
    return next(iter(zones), next((one.zone for one in given.told.values()), ""))


def _stands_in(attributes: Mapping[str, Any], network: str) -> bool:
    return any(str(leg).partition(" ")[0] == network for leg in attributes["networks"])


def _site(world: World, survey: Survey, given: Given, claims: Mapping[tuple[str, str], str]) -> Mapping[str, Words]:
    added: dict[str, Words] = {"flavors": {}, "images": {}, "externals": {}}
    for (kind, identifier), path in sorted(claims.items(), key=lambda one: one[1]):
        if not path.startswith(f"{SHARED}/"):
            continue
        attributes, name = world.existing[Address(world.site, kind, path)].attributes, say.last(path)
        if kind == "flavor":
            size = {"vcpus": attributes["vcpus"], "ram": say.size(_whole(attributes["ram_mib"]))}
            added["flavors"][name] = {**size, "disk": f"{attributes['disk_gib']} GiB"}
        elif kind == "image":
            added["images"][name] = _image(attributes, survey.called[kind, identifier], given.images[identifier])
        elif kind == "network":
            added["externals"][name] = _external(world, path, survey.called[kind, identifier])
    return {section: entries for section, entries in added.items() if entries}


def _image(attributes: Mapping[str, Any], called: str, file: Stored) -> Words:
    words: Words = {"title": called or file.file, "file": file.file, "sha256": file.sha256}
    words["format"] = attributes["format"]
    words |= {"protected": True} if attributes["protected"] else {}
    words |= {"min_disk": f"{attributes['min_disk_gib']} GiB"} if attributes["min_disk_gib"] else {}
    return words | ({"min_ram": say.size(attributes["min_ram_mib"])} if attributes["min_ram_mib"] else {})


def _external(world: World, path: str, called: str) -> Words:
    ranges = [
        one for one in world.existing.values() if one.attributes.get("network") == path and "pool" in one.attributes
    ]
    if not ranges:
        raise ZhengyunError(codes.NOT_READ, file=path, problem="addresses: -")
    first = ranges[0]
    provider: Any = world.existing[Address(world.site, "network", path)].attributes["provider"]
    pool: Any = first.attributes["pool"]
    joined = {"type": provider["type"], "network": provider["network"]}
    words = say.called({}, called, say.last(path))
    return words | {
        "title": called or say.last(path),
        "addresses": first.attributes["addresses"],
        "gateway": first.attributes["gateway"],
        "pool": "-".join(map(str, pool)),
        "provider": joined | ({"segment": provider["segment"]} if provider["segment"] else {}),
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def systems_of(survey: Survey) -> list[str]:
    """The systems that servers were grouped into."""
    return sorted({path.split("/")[1] for (kind, _), path in survey.paths.items() if kind == "server"})


def titles(told: Iterable[Told]) -> dict[str, Told]:
    """By name."""
    return {one.name: one for one in told}
