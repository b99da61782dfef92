"""The time tree: reference sources, the servers that give their time on, and who asks whom.

Spans are whole nanoseconds. A server is a host; its clients are the hosts of its zone that have the role of one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from zhengyun.estate.hosts import Host, Hosts

PORT: Final = 123
SERVER: Final = "time_server"
CLIENT: Final = "time_client"
"""The roles of hosts that the tree is laid by."""

UNSYNCHRONISED: Final = 16
"""The stratum of who has no time to give (RFC 5905 section 7.3)."""

ENOUGH: Final = 4
"""With fewer sources one that lies is not outvoted where another fails: 2n + 1 of them tell n falsetickers (RFC 8633 section 3.2)."""

Kind = Literal["beidou", "gps", "upstream", "local"]
"""What a reference is: a receiver, a server elsewhere, or a host's own clock, to train with."""
KINDS: Final = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Source:
    """A reference that time comes from. `refclock` is chrony's driver and parameter of a receiver, such as `SOCK /run/chrony/bds.sock`;
    `address` and `port` are a server's elsewhere, `nts` whether it authenticates."""

    name: str
    title: str
    kind: Kind
    refclock: str = ""
    address: str = ""
    port: int = PORT
    nts: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A host that gives time. `sources` are names of references or of other servers; `address` is where its clients ask, empty where it
    follows from the segments; `stratum` is what the files say that it is, 0 where they leave it to follow from the tree."""

    host: str
    sources: tuple[str, ...]
    stratum: int = 0
    address: str = ""
    port: int = PORT


@dataclass(frozen=True, slots=True)
class Limits:
    """How far clocks may be off: `offset` from the agreed time, `agree` references that are right from each other, `stale` since a server
    was last set. `drift` is how fast a clock may
    run away between two readings, in parts per million."""

    offset: int = 100_000_000
    agree: int = 1_000_000
    stale: int = 3_600_000_000_000
    drift: int = 100


@dataclass(frozen=True, slots=True)
class Time:
    """All of it. `nts` is the profile of pki.yaml by which servers are certified, empty where they do not authenticate. `clients` are
    the hosts that ask other servers of their zone than all of them."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    servers: Mapping[str, Server] = field(default_factory=dict)
    clients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nts: str = ""
    limits: Limits = Limits()

    def stratum(self, name: str) -> int:
        """The stratum that a server has by the tree, 16 where its time comes from nowhere."""
        return self._stratum(name, frozenset())

    def _stratum(self, name: str, above: frozenset[str]) -> int:
        if name in self.sources:
            return 1 if self.sources[name].kind == "upstream" else 0
        if name not in self.servers or name in above:
            return UNSYNCHRONISED
        least = (self._stratum(one, above | {name}) for one in self.servers[name].sources)
        return min(min(least, default=UNSYNCHRONISED) + 1, UNSYNCHRONISED)

    def asks(self, host: "Host", hosts: "Hosts") -> tuple[str, ...]:
        """The servers that a client asks: those named for it, or all of its zone, its own site's first."""
        if host.name in self.clients:
            return self.clients[host.name]
        near = [one for one in self.servers if one in hosts.hosts and hosts.hosts[one].zone == host.zone]
        return tuple(sorted(near, key=lambda one: (hosts.hosts[one].site != host.site, one)))


def reached(server: Server, asker: "Host | None", hosts: "Hosts") -> str:
    """The address by which a host asks a server: on a segment that joins both if there is one, and not the management segment.

    A host that stands on nothing else asks there; and there is where nobody asks who stands on nothing else. Empty where the server
    has no address that would do.
    """
    if server.address:
        return server.address
    host = hosts.hosts.get(server.host)
    if host is None:
        return ""
    outside = any(True for _ in _ways(asker or host, hosts, management=False))
    ways = dict(_ways(host, hosts, management=not outside))
    shared = [one.segment for one in asker.interfaces] if asker else []
    return next((ways[one] for one in shared if one in ways), next(iter(ways.values()), ""))


def asked_at(name: str, time: Time, hosts: "Hosts") -> tuple[str, ...]:
    """The addresses at which a server is asked by anybody of the tree, in order; where nobody asks it, the one at which it could be."""
    server = time.servers[name]
    above = {one.host: one.sources for one in time.servers.values()}
    askers = (
        host
        for host in hosts.hosts.values()
        if name in above.get(host.name, time.asks(host, hosts) if CLIENT in host.roles else ())
    )
    found = {reached(server, one, hosts) for one in askers} or {reached(server, None, hosts)}
    return tuple(sorted(found - {""}))


def _ways(host: "Host", hosts: "Hosts", *, management: bool) -> Iterator[tuple[str, str]]:
    for one in host.interfaces:
        segment = hosts.segments.get(one.segment)
        if segment and segment.management == management and not segment.border:
            yield one.segment, one.address.partition("/")[0]
