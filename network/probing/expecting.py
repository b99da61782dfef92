"""What the policies of all networks that take part say of one packet: whether it has to arrive, must not, or nobody says."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from network.probing.roster import Leg
from zhengyun.estate.policy import Policy

Expected = Literal["open", "closed"]
MANAGEMENT: Final = "management"
"""The kind of host that speaks on segments of management."""


def expected(
    policies: Mapping[str, Policy], source: Leg, target: Leg, protocol: str, port: int, day: date
) -> Expected | None:
    """What has to become of the first packet of a connection; None where the policies leave it open.

    What crosses from network to network is permitted only where both say so.
    """
    sides = {one.plane for one in (source, target)} & set(policies)
    said = [_said(policies[side], source, target, protocol, port, day) for side in sorted(sides)]
    if "closed" in said:
        return "closed"
    return None if None in said or not said else "open"


def _said(policy: Policy, source: Leg, target: Leg, protocol: str, port: int, day: date) -> Expected | None:
    if policy.forbids(source.zone, target.zone):
        return "closed"
    if source.zone == target.zone:
        return _within(policy, source, target)
    return "open" if permitted(policy, source.zone, target.zone, protocol, port, day) else "closed"


def _within(policy: Policy, source: Leg, target: Leg) -> Expected | None:
    """Within a zone everything passes. On a segment of management its host alone speaks, and is spoken to; in a closed zone who is
    joined directly."""
    zone, near = policy.zones.get(source.zone), source.segment == target.segment
    if zone is None:
        return "closed"
    if zone.management:
        keeps = MANAGEMENT in (source.kind, target.kind)
        return "closed" if not keeps else "open" if near else None
    return "open" if near or not zone.closed else "closed"


def permitted(policy: Policy, source: str, target: str, protocol: str, port: int, day: date) -> str:
    """The conduit that permits it, empty where none does."""
    for one in policy.conduits:
        ends = one.source == source and one.target == target and one.protocol == protocol and one.counts(day)
        if ends and (not one.ports or any(first <= port <= last for first, last in one.ports)):
            return one.name
    return ""
