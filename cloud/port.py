"""The port to one site's cloud."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol, runtime_checkable

from cloud.capacity.stock import Stores
from cloud.view import View
from zhengyun.action import Action
from zhengyun.ports import Ids
from zhengyun.resource import World
from zhengyun.results import Outcome, Pending


class Room(NamedTuple):
    """What one compute host has to give, with overcommitment and reservations as the site has set them."""

    host: str
    vcpus: int
    ram_mib: int
    disk_gib: int


class Free(NamedTuple):
    """What a site has to give: by host, with the `zones` of these, in its pools, and addresses by a range's identifier.

    `resizes_here` where its Nova resizes a server on the host where it is, which no API tells.
    """

    rooms: tuple[Room, ...]
    stores: Stores = Stores()
    zones: Mapping[str, str] = MappingProxyType({})
    ranges: Mapping[str, int] = MappingProxyType({})
    resizes_here: bool = False


class Host(NamedTuple):
    """A compute host: whether it answers and takes servers, and the identifiers of those it has, whoever's they are.

    `zone` is its availability zone, `room` what it has left; nothing where it takes no servers.
    """

    name: str
    zone: str
    up: bool
    enabled: bool
    room: Room
    servers: tuple[str, ...] = ()


class Usage(NamedTuple):
    """How much of one limit is used; a limit of -1 is none."""

    limit: int
    used: int


class Service(NamedTuple):
    """A service as it tells of itself: its newest version, the one that is spoken, and what is missing of what we use."""

    name: str
    version: str
    spoken: str = ""
    missing: tuple[str, ...] = ()


@runtime_checkable
class Adopter(Protocol):
    """What can be adopted at a site whose driver has this ability."""

    def adopting(self, claims: Mapping[tuple[str, str], str]) -> "Cloud":
        """The same site, where these things are looked at as ours: (kind, identifier) to path."""
        ...

    def view(self) -> View:
        """The site's lists as the services give them, with the paths of what is ours."""
        ...

    def public_key(self, user: str, name: str) -> str:
        """The public half of somebody's key pair; nothing where it is gone."""
        ...


class Cloud(Protocol):
    """One site. It is the kernel's driver, and can be asked what the site has to give."""

    @property
    def site(self) -> str:
        """The site's name."""
        ...

    @property
    def user(self) -> str:
        """The identifier of the user that we are there."""
        ...

    def observe(self, touched: Sequence[str] = ()) -> World:
        """Read everything of ours, in a number of calls that does not depend on how much there is.

        For `touched` tenants what seals tell is read from the services themselves, which takes calls for each.
        """
        ...

    def deepened(self, world: World, tenants: Sequence[str]) -> World:
        """The same world; where a seal has told of some tenants' things, the services themselves tell of them now."""
        ...

    def usage(self, world: World, tenants: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """By tenant and quota, what is used of it, by whomever."""
        ...

    def free(self) -> Free:
        """What the site has to give."""
        ...

    def hosts(self) -> Sequence[Host]:
        """The compute hosts, by name."""
        ...

    def admit(self, actions: Sequence[Action]) -> None:
        """Raise where the site cannot bear these actions."""
        ...

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do one action as far as it goes without waiting."""
        ...

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look once at everything that is under way."""
        ...

    def services(self) -> Sequence[Service]:
        """The services that answer, each with the version that it tells."""
        ...
