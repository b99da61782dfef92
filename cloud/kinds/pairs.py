"""Allowed address pairs: for which addresses a port may speak besides its own."""

from collections.abc import Iterable
from ipaddress import ip_network

from cloud.kinds.task import NETWORK, Task
from cloud.view import Item
from zhengyun.resource import Value


def pairs_of(ports: Iterable[Item]) -> Value:
    """The pairs of these ports, in words: an address or a range, with the hardware address where that is another's."""
    found = {_pair(pair, port) for port in ports for pair in port.get("allowed_address_pairs") or ()}
    return [pair for pair in sorted(found)]  # noqa: C416 - a list of strings is no list of values to mypy


def take_away(task: Task, ports: Iterable[Item]) -> None:
    """Let these ports speak for nothing but their own addresses."""
    for port in ports:
        if port.get("allowed_address_pairs"):
            task.api.put(NETWORK, f"/ports/{port['id']}", {"port": {"allowed_address_pairs": []}})


def told(value: Value) -> list[str]:
    """The texts of a list."""
    return [str(one) for one in value] if isinstance(value, list) else []


def _pair(pair: Item, port: Item) -> str:
    range_ = ip_network(pair["ip_address"], strict=False)
    single = range_.prefixlen == range_.max_prefixlen
    text = str(range_.network_address if single else range_)
    mac = pair.get("mac_address") or port["mac_address"]
    return text if mac == port["mac_address"] else f"{text} {mac}"
