"""What would be if: an estate, more tenants or a wave of systems, on top of what is there and of what is declared already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol

from cloud import codes
from cloud.addressing import left, taken
from cloud.admission import arrivals, bands_after, demand, flavors_after, limits, over_quota, shortfalls
from cloud.capacity.fitting import FEW, TOGETHER, Piece, Verdict
from cloud.capacity.question import Answer, Ground, Unit, answer, needed
from cloud.capacity.stock import Measured, Stock
from cloud.grammars import GRAMMARS
from cloud.layout import APART, Band, Bands, Size
from cloud.layout import TOGETHER as AFFINE
from cloud.offering import regrouped
from cloud.planning import ROOM, SHARED, compare, obstacles
from cloud.port import Cloud
from cloud.storing import stored, unstored
from cloud.wanted import wanted
from cloud.words import WORDS
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import ServerGroup, Site, System, Tenant
from zhengyun.estate.waves import Wave
from zhengyun.plan import Scope, is_below
from zhengyun.resource import Address, Resource, Value, World
from zhengyun.steps import name, steps

# What tells the systems of a wave apart; no name in an estate holds it.
NUMBER: Final = "~"
BAND: Final = "servergroup"
NO_BAND: Final = Band("")
# What refuses a plan for want of a host says so by itself.
PLACES: Final = {
    codes.SHORT_OF_CAPACITY,
    codes.ZONE_FULL,
    codes.GROUP_FORBIDS,
    codes.RESIZED_ELSEWHERE,
    codes.TOO_FEW_HOSTS,
}


class Asked(Cloud, Measured, Protocol):
    """A site that can be read, and asked for its stock."""


class Told(NamedTuple):
    """What there is to say: the answer, and every reason against it, from what would refuse the plan too."""

    site: str
    answer: Answer
    reasons: tuple[ZhengyunError, ...]
    admitted: bool
    """Whether a plan of it would be made."""


@dataclass(frozen=True)
class Coming:
    """What is to come at one site: actions that are due in any case, and units of actions in their order."""

    world: World
    due: tuple[Action, ...]
    units: tuple[tuple[str, tuple[Action, ...]], ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        """All of them."""
        return (*self.due, *(action for _, actions in self.units for action in actions))


def what_if(now: Site | None, then: Site, cloud: Asked, wave: Wave | None = None) -> Told:
    """Answer for one site: it is declared as `now`, and shall be as `then`, with a wave on top.

    Raises: Problems where what is declared cannot be planned at all.
    """
    coming = _coming(now, then, cloud.observe(), wave)
    refused = shortfalls(cloud, coming.world, coming.actions)
    ground, units = _ground(coming, cloud, wave)
    said = answer(ground, units)
    reasons = (*refused, *_reasons(ground, units, said, refused))
    return Told(then.name, said, reasons, not refused)


def _coming(now: Site | None, then: Site, world: World, wave: Wave | None) -> Coming:
    due = _planned(now, world) if now else ()
    known = {action.id for action in due}
    new = [action for action in _planned(then, world) if action.id not in known] if now != then else []
    systems = [(f"{tenant.name}/{system.name}") for tenant in then.tenants for system in tenant.systems]
    units = [(path, tuple(action for action in new if is_below(action.address.path, path))) for path in systems]
    inside = {action.id for _, actions in units for action in actions}
    rest = tuple(action for action in new if action.id not in inside)
    waves = _of_wave(then, wave) if wave else ()
    return Coming(world, (*due, *rest), (*(unit for unit in units if unit[1]), *waves))


def _planned(site: Site, world: World) -> tuple[Action, ...]:
    """What a plan would hold, if the site could bear it."""
    differences = compare(wanted(site), world, Scope((site.name,)))
    errors = tuple(obstacles(differences, world, Scope((site.name,))))
    if errors:
        raise Problems(errors)
    return steps(ROOM, differences, world.existing, GRAMMARS, WORDS)


def _of_wave(site: Site, wave: Wave) -> Iterator[tuple[str, tuple[Action, ...]]]:
    """The systems of a wave one after the other, as creations."""
    numbers = [f"{NUMBER}{number}" for number in range(1, wave.count + 1)]
    if not wave.tenant:
        for one in numbers:
            yield one.removeprefix(NUMBER), tuple(map(_created, _bare(site.name, one, wave)))
        return
    tenants = tuple(_grown(one, wave.system, numbers) if one.name == wave.tenant else one for one in site.tenants)
    shall = wanted(replace(site, tenants=tenants))
    for one in numbers:
        path = f"{wave.tenant}/{wave.system.name}{one}"
        grouped = [shall[address] for address in shall if address.kind == BAND and address.path.endswith(one)]
        inside = [resource for address, resource in shall.items() if is_below(address.path, path)]
        yield one.removeprefix(NUMBER), tuple(map(_created, (*grouped, *inside)))


def _grown(tenant: Tenant, system: System, numbers: Sequence[str]) -> Tenant:
    """A tenant with so many more systems like one of its own, each with server groups of its own."""
    groups = {server.server_group for server in system.servers}
    systems, bands = list[System](), list[ServerGroup]()
    for one in numbers:
        servers = (replace(it, server_group=it.server_group and it.server_group + one) for it in system.servers)
        systems.append(replace(system, name=system.name + one, servers=tuple(servers)))
        bands += [replace(band, name=band.name + one) for band in tenant.server_groups if band.name in groups]
    return replace(
        tenant, systems=(*tenant.systems, *systems), server_groups=(*tenant.server_groups, *bands)
    )  # fmt: skip


def _bare(site: str, one: str, wave: Wave) -> Iterator[Resource]:
    """Servers and volumes that are nobody's yet, and the groups that keep them apart."""
    for apart in sorted(set(wave.apart.values())):
        yield Resource(Address(site, BAND, f"{NUMBER}/{apart}{one}"), {"policy": APART, "max_per_host": None})
    for server in wave.system.servers:
        path, group = f"{NUMBER}/{one}/{server.name}", wave.apart.get(server.name)
        attributes: dict[str, Value] = {
            "flavor": f"{SHARED}/{server.flavor}",
            "networks": [],
            "availability_zone": wave.zones.get(server.name),
            "server_group": f"{NUMBER}/{group}{one}" if group else None,
        }
        yield Resource(Address(site, "server", path), attributes)
        for volume in server.volumes:
            typed = {"type": volume.type} if volume.type else {}
            yield Resource(Address(site, "volume", f"{path}/{volume.name}"), {"size_gib": volume.size_gib, **typed})


