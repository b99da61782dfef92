"""Isolation of a switch's ports, by which hosts do not reach each other where they are administered: told and set by `ip` in the switch."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from lab.town import switching
from lab.town.faults import Port
from zhengyun.guarding import Guard

KIND: Final = "isolation"


def guards(ports: Sequence[Port]) -> Iterator[Guard]:
    """Those that stand at ports, which may be of several switches. Raises: ZhengyunError ZY-LAB-083."""
    for pid in dict.fromkeys(one.pid for one in ports):
        own = [one for one in ports if one.pid == pid]
        isolated = _isolated(own[0])
        yield from (Guard(one.host, KIND, one.segment) for one in own if isolated.get(_there(one, isolated)))


def turn(ports: Sequence[Port], names: Collection[tuple[str, str]], word: str) -> None:
    """Switch it `on` or `off` at the ports of these hosts and segments. Raises: ZhengyunError ZY-LAB-083."""
    for pid in dict.fromkeys(one.pid for one in ports):
        own = [one for one in ports if one.pid == pid and (one.host, one.segment) in names]
        isolated = _isolated(own[0]) if own else {}
        there = [name for name in (_there(one, isolated) for one in own) if name in isolated]
        if there:
            switching.told(own[0], [f"link set {name} type bridge_slave isolated {word}" for name in there])


def _there(port: Port, isolated: Collection[str]) -> str:
    """What is in the bridge in the port's place: a wire's inner end where there is a wire."""
    return switching.inner(port) if switching.inner(port) in isolated else port.name


def _isolated(port: Port) -> dict[str, bool]:
    """Every port of the bridges of a switch, and whether it is isolated."""
    found = {}
    for one in json.loads(switching.shown(port)):
        told = one.get("linkinfo", {})
        if told.get("info_slave_kind") == "bridge":
            found[str(one["ifname"])] = bool(told.get("info_slave_data", {}).get("isolated"))
    return found
