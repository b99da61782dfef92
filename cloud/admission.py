"""Whether a site can bear what is to come: counted before the first write, with the exact shortfall."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cloud import codes
from cloud.addressing import given_back, left, taken
from cloud.capacity.question import lacking
from cloud.layout import NO_BANDS, Arrival, Bands, Size, band, bands_of
from cloud.offering import zones_after
from cloud.patience import QUOTA_ATTEMPTS, Patience
from cloud.placing import unplaced
from cloud.port import Free, Usage
from cloud.storing import stored, unstored
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import N_, Problems, ZhengyunError
from zhengyun.resource import Address, Attributes, Existing, Value, World

if TYPE_CHECKING:
    from cloud.port import Cloud

WORDS: Final = {
    "servers": N_("servers"),
    "vcpus": N_("virtual processors"),
    "ram_mib": N_("MiB of memory"),
    "volumes": N_("volumes"),
    "storage_gib": N_("GiB of storage"),
    "networks": N_("networks"),
    "routers": N_("routers"),
    "floating_addresses": N_("floating addresses"),
    "groups": N_("security groups"),
    "rules": N_("security group rules"),
    "ports": N_("ports"),
    "server_groups": N_("server groups"),
    "snapshots": N_("snapshots"),
    "backups": N_("backups"),
    "backup_storage_gib": N_("GiB of backups"),
}


# What is stored counts by number and by size.
STORED: Final = {
    "volume": ("volumes", "storage_gib"),
    "rootvolume": ("volumes", "storage_gib"),
    "snapshot": ("snapshots", "storage_gib"),
    "backup": ("backups", "backup_storage_gib"),
}
# What Neutron gives a project by itself, with the first network thing in it: a group and its rules.
DEFAULT: Final = Counter(groups=1, rules=4)


# What lies somewhere: in a pool, or with an address in a network.
LYING: Final = ("storage_gib", "ports", "floating_addresses")
NOTHING: Final = Size(0, 0, 0)
# Where nothing comes about by itself.
AT_ONCE: Final = Patience(seconds=0, first=0)
Flavors = Mapping[str, Size]


def admit(cloud: "Cloud", world: World, actions: Sequence[Action], patience: Patience = AT_ONCE) -> None:
    """Raise Problems with every shortfall (ZY-CLOUD-020 to 022, 140 to 142, 184, 189); nothing is asked where nothing is added.

    What a torn-off run has sent off comes about, or goes, while one looks: it is in use before it is read, Neutron counts it
    twice while it is made, and Cinder and Nova while they take it away. So it is looked again before a resumed run is refused.
    """
    errors, began, looks = shortfalls(cloud, world, actions), patience.clock(), 0
    torn_off = any(action.again for action in actions)
    while errors and torn_off and (looks < QUOTA_ATTEMPTS or patience.clock() < began + patience.seconds):
        patience.sleep(patience.pause(looks))
        seen = cloud.observe()
        errors, looks = shortfalls(cloud, seen, _since(actions, seen)), looks + 1
    if errors:
        raise Problems(tuple(errors))


def _since(actions: Sequence[Action], world: World) -> list[Action]:
    """The same actions, where what has come about since they were drawn up is not to be made any more."""
    return [
        replace(action, verb=Verb.UPDATE) if action.again and _stands(action, world) else action for action in actions
    ]


def _stands(action: Action, world: World) -> bool:
    there = world.existing.get(action.address)
    return action.verb is Verb.CREATE and there is not None and not there.fault


def shortfalls(cloud: "Cloud", world: World, actions: Sequence[Action]) -> list[ZhengyunError]:
    """Every reason why a site cannot bear some actions."""
    flavors = flavors_after(world, actions)
    demands = demand(actions, world, flavors)
    tenants = sorted(tenant for tenant, needed in demands.items() if any(count > 0 for count in needed.values()))
    servers = arrivals(actions, world, flavors)
    if not tenants and not servers:
        return []
    usage = cloud.usage(world, tenants) if tenants else {}
    errors = [
        error
        for tenant in tenants
        for error in over_quota(world.site, tenant, demands[tenant], usage.get(tenant, {}), limits(actions, tenant))
    ]
    if servers or any(demands[tenant][name] > 0 for tenant in tenants for name in LYING):
        free = zoned(cloud.free(), actions)
        servers = arrivals(actions, world, flavors, resizes_here=True) if free.resizes_here else servers
        errors += over_capacity(world.site, servers, free, bands_after(world, actions))
        errors += unstored(world.site, stored(actions, world, free.stores), free.stores)
        errors += unaddressed(world, actions, free.ranges)
    return errors


def unaddressed(world: World, actions: Sequence[Action], ranges: Mapping[str, int]) -> Iterator[ZhengyunError]:
    """Yield every network that has too few addresses, whatever is given back before they are taken."""
    wanted = taken(actions, world)
    wanted.subtract(given_back(actions, world))
    for network, needed, there in lacking(wanted, left(world, actions, ranges)):
        yield ZhengyunError(codes.SHORT_OF_ADDRESSES, site=world.site, network=network, needed=needed, free=there)


def demand(actions: Sequence[Action], world: World, flavors: Flavors) -> dict[str, Counter[str]]:
    """By tenant, how much more of each quota the actions take; what a replacement or a change gives back counts.

    So does what a run has left in error, which goes when it is made again.
    """
    demands: dict[str, Counter[str]] = {}
    created, deleted = (
        {action.address for action in actions if action.verb is verb} for verb in (Verb.CREATE, Verb.DELETE)
    )
    counted = {Verb.UPDATE: world.existing.keys(), Verb.DELETE: created, Verb.CREATE: world.existing.keys() - deleted}
    for action in actions:
        needed = demands.setdefault(action.address.tenant, Counter())
        kind, before = action.address.kind, world.existing.get(action.address)
        if action.verb in (Verb.CREATE, Verb.UPDATE):
            needed.update(takes(kind, sized(action, world.existing), flavors))
        if before and action.address in counted.get(action.verb, ()):
            needed.subtract(takes(kind, before.attributes, {}))
    demands.pop("site", None)
    return demands


def sized(action: Action, things: Mapping[Address, Existing]) -> Attributes:
    """What is wanted, with the size that a copy of a volume will have where it does not say so itself."""
    volume = things.get(Address(action.address.site, "volume", str(action.attributes.get("volume"))))
    known = (
        {"size_gib": volume.attributes.get("size_gib")}
        if volume and action.address.kind in {"snapshot", "backup"}
        else {}
    )
    return {**known, **action.attributes}


def takes(kind: str, attributes: Attributes, flavors: Flavors) -> Counter[str]:
    """What one thing counts for in its tenant's quota; a server that is there tells its own size."""
    if kind == "server":
        size = size_of(attributes, flavors)
        networks = {str(one).partition(" ")[0] for one in _list(attributes.get("networks"))}
        counted = Counter(servers=1, vcpus=size.vcpus, ram_mib=size.ram_mib, ports=len(networks))
        if attributes.get("root") == "volume":
            counted.update(volumes=1, storage_gib=_number(attributes.get("root_gib")))
        return counted
    if kind in STORED:
        count, gib = STORED[kind]
        return Counter({count: 1, gib: _number(attributes.get("size_gib"))})
    if kind == "router":
        return Counter(routers=1, ports=len(_list(attributes["subnets"])))
    if kind == "group":
        return Counter(groups=1, rules={"any": 2, "IPv4": 1, "IPv6": 1}.get(str(attributes["egress"]), 0))
    names = {
        "network": "networks",
        "floating": "floating_addresses",
        "rule": "rules",
        "port": "ports",
        "servergroup": "server_groups",
    }
    return Counter({names[kind]: 1}) if kind in names else Counter()


