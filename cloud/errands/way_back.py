"""The way back of a change at one site: what shall be of what it did, what is there of it, and what does not come back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cloud.adoption.taking import ADOPT
from cloud.errands.left import Left, Why
from cloud.errands.shapes import FOLLOWS, MENDED, listed, shape, standing_on
from cloud.grammars import GRAMMARS
from cloud.kinds.legs import ADDRESS, DEFAULT_GROUP, UNEQUAL
from cloud.kinds.moving import EVACUATE, HOSTED
from cloud.port import Host
from zhengyun.diff import Verb, changes, diff
from zhengyun.past import Past, Trace
from zhengyun.plan import fact
from zhengyun.resource import HOW, STRANGE, Address, Attributes, Bond, Existing, Resource, Value, World

# What no driver makes: copies of a moment that is over, what a server left behind, what was never ours.
UNMAKEABLE: Final = frozenset({"snapshot", "backup", "rootvolume", "unclaimed"})
MARKED: Final = "marked"
COPIES: Final = ("backup", "snapshot")


@dataclass
class WayBack:
    """Everything that one change did at a site, taken back as far as it can be."""

    world: World
    hosts: Mapping[str, Host]
    shall: dict[Address, Resource] = field(default_factory=dict)
    there: dict[Address, Existing] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    adopted: bool = False
    """Whether the change was an adoption."""
    stood: dict[Address, Attributes] = field(default_factory=dict)
    """As it was found before the change: what is made again."""

    def take_back(self, trace: Trace) -> None:
        """One thing becomes again what it was."""
        existing = self.world.existing.get(trace.address)
        if trace.verb is Verb.CREATE:
            self._unmake(trace, existing)
        elif trace.verb is Verb.DELETE:
            self._make_again(trace, existing)
        elif existing is None:
            self._leave(Why.MOVED, trace.address, "id")
        elif trace.verb is Verb.REPLACE:
            self._make_former(trace, existing)
        else:
            self._change_back(trace, existing)

    def _unmake(self, trace: Trace, existing: Existing | None) -> None:
        """What the change made goes, if it is that still; it may have gone already."""
        if existing and self._untouched(trace, existing):
            self.there[trace.address] = existing

    def _make_again(self, trace: Trace, existing: Existing | None) -> None:
        """What the change took away is made again; somebody may have made it already."""
        address, before = trace.address, trace.before or {}
        wanted = shape(address, before)
        if existing:
            if changes(wanted, existing.attributes):
                self._leave(Why.MOVED, address, "id")
        elif address.kind in UNMAKEABLE or _needs_strangers(address, before):
            self._leave(Why.NEVER, address)
        else:
            self._come(trace, wanted)
            self._tell_what_is_lost(trace)

    def _make_former(self, trace: Trace, existing: Existing) -> None:
        """What the change put in another's place becomes that other, as far as it is not the same by itself."""
        if not self._untouched(trace, existing):
            return
        wanted = shape(trace.address, trace.before or {})
        if _needs_strangers(trace.address, trace.before or {}):
            self._leave(Why.NEVER, trace.address)
            return
        self._come(trace, wanted)
        self.there[trace.address] = existing
        self._tell_what_is_lost(trace)

    def _come(self, trace: Trace, wanted: Attributes) -> None:
        self.shall[trace.address], self.stood[trace.address] = Resource(trace.address, wanted), trace.before or {}

    def _change_back(self, trace: Trace, existing: Existing) -> None:
        """What the change changed in place is said as it was said before."""
        address, now = trace.address, existing.attributes
        if existing.id != trace.id or existing.fault:
            self._leave(Why.MOVED, address, existing.fault or "id")
            return
        back: dict[str, Value] = {}
        for name, change in trace.changed.items():
            # Where it stands exactly the cloud chooses; and what bears our mark says so only while it is adopted.
            chosen = (name in FOLLOWS.get(address.kind, ()) and name != HOSTED) or name == MARKED
            if change.before != now.get(name) and change.after != now.get(name) and not chosen:
                self._leave(Why.MOVED, address, name)
                return
            why = self._not_back(trace, name, change.before) if change.before != now.get(name) else None
            if why:
                self._leave(why, address, name)
            elif change.before != now.get(name):
                back[name] = change.before
        back |= self._addresses(trace, back)
        # Also what says the same again: something that it refers to may go and come back.
        base = {name: now[name] for name in trace.said if name in now}
        how: Attributes = {HOW: trace.said[HOW]} if HOW in trace.said and HOSTED in back else {}
        self.shall[address] = Resource(address, {**base, **back, **how})
        self.there[address] = existing

    def _addresses(self, trace: Trace, back: Attributes) -> dict[str, Value]:
        """The addresses that a thing had in the ranges where it comes to stand again, as far as they are known."""
        ranges = [f"{ADDRESS}{path}" for path in listed(back.get("subnets"))]
        known = {name: trace.said[name] for name in ranges if name in trace.said}
        if len(known) < len(ranges):
            self._leave(Why.ADDRESS, trace.address)
        return known

    def _not_back(self, trace: Trace, name: str, before: Value) -> Why | None:
        """Why an attribute does not become what it was."""
        grammar = GRAMMARS[trace.address.kind]
        if name == MARKED and self.adopted:
            return Why.OURS
        if name in MENDED and not (name == "running" and isinstance(before, bool)):
            return Why.MENDED
        if name == HOSTED:
            host = self.hosts.get(str(before))
            able = host and host.up and host.enabled and trace.said.get(HOW) != EVACUATE
            return None if able else Why.STAYS
        if name in grammar.grow and not grammar.grown(trace.changed[name].after, before):
            return Why.GROWN
        if name in grammar.refers and _is_strange(before):
            return Why.STRANGE
        return None

    def _untouched(self, trace: Trace, existing: Existing) -> bool:
        """Whether a thing is the one that the change made, as it made it; whether it runs is no change to it."""
        moved = [change.attribute for change in changes(trace.after or {}, existing.attributes)]
        told = ["id"] if existing.id != trace.id else [name for name in moved if name != "running"]
        if told and not existing.fault:
            self._leave(Why.MOVED, trace.address, told[0])
        return not told or (bool(existing.fault) and existing.id == trace.id)

    def _tell_what_is_lost(self, trace: Trace) -> None:
        if trace.loses:
            self._leave(Why.EMPTY, trace.address, self._copy_of(trace.address))
        elif trace.address.kind in {"floating", "credential"}:
            self._leave(Why.OTHER, trace.address)

    def _copy_of(self, address: Address) -> str:
        """The newest copy of a volume that stands, a backup rather than a snapshot."""
        for kind in COPIES:
            copies = [
                one for one in self.world.existing if one.kind == kind and one.path.startswith(f"{address.path}/")
            ]
            if copies and address.kind == "volume":
                return f"{kind} {max(copies).path}"
        return ""

    def _leave(self, why: Why, address: Address, about: str = "") -> None:
        self.left.append(Left(why, address, about))

    # What came later

    def settle(self) -> None:
        """Leave what cannot go because of others, or not come because of them, until the rest is whole in itself."""
        while found := {one.address: one for one in (*self._held(), *self._lacking())}:
            for address, one in found.items():
                self.left = [other for other in self.left if other.address != address] + [one]
                self.shall.pop(address, None)
                self.there.pop(address, None)

    def _held(self) -> Iterator[Left]:
        """What would go, though something that the change did not bring rests on it."""
        gone = {one.address for one in diff(self.shall, self.there, GRAMMARS).values() if one.goes_away}
        for address, one in sorted(self.world.existing.items()):
            if address in self.there or GRAMMARS[address.kind].errand_only:
                continue
            for _, target, bond in GRAMMARS[address.kind].references(address.site, one.attributes):
                if target in gone and bond in (Bond.HARD, Bond.REBIND) and address.kind != "quota":
                    yield Left(Why.HELD, target, f"{address.kind} {address.path}")

    def _lacking(self) -> Iterator[Left]:
        """What would come, though something that it needs does not."""
        for address, resource in sorted(self.shall.items()):
            for target in (*GRAMMARS[address.kind].targets(resource), *self._ranges(address)):
                coming = target in self.shall or (target in self.world.existing and target not in self.there)
                if not coming:
                    yield Left(Why.LACKS, address, f"{target.kind} {target.path}")

    def _ranges(self, address: Address) -> list[Address]:
        """The ranges that what is made again stood in; no attribute that can be wanted names them."""
        stood = listed(self.stood.get(address, {}).get("subnets"))
        return [Address(address.site, "subnet", str(one)) for one in stood if not _is_strange(one)]

    def ordered(self) -> dict[Address, Resource]:
        """What shall be, each after what it stands on."""
        return {
            address: Resource(address, one.attributes, standing_on(one, self.shall))
            for address, one in self.shall.items()
        }


def way_back(world: World, hosts: Sequence[Host], past: Past) -> WayBack:
    """The way back of a change at one site."""
    adopted = past.plan.scope.errand[:1] == (ADOPT,)
    way = WayBack(world, {host.name: host for host in hosts}, adopted=adopted)
    traces = past.traces(world.site)
    for trace in traces:
        way.take_back(trace)
    known = {trace.address for trace in traces}
    for action in past.uncertain(world.site):
        still = all(fact(world.existing.get(one.address), one.attribute) == one.value for one in action.rests)
        if action.address not in known and not still:
            way.left.append(Left(Why.HALF, action.address))
    way.settle()
    return way


def _needs_strangers(address: Address, before: Attributes) -> bool:
    """Whether a thing was made of something that is not ours, so that it is not to be made again."""
    if address.kind == "floating":
        return before.get("server") is None or before.get("router") is None
    if address.kind == "rule":
        return " #" in address.path
    return any(_is_strange(before.get(name)) for name in GRAMMARS[address.kind].refers)


def _is_strange(value: Value) -> bool:
    """Whether a reference leads to something that is not ours; every project's own group may be said."""
    return any(str(one).startswith(STRANGE) and one not in (DEFAULT_GROUP, UNEQUAL) for one in listed(value))
