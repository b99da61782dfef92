"""Whether what stands in the kernels of hosts bears out the policy: by host, and the ports that strange rules are about. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from network.probing.counting import FIREWALL
from network.probing.halves import Heard
from network.probing.roster import Leg
from network.probing.standing import Fault

Faults = Mapping[str, tuple[Fault, ...]]
"""By host whose rules were held against the policy, what is otherwise."""


def faults(legs: Sequence[Leg], heard: Mapping[str, Heard]) -> Faults:
    """All hosts that have told their rules, in the order of their names; a firewall whose rules nobody has read is at fault."""
    firewalls = {one.host for one in legs if one.kind == FIREWALL}
    found = {name: one.rules for name, one in sorted(heard.items()) if not one.problem}
    return {
        name: (Fault("unread"),) if one is None else one
        for name, one in found.items()
        if one is not None or name in firewalls
    }


def besides(found: Faults, probed: Mapping[str, Iterable[int]]) -> tuple[tuple[str, int], ...]:
    """Ports, by protocol, that strange rules are about and nobody has probed."""
    named = {port for every in found.values() for one in every for port in one.ports}
    known = {(protocol, port) for protocol, every in probed.items() for port in every}
    return tuple(sorted(named - known))
