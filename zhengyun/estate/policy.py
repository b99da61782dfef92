"""What may pass between zones: security zones and conduits (IEC 62443-3-2), and the pairs between which nothing ever may.

Names of zones are `NETWORK/ZONE` (`internal/office`); of the same name at several sites they are one. Addresses are canonical networks of
both families, in order. Days are ISO 8601 dates in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

Plane = Literal["internal", "external", "video"]
"""A network that is kept apart from the others: 政务内网, 政务外网, 视频专网."""
PLANES: Final = get_args(Plane)

Protocol = Literal["tcp", "udp", "icmp"]
"""What a conduit carries; `icmp` is echo, of ICMP for IPv4 and of ICMPv6 for IPv6."""
PROTOCOLS: Final = get_args(Protocol)

WHOLE: Final = "*"
"""In a forbidden pair, in place of a zone's name: all zones of the network."""

GENERATED: Final = frozenset(
    ("own", "neighbours", "answers", "errors", "ospf", "bgp", "management", "management-in", "management-out")
)
GENERATED_WITH: Final = ("within-", "origin-", "refused-", "told-")
"""What rules go by that no conduit asks for, and how the names of others of them begin: no conduit is called so."""


@dataclass(frozen=True, slots=True)
class SecurityZone:
    """A zone as the policy has it. `own` where it is of the estate's network; of others the estate knows what its border must know.

    `closed`: its hosts do not reach each other across a guard, either. `management`: only the tool speaks from there.
    """

    name: str
    title: str
    level: int
    addresses: tuple[str, ...]
    own: bool = True
    closed: bool = False
    management: bool = False
    exposed: bool = False

    @property
    def plane(self) -> str:
        """The network that it is of."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Conduit:
    """A permitted path: who in `source` begins a connection may reach `target`, and answers come back.

    `ports` are spans, first and last, none where the protocol has none. `expires` is the last day on which it counts, empty where it stays.
    """

    name: str
    source: str
    target: str
    protocol: Protocol
    ports: tuple[tuple[int, int], ...]
    owner: str
    reason: str
    expires: str = ""
    place: str = ""

    def counts(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return not self.expires or day <= date.fromisoformat(self.expires)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Two zones (or `NETWORK/*`) between which no conduit may ever lead, in either direction."""

    one: str
    other: str
    reason: str
    place: str = ""

    def covers(self, source: str, target: str) -> bool:
        """Whether a pair of zones is this one, whichever of them begins."""
        return (_is(self.one, source) and _is(self.other, target)) or (
            _is(self.one, target) and _is(self.other, source)
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it. Whatever is not permitted is refused. `exchange` are the zones through which alone data crosses from network to network;
    `egress` is the one host behind which the internet lies, empty where none may have a way there."""

    zones: Mapping[str, SecurityZone] = field(default_factory=dict)
    conduits: tuple[Conduit, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    exchange: tuple[str, ...] = ()
    egress: str = ""

    def on(self, day: date) -> tuple[Conduit, ...]:
        """The conduits that are in force on a day."""
        return tuple(one for one in self.conduits if one.counts(day))

    def forbids(self, source: str, target: str) -> Forbidden | None:
        """The pair that forbids whatever leads from a zone to another, if one does."""
        return next((one for one in self.forbidden if one.covers(source, target)), None)


def generated(name: str) -> bool:
    """Whether a rule that no conduit asks for may go by a name."""
    return name in GENERATED or name.startswith(GENERATED_WITH)


def _is(pattern: str, zone: str) -> bool:
    plane, _, name = pattern.partition("/")
    return pattern == zone or (name == WHOLE and zone.partition("/")[0] == plane)
