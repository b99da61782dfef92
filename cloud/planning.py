"""Planning: what the files declare against what the sites show, as one plan over all sites."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import ip_network
from typing import Final, NamedTuple, TypeVar

from cloud import codes
from cloud.adoption.taking import awaiting, resting, through, unborn
from cloud.errands import Part, run_errand
from cloud.grammars import GRAMMARS
from cloud.pools import mixed_pools, taken_by_others
from cloud.port import Cloud
from cloud.staying import roots_that_stay
from cloud.wanted import wanted
from cloud.words import WORDS
from zhengyun.action import Action, Effects
from zhengyun.diff import Difference, Differences, Verb, along, diff
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Estate, Site
from zhengyun.past import Past
from zhengyun.plan import Plan, Scope, is_below
from zhengyun.resource import Address, Bond, Resource, World
from zhengyun.steps import steps

ROOM: Final = "cloud"
SHARED: Final = "site"
Clouds = Mapping[str, Cloud]
T = TypeVar("T")


def plan(estate: Estate, clouds: Clouds, scope: Scope, *, deep: bool = False, past: Past | None = None) -> Plan:
    """Read the sites of the scope and plan the difference; check that what it needs is there.

    With `deep`, what seals tell of any tenant is read from the services themselves; otherwise only of tenants that
    something is to be done to. `past` is the change that an errand takes back.

    Raises: Problems with every reason why this cannot be planned; ZhengyunError where a site cannot be read.
    """

    def one(name: str) -> SitePlan:
        return plan_site(estate.site(name), clouds[name], scope, deep=deep, past=past)

    parts = each(scope.sites, one)
    refuse_unknown(scope, [part.known for part in parts], estate)
    actions = tuple(action for part in parts for action in part.actions)
    effects = effects_of(estate, actions)
    if past:
        # What the files no longer declare was of some level, and stood in some zone, all the same.
        effects = beside(effects, past.plan.effects)
    if effects.loses and not scope.allow_destroy:
        raise ZhengyunError(codes.DESTROYS, loses="; ".join(effects.loses))
    return Plan(estate.name, estate.commit, scope, actions, effects)


def each(sites: Sequence[str], work: Callable[[str], T]) -> list[T]:
    """Do something for every site at once, and raise the errors of all that fail."""
    results: list[T] = []
    errors: list[ZhengyunError] = []
    with ThreadPoolExecutor(max(1, len(sites)), thread_name_prefix="site") as pool:
        for future in [pool.submit(work, site) for site in sites]:
            try:
                results.append(future.result())
            except Problems as problems:
                errors += problems.errors
            except ZhengyunError as error:
                errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Problems(tuple(errors))
    return results


class SitePlan(NamedTuple):
    """The actions at one site, and which paths of the scope anything was declared or found below."""

    actions: tuple[Action, ...]
    known: frozenset[str]


def plan_site(site: Site, cloud: Cloud, scope: Scope, *, deep: bool, past: Past | None = None) -> SitePlan:
    """Plan one site.

    Raises: as `plan`.
    """
    if scope.errand:
        return _plan_errand(site, cloud, scope, past)
    shall = wanted(site)
    tenants = [tenant.name for tenant in site.tenants]
    world = cloud.observe(tenants if deep else ())
    differences = compare(shall, world, scope)
    touched = sorted({address.tenant for address in differences} - {SHARED}) if not deep else []
    if touched:
        world = cloud.deepened(world, touched)
        differences = compare(shall, world, scope)
    waiting = tuple(awaiting(site, world, scope))
    if waiting:
        raise Problems(waiting)
    actions = _actions(differences, cloud, world, scope)
    return SitePlan(actions, known(scope, (*shall, *world.existing)))


def _plan_errand(site: Site, cloud: Cloud, scope: Scope, past: Past | None) -> SitePlan:
    """Plan what an errand comes to at one site."""
    cloud, touched = through(site, cloud, scope.errand)
    world = cloud.observe(touched or (past.tenants() if past else ()))
    part = run_errand(site, cloud, world, scope.errand, past)
    return SitePlan(plan_part(part, cloud, world, scope), known(scope, (*part.shall, *part.there)))


def plan_part(part: Part, cloud: Cloud, world: World, scope: Scope) -> tuple[Action, ...]:
    """The actions by which a part of a site becomes as an errand wants it."""
    differences = diff(part.shall, part.there, GRAMMARS)
    for address, before in part.after.items():
        differences[address] = replace(differences[address], after=before)
    actions = _actions(_with_copies(differences, world), cloud, world, scope)
    return resting(actions, world) if part.whole else actions


def _actions(differences: Differences, cloud: Cloud, world: World, scope: Scope) -> tuple[Action, ...]:
    """The steps of these differences, if nothing stands in their way and the site can bear them."""
    errors = tuple(obstacles(differences, world, scope))
    if errors:
        raise Problems(errors)
    actions = steps(ROOM, differences, world.existing, GRAMMARS, WORDS)
    cloud.admit(actions)
    return actions


def known(scope: Scope, addresses: Iterable[Address]) -> frozenset[str]:
    """The paths of the scope that cover any of these addresses."""
    paths = {address.path for address in addresses}
    return frozenset(one for one in scope.only if any(is_below(path, one) for path in paths))


def refuse_unknown(scope: Scope, found: Iterable[frozenset[str]], estate: Estate) -> None:
    """Raise where a path of the scope covers nothing at any site: a slip must not pass for nothing to do."""
    legal = ", ".join(sorted((SHARED, *estate.departments)))
    unknown = [path for path in scope.only if path not in frozenset().union(*found)]
    errors = tuple(ZhengyunError(codes.UNKNOWN_SCOPE, path=path, legal=legal) for path in unknown)
    if errors:
        raise Problems(errors)


def compare(shall: Mapping[Address, Resource], world: World, scope: Scope) -> Differences:
    """The differences inside the scope."""
    inside = {address: resource for address, resource in shall.items() if scope.covers(address.site, address.path)}
    there = {
        address: one
        for address, one in world.existing.items()
        if scope.covers(address.site, address.path) and not GRAMMARS[address.kind].errand_only
    }
    return _with_copies(diff(inside, there, GRAMMARS), world)


def _with_copies(differences: Differences, world: World) -> Differences:
    """No file declares them, and they are no difference by themselves; but some cannot be without what goes away."""
    spared = {address: one for address, one in world.existing.items() if GRAMMARS[address.kind].errand_only}
    return {**along(differences, spared, GRAMMARS), **differences}


def obstacles(differences: Differences, world: World, scope: Scope) -> Iterator[ZhengyunError]:
    """Yield what stands in the way: twins, names that are taken, what others have or hold, ranges that overlap."""
    for address, identifiers in world.twins.items():
        if scope.covers(address.site, address.path):
            yield ZhengyunError(codes.TWINS, thing=address, identifiers=", ".join(identifiers))
    taken = {(one.kind, one.within, one.name): one.id for one in world.foreign}
    for address, difference in differences.items():
        if difference.verb is not Verb.DELETE and address.kind in world.missing:
            extension = world.missing[address.kind]
            yield ZhengyunError(codes.NOT_OFFERED, site=world.site, thing=address, extension=extension)
        named_again = any(change.attribute == "name" for change in difference.changes)
        if difference.verb in (Verb.CREATE, Verb.REPLACE) or named_again:
            yield from _taken(difference, taken)
        if difference.goes_away and address.kind == "volume" and ("attachment", "", address.path) in taken:
            things = f"server {taken['attachment', '', address.path]}"
            yield ZhengyunError(codes.RESTED_ON, thing=address, things=things)
        if difference.verb is Verb.DELETE and address.kind == "project":
            # What others may do in a project ends with it, and is nobody's loss.
            strange = [
                f"{one.kind} {one.name or one.id}"
                for one in world.foreign
                if one.tenant == address.path and one.kind != "assignment"
            ]
            if strange:
                yield ZhengyunError(codes.NOT_EMPTY, tenant=address.path, things=", ".join(strange))
    yield from roots_that_stay(differences)
    yield from unborn(differences)
    yield from _overlaps(differences)
    yield from mixed_pools(differences, world.existing)
    yield from taken_by_others(differences, world.foreign)
    if scope.only:
        yield from _held_outside(differences, world, scope)


def _held_outside(differences: Differences, world: World, scope: Scope) -> Iterator[ZhengyunError]:
    """What goes away inside the scope, and is held by something of ours outside, which no action will bring to let go."""
    holders: defaultdict[Address, list[str]] = defaultdict(list)
    for address, existing in sorted(world.existing.items()):
        if scope.covers(address.site, address.path):
            continue
        for _, target, bond in GRAMMARS[address.kind].references(address.site, existing.attributes):
            difference = differences.get(target)
            if difference and difference.goes_away and bond in (Bond.HARD, Bond.REBIND):
                holders[target].append(f"{address.kind} {address.path}")
    for target, held in holders.items():
        yield ZhengyunError(codes.HELD_OUTSIDE, thing=target, things=", ".join(held))


def _taken(difference: Difference, taken: Mapping[tuple[str, str, str], str]) -> Iterator[ZhengyunError]:
    """A name that somebody else has, or a volume that somebody else's server holds."""
    address, attributes = difference.address, difference.wanted.attributes if difference.wanted else {}
    name = str(attributes.get("name") or address.path.rpartition("/")[2])
    key = (address.kind, str(attributes.get("domain") or ""), name)
    if GRAMMARS[address.kind].unique and key in taken:
        yield ZhengyunError(
            codes.NAME_TAKEN, thing=address, kind=address.kind, tenant=address.tenant, identifier=taken[key]
        )
    if address.kind == "attachment" and (address.kind, "", address.path) in taken:
        yield ZhengyunError(codes.HELD_ELSEWHERE, thing=address, server=taken[address.kind, "", address.path])


