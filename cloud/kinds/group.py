"""Security groups. The two rules by which everything may go out are part of the group; all others stand for themselves."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Final

from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value

FAMILIES: Final = ("IPv4", "IPv6")


class Group(Tagged):
    """Neutron's security group."""

    grammar: ClassVar = Grammar(
        "group", fixed=frozenset({"tenant"}), refers={"tenant": Reference("project", Bond.HARD)}, seconds=0.3
    )
    listing: ClassVar = Listing(NETWORK, "/security-groups", "security_groups")
    resource: ClassVar = "security_group"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name, and what may go out besides what its rules say: `any`, `declared`, or all of one family."""
        outward = {str(rule["ethertype"]) for rule in item["security_group_rules"] if lets_all_out(rule)}
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "egress": egress_of(outward),
            "marked": self.marked(item, view),
        }

    def beneath_notice(self, item: Item) -> bool:
        """The one that Neutron gives every project goes with the project."""
        return bool(item["name"] == "default")

    def create(self, task: Task) -> Made:
        """Make it; what a cloud gives a new group by itself is brought to what is wanted."""
        wanted = task.action.attributes
        made = self.post(task, {"name": wanted["name"], "project_id": task.tenant})
        identifier = str(made["id"])
        born = made["security_group_rules"]
        # A new group has no rules of anybody's: what is there, the cloud has put there.
        self._remove(task, [rule for rule in born if not lets_all_out(rule)])
        self._egress(task, identifier, born, families_of(wanted["egress"]))
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Change its name or what may go out."""
        changed = task.changed()
        self.put(task, {"name": changed["name"]} if "name" in changed else {})
        if "egress" in changed:
            query = (("security_group_id", task.action.target),)
            rules = task.api.listed(Listing(NETWORK, "/security-group-rules", "security_group_rules", query))
            self._egress(task, task.action.target, rules, families_of(changed["egress"]))
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)

    def _egress(self, task: Task, group: str, rules: Iterable[Item], open_to: Collection[str]) -> None:
        outward = [rule for rule in rules if lets_all_out(rule)]
        self._remove(task, [rule for rule in outward if rule["ethertype"] not in open_to])
        self._open(task, group, set(open_to) - {rule["ethertype"] for rule in outward})

    def _remove(self, task: Task, rules: Iterable[Item]) -> None:
        for rule in rules:
            task.api.delete(NETWORK, f"/security-group-rules/{rule['id']}")

    def _open(self, task: Task, group: str, families: Iterable[str]) -> None:
        for family in sorted(families):
            rule: dict[str, Any] = {"security_group_id": group, "direction": "egress", "ethertype": family}
            task.api.add(NETWORK, "/security-group-rules", {"security_group_rule": {**rule, "project_id": task.tenant}})


def egress_of(open_to: Collection[str]) -> str:
    """The word for the families of which everything may go out."""
    return {0: "declared", 1: "".join(open_to)}.get(len(open_to), "any")


def families_of(egress: Value) -> tuple[str, ...]:
    """The families that such a word means."""
    return {"any": FAMILIES, "declared": ()}.get(str(egress), (str(egress),))


def lets_all_out(rule: Item) -> bool:
    """Whether a rule is one of the two that let everything out."""
    limits = ("protocol", "port_range_min", "remote_ip_prefix", "remote_group_id", "remote_address_group_id")
    return rule["direction"] == "egress" and not any(rule.get(limit) for limit in limits)
