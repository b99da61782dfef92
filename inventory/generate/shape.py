"""The shape of a city: which department has which systems, how many servers each, and what has its second half elsewhere.

Everything follows from the size and the seed alone.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from inventory import codes
from inventory.generate.names import Named, SystemName, department, system
from zhengyun.errors import ZhengyunError

# So many servers a system there are in a city of ordinary size.
USUAL: Final = 150 / 88
# As many departments and systems as names hold, servers of a system as one network of a department bears, and of a city as
# the ranges of its zones do.
MOST_DEPARTMENTS: Final = 2_000
MOST_SYSTEMS: Final = 20_000
MOST_SERVERS: Final = 300
MOST_IN_ALL: Final = 200_000
# Of the systems of level 3 every second one has half as many servers at the second site.
STANDBY: Final = 2
HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Size:
    """How large a city is to be, and the seed that tells it apart from others of that size.

    Raises: ZhengyunError (ZY-EST-240) where there can be no such city.
    """

    departments: int
    systems: int
    servers: int
    seed: int = 0

    def __post_init__(self) -> None:
        legal = (
            1 <= self.departments <= MOST_DEPARTMENTS
            and self.departments <= self.systems <= MOST_SYSTEMS
            and self.systems <= self.servers <= min(self.systems * MOST_SERVERS, MOST_IN_ALL)
        )
        if not legal:
            raise ZhengyunError(
                codes.NO_SUCH_CITY, departments=self.departments, systems=self.systems, servers=self.servers
            )

    @classmethod
    def usual(cls, departments: int, systems: int, servers: int | None, seed: int) -> "Size":
        """The size with as many servers as usual, where nothing is said of them."""
        return cls(departments, systems, round(systems * USUAL) if servers is None else servers, seed)


@dataclass(frozen=True, slots=True)
class Half:
    """A system's servers at one site; `standby` ones stand at the second."""

    system: SystemName
    servers: int
    standby: bool = False


@dataclass(frozen=True, slots=True)
class Department:
    """One department with what it has at both sites."""

    named: Named
    halves: tuple[Half, ...]


def shape(size: Size) -> tuple[Department, ...]:
    """The departments of a city: exactly so many systems, and so many servers over both sites."""
    chance = random.Random(size.seed)  # noqa: S311 - a city is made up, not a secret
    counts = shares([1 + chance.random() ** 2 * 3 for _ in range(size.departments)], size.systems)
    systems = [(number, system(one)) for number, count in enumerate(counts) for one in range(count)]
    weights = [0.5 + chance.random() for _ in systems]
    doubled = _doubled([one for _, one in systems], most=size.servers - size.systems)
    servers = shares([*weights, *(weights[one] * HALF for one in doubled)], size.servers)
    halves: list[list[Half]] = [[] for _ in range(size.departments)]
    for (number, named), count in zip(systems, servers, strict=False):
        halves[number].append(Half(named, count))
    for position, count in zip(doubled, servers[len(systems) :], strict=True):
        number, named = systems[position]
        halves[number].append(Half(named, count, standby=True))
    return tuple(Department(department(number), tuple(one)) for number, one in enumerate(halves))


def shares(weights: Sequence[float], whole: int) -> list[int]:
    """Divide a whole number by weights, with at least one for each."""
    left, total = whole - len(weights), sum(weights)
    ends = [round(left * end / total) for end in accumulate(weights)]
    return [1 + end - start for start, end in zip([0, *ends], ends, strict=False)]


def _doubled(systems: Sequence[SystemName], most: int) -> list[int]:
    """The positions of the systems that have a half at the second site."""
    important = [position for position, one in enumerate(systems) if one.level > 2]
    return important[::STANDBY][:most]
