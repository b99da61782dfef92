"""Routers: what joins a tenant's subnets, and leads to an external network."""

from collections.abc import Iterable
from typing import Any, ClassVar

from cloud.kinds.base import NETWORK, Listing, Made, Tagged, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value

INTERFACES = "network:router_interface"


class Router(Tagged):
    """Neutron's router with its interfaces."""

    grammar: ClassVar = Grammar(
        "router",
        fixed=frozenset({"tenant"}),
        refers={
            "tenant": Reference("project", Bond.HARD),
            "gateway": Reference("network", Bond.REBIND),
            "subnets": Reference("subnet", Bond.REBIND),
        },
        seconds=1.5,
    )
    listing: ClassVar = Listing(NETWORK, "/routers", "routers")
    resource: ClassVar = "router"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its gateway and the subnets that it joins, as its ports tell."""
        gateway = (item.get("external_gateway_info") or {}).get("network_id")
        joined = [
            fixed["subnet_id"]
            for port in view.by_device.get(item["id"], ())
            if port["device_owner"].startswith(INTERFACES)
            for fixed in port["fixed_ips"]
        ]
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "gateway": view.path("network", gateway),
            "subnets": view.found_paths("subnet", joined),
            "enabled": item["admin_state_up"],
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it, with its gateway, and join its subnets."""
        wanted = task.action.attributes
        body: dict[str, Any] = {"name": wanted["name"], "project_id": task.tenant, **_gateway(task, wanted)}
        identifier = str(self.post(task, body)["id"])
        self._join(task, identifier, _list(wanted["subnets"]))
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Change its gateway, leave and join subnets."""
        changed = task.changed()
        names = {"name": "name", "enabled": "admin_state_up"}
        body: dict[str, Any] = {names[name]: value for name, value in changed.items() if name in names}
        self.put(task, body | _gateway(task, changed))
        if "subnets" in changed:
            before = next(change.before for change in task.action.changes if change.attribute == "subnets")
            self._leave(task, sorted(set(_list(before)) - set(_list(changed["subnets"]))))
            self._join(task, task.action.target, sorted(set(_list(changed["subnets"])) - set(_list(before))))
        if "marked" in changed:
            self.tag(task, task.action.target)
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Leave its subnets, then take it away."""
        self._leave(task, _list(task.action.attributes["subnets"]))
        return super().delete(task)

    def _join(self, task: Task, router: str, subnets: Iterable[str]) -> None:
        for subnet in subnets:
            identifier = task.id("subnet", subnet)
            if not self._joined(task, router, identifier):
                task.api.put(NETWORK, f"/routers/{router}/add_router_interface", {"subnet_id": identifier})

    def _joined(self, task: Task, router: str, subnet: str) -> bool:
        """Joining twice is refused, so a repeated creation asks first; a new router has nothing to ask about."""
        if not task.api.retries:
            return False
        query = (("device_id", router), ("fixed_ips", f"subnet_id={subnet}"))
        return bool(task.api.get(NETWORK, "/ports", query)["ports"])

    def _leave(self, task: Task, subnets: Iterable[str]) -> None:
        for subnet in subnets:
            body = {"subnet_id": task.id("subnet", subnet)}
            task.api.leave(NETWORK, f"/routers/{task.action.target}/remove_router_interface", body)


def _gateway(task: Task, values: Attributes) -> dict[str, Any]:
    if "gateway" not in values:
        return {}
    if values["gateway"] is None:
        return {"external_gateway_info": {}} if task.action.target else {}
    return {"external_gateway_info": {"network_id": task.id("network", values["gateway"])}}


def _list(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
