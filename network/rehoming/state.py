"""How the two networks stand in the middle of a move: who is attached to what, and who has its new addresses already."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from zhengyun.estate import Estate, Hosts
from zhengyun.estate.hosts import Host, Interface, Segment
from zhengyun.estate.moving import Move, Moved

Port = tuple[str, str]
"""A host or router, and the segment that it is attached to."""


@dataclass(frozen=True, slots=True)
class State:
    """`detached` are ports of the old network, `attached` those of the new one, `readdressed` hosts with their new addresses."""

    detached: frozenset[Port] = frozenset()
    attached: frozenset[Port] = frozenset()
    readdressed: frozenset[str] = frozenset()


class Ground:
    """The two networks as the files have them, and the move between them, all of whose names are known."""

    def __init__(self, old: Estate, new: Estate, move: Move) -> None:
        self.old, self.new, self.move = old, new, move
        hosts = old.hosts.hosts.items()
        every = {(name, one.segment) for name, host in hosts for one in host.interfaces}
        self.leaving = frozenset(one for one in every if one[0] in move.hosts or one[1] in move.segments)
        placed = {(name, segment) for name, one in move.hosts.items() for segment in one.interfaces}
        self.joining = frozenset(placed | {(router, segment) for segment, (router, _) in move.routers.items()})

    @property
    def segments(self) -> Mapping[str, Segment]:
        """Those of the new network, and those that become its."""
        return {**self.new.hosts.segments, **self.move.segments}

    def estates(self, state: State) -> tuple[Estate, Estate]:
        """Both networks as they stand then: whoever has its new addresses is the new one's."""
        old, new = dict(self.old.hosts.hosts), dict(self.new.hosts.hosts)
        for name, host in self.old.hosts.hosts.items():
            if name in state.readdressed:
                new[name] = self._as_new(old.pop(name), self.move.hosts[name], state)
            else:
                kept = tuple(one for one in host.interfaces if (name, one.segment) not in state.detached)
                old[name] = replace(host, interfaces=kept)
        for segment, (router, legs) in self.move.routers.items():
            if (router, segment) in state.attached:
                added = interface(self.segments[segment], legs)
                new[router] = replace(new[router], interfaces=(*new[router].interfaces, added))
        return (
            replace(self.old, hosts=Hosts(old, self.old.hosts.segments)),
            replace(self.new, hosts=Hosts(new, self.segments)),
        )

    def _as_new(self, host: Host, told: Moved, state: State) -> Host:
        own = (
            interface(self.segments[segment], legs)
            for segment, legs in told.interfaces.items()
            if (host.name, segment) in state.attached
        )
        words = {"zone": self.move.zone, "gateway": told.gateway, "gateway6": told.gateway6}
        return replace(host, interfaces=tuple(own), routes={}, site=self.new.sites[0].name, **words)  # type: ignore[arg-type]

    def attached(self, state: State) -> Iterator[tuple[str, str, bool]]:
        """Every port that is attached, and whether the addresses there are the new network's. Borders are both's, and left out."""
        borders = {name for one in (self.old, self.new) for name, each in one.hosts.segments.items() if each.border}
        for estate, is_new in ((self.old, False), (self.new, True)):
            for name, host in estate.hosts.hosts.items():
                for one in host.interfaces:
                    if one.segment not in borders and (is_new or (name, one.segment) not in state.detached):
                        yield name, one.segment, is_new or name in state.readdressed
        for name, segment in state.attached:
            yield name, segment, name not in self.move.hosts or name in state.readdressed


def interface(segment: Segment, legs: tuple[str, ...]) -> Interface:
    """Where a host is joined to a segment by these addresses."""
    four, six = segment.addresses, segment.addresses6 or segment.addresses
    first = next((f"{one}/{four.partition('/')[2]}" for one in legs if ":" not in one), "")
    second = next((f"{one}/{six.partition('/')[2]}" for one in legs if ":" in one), "")
    return Interface(segment.name, segment.name, first or second, second if first else "")
