"""Whether a policy says enough: networks kept apart by name, conduits of no more ports and days than somebody asked for."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from network import codes
from network.judging.finding import Finding
from network.model import Model
from zhengyun.estate import Estate
from zhengyun.estate.policy import Policy, SecurityZone

MANY: Final = 16_384
"""As many ports as the widest service of its own has (RTP); a conduit of more is one of everything."""
LONG: Final = 1_096
"""Days, three years: who permits something for longer permits it for ever."""


def unparted(model: Model) -> Iterator[Finding]:
    """Zones of an estate's network and other networks that no forbidden pair keeps apart, though no data crosses between them."""
    for estate in model.estates:
        if estate.policy:
            yield from _unparted(estate.policy)


def _unparted(policy: Policy) -> Iterator[Finding]:
    crossing = frozenset(policy.exchange)
    zones = [one for one in policy.zones.values() if one.name not in crossing]
    others = [one for one in zones if not one.own]
    for zone in (one for one in zones if one.own):
        open_to = sorted({one.plane for one in others if _joinable(policy, zone, one)})
        if open_to:
            yield Finding(codes.UNPARTED, {"zone": zone.name, "networks": ", ".join(open_to)})


def _joinable(policy: Policy, zone: SecurityZone, other: SecurityZone) -> bool:
    return zone.plane != other.plane and policy.forbids(zone.name, other.name) is None


def unknown_beyond(model: Model) -> Iterator[Finding]:
    """Borders of estates whose policy knows nothing of any other network."""
    for estate in model.estates:
        if estate.policy and all(one.own for one in estate.policy.zones.values()):
            borders = sorted(name for name, one in estate.hosts.segments.items() if one.border)
            if borders:
                yield Finding(codes.UNKNOWN_BEYOND, {"network": estate.network, "segments": ", ".join(borders)})


def broad(estate: Estate, day: date) -> Iterator[Finding]:
    """Conduits of nearly all ports, and those that expire so late that nobody will live to see it."""
    for one in estate.policy.on(day) if estate.policy else ():
        count = sum(last - first + 1 for first, last in one.ports)
        if count > MANY:
            yield Finding(codes.WIDE, {"conduit": one.name, "count": count, "most": MANY}, one.place)
        if one.expires and (date.fromisoformat(one.expires) - day).days > LONG:
            facts = {"conduit": one.name, "expires": one.expires, "days": LONG}
            yield Finding(codes.FAR_OFF, facts, one.place)
