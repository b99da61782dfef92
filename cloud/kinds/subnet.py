"""Subnets: the ranges of a network. The path is the network's with the range behind it."""

from ipaddress import ip_network
from typing import Any, ClassVar

from cloud.kinds.base import NETWORK, Listing, Made, Tagged, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference


class Subnet(Tagged):
    """Neutron's subnet."""

    grammar: ClassVar = Grammar(
        "subnet",
        fixed=frozenset({"network", "addresses"}),
        refers={"network": Reference("network", Bond.HARD)},
        seconds=0.3,
    )
    listing: ClassVar = Listing(NETWORK, "/subnets", "subnets")
    resource: ClassVar = "subnet"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its range, gateway, name servers and the pool that addresses are given from."""
        del path
        pools = item["allocation_pools"]
        return {
            "network": view.path("network", item["network_id"]),
            "addresses": item["cidr"],
            "gateway": item["gateway_ip"],
            "dns": list(item["dns_nameservers"]),
            "dhcp": item["enable_dhcp"],
            "pool": [pools[0]["start"], pools[0]["end"]] if len(pools) == 1 else [str(pool) for pool in pools],
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it in its network."""
        wanted = task.action.attributes
        body: dict[str, Any] = {
            "network_id": task.id("network", wanted["network"]),
            "project_id": task.tenant,
            "cidr": wanted["addresses"],
            "ip_version": ip_network(str(wanted["addresses"])).version,
            "gateway_ip": wanted["gateway"],
            "dns_nameservers": wanted["dns"],
            "enable_dhcp": wanted["dhcp"],
            "name": task.name,
            **_pool(wanted),
        }
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Change what can be changed in place."""
        changed = task.changed()
        names = {"gateway": "gateway_ip", "dns": "dns_nameservers", "dhcp": "enable_dhcp"}
        body = {names[name]: value for name, value in changed.items() if name in names}
        self.put(task, body | _pool(changed))
        if "marked" in changed:
            self.tag(task, task.action.target)
        return Made(task.action.target)


def _pool(values: Attributes) -> dict[str, Any]:
    pool = values.get("pool")
    return {"allocation_pools": [{"start": pool[0], "end": pool[1]}]} if isinstance(pool, list) else {}
