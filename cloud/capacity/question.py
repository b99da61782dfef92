"""Whether units, such as the systems of a wave, fit on top of what is there: how many, what is left, what breaks first."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final, NamedTuple

from cloud.capacity.fitting import Piece, Spot, Verdict, is_impossible, is_sure, likely
from cloud.capacity.stock import RESOURCES, STORAGE, Holding, Stock

# So many units are looked ahead for the one that would find no room, and so many more waves are counted.
FURTHEST: Final = 1000


class Unit(NamedTuple):
    """Something that comes as a whole: its servers, its volumes, and what it takes of its tenants' quotas."""

    label: str
    servers: tuple[Piece, ...] = ()
    volumes: tuple[Piece, ...] = ()
    needs: Mapping[str, Counter[str]] = {}
    addresses: Mapping[str, int] = {}
    """How many addresses it takes, by leg of a network."""


class Break(NamedTuple):
    """Which aggregate is the first that cannot take another unit's largest server: before which one, and for want of what."""

    aggregate: str
    number: int
    resource: str


@dataclass(frozen=True)
class Ground:
    """Where the units shall find room: the spots of a site, what comes before them, and whether a quota bears a sum."""

    stock: Stock
    base: Unit
    bears: Callable[[Mapping[str, Counter[str]]], bool]
    frees: bool = False
    """Whether what comes before also gives room back, nobody knows where: any host may then become empty."""
    standing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By host, the groups that it has somebody of."""
    addresses: Mapping[str, int] = field(default_factory=dict)
    """How many addresses are left, by leg of a network, where that is known."""

    @property
    def hosts(self) -> tuple[Spot, ...]:
        """The hosts that Nova places anything on, with what is free there."""
        return self._hosts(lambda holding: holding.free)

    @property
    def emptied(self) -> tuple[Spot, ...]:
        """The same with nothing on them."""
        return self._hosts(lambda holding: holding.capacity)

    def _hosts(self, has: Callable[[Holding], int]) -> tuple[Spot, ...]:
        usable = [host for host in self.stock.hosts if host.usable]
        amounts = [tuple(has(host.holdings.get(name, Holding())) for name in RESOURCES) for host in usable]
        return tuple(
            Spot(host.name, amount, frozenset({host.zone}), self.standing.get(host.name, frozenset()))
            for host, amount in zip(usable, amounts, strict=True)
        )

    @property
    def pools(self) -> tuple[Spot, ...]:
        """The pools that Cinder places anything in."""
        return self.stock.stores.spots

    def verdict(self, units: Sequence[Unit]) -> Verdict:
        """Whether all of these fit."""
        verdicts = {self.quotas(units), self.addressing(units), self.hosting(units), self.storing(units)}
        return next(one for one in (Verdict.DOES_NOT, Verdict.DEPENDS, Verdict.FITS) if one in verdicts)

    def quotas(self, units: Sequence[Unit]) -> Verdict:
        """Whether the tenants' quotas bear them."""
        return Verdict.FITS if self.bears(needed((self.base, *units))) else Verdict.DOES_NOT

    def addressing(self, units: Sequence[Unit]) -> Verdict:
        """Whether their networks have addresses for them."""
        return Verdict.DOES_NOT if any(self.without_address(units)) else Verdict.FITS

    def without_address(self, units: Sequence[Unit]) -> Iterator[tuple[str, int, int]]:
        """Yield each leg of a network that has too few addresses: how many are taken, and how many there are."""
        sums: Counter[str] = Counter()
        for unit in (self.base, *units):
            sums.update(unit.addresses)
        yield from lacking(sums, self.addresses)

    def hosting(self, units: Sequence[Unit]) -> Verdict:
        """Whether their servers find hosts."""
        best = self.emptied if self.frees else self.hosts
        return self._laid([one.servers for one in (self.base, *units)], self.hosts, best)

    def storing(self, units: Sequence[Unit]) -> Verdict:
        """Whether their volumes find pools."""
        return self._laid([one.volumes for one in (self.base, *units)], self.pools, self.pools)

    @staticmethod
    def _laid(many: Sequence[tuple[Piece, ...]], spots: tuple[Spot, ...], best: tuple[Spot, ...]) -> Verdict:
        pieces: Counter[Piece] = Counter()
        for some in many:
            pieces.update(some)
        if is_sure(pieces, spots):
            return Verdict.FITS
        return Verdict.DOES_NOT if is_impossible(pieces, best) else Verdict.DEPENDS


