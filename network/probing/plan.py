"""The plan of a proof: made once by one instance from all rosters, signed, and carried to all, so that all send and look for the same.

What is probed follows from the rosters alone, so that a plan is small; its digest of the probes says that everybody has derived the same.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from network.codes import proving as codes
from network.probing import roster as rosters_
from network.probing.choosing import Probe, probes
from network.probing.roster import Leg, Roster
from zhengyun.canonical import digest
from zhengyun.errors import ZhengyunError

FORMAT: Final = "zhengyun-probe-plan/1"
LEAST, MOST = 300, 20_000
"""Milliseconds that a window has."""
PORTS: Final = range(20_000, 60_000)
"""From which of them a round's packets come."""
NONCE: Final = 32
BESIDES: Final = ("tcp", "udp")
"""Protocols that have ports."""
CONTROLS: Final = (0.0, 0.62)
"""When controls are sent, in parts of the window: before everything else and after it."""
BEGINS, ENDS = 0.05, 0.42
"""Between which everything else is sent."""


@dataclass(frozen=True, slots=False)
class Plan:
    """A plan. `begins` is in milliseconds since 1970 in UTC, `milliseconds` how long the window is, `port` where all packets come from."""

    made: str
    day: str
    begins: int
    milliseconds: int
    nonce: str
    port: int
    rosters: Mapping[str, Roster]
    protocols: tuple[str, ...] = ("tcp", "udp", "icmp")
    families: tuple[int, ...] = (4, 6)
    few: bool = False
    besides: tuple[tuple[str, int], ...] = ()
    """Ports, by protocol, that are probed although no policy names them."""

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """All legs, in the order of the networks."""
        return tuple(leg for _, one in sorted(self.rosters.items()) for leg in one.legs)

    @cached_property
    def networks(self) -> Mapping[str, str]:
        """By host, the network that administers it."""
        return {leg.host: name for name, one in sorted(self.rosters.items()) for leg in one.legs}

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """Everything that is sent, in its order."""
        policies = {name: one.policy for name, one in self.rosters.items()}
        every = probes(self.legs, self.networks, policies, date.fromisoformat(self.day), self.few, self.besides)
        return tuple(one for one in every if one.protocol in self.protocols and one.family in self.families)

    @cached_property
    def markers(self) -> tuple[int, ...]:
        """The mark of each probe, which nobody knows who has not the nonce; none is there twice."""
        return markers(bytes.fromhex(self.nonce), len(self.probes))

    @cached_property
    def document(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "format": FORMAT,
            "made": self.made,
            "day": self.day,
            "begins": self.begins,
            "milliseconds": self.milliseconds,
            "nonce": self.nonce,
            "port": self.port,
            "protocols": list(self.protocols),
            "families": list(self.families),
            "few": self.few,
            "besides": [list(one) for one in self.besides],
            "rosters": {name: one.document() for name, one in self.rosters.items()},
            "probes": {"count": len(self.probes), "digest": digest([list(one) for one in self.probes])},
        }

    @cached_property
    def digest(self) -> str:
        """By which halves say what they are halves of."""
        return digest(self.document)

    def orders(self, network: str) -> Mapping[str, dict[str, Any]]:
        """What each host of a network is told, by its name (schema zhengyun-probe/1)."""
        sends: dict[str, list[list[object]]] = {host: [] for host, own in self.networks.items() if own == network}
        for one, marker, at in zip(self.probes, self.markers, self._times(), strict=True):
            source, target = self.legs[one.source], self.legs[one.target]
            if source.host in sends:
                bound = source.lone or source.kind not in rosters_.GUARDS
                way = [source.address, target.address, one.port, source.device, bound]
                sends[source.host].append([at, marker, one.protocol, *way])
        kinds = {leg.host: leg.kind for leg in self.legs}
        return {host: self._order(rows, kinds[host] == "firewall") for host, rows in sends.items()}

    def _order(self, rows: Sequence[Sequence[object]], counters: bool) -> dict[str, Any]:
        return {
            "schema": "zhengyun-probe/1",
            "port": self.port,
            "begin": self.begins * 1_000_000,
            "milliseconds": self.milliseconds,
            "counters": counters,
            "sends": rows,
        }

    def _times(self) -> Iterator[int]:
        """When each is sent, in milliseconds after the beginning: by its mark, so that no host is met by all at once."""
        for one, marker in zip(self.probes, self.markers, strict=True):
            part = CONTROLS[one.control - 1] if one.control else BEGINS + (ENDS - BEGINS) * (marker % 1000) / 1000
            yield int(part * self.milliseconds)


def markers(nonce: bytes, count: int) -> tuple[int, ...]:
    """Numbers of 32 bits by HMAC-SHA256 (RFC 2104) of a nonce, all of them different."""
    found: dict[int, None] = {}
    number = 0
    while len(found) < count:
        block = hmac.digest(nonce, number.to_bytes(8, "big"), hashlib.sha256)
        for at in range(0, len(block), 4):
            found.setdefault(int.from_bytes(block[at : at + 4], "big"))
        number += 1
    return tuple(found)[:count]


def draw(choose: Callable[[int], bytes]) -> tuple[str, int]:
    """A nonce and a port by chance."""
    port = PORTS[int.from_bytes(choose(4), "big") % len(PORTS)]
    return choose(NONCE).hex(), port


def read(document: object) -> Plan:
    """A plan from JSON data, whose probes are what we would probe, too. Raises: ZhengyunError (ZY-NET-141, ZY-NET-142)."""
    try:
        plan = _read(document)
        told = document["probes"]["digest"]  # type: ignore[index]
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ZhengyunError(codes.NO_FORM, what="plan", problem=str(error) or type(error).__name__) from error
    if plan.document["probes"]["digest"] != told:
        raise ZhengyunError(codes.OTHER_PROBES, own=len(plan.probes))
    return plan


def _read(document: object) -> Plan:
    if not isinstance(document, dict) or document["format"] != FORMAT:
        raise TypeError(FORMAT)
    numbers = [document[name] for name in ("begins", "milliseconds", "port")]
    if not all(type(one) is int for one in numbers) or not LEAST <= numbers[1] <= MOST or numbers[2] not in PORTS:
        raise ValueError(numbers)
    date.fromisoformat(document["day"])
    if len(bytes.fromhex(document["nonce"])) != NONCE or not isinstance(document["few"], bool):
        raise ValueError("nonce")
    rosters = {str(name): rosters_.read(one) for name, one in document["rosters"].items()}
    if any(name != one.network for name, one in rosters.items()):
        raise ValueError("network")
    values = {name: document[name] for name in ("made", "day", "begins", "milliseconds", "nonce", "port", "few")}
    values |= {name: tuple(document[name]) for name in ("protocols", "families")}
    return Plan(**values, rosters=rosters, besides=tuple(_besides(*one) for one in document["besides"]))


def _besides(protocol: str, port: int) -> tuple[str, int]:
    if protocol not in BESIDES or type(port) is not int or not 0 < port < 1 << 16:
        raise ValueError(port)
    return protocol, port
