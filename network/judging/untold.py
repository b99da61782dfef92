"""Hosts that the policy polices, and whose rules would stay as they are when it changes."""

from collections.abc import Iterator

from network import codes
from network.judging.finding import Finding
from network.model import Model
from network.rendering.nftables import ROLE


def untold(model: Model) -> Iterator[Finding]:
    """Hosts of an estate with a policy that have neither the role of rules nor, as devices, policed ports.

    A device that is no host, and has no policed ports, keeps nothing of the policy.
    """
    for node in model.nodes.values():
        if node.estate.policy is None or node.host is None or ROLE in node.host.roles:
            continue
        if node.device is None or not node.device.policed:
            yield Finding(codes.NO_RULES, {"host": node.name, "role": ROLE})