def size_of(attributes: Attributes, flavors: Flavors) -> Size:
    """The size of a server: as found, or as its flavor has it."""
    found = attributes.get("size")
    if isinstance(found, list):
        return Size(*map(_number, found))
    size = flavors.get(str(attributes.get("flavor")), NOTHING)
    # What boots from a volume takes no disk of its host.
    return size._replace(disk_gib=0) if attributes.get("root") == "volume" else size


def limits(actions: Sequence[Action], tenant: str) -> Attributes:
    """The quota that the plan itself gives a tenant, if it does."""
    for action in actions:
        if action.address.kind == "quota" and action.address.path == tenant and action.verb is not Verb.DELETE:
            return action.attributes
    return {}


def over_quota(
    site: str, tenant: str, needed: Mapping[str, int], used: Mapping[str, Usage], given: Attributes
) -> Iterator[ZhengyunError]:
    """Yield what does not fit into a tenant's quota."""
    if any(needed.get(name, 0) > 0 for name in ("groups", "ports")) and not used.get("groups", Usage(-1, 0)).used:
        needed = Counter(needed) + DEFAULT
    for name, what in WORDS.items():
        count, now = needed.get(name, 0), used.get(name, Usage(-1, 0))
        limit = _number(given[name]) if name in given else now.limit
        free = limit - now.used
        if count > 0 and limit >= 0 and count > free:
            yield ZhengyunError(
                codes.SHORT_OF_QUOTA,
                site=site,
                tenant=tenant,
                what=what,
                needed=count,
                free=free,
                limit=limit,
                short=count - free,
            )