def lacking(wanted: Mapping[str, int], there: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    """Yield what is wanted more of than there is: its name, how much is wanted and is there. What nobody counts suffices."""
    for name, needs in sorted(wanted.items()):
        if needs > there.get(name, needs):
            yield name, needs, there[name]


def needed(units: Sequence[Unit]) -> dict[str, Counter[str]]:
    """What units take of quotas together, by tenant."""
    sums: dict[str, Counter[str]] = {}
    for unit in units:
        for tenant, needs in unit.needs.items():
            sums.setdefault(tenant, Counter()).update(needs)
    return sums


class Answer(NamedTuple):
    """What becomes of some units: how many of them, in their order, are certain and are possible.

    `left` is what is free afterwards by resource if all are laid out as they most likely will be; `more` is how many more
    times as many would certainly fit; `breaks` what gives way first if such units keep coming.
    """

    verdict: Verdict
    units: int
    certain: int
    possible: int
    left: Mapping[str, int]
    more: int
    breaks: Break | None


def answer(ground: Ground, units: Sequence[Unit]) -> Answer:
    """Decide."""
    said = ground.verdict(units)
    certain = len(units) if said is Verdict.FITS else _most(units, lambda some: ground.verdict(some) is Verdict.FITS)
    beyond = Verdict.DOES_NOT
    possible = len(units) if said is not beyond else _most(units, lambda some: ground.verdict(some) is not beyond)
    more = _more(ground, units) if said is Verdict.FITS and units else 0
    return Answer(said, len(units), certain, possible, _left(ground, units), more, _breaks(ground, units))


def _most(units: Sequence[Unit], holds: Callable[[Sequence[Unit]], bool]) -> int:
    """How many of the first units still hold; fewer units never hold worse."""
    low, high = 0, len(units)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(units[:middle]) else (low, middle - 1)
    return low


def _more(ground: Ground, units: Sequence[Unit]) -> int:
    """How many more waves certainly fit, up to FURTHEST units."""

    def holds(waves: int) -> bool:
        return ground.verdict([*units] * (1 + waves)) is Verdict.FITS

    low, high = 0, max(1, FURTHEST // len(units))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _left(ground: Ground, units: Sequence[Unit]) -> dict[str, int]:
    """What is free on hosts and in pools once everything that finds room has found it."""
    hosts = likely([piece for one in (ground.base, *units) for piece in one.servers], ground.hosts).spots
    pools = likely([piece for one in (ground.base, *units) for piece in one.volumes], ground.pools).spots
    left = {name: sum(max(0, spot.free[axis]) for spot in hosts) for axis, name in enumerate(RESOURCES)}
    return {**left, STORAGE: sum(max(0, spot.free[0]) for spot in pools)}


def _breaks(ground: Ground, units: Sequence[Unit]) -> Break | None:
    """Lay out one unit after the other, over and over, until an aggregate cannot take the next one's largest server."""
    kinds = [unit for unit in units if unit.servers]
    if not kinds:
        return None
    groups = ground.stock.groups()
    spots = likely(ground.base.servers, ground.hosts).spots
    for number in count(1):
        unit = kinds[(number - 1) % len(kinds)]
        largest = max(unit.servers, key=lambda piece: piece.size)
        by_name = {spot.name: spot for spot in spots}
        for name, hosts in groups.items():
            inside = [by_name[host.name] for host in hosts if host.name in by_name]
            # Where it may not lie at all, in another zone for one, nothing is wanting.
            able = [spot for spot in inside if spot.may(largest)]
            if able and not any(spot.takes(largest) for spot in able):
                return Break(name, number, _wanting(largest, able))
        laid = likely(unit.servers, spots)
        if laid.left_out or number >= FURTHEST:
            return None
        spots = laid.spots
    return None


def _wanting(piece: Piece, spots: Sequence[Spot]) -> str:
    """The resource that most of these lack."""
    lacking = [sum(spot.free[axis] < need for spot in spots) for axis, need in enumerate(piece.size)]
    return RESOURCES[lacking.index(max(lacking))]
