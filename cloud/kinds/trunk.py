"""Trunks: ports that carry others, each in a VLAN of its own."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value

VLAN: Final = "vlan"
Subports = Mapping[str, int]


class Trunk(Tagged):
    """Neutron's trunk."""

    grammar: ClassVar = Grammar(
        "trunk",
        fixed=frozenset({"tenant", "port"}),
        refers={
            "tenant": Reference("project", Bond.HARD),
            "port": Reference("port", Bond.HARD),
            "subports": Reference("port", Bond.REBIND),
        },
        alone=frozenset({"subports"}),
        seconds=0.5,
    )
    listing: ClassVar = Listing(NETWORK, "/trunks", "trunks", extension="trunk")
    resource: ClassVar = "trunk"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its parent, and which port it carries in which VLAN."""
        vlans: dict[str, Value] = {str(view.path("port", one["port_id"])): _vlan(one) for one in item["sub_ports"]}
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "port": view.path("port", item["port_id"]),
            "subports": [*sorted(vlans)],
            "vlans": vlans,
            "enabled": item["admin_state_up"],
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it with its subports."""
        wanted = task.action.attributes
        body: dict[str, Any] = {
            "name": wanted["name"],
            "project_id": task.tenant,
            "port_id": task.id("port", wanted["port"]),
            "admin_state_up": wanted["enabled"],
            "sub_ports": [_body(one, vlan) for one, vlan in _wanted(task).items()],
        }
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Change its name, take ports off it and on it."""
        changed = task.changed()
        names = {"name": "name", "enabled": "admin_state_up"}
        self.put(task, {names[name]: value for name, value in changed.items() if name in names})
        if {"subports", "vlans"} & changed.keys():
            wanted, now = _wanted(task), self._carried(task)
            self._remove(task, {one for one in now if wanted.get(one) != now[one]})
            self._add(task, {one: vlan for one, vlan in wanted.items() if now.get(one) != vlan})
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)

    def _carried(self, task: Task) -> dict[str, Value]:
        """The identifier of each port that it carries now, with its VLAN."""
        trunk = task.api.get(NETWORK, f"{self.collection}/{task.action.target}")["trunk"]
        return {str(one["port_id"]): _vlan(one) for one in trunk["sub_ports"]}

    def _remove(self, task: Task, ports: set[str]) -> None:
        if ports:
            self._act(task, "remove_subports", [{"port_id": one} for one in sorted(ports)])

    def _add(self, task: Task, ports: Subports) -> None:
        if ports:
            self._act(task, "add_subports", [_body(one, vlan) for one, vlan in sorted(ports.items())])

    def _act(self, task: Task, action: str, subports: list[dict[str, Any]]) -> None:
        """Adding or removing twice is refused, and a first attempt may have won though its answer was lost."""
        try:
            path = f"{self.collection}/{task.action.target}/{action}"
            task.api.put(NETWORK, path, {"sub_ports": subports})
        except ZhengyunError:
            there = self._carried(task).keys() & {one["port_id"] for one in subports}
            if len(there) != (len(subports) if action == "add_subports" else 0):
                raise


def _wanted(task: Task) -> dict[str, int]:
    """Identifier to VLAN of the ports that it shall carry; a release keeps some of those that it carries."""
    values = {**task.action.attributes, **task.changed()}
    vlans, kept = values["vlans"], values["subports"]
    listed = {one: vlan for one, vlan in vlans.items() if isinstance(vlan, int)} if isinstance(vlans, dict) else {}
    return {task.id("port", one): vlan for one, vlan in listed.items() if isinstance(kept, list) and one in kept}


def _body(port: str, vlan: int) -> dict[str, Any]:
    return {"port_id": port, "segmentation_type": VLAN, "segmentation_id": vlan}


def _vlan(subport: Item) -> Value:
    """The VLAN; of another kind of segment, that as well."""
    number = int(subport["segmentation_id"])
    return number if subport["segmentation_type"] == VLAN else f"{subport['segmentation_type']} {number}"
