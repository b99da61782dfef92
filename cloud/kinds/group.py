"""Security groups. The two rules by which everything may go out are part of the group; all others stand for themselves."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from cloud.kinds.base import NETWORK, Listing, Made, Tagged, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference

FAMILIES: Final = ("IPv4", "IPv6")


class Group(Tagged):
    """Neutron's security group."""

    grammar: ClassVar = Grammar(
        "group", fixed=frozenset({"tenant"}), refers={"tenant": Reference("project", Bond.HARD)}, seconds=0.3
    )
    listing: ClassVar = Listing(NETWORK, "/security-groups", "security_groups")
    resource: ClassVar = "security_group"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name, and whether everything may go out: `any`, `declared`, or `partly` where one rule is missing."""
        outward = {rule["ethertype"] for rule in item["security_group_rules"] if lets_all_out(rule)}
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "egress": {0: "declared", 1: "partly", 2: "any"}[len(outward)],
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it; what a cloud gives a new group by itself is brought to what is wanted."""
        wanted = task.action.attributes
        made = self.post(task, {"name": wanted["name"], "project_id": task.tenant})
        identifier = str(made["id"])
        born = made["security_group_rules"]
        # A new group has no rules of anybody's: what is there, the cloud has put there.
        self._remove(task, [rule for rule in born if not lets_all_out(rule)])
        self._egress(task, identifier, born, wanted["egress"] == "any")
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Change its name or what may go out."""
        changed = task.changed()
        self.put(task, {"name": changed["name"]} if "name" in changed else {})
        if "egress" in changed:
            query = (("security_group_id", task.action.target),)
            rules = task.api.get(NETWORK, "/security-group-rules", query)["security_group_rules"]
            self._egress(task, task.action.target, rules, changed["egress"] == "any")
        if "marked" in changed:
            self.tag(task, task.action.target)
        return Made(task.action.target)

    def _egress(self, task: Task, group: str, rules: Iterable[Item], open_: bool) -> None:
        outward = [rule for rule in rules if lets_all_out(rule)]
        if open_:
            self._open(task, group, set(FAMILIES) - {rule["ethertype"] for rule in outward})
        else:
            self._remove(task, outward)

    def _remove(self, task: Task, rules: Iterable[Item]) -> None:
        for rule in rules:
            task.api.delete(NETWORK, f"/security-group-rules/{rule['id']}")

    def _open(self, task: Task, group: str, families: Iterable[str]) -> None:
        for family in sorted(families):
            rule: dict[str, Any] = {"security_group_id": group, "direction": "egress", "ethertype": family}
            body = {"security_group_rule": {**rule, "project_id": task.tenant}}
            task.api.post(NETWORK, "/security-group-rules", body)


def lets_all_out(rule: Item) -> bool:
    """Whether a rule is one of the two that let everything out."""
    limits = ("protocol", "port_range_min", "remote_ip_prefix", "remote_group_id", "remote_address_group_id")
    return rule["direction"] == "egress" and not any(rule.get(limit) for limit in limits)
