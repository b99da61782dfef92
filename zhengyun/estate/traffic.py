"""How much may pass, and how it is marked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Qos:
    """Limits in kbit/s and the burst above them in kbit, seen from the server; `dscp` marks what it sends (RFC 2474)."""

    name: str
    egress_kbps: int | None = None
    ingress_kbps: int | None = None
    burst_kbit: int = 0
    dscp: int | None = None
