"""The driver for OpenStack: reads everything of a site in a fixed number of list calls, and hands actions to their kinds."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from cloud.admission import admit
from cloud.api import Api, Notice, Patience
from cloud.grammars import kinds
from cloud.kinds.base import IDENTITY, NETWORK, Kind, Listing, Made, Task
from cloud.kinds.quota import true_values
from cloud.port import Free, Service, Usage
from cloud.settling import settle
from cloud.supply import free, usage
from cloud.transport import NoAnswerError, Transport
from cloud.view import View
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.ports import Ids
from zhengyun.resource import Address, Attributes, Existing, Foreign, World
from zhengyun.results import Outcome, Pending, Status

SERVICES: Final = ("identity", "placement", "image", "network", "compute", "block-storage")
# How long the cloud may take over one action before it counts as failed.
BUILD_SECONDS: Final = 600.0


@dataclass
class OpenStack:
    """One site's cloud, as the estate of one name sees it. `images` is the image store."""

    transport: Transport
    estate: str
    images: Path
    patience: Patience = field(default_factory=Patience)
    notice: Callable[[Notice], None] = lambda _: None
    _seen: World | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._kinds: Mapping[str, Kind] = {kind.name: kind for kind in kinds(self.images)}

    @property
    def site(self) -> str:
        """The site's name."""
        return self.transport.site

    @property
    def user(self) -> str:
        """The identifier of the user that we are there."""
        return self.transport.user

    def observe(self, touched: Sequence[str] = ()) -> World:
        """Read everything of ours; for `touched` tenants the quota from the services themselves."""
        view = self._view()
        for kind in self._kinds.values():
            kind.index(view)
        world = _world(view, self._kinds.values())
        if touched:
            world = deepened(world, self.quotas(world, touched))
        self._seen = world
        return world

    def quotas(self, world: World, tenants: Sequence[str]) -> Mapping[str, Attributes]:
        """The quotas of some tenants of this world, from the services themselves."""
        known = {tenant: world.existing.get(Address(self.site, "quota", tenant)) for tenant in tenants}
        there = {tenant: quota for tenant, quota in known.items() if quota}

        def ask(quota: Existing) -> Attributes:
            return {**quota.attributes, **true_values(self._api(), quota.id)}

        with ThreadPoolExecutor(8) as pool:
            return dict(zip(there, pool.map(ask, there.values()), strict=True))

    def usage(self, world: World, tenants: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """By tenant and quota, what is used of it, by whomever."""
        projects = {tenant: world.existing.get(Address(self.site, "project", tenant)) for tenant in tenants}
        there = {tenant: project.id for tenant, project in projects.items() if project}
        with ThreadPoolExecutor(8) as pool:
            used = pool.map(lambda project: usage(self._api(), project), there.values())
            return dict(zip(there, used, strict=True))

    def free(self) -> Free:
        """What the site has to give."""
        return free(self._api())

    def admit(self, actions: Sequence[Action]) -> None:
        """Raise where the site, as last observed, cannot bear these actions."""
        admit(self, self._seen or self.observe(), actions)

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do one action as far as it goes without waiting."""
        task = Task(self._api(), action, self.estate, ids, self.transport.home)
        kind = self._kinds[action.address.kind]
        if action.verb is Verb.CREATE and action.address in ids:
            self._clear(kind, task, ids[action.address])
        made = _do(kind, task)
        if made.phase:
            return Pending(action, made.id, made.phase, time.monotonic() + BUILD_SECONDS)
        retries = f"{task.api.retries} retries" if task.api.retries else ""
        return Outcome(action.id, Status.DONE, made.id, detail=retries)

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look once at everything that is under way."""
        return settle(self._api(), pending)

    def services(self) -> Sequence[Service]:
        """The services that answer, each with the version that it tells."""
        with ThreadPoolExecutor(len(SERVICES)) as pool:
            versions = list(pool.map(self._version, SERVICES))
        return [Service(name, version) for name, version in zip(SERVICES, versions, strict=True) if version]

    def _version(self, service: str) -> str:
        try:
            return self.transport.version(service)
        except NoAnswerError:
            return ""

    def _api(self) -> Api:
        return Api(self.transport, self.patience, self.notice)

    def _view(self) -> View:
        home, user = self.transport.home, self.transport.user
        listings = {kind.name: kind.listing for kind in self._kinds.values() if kind.listing} | {
            "ports": Listing(NETWORK, "/ports", "ports"),
            "network_quotas": Listing(NETWORK, "/quotas", "quotas"),
            "role_assignments": Listing(IDENTITY, "/role_assignments", "role_assignments", (("user.id", user),)),
        }
        with ThreadPoolExecutor(len(listings), thread_name_prefix="list") as pool:
            lists = dict(
                zip(listings, pool.map(lambda listing: self._api().list(listing), listings.values()), strict=True)
            )
        return View(self.site, self.estate, lists, home)

    def _clear(self, kind: Kind, task: Task, husk: str) -> None:
        """What an earlier attempt left behind in error goes first."""
        kind.delete(replace(task, action=replace(task.action, verb=Verb.DELETE, target=husk)))


def _do(kind: Kind, task: Task) -> Made:
    work: Mapping[Verb, Callable[[Task], Made]] = {
        Verb.CREATE: kind.create,
        Verb.UPDATE: kind.update,
        Verb.RELEASE: kind.release,
        Verb.DELETE: kind.delete,
    }
    return work[task.action.verb](task)


def _world(view: View, all_kinds: Any) -> World:
    existing: dict[Address, Existing] = {}
    foreign: list[Foreign] = []
    claims: dict[Address, list[str]] = {}
    for kind in all_kinds:
        for thing in kind.found(view):
            if isinstance(thing, Foreign):
                foreign.append(thing)
            else:
                claims.setdefault(thing.address, []).append(thing.id)
                existing.setdefault(thing.address, thing)
    twins = {address: tuple(sorted(ids)) for address, ids in claims.items() if len(ids) > 1}
    return World(view.site, existing, tuple(foreign), twins)


def deepened(world: World, quotas: Mapping[str, Attributes]) -> World:
    """The same world with what the services themselves say of some quotas."""
    existing = dict(world.existing)
    for tenant, attributes in quotas.items():
        address = Address(world.site, "quota", tenant)
        existing[address] = replace(existing[address], attributes=attributes)
    return replace(world, existing=existing)
