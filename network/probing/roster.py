"""Who takes part in a proof: the legs of each network's hosts, and what its policy says; as data that travels from instance to instance."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from typing import Any, Final, NamedTuple

from network.codes import proving as codes
from network.legs import legs
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import KINDS
from zhengyun.estate.policy import PROTOCOLS, Conduit, Forbidden, Policy, SecurityZone

MOST: Final = 4096
"""So many legs a network has at most."""
GUARDS: Final = frozenset({"router", "firewall"})
"""Kinds of hosts that stand between others: what comes to one of them has not passed it yet."""


class Leg(NamedTuple):
    """One address of a host. `device` is the interface, `segment` what it is joined to, `lone` whether that is of management."""

    host: str
    kind: str
    zone: str
    device: str
    segment: str
    address: str
    lone: bool

    @property
    def family(self) -> int:
        """Of which version of IP it is."""
        return 6 if ":" in self.address else 4

    @property
    def plane(self) -> str:
        """The network that its zone is of."""
        return self.zone.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Roster:
    """What an instance tells of its own network."""

    network: str
    legs: tuple[Leg, ...]
    policy: Policy

    def document(self) -> dict[str, Any]:
        """As JSON data."""
        policy = {
            "zones": [_zone(one) for one in self.policy.zones.values()],
            "conduits": [_conduit(one) for one in self.policy.conduits],
            "forbidden": [[one.one, one.other, one.reason] for one in self.policy.forbidden],
        }
        return {"network": self.network, "legs": [list(one) for one in self.legs], "policy": policy}


def roster(estate: Estate) -> Roster:
    """The roster of an estate's network: legs that lie in a zone, and on no border. Raises: ZhengyunError (ZY-NET-140)."""
    policy = estate.policy
    if policy is None or not policy.zones:
        raise ZhengyunError(codes.NO_POLICY, estate=estate.name)
    hosts = estate.hosts.hosts
    found = (
        Leg(one.host, hosts[one.host].kind, one.zone, one.interface, one.segment, one.address, one.management)
        for one in legs(estate)
        if one.host in hosts and one.zone and not one.border
    )
    return Roster(estate.network, tuple(found), policy)


def read(document: object) -> Roster:
    """A roster from JSON data. Raises: ZhengyunError (ZY-NET-141)."""
    try:
        return _read(_mapping(document))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ZhengyunError(codes.NO_FORM, what="roster", problem=str(error) or type(error).__name__) from error


def _read(data: Mapping[str, Any]) -> Roster:
    legs = tuple(_leg(one) for one in data["legs"][: MOST + 1])
    if len(legs) > MOST:
        raise ValueError(len(legs))
    policy = _mapping(data["policy"])
    zones = [SecurityZone(**{**one, "addresses": tuple(map(str, one["addresses"]))}) for one in policy["zones"]]
    conduits = [_read_conduit(one) for one in policy["conduits"]]
    forbidden = [Forbidden(*map(_text, one)) for one in policy["forbidden"]]
    return Roster(
        _text(data["network"]), legs, Policy({one.name: one for one in zones}, tuple(conduits), tuple(forbidden))
    )


def _leg(row: object) -> Leg:
    if not isinstance(row, list) or len(row) != len(Leg._fields) or not isinstance(row[-1], bool):
        raise TypeError(row)
    host, kind, zone, device, segment, address, lone = (*map(_text, row[:-1]), row[-1])
    leg = Leg(host, kind, zone, device, segment, address, lone)
    if leg.kind not in KINDS or str(ip_address(leg.address)) != leg.address:
        raise ValueError(leg.address)
    return leg


def _zone(zone: SecurityZone) -> dict[str, Any]:
    return {**asdict(zone), "addresses": list(zone.addresses)}


def _conduit(one: Conduit) -> dict[str, Any]:
    return {**asdict(one), "ports": [list(span) for span in one.ports], "place": ""}


def _read_conduit(row: Mapping[str, Any]) -> Conduit:
    if row["protocol"] not in PROTOCOLS:
        raise ValueError(row["protocol"])
    return Conduit(**{**row, "ports": tuple((int(first), int(last)) for first, last in row["ports"])})


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(type(value).__name__)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
