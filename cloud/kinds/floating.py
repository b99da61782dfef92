"""Floating addresses: by which a server is reached from an external network."""

from typing import Any, ClassVar

from cloud import codes
from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value


class Floating(Tagged):
    """Neutron's floating IP, tied to a server's port in one of a router's subnets. Its path is the server's."""

    grammar: ClassVar = Grammar(
        "floating",
        fixed=frozenset({"tenant", "external"}),
        refers={
            "tenant": Reference("project", Bond.HARD),
            "external": Reference("network", Bond.HARD),
            "server": Reference("server", Bond.REBIND),
            "router": Reference("router", Bond.REBIND),
        },
        seconds=1.5,
    )
    listing: ClassVar = Listing(NETWORK, "/floatingips", "floatingips")
    resource: ClassVar = "floatingip"
    parts_of_path: ClassVar = 3

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Where it leads from and to; the address itself is the cloud's to choose."""
        return {
            "tenant": path.partition("/")[0],
            "external": view.path("network", item["floating_network_id"]),
            "server": view.path("server", view.device_of.get(item["port_id"] or "", "")),
            "router": view.path("router", item["router_id"]),
            "marked": self.marked(item, view),
            "the address": item["floating_ip_address"],
        }

    def create(self, task: Task) -> Made:
        """Take an address and tie it."""
        wanted = task.action.attributes
        body: dict[str, Any] = {
            "floating_network_id": task.id("network", wanted["external"]),
            "project_id": task.tenant,
            "port_id": self._port(task, wanted["server"], wanted["router"]),
        }
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Tie it to another server, or to the same anew, or to none."""
        changed, wanted = task.changed(), dict(task.action.attributes) | task.changed()
        if {"server", "router"} & changed.keys():
            tied = wanted["server"] and wanted["router"]
            port = self._port(task, wanted["server"], wanted["router"]) if tied else None
            self.put(task, {"port_id": port})
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)

    def _port(self, task: Task, server: Value, router: Value) -> str:
        """The server's port in a network that the router joins, with an address that Neutron can translate to."""
        ports = task.api.get(NETWORK, "/ports", (("device_id", task.id("server", server)),))["ports"]
        joined = task.api.get(NETWORK, "/ports", (("device_id", task.id("router", router)),))["ports"]
        networks = {port["network_id"] for port in joined}
        behind = sorted(str(port["id"]) for port in ports if port["network_id"] in networks and _has_ipv4(port))
        if not behind:
            raise ZhengyunError(codes.NO_WAY, thing=task.address, server=server, router=router)
        return behind[0]


def _has_ipv4(port: Item) -> bool:
    return any("." in str(fixed["ip_address"]) for fixed in port["fixed_ips"])
