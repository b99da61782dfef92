"""What would be if: an estate, more tenants or a wave of systems, on top of what is there and of what is declared already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol

from cloud import codes
from cloud.admission import arrivals, demand, flavors_after, limits, over_quota, shortfalls
from cloud.capacity.layout import Piece, Verdict
from cloud.capacity.question import Answer, Ground, Unit, answer, needed
from cloud.capacity.stock import Measured, Stock
from cloud.grammars import GRAMMARS
from cloud.layout import Size
from cloud.planning import ROOM, SHARED, compare, obstacles
from cloud.port import Cloud
from cloud.wanted import wanted
from cloud.words import WORDS
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Site, System
from zhengyun.estate.waves import Wave
from zhengyun.plan import Scope, is_below
from zhengyun.resource import Address, Resource, World
from zhengyun.steps import name, steps

# What tells the systems of a wave apart; no name in an estate holds it.
NUMBER: Final = "~"
VOLUME: Final = frozenset({"volume"})


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
    if not wave.tenant:
        for number in range(1, wave.count + 1):
            yield str(number), tuple(map(_created, _bare(site.name, f"{SHARED}/{NUMBER}{number}", wave.system)))
        return
    names = [f"{wave.system.name}{NUMBER}{number}" for number in range(1, wave.count + 1)]
    more = tuple(replace(wave.system, name=one) for one in names)
    tenants = tuple(
        replace(one, systems=(*one.systems, *more)) if one.name == wave.tenant else one for one in site.tenants
    )
    shall = wanted(replace(site, tenants=tenants))
    for number, one in enumerate(names, 1):
        inside = [resource for address, resource in shall.items() if is_below(address.path, f"{wave.tenant}/{one}")]
        yield str(number), tuple(map(_created, inside))


def _bare(site: str, path: str, system: System) -> Iterator[Resource]:
    """Servers and volumes that are nobody's yet."""
    for server in system.servers:
        at = f"{path}/{server.name}"
        yield Resource(Address(site, "server", at), {"flavor": f"{SHARED}/{server.flavor}", "networks": []})
        for volume in server.volumes:
            typed = {"type": volume.type} if volume.type else {}
            yield Resource(Address(site, "volume", f"{at}/{volume.name}"), {"size_gib": volume.size_gib, **typed})


def _created(resource: Resource) -> Action:
    return Action(name(Verb.CREATE, resource.address), ROOM, Verb.CREATE, resource.address, "", resource.attributes)


def _ground(coming: Coming, cloud: Asked, wave: Wave | None) -> tuple[Ground, tuple[Unit, ...]]:
    """What the pure decision takes."""
    world, stock = coming.world, cloud.stock()
    making = _Making(world, flavors_after(world, coming.actions), stock, wave)
    base = making.unit("", coming.due)
    units = tuple(making.unit(label, actions) for label, actions in coming.units)
    tenants = sorted(needed((base, *units)))
    usage = cloud.usage(world, tenants)

    def bears(sums: Mapping[str, Mapping[str, int]]) -> bool:
        return not any(
            list(over_quota(world.site, tenant, counted, usage.get(tenant, {}), limits(coming.due, tenant)))
            for tenant, counted in sums.items()
        )

    return Ground(stock, base, bears, frees=any(map(_gives_back, coming.due))), units


@dataclass(frozen=True)
class _Making:
    """Makes units out of actions."""

    world: World
    flavors: Mapping[str, Size]
    stock: Stock
    wave: Wave | None

    def unit(self, label: str, actions: Sequence[Action]) -> Unit:
        """What some actions take."""
        servers = tuple(
            Piece(tuple(one.whole), *self._where(label, one.address))
            for one in arrivals(actions, self.world, self.flavors)
        )
        return Unit(label, servers, tuple(self._volumes(actions)), demand(actions, self.world, self.flavors))

    def _where(self, label: str, address: Address) -> tuple[str, str]:
        """The zone that a server must lie in, and the group that it shares no host with."""
        server = address.path.rpartition("/")[2]
        if self.wave is None or self.wave.tenant or not address.path.startswith(f"{SHARED}/{NUMBER}"):
            return "", ""
        group = self.wave.apart.get(server, "")
        return self.wave.zones.get(server, ""), f"{label}/{group}" if group else ""

    def _volumes(self, actions: Sequence[Action]) -> Iterator[Piece]:
        for action in actions:
            if action.address.kind in VOLUME and action.verb is Verb.CREATE:
                size = action.attributes["size_gib"]
                yield Piece((size if isinstance(size, int) else 0,), str(action.attributes.get("type") or self.default))

    @property
    def default(self) -> str:
        """The type of volumes that name none, where any pool says what it serves."""
        return self.stock.default_type if any(pool.types for pool in self.stock.pools) else ""


def _gives_back(action: Action) -> bool:
    """Whether it leaves room on a host that nobody can name."""
    changed = {change.attribute for change in action.changes}
    resized = action.verb is Verb.UPDATE and "flavor" in changed
    return action.address.kind == "server" and (action.verb is Verb.DELETE or resized)


def _reasons(
    ground: Ground, units: Sequence[Unit], said: Answer, refused: Sequence[ZhengyunError]
) -> Iterator[ZhengyunError]:
    """Why hosts and pools do not do, where the sums that refuse a plan tell nothing of it."""
    site, pieces = ground.stock.site, [piece for one in (ground.base, *units) for piece in one.servers]
    told = {error.code for error in refused}
    if ground.hosting(units) is Verdict.DOES_NOT and codes.SHORT_OF_CAPACITY not in told:
        special = [*_zones(ground, pieces), *_groups(ground, pieces)]
        yield from special or [ZhengyunError(codes.SCATTERED, site=site)]
    if ground.storing(units) is Verdict.DOES_NOT:
        volumes = [piece.size[0] for one in (ground.base, *units) for piece in one.volumes]
        largest = max((spot.free[0] for spot in ground.pools), default=0)
        yield ZhengyunError(
            codes.SHORT_OF_POOL, site=site, needed=sum(volumes), count=len(volumes), largest=largest
        )  # fmt: skip
    if said.verdict is Verdict.DEPENDS:
        yield ZhengyunError(
            codes.DEPENDS, site=site, sure=said.certain, units=said.units, possible=said.possible
        )  # fmt: skip


def _zones(ground: Ground, pieces: Sequence[Piece]) -> Iterator[ZhengyunError]:
    """Zones that have no room for what must lie in them."""
    for zone in sorted({piece.zone for piece in pieces} - {""}):
        inside = [piece for piece in pieces if piece.zone == zone]
        alone = Unit("", tuple(piece._replace(group="") for piece in inside))
        if replace(ground, base=Unit("")).hosting((alone,)) is Verdict.DOES_NOT:
            yield ZhengyunError(codes.NO_ROOM_IN_ZONE, site=ground.stock.site, zone=zone, count=len(inside))


def _groups(ground: Ground, pieces: Sequence[Piece]) -> Iterator[ZhengyunError]:
    """Groups of more servers than there are hosts for them."""
    for group in sorted({piece.group for piece in pieces} - {""}):
        mates = [piece for piece in pieces if piece.group == group]
        hosts = sum(any(spot.takes(piece) for piece in mates) for spot in ground.hosts)
        if len(mates) > hosts:
            yield ZhengyunError(codes.NOT_APART, site=ground.stock.site, count=len(mates), hosts=hosts)
