"""A simulated site: for training, for what-if, and for looking at screens without a cloud. Never a stand-in for one.

It keeps the contract of the port: what a real cloud refuses (a quota exhausted, no host with room, a thing still in
use, a name taken) it refuses, what takes its time there takes some looks here, and what is not ours it leaves alone.
"""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cloud import codes
from cloud.admission import admit, size_of, sized, takes
from cloud.capacity.stock import Holding, Pool, Stock
from cloud.entitlement import unentitled
from cloud.grammars import GRAMMARS
from cloud.imagined import Placed, held_back, left, lost_with, sizes_of, standing, strings, untied, zones_of
from cloud.imagined_refusals import refusal, refuse_taken
from cloud.imagined_stock import stock_of
from cloud.layout import Layout, bands_of
from cloud.offering import mistyped, rezoned
from cloud.port import Free, Host, Room, Service, Usage
from cloud.staying import left_behind
from cloud.zones import unzoned
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.ports import Ids
from zhengyun.resource import Address, Attributes, Existing, Foreign, Value, World
from zhengyun.results import Outcome, Pending, Status
from zhengyun.run import failure

# What takes its time: how many looks until it is there, or gone.
LOOKS: Final = {"server": 2, "volume": 1, "attachment": 1, "snapshot": 1, "backup": 1}
# The roles that every Keystone has.
ROLES: Final = ("admin", "manager", "member", "reader", "service")
ROOMY: Final = (Room("host-1", 64, 262_144, 4_000), Room("host-2", 64, 262_144, 4_000))