def _overlaps(differences: Differences) -> Iterator[ZhengyunError]:
    subnets = [one for address, one in differences.items() if address.kind == "subnet"]
    going = [one.address for one in subnets if one.verb is Verb.DELETE]
    for one in subnets:
        for other in going:
            if one.verb is Verb.CREATE and _same_network(one.address, other) and _overlap(one.address, other):
                yield ZhengyunError(codes.IN_THE_WAY, thing=one.address, other=other)


def _same_network(one: Address, other: Address) -> bool:
    return one.path.split("/")[:2] == other.path.split("/")[:2]


def _overlap(one: Address, other: Address) -> bool:
    first, second = (ip_network(address.path.split("/", 2)[2]) for address in (one, other))
    return first.version == second.version and first.overlaps(second)


def effects_of(estate: Estate, actions: Sequence[Action]) -> Effects:
    """What the actions do to the estate as a whole."""
    touched = {(action.address.site, action.address.tenant) for action in actions}
    systems = [
        (site.name, system)
        for site in estate.sites
        for tenant in site.tenants
        if (site.name, tenant.name) in touched
        for system in tenant.systems
    ]
    return Effects(
        tenants=tuple(sorted({tenant for _, tenant in touched} - {SHARED})),
        zones=tuple(sorted({f"{site}/{system.zone}" for site, system in systems})),
        level=max((system.level for _, system in systems), default=0),
        loses=tuple(sorted(action.loses for action in actions if action.loses)),
        opens=tuple(sorted(action.opens for action in actions if action.opens)),
    )


def beside(effects: Effects, past: Effects) -> Effects:
    """The effects of taking a change back, in zones and at a level no lower than that change's own."""
    zones = tuple(sorted({*effects.zones, *past.zones}))
    return replace(effects, zones=zones, level=max(effects.level, past.level))
