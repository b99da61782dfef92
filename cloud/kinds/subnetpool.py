"""Subnet pools: the address space that tenants' subnets are taken from."""

from ipaddress import ip_network
from typing import Any, ClassVar, Final

from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Grammar, Value

# Our word to Neutron's.
LENGTHS: Final = {"min_length": "min_prefixlen", "max_length": "max_prefixlen", "default_length": "default_prefixlen"}


def covered(before: Value, after: Value) -> bool:
    """Whether all prefixes that there were are still there, perhaps inside larger ones: Neutron takes none away."""
    return all(any(_inside(one, whole) for whole in _list(after)) for one in _list(before))


class SubnetPool(Tagged):
    """Neutron's subnet pool, shared with all tenants. One that loses a prefix is another, with what was taken from it."""

    grammar: ClassVar = Grammar("subnetpool", grow=frozenset({"prefixes"}), grown=covered, seconds=0.3)
    listing: ClassVar = Listing(NETWORK, "/subnetpools", "subnetpools", extension="subnet_allocation")
    resource: ClassVar = "subnetpool"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its prefixes, and how long the prefixes of what is taken from it may be."""
        del path
        return {
            "name": item["name"],
            "prefixes": [*sorted(item["prefixes"])],
            **{ours: int(item[theirs]) for ours, theirs in LENGTHS.items()},
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it, for all tenants."""
        wanted = task.action.attributes
        body = {"project_id": task.tenant, "shared": True, **_body(wanted)}
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Add prefixes, change the lengths and the name."""
        changed = task.changed()
        self.put(task, _body(changed))
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)


def _body(values: Attributes) -> dict[str, Any]:
    names = {"name": "name", "prefixes": "prefixes", **LENGTHS}
    return {names[name]: value for name, value in values.items() if name in names}


def _inside(one: str, whole: str) -> bool:
    inner, outer = ip_network(one), ip_network(whole)
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def _list(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
