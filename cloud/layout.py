"""Where servers can stand: on what the hosts have left, as Nova's filters and weighers would have it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cloud.capacity.fitting import weighed
from cloud.port import Room
from zhengyun.resource import Address, Attributes, Existing, Value

APART: Final = "anti-affinity"
TOGETHER: Final = "affinity"
SOFTLY_APART: Final = "soft-anti-affinity"
SOFTLY_TOGETHER: Final = "soft-affinity"


class Size(NamedTuple):
    """What one server takes."""

    vcpus: int
    ram_mib: int
    disk_gib: int


class Arrival(NamedTuple):
    """A server that takes room: `whole` on some host, of which `more` than it has now; in its group and its zone.

    One of a group that is resized stands `here` now.
    """

    address: Address
    whole: Size
    more: Size
    group: str = ""
    zone: str = ""
    here: str = ""


class Band(NamedTuple):
    """What a server group asks: a policy, and how many of its servers one host may have."""

    policy: str
    most: int = 1


class Bands(NamedTuple):
    """The server groups of a site, and on which hosts their members stand: by group, how many on each host."""

    asked: Mapping[str, Band]
    standing: Mapping[str, Counter[str]]

    def allow(self, group: str, host: str, standing: Mapping[str, Counter[str]]) -> bool:
        """Whether a group lets one more of its servers onto a host."""
        band, there = self.asked.get(group, Band("")), standing.get(group, Counter())
        if band.policy == APART:
            return there[host] < band.most
        return band.policy != TOGETHER or not any(there.values()) or bool(there[host])


NO_BANDS: Final = Bands({}, {})


@dataclass
class Layout:
    """Hosts that fill up as servers are put on them. `zones` are those of the hosts that are in one."""

    rooms: Sequence[Room]
    bands: Bands = NO_BANDS
    zones: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._left = {room.host: list(room[1:]) for room in self.rooms}
        self._standing = {group: Counter(there) for group, there in self.bands.standing.items()}

    def with_room(self, whole: Sequence[int], zone: str = "") -> list[str]:
        """The hosts of the zone that are large enough."""
        return [
            host
            for host, left in self._left.items()
            if (not zone or self.zones.get(host) == zone)
            and all(have >= need for have, need in zip(left, whole, strict=True))
        ]

    def choose(self, hosts: Iterable[str], group: str) -> str:
        """The one of some hosts that Nova takes: of those that the group allows the roomiest; nothing if there is none."""
        allowed = [host for host in hosts if self.bands.allow(group, host, self._standing)]
        weights = dict(zip(allowed, weighed([tuple(self._left[host]) for host in allowed]), strict=True))
        return max(allowed, key=lambda host: (self._liked(host, group), weights[host]), default="")

    def leave(self, host: str, group: str) -> None:
        """A server of a group stands on a host no longer; what it takes there it takes until its resize is confirmed."""
        self._standing.setdefault(group, Counter())[host] -= 1

    def put(self, host: str, more: Sequence[int], group: str) -> None:
        """A server comes to stand on a host."""
        self._left[host] = [have - need for have, need in zip(self._left[host], more, strict=True)]
        self._standing.setdefault(group, Counter())[host] += 1

    def _liked(self, host: str, group: str) -> int:
        """What a soft policy makes of a host."""
        there = self._standing.get(group, Counter())[host]
        return {SOFTLY_APART: -there, SOFTLY_TOGETHER: there}.get(self.bands.asked.get(group, Band("")).policy, 0)


def bands_of(things: Mapping[Address, Existing], leaving: Iterable[Address] = ()) -> Bands:
    """The server groups that are there, with their members but for those that leave."""
    asked = {a.path: band(one.attributes) for a, one in things.items() if a.kind == "servergroup"}
    standing: dict[str, Counter[str]] = {}
    gone = set(leaving)
    for address, one in things.items():
        group, host = one.attributes.get("server_group"), one.attributes.get("host")
        if address.kind == "server" and group and host and address not in gone:
            standing.setdefault(str(group), Counter())[str(host)] += 1
    return Bands(asked, standing)


def band(attributes: Attributes) -> Band:
    """What a server group asks."""
    return Band(str(attributes["policy"]), _most(attributes.get("max_per_host")))


def _most(value: Value) -> int:
    return value if isinstance(value, int) and value else 1
