"""Routers: what joins a tenant's subnets, and leads to an external network."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from cloud.kinds import routes
from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import STRANGE, Attributes, Bond, Grammar, Reference, Value

INTERFACES = "network:router_interface"


class Router(Tagged):
    """Neutron's router with its interfaces and its static routes."""

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
            "routes": [*routes.lines(item)],
            "enabled": item["admin_state_up"],
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it, with its gateway, join its subnets, and say what leads through them."""
        wanted = task.action.attributes
        body: dict[str, Any] = {"name": wanted["name"], "project_id": task.tenant, **_gateway(task, wanted)}
        identifier = str(self.post(task, body)["id"])
        self._join(task, identifier, [task.id("subnet", subnet) for subnet in _list(wanted["subnets"])])
        if wanted["routes"]:
            routes.put(task.api, identifier, _list(wanted["routes"]))
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Change its gateway, leave and join subnets, lead elsewhere."""
        changed = task.changed()
        names = {"name": "name", "enabled": "admin_state_up"}
        body: dict[str, Any] = {names[name]: value for name, value in changed.items() if name in names}
        self.put(task, body | _gateway(task, changed))
        if {"subnets", "routes"} & changed.keys():
            self._lead(task, changed)
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)

    def _lead(self, task: Task, changed: Attributes) -> None:
        """Leave and join subnets. Neutron lets none go that a route leads through: those go first, and new ones come last."""
        attributes = task.action.attributes
        subnets = _list(changed.get("subnets", attributes["subnets"]))
        shall = _list(changed.get("routes", attributes["routes"]))
        shall = routes.possible(shall, [path.split("/", 2)[2] for path in subnets if not path.startswith(STRANGE)])
        now = routes.of(task.api, task.action.target)
        kept = [one for one in now if one in shall]
        if kept != now:
            routes.put(task.api, task.action.target, kept)
        if "subnets" in changed:
            wanted = {task.id("subnet", subnet) for subnet in subnets}
            joined = self._joined(task, task.action.target)
            self._leave(task, sorted(joined - wanted))
            self._join(task, task.action.target, sorted(wanted - joined))
        if kept != sorted(shall):
            routes.put(task.api, task.action.target, shall)

    def put(self, task: Task, body: Mapping[str, Any]) -> None:
        """Change some attributes; a gateway may have to wait until floating addresses have let go of it."""
        if body:
            path = f"{self.collection}/{task.action.target}"
            task.api.put(NETWORK, path, {self.resource: body}, wait_for_turn="external_gateway_info" in body)

    def delete(self, task: Task) -> Made:
        """Leave its subnets, and whatever leads through them, then take it away."""
        if task.action.attributes.get("routes") and routes.of(task.api, task.action.target):
            routes.put(task.api, task.action.target, ())
        self._leave(task, sorted(self._joined(task, task.action.target)))
        return super().delete(task)

    def _joined(self, task: Task, router: str) -> set[str]:
        """The subnets that it joins now."""
        ports = task.api.listed(Listing(NETWORK, "/ports", "ports", (("device_id", router),)))
        return {
            fixed["subnet_id"]
            for port in ports
            if port["device_owner"].startswith(INTERFACES)
            for fixed in port["fixed_ips"]
        }

    def _join(self, task: Task, router: str, subnets: Iterable[str]) -> None:
        for subnet in subnets:
            try:
                task.api.put(NETWORK, f"/routers/{router}/add_router_interface", {"subnet_id": subnet})
            except ZhengyunError:
                # Joining twice is refused, and a first attempt may have won though its answer was lost.
                if subnet not in self._joined(task, router):
                    raise

    def _leave(self, task: Task, subnets: Iterable[str]) -> None:
        for subnet in subnets:
            path = f"/routers/{task.action.target}/remove_router_interface"
            task.api.leave(NETWORK, path, {"subnet_id": subnet})


def _gateway(task: Task, values: Attributes) -> dict[str, Any]:
    if "gateway" not in values:
        return {}
    if values["gateway"] is None:
        return {"external_gateway_info": {}} if task.action.target else {}
    return {"external_gateway_info": {"network_id": task.id("network", values["gateway"])}}


def _list(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
