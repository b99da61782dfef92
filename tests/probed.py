"""Two small networks whose separation is proven on paper: rosters, a plan, and what hosts say where all is as declared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from network.probing.halves import Heard
from network.probing.plan import Plan
from network.probing.roster import Leg, Roster
from zhengyun.estate.policy import Conduit, Forbidden, Policy, SecurityZone

BEGINS: Final = 1_795_000_000_000
"""2026-11-18T11:06:40Z, in milliseconds."""


def _zones(own: str) -> dict[str, SecurityZone]:
    told = (
        ("internal/office", ("192.0.2.0/26",), False, False),
        ("internal/exchange", ("192.0.2.64/27",), True, False),
        ("internal/management", ("192.0.2.128/26",), False, True),
        ("external/service", ("198.51.100.0/26",), False, False),
        ("external/management", ("198.51.100.128/26",), False, True),
    )
    return {
        name: SecurityZone(name, name, 3, addresses, name.startswith(own), closed, management)
        for name, addresses, closed, management in told
    }


def _policy(own: str) -> Policy:
    conduits = (
        Conduit("hand-in", "internal/office", "internal/exchange", "tcp", ((8443, 8443),), "a", "b", "2027-06-30"),
        Conduit("fetch", "external/service", "internal/exchange", "tcp", ((8444, 8444),), "a", "b"),
        Conduit("reach", "internal/office", "internal/exchange", "icmp", (), "a", "b"),
    )
    forbidden = (Forbidden("internal/office", "external/*", "apart"),)
    return Policy(_zones(own), conduits, forbidden, ("internal/exchange",))


def _legs(rows: tuple[tuple[str, str, str, str, str], ...]) -> tuple[Leg, ...]:
    return tuple(
        Leg(host, kind, zone, segment, segment, at, "mgmt" in segment) for host, kind, zone, segment, at in rows
    )


INTERNAL: Final = Roster(
    "internal",
    _legs((
        ("keeper", "management", "internal/management", "mgmt-a", "192.0.2.130"),
        ("wall", "firewall", "internal/management", "mgmt-a", "192.0.2.131"),
        ("wall", "firewall", "internal/exchange", "trade", "192.0.2.65"),
        ("desk", "host", "internal/office", "lan", "192.0.2.11"),
        ("desk", "host", "internal/management", "mgmt-a", "192.0.2.141"),
        ("bench", "host", "internal/office", "lan", "192.0.2.12"),
        ("hatch", "exchange", "internal/exchange", "trade", "192.0.2.66"),
    )),
    _policy("internal"),
)  # fmt: skip
EXTERNAL: Final = Roster(
    "external",
    _legs((
        ("porter", "management", "external/management", "mgmt-b", "198.51.100.130"),
        ("stall", "host", "external/service", "street", "198.51.100.11"),
        ("booth", "host", "external/service", "street", "198.51.100.12"),
        ("stall", "host", "external/management", "mgmt-b", "198.51.100.141"),
    )),
    _policy("external"),
)  # fmt: skip


def plan(**more: object) -> Plan:
    """A plan of both."""
    made = Plan(
        "2026-11-18T11:40:00Z",
        "2026-11-18",
        BEGINS,
        2000,
        "ab" * 32,
        33_333,
        {"internal": INTERNAL, "external": EXTERNAL},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def right(of: Plan) -> dict[str, Heard]:
    """What every host says where everything is as declared."""
    seen: dict[str, dict[str, set[int]]] = {host: {"out": set(), "in": set()} for host in of.networks}
    answered: dict[str, dict[int, str]] = {host: {} for host in of.networks}
    words = {"tcp": "rst", "icmp": "echo"}
    for number, one in enumerate(of.probes):
        source, target = of.legs[one.source].host, of.legs[one.target].host
        seen[source]["out"].add(number)
        if one.expected == "open":
            seen[target]["in"].add(number)
            if one.protocol in words:
                answered[source][number] = words[one.protocol]
    return {
        host: Heard(frozenset(own["out"]), frozenset(own["in"]), frozenset(), frozenset(own["in"]), answered[host],
                    counters={"zhengyun/passing/zy:refused-passing": len(own["in"]) + 3}, rules=())
        for host, own in seen.items()
    }  # fmt: skip


def but(heard: Mapping[str, Heard], host: str, **more: object) -> dict[str, Heard]:
    """The same, with something else at a host."""
    return {**heard, host: replace(heard[host], **more)}  # type: ignore[arg-type]
