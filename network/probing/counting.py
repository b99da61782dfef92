"""Whether the counters of firewalls bear what was seen: whatever came in at one and went nowhere, its rules have counted. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from network.probing.choosing import Probe
from network.probing.halves import Heard
from network.probing.roster import Leg

FIREWALL: Final = "firewall"
PASSING: Final = "zhengyun/passing/"
"""Before the names of rules of what passes."""
REFUSED: Final = f"{PASSING}zy:refused-"


class Count(NamedTuple):
    """A firewall: how many packets its rules must have decided on, and by how much their counters grew.

    A probe that came in is decided on once, whether it goes on, is let in, or goes nowhere; one that went on was counted by a rule of what
    passes.
    """

    host: str
    decided: int
    counted: int
    passed: int = 0
    permitted: int = 0
    """By how much those grew that count what is let through."""
    told: bool = True
    """Whether it told any counters."""

    @property
    def short(self) -> bool:
        """Whether fewer were counted than decided on, or let through: something else has decided than its rules."""
        return not self.told or self.counted < self.decided or self.permitted < self.passed


def counts(probes: Sequence[Probe], legs: Sequence[Leg], heard: Mapping[str, Heard]) -> tuple[Count, ...]:
    """Every firewall that was heard, in the order of their names."""
    hosts = sorted({leg.host for leg in legs if leg.kind == FIREWALL} & set(heard))
    own = {host: {place for place, one in enumerate(probes) if legs[one.source].host == host} for host in hosts}
    return tuple(_count(host, heard[host], own[host]) for host in hosts if not heard[host].problem)


def _count(host: str, said: Heard, own: Collection[int]) -> Count:
    grown = {name: max(0, count) for name, count in (said.counters or {}).items()}
    permitted = sum(count for name, count in grown.items() if name.startswith(PASSING) and not name.startswith(REFUSED))
    passed = len((said.inside & said.out).difference(own))
    return Count(host, len(said.inside), sum(grown.values()), passed, permitted, said.counters is not None)
