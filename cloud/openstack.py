"""The driver for OpenStack: reads everything of a site in a fixed number of list calls, and hands actions to their kinds."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from cloud.abilities import SERVICES, impediments, services
from cloud.admission import admit
from cloud.api import Api
from cloud.capacity.stock import Stock
from cloud.deep import deepened
from cloud.entitlement import unentitled
from cloud.grammars import kinds
from cloud.hands import Hands
from cloud.kinds.project import Project
from cloud.kinds.task import COMPUTE
from cloud.leftovers import leftovers
from cloud.limits import Bounds, Limit, Limited
from cloud.offering import mistyped, rezoned
from cloud.patience import Notice, Patience
from cloud.port import Free, Host, Service, Usage
from cloud.reading import Claims, look, read
from cloud.safe import NoSafe, Safe
from cloud.stocktaking import take_stock
from cloud.supply import free, hosts, usage, volume_zones
from cloud.transport import Transport
from cloud.view import View
from cloud.zones import unzoned
from zhengyun.action import Action
from zhengyun.errors import Problems
from zhengyun.ports import Ids
from zhengyun.resource import Address, World
from zhengyun.results import Outcome, Pending

__all__ = ["SERVICES", "OpenStack"]


@dataclass
class OpenStack:
    """One site's cloud, as an owner of one name sees it (`cloud.mark.owner`). `images` is the image store, `safe` keeps credentials."""

    transport: Transport
    estate: str
    images: Path
    patience: Patience = field(default_factory=Patience)
    notice: Callable[[Notice], None] = lambda _: None
    bounds: Bounds = field(default_factory=Bounds)
    safe: Safe = field(default_factory=NoSafe)
    claims: Claims = field(default_factory=dict)
    """What is looked at as ours though it does not bear our mark."""
    applies: bool = True
    """Whether what is planned here is to be applied with these credentials."""
    resizes_here: bool = False
    """Whether Nova resizes a server on the host where it is: no API tells it, the site's file does."""
    _seen: World | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._limited = Limited(self.transport, self.bounds)
        self._kinds = kinds(self.images, self.safe)
        self._roles = next(kind.roles for kind in self._kinds if isinstance(kind, Project))
        by_name = {kind.name: kind for kind in self._kinds}
        self._hands = Hands(by_name, self._api, self.estate, lambda: self.transport.home, self.patience.clock)

    @property
    def site(self) -> str:
        """The site's name."""
        return self.transport.site

    @property
    def user(self) -> str:
        """The identifier of the user that we are there."""
        return self.transport.user

    @property
    def width(self) -> int:
        """How many actions are worth beginning at once, by what the services bear."""
        return self._limited.width

    @property
    def limits(self) -> Mapping[str, Limit]:
        """By service, what has been learnt of how many calls it bears at once."""
        return self._limited.limits

    def observe(self, touched: Sequence[str] = ()) -> World:
        """Read everything of ours; for `touched` tenants what is sealed from the services themselves."""
        world = read(self._api, self._kinds, self._roles, self.estate, self.claims)
        if touched:
            world = self.deepened(world, touched)
        self._seen = world
        return world

    def deepened(self, world: World, tenants: Sequence[str]) -> World:
        """The same world; where a seal has told of some tenants' things, the services themselves tell of them now."""
        return deepened(self._api, world, tenants, self.estate)

    def adopting(self, claims: Claims) -> "OpenStack":
        """The same site, where these things are looked at as ours."""
        return replace(self, claims=claims)

    def view(self) -> View:
        """The site's lists as the services give them, with the paths of what is ours."""
        return look(self._api, self._kinds, self._roles, self.estate, self.claims)

    def public_key(self, user: str, name: str) -> str:
        """The public half of somebody's key pair; nothing where it is gone."""
        path = f"/os-keypairs/{quote(name, safe='')}?user_id={quote(user, safe='')}"
        found = self._api().look(COMPUTE, path)
        return str(found["keypair"]["public_key"]) if found else ""

    def usage(self, world: World, tenants: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """By tenant and quota, what is used of it, by whomever."""
        projects = {tenant: world.existing.get(Address(self.site, "project", tenant)) for tenant in tenants}
        there = {tenant: project.id for tenant, project in projects.items() if project}
        with ThreadPoolExecutor(8) as pool:
            used = pool.map(lambda project: usage(self._api(), project), there.values())
            return dict(zip(there, used, strict=True))

    def free(self) -> Free:
        """What the site has to give."""
        return free(self._api)._replace(resizes_here=self.resizes_here)

    def stock(self) -> Stock:
        """What the site has: hosts, pools, and what each project takes."""
        return replace(take_stock(self._api, self.estate), resizes_here=self.resizes_here)

    def hosts(self) -> Sequence[Host]:
        """The compute hosts, by name."""
        return hosts(self._api())

    def admit(self, actions: Sequence[Action]) -> None:
        """Raise where the site, as last observed, cannot bear these actions."""
        world = self._seen or self.observe()
        if impeded := tuple(impediments(self.transport, actions, applies=self.applies)):
            raise Problems(impeded)
        errors = [*leftovers(self._api(), world, actions), *unentitled(actions, lambda: self._roles.names(self._api()))]
        errors += [*mistyped(world, actions), *unzoned(self.site, actions, lambda: volume_zones(self._api()))]
        if any(action.address.kind == "aggregate" for action in actions):
            errors += rezoned(self.hosts(), world, actions)
        if errors:
            raise Problems(tuple(errors))
        admit(self, world, actions, self.patience)

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do one action as far as it goes without waiting."""
        return self._hands.begin(action, ids, self._seen)

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look at everything that is under way, as far as it is due."""
        return self._hands.settle(pending)

    def services(self) -> Sequence[Service]:
        """The services that answer, each with the version that it tells and what it lacks."""
        return services(self._api, self.transport, self._kinds)

    def _api(self) -> Api:
        return Api(self._limited, self.patience, self.notice)
