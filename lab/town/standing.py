"""A town as it stands: its nodes, what joins them, and where it lies."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lab.files import read_json, write_private
from lab.openstack.detach import identity
from lab.openstack.supervisor import Record, alive
from lab.place import Place
from lab.town import codes
from lab.town.cables import End
from lab.town.faults import Port
from lab.town.node import Node
from lab.town.place import TownPlace
from zhengyun.errors import ZhengyunError

MANAGERS: Mapping[str, str] = {"internal": "mgmt-int", "external": "mgmt-ext", "video": "mgmt-vid"}


@dataclass(frozen=True, slots=True)
class Town:
    """A town that is up, or part of one where nodes were killed. `first` is the process that holds it; `switches` those of the
    namespaces of switches, `ends` where nodes are joined; `small` where it is the subset."""

    place: TownPlace
    first: Record
    nodes: Mapping[str, Node]
    records: Mapping[str, Record]
    switches: Mapping[str, int]
    ends: tuple[End, ...]
    small: bool

    @property
    def links(self) -> tuple[Port, ...]:
        """Every port of every switch."""
        return tuple(
            Port(one.segment, one.node, self.switches[one.namespace], one.segment, one.port, one.isolated)
            for one in self.ends
        )

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks of which there is a node, in their order."""
        return tuple(network for network, name in MANAGERS.items() if name in self.nodes)

    def node(self, name: str) -> Node:
        """A node that is up. Raises: ZhengyunError ZY-LAB-063."""
        if not self.up(name):
            up = ", ".join(one for one in self.nodes if self.up(one)) or "-"
            raise ZhengyunError(codes.NO_NODE, node=name, nodes=up)
        return self.nodes[name]

    def up(self, name: str) -> bool:
        """Whether a node is up."""
        return name in self.nodes and alive(self.records[name])

    def manager(self, network: str) -> str:
        """What the host is called where the tool runs that administers a network."""
        return MANAGERS[network]

    def management(self, network: str) -> Node:
        """That host. Raises: ZhengyunError ZY-LAB-063."""
        return self.node(self.manager(network))

    def settings(self, network: str) -> Path:
        """What the tool is told there; the path is the same inside and outside."""
        return self.place.settings(network)

    def estate(self, network: str) -> Path:
        """The network's estate, in git, with the keys of its hosts."""
        return self.place.estate(network)

    def ssh(self, network: str) -> Path:
        """The folder of the network's authority over users and what it has certified: `look`, `run`, `probe`, each with its certificate."""
        return self.place.ssh(network)


def record(pid: int) -> Record:
    """A process, so that no other of its number is ever taken for it. Raises: OSError where it has ended."""
    return Record(digest="", **identity(pid))


def keep(town: Town) -> None:
    """Write down what runs."""
    data = {
        "first": asdict(town.first),
        "small": town.small,
        "switches": dict(town.switches),
        "ends": town.ends,
        "nodes": {
            name: {"network": node.network, "record": asdict(town.records[name])} for name, node in town.nodes.items()
        },
    }
    write_private(town.place.record, json.dumps(data) + "\n")


def found(place: Place) -> Town | None:
    """The town of a lab, where one runs. A record that cannot be read is none: it is written whole, before the town stays."""
    own = TownPlace.of(place)
    try:
        data = read_json(own.record)
        town = _read(own, data) if data else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return town if town and alive(town.first) else None


def first(place: TownPlace) -> Record | None:
    """The process that holds the town of a lab, also where the rest of what was written down is of another version."""
    with suppress(ValueError, TypeError, KeyError):
        return Record(**_object((read_json(place.record) or {})["first"]))
    return None


def _read(own: TownPlace, data: Mapping[str, object]) -> Town:
    nodes = _object(data["nodes"])
    records = {name: Record(**one["record"]) for name, one in nodes.items()}
    return Town(
        own,
        Record(**_object(data["first"])),
        {name: Node(name, records[name].pid, str(one["network"])) for name, one in nodes.items()},
        records,
        {name: int(pid) for name, pid in _object(data["switches"]).items()},
        tuple(End(*one) for one in _list(data["ends"])),
        bool(data["small"]),
    )


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value