@dataclass
class Simulated:
    """One simulated site with some hosts and storage; empty at first."""

    site: str
    rooms: tuple[Room, ...] = ROOMY
    storage_gib: int = 100_000
    volume_zones: tuple[str, ...] = ("nova", "annex")
    things: dict[Address, Existing] = field(default_factory=dict)
    foreign: list[Foreign] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    """Hosts that do not answer, or were declared dead."""
    closed: set[str] = field(default_factory=set)
    """Hosts that take no servers."""
    _placed: dict[Address, Placed] = field(default_factory=dict, init=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False)

    @property
    def user(self) -> str:
        """Nobody else is there."""
        return "simulated"

    def observe(self, touched: Sequence[str] = ()) -> World:
        """What there is."""
        del touched
        with self._lock:
            return World(self.site, dict(self.things), tuple(self.foreign))

    def deepened(self, world: World, tenants: Sequence[str]) -> World:
        """As it is: nothing is sealed here."""
        del tenants
        return world

    def usage(self, world: World, tenants: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """By tenant and quota, what is used of it."""
        quotas = {tenant: world.existing.get(Address(self.site, "quota", tenant)) for tenant in tenants}
        used = {tenant: self._used(tenant) for tenant in tenants}
        return {
            tenant: {
                name: Usage(limit, used[tenant][name])
                for name, limit in (quota.attributes if quota else {}).items()
                if isinstance(limit, int)
            }
            for tenant, quota in quotas.items()
        }

    def free(self) -> Free:
        """What is left on the hosts and in the pool."""
        with self._lock:
            rooms = tuple(room for room in self._left() if room.host not in self.closed)
            return Free(rooms, self.stock().stores, zones_of(self.things, self.rooms))

    def stock(self) -> Stock:
        """What the site has."""
        with self._lock:
            pool = Pool("pool", up=True, space=Holding(self.storage_gib), types=(), zones=self.volume_zones)
            return stock_of(self.site, self.rooms, pool, self._placed, self.things)

    def hosts(self) -> Sequence[Host]:
        """The compute hosts, by name."""
        with self._lock:
            return [self._host(room) for room in sorted(self._left())]

    def _host(self, room: Room) -> Host:
        name = room.host
        on = sorted(self.things[address].id for address, one in self._placed.items() if one.host == name)
        return Host(
            name,
            zones_of(self.things, self.rooms)[name],
            name not in self.down,
            name not in self.closed,
            room,
            tuple(on),
        )

    def _left(self) -> list[Room]:
        return [left(room, self._placed.values()) for room in self.rooms]

    def admit(self, actions: Sequence[Action]) -> None:
        """Raise where the site cannot bear these actions."""
        world = self.observe()
        errors = [
            *unentitled(actions, lambda: ROLES),
            *mistyped(world, actions),
            *rezoned(self.hosts(), world, actions),
            *unzoned(self.site, actions, lambda: self.volume_zones),
        ]
        if errors:
            raise Problems(tuple(errors))
        admit(self, world, actions)

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do one action as far as it goes without waiting."""
        with self._lock:
            if action.verb is Verb.CREATE:
                made = self._create(action, ids)
            elif action.verb is Verb.DELETE:
                made = self._delete(action)
            else:
                made = self._update(action)
        looks = LOOKS.get(action.address.kind, 0) if action.verb in (Verb.CREATE, Verb.DELETE) else 0
        if looks:
            return Pending(action, made, str(looks), time.monotonic() + 60)
        return Outcome(action.id, Status.DONE, made)

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look once at everything that is under way."""
        return [self._look(one) for one in pending]

    def services(self) -> Sequence[Service]:
        """It says what it is."""
        return [Service("simulated", "1")]

    def meddle(self, address: Address, **attributes: Value) -> None:
        """Change something behind the tool's back, as anybody with rights in a cloud can."""
        with self._lock:
            one = self.things[address]
            self.things[address] = replace(one, attributes={**one.attributes, **attributes})

    def lose(self, address: Address) -> None:
        """Take something away behind the tool's back, with what a cloud takes along by itself."""
        with self._lock:
            for follower in list(lost_with(address, self.things)):
                if follower in self.things:
                    self.lose(follower)
            self._remove(address)

    def _remove(self, address: Address) -> None:
        self.things.pop(address, None)
        self._placed.pop(address, None)
        self.things.update({one: untied(address, thing) for one, thing in self.things.items()})

    def _look(self, one: Pending) -> Outcome | Pending:
        left = int(one.phase) - 1
        if left > 0:
            return replace(one, phase=str(left))
        address = one.action.address
        with self._lock:
            if address.kind == "server" and one.action.verb is Verb.CREATE and address not in self._placed:
                del self.things[address]
                problem = "No valid host was found."
                error = ZhengyunError(codes.NOT_READY, thing=address, status="ERROR", wanted="ACTIVE", problem=problem)
                return failure(one.action, error)
        return Outcome(one.action.id, Status.DONE, one.made)

    def _create(self, action: Action, ids: Ids) -> str:
        address = action.address
        husk = self.things.get(address)
        if husk and not husk.fault:
            return husk.id
        self._standing(action, ids)
        refuse_taken(self.site, action, action.attributes, self.things)
        self._within_quota(action)
        identifier = str(uuid.uuid4())
        by_default: Attributes = {"availability_zone": self.volume_zones[0]} if address.kind == "volume" else {}
        attributes = self._in_place(action, {**by_default, **action.attributes})
        self.things[address] = Existing(address, identifier, attributes)
        if address.kind == "server":
            self._place(address, str(action.attributes["flavor"]))
        return identifier

    def _update(self, action: Action) -> str:
        one = self.things.get(action.address)
        if one is None:
            raise ZhengyunError(codes.NO_SUCH_THING, thing=action.address)
        changed = {change.attribute: change.after for change in action.changes}
        refuse_taken(self.site, action, changed, self.things)
        if "host" in changed:
            self._move(action, one)
        self.things[action.address] = replace(one, attributes=self._in_place(action, {**one.attributes, **changed}))
        if "flavor" in changed:
            self._placed.pop(action.address, None)
            self._place(action.address, str(changed["flavor"]))
        return one.id

    def _move(self, action: Action, one: Existing) -> None:
        """To another host."""
        problem = held_back(action.attributes, one.attributes, self._left(), self.down)
        if problem:
            raise self._refusal(action, "400", problem)
        placed = self._placed[action.address]
        self._placed[action.address] = Placed(str(action.attributes["host"]), placed.size)

    def _in_place(self, action: Action, attributes: Attributes) -> Attributes:
        """Servers and ports find their place in the ranges of their networks."""
        if action.address.kind not in {"server", "port"} or action.verb is Verb.RELEASE:
            return attributes
        moves = [change for change in action.changes if change.attribute == "subnets"]
        leaving = {path for move in moves for path in strings(move.before) if path not in strings(move.after)}
        return standing(attributes, leaving, self.things)

    def _delete(self, action: Action) -> str:
        there = self.things.get(action.address)
        if there is None or there.id != action.target:
            return action.target  # gone already, whatever stands in its place
        holders = [str(holder) for holder in self._holders(action.address)]
        if holders:
            raise self._refusal(action, "409", f"in use by {', '.join(holders)}")
        self._remove(action.address)
        self.things.update(left_behind(there))
        return action.target

    def _standing(self, action: Action, ids: Ids) -> None:
        """What it refers to must be there."""
        grammar = GRAMMARS[action.address.kind]
        for _, target, _ in grammar.references(self.site, action.attributes):
            if target not in self.things or target not in ids:
                raise self._refusal(action, "404", f"no {target.kind} {target.path}")
        name = action.attributes.get("name") or action.address.path.rpartition("/")[2]
        if grammar.unique and any(one.kind == action.address.kind and one.name == name for one in self.foreign):
            raise self._refusal(action, "409", f"{name} exists")

    def _holders(self, address: Address) -> list[Address]:
        return [
            holder
            for holder, one in self.things.items()
            for _, target, bond in GRAMMARS[holder.kind].references(self.site, one.attributes)
            if target == address and bond.name in {"HARD", "REBIND"} and holder.kind != "quota"
        ]

    def _within_quota(self, action: Action) -> None:
        tenant = action.address.tenant
        quota = self.things.get(Address(self.site, "quota", tenant))
        if quota is None:
            return
        needed = takes(action.address.kind, sized(action, self.things), sizes_of(self.things))
        used = self._used(tenant) if needed else {}
        for name, count in needed.items():
            limit = quota.attributes.get(name)
            if isinstance(limit, int) and count and used[name] + count > limit:
                raise self._refusal(action, "403", f"quota exceeded for {name}")

    def _used(self, tenant: str) -> Counter[str]:
        used, sizes = Counter[str](groups=1, rules=4), sizes_of(self.things)
        for address, one in self.things.items():
            if address.tenant == tenant:
                used.update(takes(address.kind, one.attributes, sizes))
        return used

    def _place(self, address: Address, flavor: str) -> None:
        thing = self.things[address]
        size = size_of({**thing.attributes, "flavor": flavor, "size": None}, sizes_of(self.things))
        rooms = [room for room in self._left() if room.host not in self.down | self.closed]
        zones = zones_of(self.things, self.rooms)
        layout = Layout(rooms, bands_of(self.things, [address]), zones)
        group, zone = (str(thing.attributes.get(name) or "") for name in ("server_group", "availability_zone"))
        host = layout.choose(layout.with_room(size, zone), group)
        if host:
            self._placed[address] = Placed(host, size)
            found: Attributes = {"size": [*size], "host": host, "availability_zone": zones[host]}
            self.things[address] = replace(thing, attributes={**thing.attributes, **found})

    def _refusal(self, action: Action, status: str, problem: str) -> ZhengyunError:
        return refusal(self.site, action, status, problem)