def over_capacity(
    site: str, servers: Sequence[Arrival], free: Free, bands: Bands = NO_BANDS
) -> Iterator[ZhengyunError]:
    """Yield what the site's hosts do not have."""
    short = False
    for field, name in (("vcpus", "vcpus"), ("ram_mib", "ram_mib"), ("disk_gib", "disk")):
        needed = sum(getattr(server.more, field) for server in servers)
        there = sum(getattr(room, field) for room in free.rooms)
        if needed > there:
            short = True
            yield _capacity(site, WORDS.get(name, N_("GiB of disk")), needed, there)
    if not short:
        yield from unplaced(site, servers, free, bands)


def _capacity(site: str, what: str, needed: int, there: int) -> ZhengyunError:
    return ZhengyunError(codes.SHORT_OF_CAPACITY, site=site, what=what, needed=needed, free=there, short=needed - there)


def arrivals(actions: Sequence[Action], world: World, flavors: Flavors, *, resizes_here: bool = False) -> list[Arrival]:
    """The servers that take room: new ones, and those that grow, which Nova brings to another host to do so.

    Of a group, whoever is resized at all, where none is on the host where it is: the other must be one that the group allows.
    One that is replaced gives back what it had, but on which host is not known: it counts for what it grows by.
    """
    found = []
    for action in actions:
        before = world.existing.get(action.address)
        if action.address.kind != "server" or action.verb not in (Verb.CREATE, Verb.UPDATE):
            continue
        whole = size_of(action.attributes, flavors)
        had = size_of(before.attributes, {}) if before else NOTHING
        more = Size(*(max(0, new - old) for new, old in zip(whole, had, strict=True)))
        created = action.verb is Verb.CREATE
        moves = before and not created and whole not in (had, NOTHING) and not resizes_here
        here = str(before.attributes.get("host") or "") if before and moves else ""
        group = str(action.attributes.get("server_group") or "") if created or here else ""
        zone = str(action.attributes.get("availability_zone") or "")
        if any(more) or group:
            replaced = before and created
            found.append(Arrival(action.address, more if replaced else whole, more, group, zone, here if group else ""))
    return found


def zoned(free: Free, actions: Sequence[Action]) -> Free:
    """What is free, by the zones as they will be."""
    return free._replace(zones=zones_after(free.zones, actions))


def bands_after(world: World, actions: Sequence[Action]) -> Bands:
    """The server groups as they will be, without the servers that go or are built anew."""
    going = [action.address for action in actions if action.verb in (Verb.DELETE, Verb.CREATE)]
    bands = bands_of(world.existing, going)
    made = [one for one in actions if one.address.kind == "servergroup" and one.verb is Verb.CREATE]
    return Bands({**bands.asked, **{one.address.path: band(one.attributes) for one in made}}, bands.standing)


def flavors_after(world: World, actions: Sequence[Action]) -> Flavors:
    """The sizes of all flavors as they will be."""
    sizes = {
        address.path: _size(existing.attributes)
        for address, existing in world.existing.items()
        if address.kind == "flavor"
    }
    created = [action for action in actions if action.address.kind == "flavor" and action.verb is Verb.CREATE]
    return sizes | {action.address.path: _size(action.attributes) for action in created}


def _size(attributes: Attributes) -> Size:
    return Size(*(_number(attributes[name]) for name in Size._fields))


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
