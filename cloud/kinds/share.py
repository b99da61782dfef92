"""Shares: networks of one tenant in which another may stand, one thing a tenant. Its path is the network's with the other's."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from cloud.clean import clean
from cloud.kinds.base import Kind
from cloud.kinds.task import NETWORK, SHARED, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Existing, Foreign, Grammar, Reference

SHARING: Final = "access_as_shared"


class Share(Kind):
    """Neutron's RBAC policy for a network of ours and a project of ours; any other for a network of a tenant is a stranger."""

    grammar: ClassVar = Grammar(
        "share",
        fixed=frozenset({"network", "target"}),
        refers={"network": Reference("network", Bond.HARD), "target": Reference("project", Bond.HARD)},
        seconds=0.3,
    )
    listing: ClassVar = Listing(NETWORK, "/rbac-policies", "rbac_policies", extension="rbac-policies")
    parts_of_path: ClassVar = 3

    def owned(self, item: Item, view: View) -> str:
        """By the network and by whom it is for; policies carry no marks."""
        network = self._network(item, view)
        target = view.tenant(str(item["target_tenant"]))
        ours = network and item["action"] == SHARING and target and target != SHARED
        return f"{network}/{target}" if ours else ""

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """Whose project a policy lies in says nothing of what it opens."""
        del item, path, view
        return True

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """Those of tenants' networks. What makes the site's own networks external is part of these."""
        for item in self.items(view):
            path, network = view.paths.get((self.name, self.id_of(item))), self._network(item, view)
            if path:
                yield self.existing(item, path, view)
            elif network and not network.startswith(f"{SHARED}/"):
                target = str(item["target_tenant"])
                whom = view.tenant(target) or ("everybody" if target == "*" else target)
                name = clean(f"{network.partition('/')[2]} {item['action']} {whom}")
                yield Foreign(self.name, name, self.id_of(item), network.partition("/")[0])

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """What is shared with whom."""
        del item, view
        network, _, target = path.rpartition("/")
        return {"network": network, "target": target}

    def create(self, task: Task) -> Made:
        """Share it. Of such policies Neutron lets a project have ten: how many there are is declared here."""
        wanted, owner = task.action.attributes, task.tenant
        task.api.put(NETWORK, f"/quotas/{owner}", {"quota": {"rbac_policy": -1}})
        policy: dict[str, Any] = {
            "object_type": "network",
            "object_id": task.id("network", wanted["network"]),
            "action": SHARING,
            "target_tenant": task.id("project", wanted["target"]),
            "project_id": owner,
        }
        made = task.api.create(self, task, "/rbac-policies", {"rbac_policy": policy})
        return Made(str(made["rbac_policy"]["id"]))

    def claims(self, task: Task) -> list[Item]:
        """The policy, where there is one."""
        wanted = task.action.attributes
        network, target = task.id("network", wanted["network"]), task.id("project", wanted["target"])
        query = (("object_id", network), ("target_tenant", target), ("action", SHARING))
        return task.api.listed(Listing(NETWORK, "/rbac-policies", "rbac_policies", query))

    def update(self, task: Task) -> Made:
        """Nothing of a share changes in place."""
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Share it no longer; Neutron refuses that while a port of the other tenant's stands in it."""
        task.api.delete(NETWORK, f"/rbac-policies/{task.action.target}")
        return Made(task.action.target)

    @staticmethod
    def _network(item: Item, view: View) -> str:
        return view.paths.get(("network", item["object_id"]), "") if item["object_type"] == "network" else ""
