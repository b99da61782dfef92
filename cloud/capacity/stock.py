"""What a site has, as its services count it: hosts by Placement, pools by Cinder, and what each project takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from cloud.capacity.fitting import Spot

RESOURCES: Final = ("vcpus", "ram_mib", "disk_gib")
STORAGE: Final = "storage_gib"
# GiB of a pool that knows no bounds.
ENDLESS: Final = 1 << 40


class Holding(NamedTuple):
    """How much there is of something: physically, kept back, how many times over it may be given out, and given out."""

    total: int = 0
    reserved: int = 0
    ratio: float = 1.0
    used: int = 0

    @property
    def capacity(self) -> int:
        """What may be given out, as Placement counts it."""
        return int((self.total - self.reserved) * self.ratio)

    @property
    def free(self) -> int:
        """What may be given out still; never less than nothing."""
        return max(0, self.capacity - self.used)


class Amount(NamedTuple):
    """Several holdings added up. `free` leaves out what nothing can be given from now."""

    total: int = 0
    reserved: int = 0
    capacity: int = 0
    used: int = 0
    free: int = 0

    @property
    def committed(self) -> float:
        """How many times over the physical part that is not kept back is given out."""
        there = self.total - self.reserved
        return self.used / there if there > 0 else 0.0


class Host(NamedTuple):
    """One compute host. `up` is Nova's word for whether it lives, `enabled` the administrator's for whether it is in use."""

    name: str
    up: bool
    enabled: bool
    zone: str
    aggregates: tuple[str, ...]
    holdings: Mapping[str, Holding]

    @property
    def usable(self) -> bool:
        """Whether Nova places anything there now."""
        return self.up and self.enabled


class Pool(NamedTuple):
    """One storage pool. `space` is in GiB, None where its back-end knows no bounds; `types` are those that it serves."""

    name: str
    up: bool
    space: Holding | None
    types: tuple[str, ...]
    thin: bool = True
    real_free: int = 0
    """What its back-end says is free, whatever has been promised; it bounds a pool that is not thin."""
    zones: tuple[str, ...] = ()
    """The availability zones that it lies in; none where nobody says so."""

    @property
    def room(self) -> int:
        """What may be promised still, as Cinder's capacity filter counts it."""
        if self.space is None:
            return ENDLESS
        return self.space.free if self.thin else max(0, min(self.space.free, self.real_free))


class Stores(NamedTuple):
    """The pools of a site, and the type of volumes that name none."""

    pools: tuple[Pool, ...] = ()
    default_type: str = ""

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The pools that Cinder places anything in, with what is free there for each type, and each type in a zone."""
        every = tuple(sorted({zone for pool in self.pools for zone in pool.zones}))
        return tuple(Spot(pool.name, (pool.room,), _claims(pool, every)) for pool in self.pools if pool.up)


def claimed(kind: str, zone: str) -> str:
    """The word for a type in a zone; for a type in any zone where none is said."""
    return f"{zone}/{kind}" if zone else kind


def _claims(pool: Pool, every: Sequence[str]) -> frozenset[str]:
    """What a pool serves; of one in a cluster nobody says where it lies, and it may be in any of the zones."""
    return frozenset(claimed(kind, zone) for kind in ("", *pool.types) for zone in ("", *(pool.zones or every)))


class Taker(NamedTuple):
    """What one project takes; `ours` where it is a tenant of the estate."""

    name: str
    ours: bool
    takes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stock:
    """One site's stock."""

    site: str
    hosts: tuple[Host, ...]
    pools: tuple[Pool, ...] = ()
    takers: tuple[Taker, ...] = ()
    default_type: str = ""
    """The type of volumes that name none."""
    ranges: Mapping[str, int] = field(default_factory=dict)
    """By the identifier of a subnet, how many addresses it has left; empty where Neutron does not tell."""
    resizes_here: bool = False
    """Whether Nova resizes a server on the host where it is."""

    @property
    def stores(self) -> Stores:
        """Where volumes lie."""
        return Stores(self.pools, self.default_type)

    def amount(self, resource: str, hosts: Iterable[Host] | None = None) -> Amount:
        """One resource of some hosts, or of all."""
        return added(
            (host.holdings.get(resource, Holding()), host.usable) for host in (self.hosts if hosts is None else hosts)
        )

    def storage(self) -> Amount:
        """All pools that know their bounds."""
        return added((pool.space, pool.up) for pool in self.pools if pool.space)

    def groups(self) -> Mapping[str, tuple[Host, ...]]:
        """Hosts by aggregate; those in none, by availability zone. A host may be in several."""
        found: dict[str, list[Host]] = {}
        for host in self.hosts:
            for name in host.aggregates or (host.zone or "-",):
                found.setdefault(name, []).append(host)
        return {name: tuple(found[name]) for name in sorted(found)}


def added(holdings: Iterable[tuple[Holding, bool]]) -> Amount:
    """Add up holdings, each with whether anything can be given from it now."""
    total = reserved = capacity = used = free = 0
    for one, usable in holdings:
        total, reserved = total + one.total, reserved + one.reserved
        capacity, used = capacity + one.capacity, used + one.used
        free += one.free if usable else 0
    return Amount(total, reserved, capacity, used, free)


class Measured(Protocol):
    """A site that can be asked for its stock."""

    def stock(self) -> Stock:
        """Read it, in a number of calls that grows with its hosts only."""
        ...
