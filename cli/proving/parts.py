"""The parts at which attempts are made, each loaded when it is its turn."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, Final, Protocol

from cli.proving.trials import Catalogue, MissingError, unreached
from cli.wiring import House
from governance.proving import Attempt, Proof, Untried, joined
from zhengyun.errors import ZhengyunError

PARTS: Final = {
    "zhengyun": "cli.proving.part_own",
    "cloud": "cli.proving.part_cloud",
    "vault": "cli.proving.part_vault",
    "database": "cli.proving.part_database",
    "host": "cli.proving.part_host",
}
"""By name, the module that knows a part."""

Told = Callable[[Attempt], None]


class Part(Protocol):
    """A module that knows a part."""

    def catalogue(self) -> Catalogue[Any]:
        """What is tried there."""
        ...

    def prove(self, house: House, told: Told) -> Proof:
        """Try it. Raises: MissingError where the part is not configured, ZhengyunError where it cannot be reached."""
        ...


def part(name: str) -> Part:
    """The module that knows a part."""
    module: Any = import_module(PARTS[name])
    return module  # type: ignore[no-any-return]


def attempts(names: Iterable[str] = PARTS) -> Iterator[Attempt]:
    """Everything that is tried."""
    return (attempt for name in names for attempt in part(name).catalogue().attempts)


def prove(house: House, names: Iterable[str], told: Told) -> Proof:
    """Try everything at these parts, all at once: they know nothing of each other, and most of the time is theirs."""
    several = {name: part(name) for name in names}
    if len(several) == 1:
        return joined(_proof(house, name, told) for name in several)
    with ThreadPoolExecutor(len(several)) as pool:
        return joined(pool.map(lambda name: _alone(house, name, told), several))


def _alone(house: House, name: str, told: Told) -> Proof:
    """A part by a thread of its own, which enters the records by itself."""
    own = House(house.session)
    try:
        return _proof(own, name, told)
    finally:
        if "database" in vars(own):
            own.database.close()


def _proof(house: House, name: str, told: Told) -> Proof:
    """A part that is not configured is not tried; of one that cannot be reached nothing is known."""
    try:
        return part(name).prove(house, told)
    except MissingError as missing:
        return Proof(untried=(Untried(name, name, missing.why, missing.facts),))
    except ZhengyunError as error:
        return Proof(unreached(part(name).catalogue().attempts, error))