def _created(resource: Resource) -> Action:
    return Action(name(Verb.CREATE, resource.address), ROOM, Verb.CREATE, resource.address, "", resource.attributes)


def _ground(coming: Coming, cloud: Asked, wave: Wave | None) -> tuple[Ground, tuple[Unit, ...]]:
    """What the pure decision takes."""
    world, now = coming.world, cloud.stock()
    stock = replace(now, hosts=regrouped(now.hosts, coming.actions))
    bands = bands_after(world, coming.actions)
    making = _Making(world, flavors_after(world, coming.actions), stock, bands)
    base = making.unit("", coming.due)
    units = tuple(making.unit(label, actions) for label, actions in coming.units)
    tenants = sorted(needed((base, *units)))
    usage, free = cloud.usage(world, tenants), left(world, coming.actions, stock.ranges)

    def bears(sums: Mapping[str, Mapping[str, int]]) -> bool:
        return not any(
            list(over_quota(world.site, tenant, counted, usage.get(tenant, {}), limits(coming.due, tenant)))
            for tenant, counted in sums.items()
        )

    return Ground(stock, base, bears, any(map(_gives_back, coming.due)), _standing(bands), free), units


def _standing(bands: Bands) -> dict[str, frozenset[str]]:
    """By host, the groups that keep apart and have somebody there."""
    found: dict[str, frozenset[str]] = {}
    for group, hosts in bands.standing.items():
        if bands.asked.get(group, NO_BAND).policy == APART:
            for host in hosts:
                found[host] = found.get(host, frozenset()) | {group}
    return found


@dataclass(frozen=True)
class _Making:
    """Makes units out of actions."""

    world: World
    flavors: Mapping[str, Size]
    stock: Stock
    bands: Bands

    def unit(self, label: str, actions: Sequence[Action]) -> Unit:
        """What some actions take."""
        arriving = arrivals(actions, self.world, self.flavors, resizes_here=self.stock.resizes_here)
        servers = tuple(Piece(tuple(one.whole), one.zone, *self._group(one.group)) for one in arriving)
        volumes, needs = (
            tuple(stored(actions, self.world, self.stock.stores)),
            demand(actions, self.world, self.flavors),
        )
        return Unit(label, servers, volumes, needs, taken(actions, self.world))

    def _group(self, group: str) -> tuple[str, str]:
        """The group that a server shares no host with, and where that asks something else, what."""
        band = self.bands.asked.get(group, NO_BAND)
        if band.policy == APART:
            return group, FEW if band.most > 1 else ""
        return (group, TOGETHER) if band.policy == AFFINE else ("", "")


def _gives_back(action: Action) -> bool:
    """Whether it leaves room on a host that nobody can name."""
    changed = {change.attribute for change in action.changes}
    resized = action.verb is Verb.UPDATE and "flavor" in changed
    return action.address.kind == "server" and (action.verb is Verb.DELETE or resized)


def _reasons(
    ground: Ground, units: Sequence[Unit], said: Answer, refused: Sequence[ZhengyunError]
) -> Iterator[ZhengyunError]:
    """Why hosts and pools do not do, where the sums that refuse a plan tell nothing of it."""
    site = ground.stock.site
    told = {error.code for error in refused}
    known = {error.values.get("network") for error in refused if error.code is codes.SHORT_OF_ADDRESSES}
    for leg, count, there in ground.without_address(units):
        if leg in known:
            continue
        yield ZhengyunError(codes.SHORT_OF_ADDRESSES, site=site, network=leg, needed=count, free=there)
    if ground.hosting(units) is Verdict.DOES_NOT and not told & PLACES:
        yield ZhengyunError(codes.SCATTERED, site=site)
    if codes.SHORT_OF_POOL not in told:
        volumes = [piece for one in (ground.base, *units) for piece in one.volumes]
        yield from unstored(site, volumes, ground.stock.stores)
    if said.verdict is Verdict.DEPENDS:
        yield ZhengyunError(
            codes.DEPENDS, site=site, sure=said.certain, units=said.units, possible=said.possible
        )  # fmt: skip
