"""The form of one story of the contract: what was applied, what somebody did to it, and what is wanted.

All stories are told together, most of them in one department, each with names and ranges of its own, so that a real
site has to be asked as little as possible and one story's failure is no other's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from tests.estates import PLENTY, PUBLIC_KEYS, SITE, Parts, external, network, rule, server, shared, tenant
from zhengyun.estate import External, Group, Key, Network, Router, Server, System
from zhengyun.resource import Address, Resource, Value

HALL: Final = "hall"
LOBBY: Final = "lobby"
AMPLE: Final = replace(
    PLENTY,
    servers=300,
    vcpus=600,
    ram_mib=327_680,
    volumes=300,
    storage_gib=1000,
    networks=300,
    routers=150,
    floating_addresses=60,
    groups=300,
    rules=2000,
    ports=1500,
    server_groups=60,
)


class Deed(NamedTuple):
    """Something done behind the tool's back: `meddle` with an attribute, `remove`, `spoil`, or `add` something strange."""

    what: str
    address: Address
    attribute: str = ""
    value: Value = None


@dataclass(frozen=True)
class Story:
    """`before` stands and is in order; then the deeds happen; then `after` is wanted, which takes these actions.

    With `before`, an errand has made what is `brought`; at last an errand takes away what is `withdrawn`.
    """

    before: Parts
    after: Parts
    takes: tuple[str, ...]
    deeds: tuple[Deed, ...] = ()
    brought: tuple[Resource, ...] = ()
    withdrawn: tuple[Address, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where one story plays: names and ranges that no other story has."""

    number: int

    @cached_property
    def name(self) -> str:
        """The name of its things."""
        return f"s{self.number:02d}"

    @property
    def path(self) -> str:
        """The path of a network, router, group or system of that name."""
        return f"{HALL}/{self.name}"

    def net(self, position: int = 0) -> str:
        """One of its own ranges."""
        lap, second = divmod(self.number, 250)
        return f"10.{second}.{position * 16 + 8 * lap}.0/24"

    def whole(self) -> str:
        """All that its own ranges lie in."""
        return f"10.{self.number % 250}.0.0/16"

    def net6(self) -> str:
        """Its own IPv6 range."""
        return f"2001:db8:{self.number:x}::/64"

    def at(self, kind: str, path: str) -> Address:
        """An address at the site."""
        return Address(SITE, kind, path)

    def parts(self, *, extra: Parts | None = None, **of_hall: Any) -> Parts:
        """What all share, and the hall with the story's own things in it."""
        given: dict[str, Any] = {"quota": AMPLE, "networks": (), "groups": (), "keys": (), **of_hall}
        return lobby().and_(Parts(tenants=(tenant(HALL, **given),))).and_(extra or Parts())

    def network(self, *ranges: str) -> Network:
        """A network of its own; with one range if none is said."""
        return network(self.name, *(ranges or (self.net(),)))

    def router(self, *networks: str, out: str = "") -> Router:
        """A router of its own."""
        return Router(self.name, tuple(sorted(networks or (self.name,))), out)

    def system(self, *servers: Server) -> tuple[System, ...]:
        """A system of its own."""
        return (System(self.name, self.name, 2, "zone", servers),) if servers else ()

    def on_lobby(self, name: str = "app", **more: Any) -> Server:
        """A server of one leg."""
        return server(name, LOBBY, **more)

    def outside(self, number: int = 0) -> External:
        """An external network of its own."""
        return external(f"{self.name}-out{number or ''}", self.net(8 + number))

    def owns(self, address: Address) -> bool:
        """Whether a thing belongs to this story: its name is in the path, alone or with something behind a hyphen."""
        return self.name in _named(address.path)


@cache
def _named(path: str) -> frozenset[str]:
    """The names that a path holds, without what stands behind a hyphen; asked for each story of each action."""
    return frozenset(part.partition("-")[0] for part in path.split("/")[:4])


def lobby() -> Parts:
    """What stories without networks of their own stand in."""
    hall = tenant(
        HALL,
        quota=AMPLE,
        networks=(network(LOBBY, "10.250.0.0/24"),),
        groups=(Group("web", (rule(),)), Group("db", ())),
        keys=(Key("ops", PUBLIC_KEYS[0]),),
    )
    return shared().and_(Parts(tenants=(hall,)))


class Titled(NamedTuple):
    """A story with what it is about."""

    kind: str
    operation: str
    place: Place
    tell: Callable[[Place], Story]

    @property
    def id(self) -> str:
        """Its name among the tests."""
        return f"{self.kind}-{self.operation.replace(' ', '-')}"


STORIES: Final[list[Titled]] = []
Tell = Callable[[Place], Story]


def story(kind: str, operation: str) -> Callable[[Tell], Tell]:
    """Register a story: `kind` is told about, `operation` says what is done."""

    def register(tell: Tell) -> Tell:
        STORIES.append(Titled(kind, operation, Place(len(STORIES) + 1), tell))
        return tell

    return register


def unchanged(part: Parts, *deeds: Deed, takes: Sequence[str]) -> Story:
    """What was meddled with is brought back."""
    return Story(part, part, tuple(takes), deeds)
