"""Whether the counters of firewalls bear what was seen: whatever came in at one and went nowhere, its rules have counted. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from network.probing.choosing import Probe
from network.probing.halves import Heard
from network.probing.roster import Leg

FIREWALL: Final = "firewall"


class Count(NamedTuple):
    """A firewall: how many packets its rules must have decided on, and by how much their counters grew.

    A probe that came in is decided on once, whether it goes on, is let in, or goes nowhere.
    """

    host: str
    decided: int
    counted: int

    @property
    def short(self) -> bool:
        """Whether fewer were counted than decided on: something else has kept them away than its rules."""
        return self.counted < self.decided


def counts(probes: Sequence[Probe], legs: Sequence[Leg], heard: Mapping[str, Heard]) -> tuple[Count, ...]:
    """Every firewall that was heard, in the order of their names."""
    hosts = sorted({leg.host for leg in legs if leg.kind == FIREWALL} & set(heard))
    return tuple(_count(host, heard[host]) for host in hosts if not heard[host].problem)


def _count(host: str, said: Heard) -> Count:
    return Count(host, len(said.inside), sum(max(0, grown) for grown in (said.counters or {}).values()))
