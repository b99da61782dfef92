"""What passes where: QoS policies, ports that are declared by themselves, and trunks."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Qos:
    """Limits in kbit/s and the burst above them in kbit, seen from the server; `dscp` marks what it sends (RFC 2474)."""

    name: str
    egress_kbps: int | None = None
    ingress_kbps: int | None = None
    burst_kbit: int = 0
    dscp: int | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Port:
    """A place in a network that a server may take. `pairs` are what it may speak for besides its own addresses.

    An empty `address` takes any; `qos` is the path of a policy; without `security` nobody asks for whom it speaks.
    """

    name: str
    network: str
    address: str = ""
    groups: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    qos: str = ""
    security: bool = True
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Trunk:
    """A port that carries others; `subports` map the name of each to its VLAN (IEEE 802.1Q)."""

    name: str
    port: str
    subports: Mapping[str, int]
    called: str | None = None
