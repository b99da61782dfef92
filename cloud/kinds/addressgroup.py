"""Address groups: addresses under one name, which rules refer to."""

from collections.abc import Collection
from typing import ClassVar

from cloud import mark
from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.kinds.vouching import retract, vouch
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value


class AddressGroup(Tagged):
    """Neutron's address group. It takes no tags: its description, with which it is born, is its mark.

    One that somebody has described keeps what he wrote, and its project vouches for it.
    """

    grammar: ClassVar = Grammar(
        "addressgroup", fixed=frozenset({"tenant"}), refers={"tenant": Reference("project", Bond.HARD)}, seconds=0.3
    )
    listing: ClassVar = Listing(NETWORK, "/address-groups", "address_groups", extension="address-group")
    resource: ClassVar = "address_group"

    def owned(self, item: Item, view: View) -> str:
        """By its description, or by what its project says."""
        return super().owned(item, view) or view.vouched.get((self.name, self.id_of(item)), "")

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name and members."""
        del view
        return {"tenant": path.partition("/")[0], "name": item["name"], "addresses": [*sorted(item["addresses"])]}

    def create(self, task: Task) -> Made:
        """Make it with its members."""
        wanted = task.action.attributes
        body = {"name": wanted["name"], "project_id": task.tenant, "addresses": wanted["addresses"]}
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Change its name, take members in and out. They come in first: no flow that shall pass is cut off meanwhile."""
        changed = task.changed()
        self.put(task, {"name": changed["name"]} if "name" in changed else {})
        if "marked" in changed:
            self._mark(task)
        if "addresses" in changed:
            wanted, now = _set(changed["addresses"]), self._members(task)
            self._move(task, "add_addresses", wanted - now)
            self._move(task, "remove_addresses", now - wanted)
        return Made(task.action.target)

    def tag(self, task: Task, identifier: str) -> None:
        """It takes none."""

    def delete(self, task: Task) -> Made:
        """Take it away, and what vouched for it."""
        made = super().delete(task)
        retract(task)
        return made

    def _mark(self, task: Task) -> None:
        """Put the mark where somebody's own words do not stand."""
        found = task.api.get(NETWORK, f"{self.collection}/{task.action.target}")["address_group"].get("description")
        if found and not mark.from_birthmark(found, task.estate):
            vouch(task)
        else:
            self.put(task, {"description": mark.birthmark(task.estate, task.path)})

    def _members(self, task: Task) -> set[str]:
        group = task.api.get(NETWORK, f"{self.collection}/{task.action.target}")["address_group"]
        return _set(group["addresses"])

    def _move(self, task: Task, action: str, addresses: Collection[str]) -> None:
        if not addresses:
            return
        try:
            path = f"{self.collection}/{task.action.target}/{action}"
            task.api.put(NETWORK, path, {"addresses": sorted(addresses)})
        except ZhengyunError:
            # Doing it twice is refused, and a first attempt may have won though its answer was lost.
            inside = self._members(task) & set(addresses)
            if len(inside) != (len(addresses) if action == "add_addresses" else 0):
                raise


def _set(value: Value) -> set[str]:
    return {str(one) for one in value} if isinstance(value, list) else set()
