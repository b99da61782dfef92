"""Networks: a tenant's own, and those outside the cloud that all share."""

from typing import Any, ClassVar

from cloud.kinds.qos import policy
from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, SHARED, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value

EXTERNAL = "router:external"


class Network(Tagged):
    """Neutron's network."""

    grammar: ClassVar = Grammar(
        "network",
        fixed=frozenset({"tenant", "external", "provider"}),
        refers={"tenant": Reference("project", Bond.HARD), "qos": Reference("qos", Bond.REBIND)},
        seconds=0.3,
    )
    listing: ClassVar = Listing(NETWORK, "/networks", "networks")
    resource: ClassVar = "network"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name, and for an external one how it is joined to the data centre's own."""
        external = bool(item[EXTERNAL])
        return {
            "tenant": _tenant(path),
            "name": item["name"],
            "external": external,
            "provider": _provider(item) if external else None,
            "shared": item["shared"],
            "enabled": item["admin_state_up"],
            "qos": view.path("qos", item.get("qos_policy_id")),
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it in its tenant's project."""
        wanted = task.action.attributes
        body: dict[str, Any] = {"name": wanted["name"], "project_id": task.tenant}
        if wanted["qos"]:
            body |= policy(task, wanted)
        if wanted["external"]:
            body[EXTERNAL] = True
            provider = wanted["provider"]
            if isinstance(provider, dict):
                body["provider:network_type"] = provider["type"]
                if provider["network"] is not None:
                    body["provider:physical_network"] = provider["network"]
                if provider["segment"] is not None:
                    body["provider:segmentation_id"] = provider["segment"]
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Change its name, enable it, share it with nobody, give it a QoS policy or none, mark it."""
        changed = task.changed()
        names = {"name": "name", "enabled": "admin_state_up", "shared": "shared"}
        body = {names[name]: value for name, value in changed.items() if name in names}
        self.put(task, body | policy(task, changed))
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)


def _tenant(path: str) -> Value:
    tenant = path.partition("/")[0]
    return None if tenant == SHARED else tenant


def _provider(item: Item) -> Value:
    return {
        "type": item.get("provider:network_type"),
        "network": item.get("provider:physical_network"),
        "segment": item.get("provider:segmentation_id"),
    }
