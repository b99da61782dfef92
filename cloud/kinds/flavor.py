"""Flavors: the sizes of servers. They never change; another size is another flavor of the same name."""

from typing import ClassVar

from cloud import mark
from cloud.kinds.base import Kind
from cloud.kinds.task import COMPUTE, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Grammar


class Flavor(Kind):
    """Nova's flavor, for all tenants."""

    grammar: ClassVar = Grammar("flavor", fixed=frozenset({"vcpus", "ram_mib", "disk_gib"}), unique=True, seconds=0.3)
    listing: ClassVar = Listing(COMPUTE, "/flavors/detail", "flavors", (("is_public", "None"),))
    in_project: ClassVar = False

    def owned(self, item: Item, view: View) -> str:
        """By its extra specs, or its birthmark."""
        marked = mark.from_metadata(item.get("extra_specs") or {}, view.estate)
        return marked or mark.from_birthmark(item.get("description"), view.estate)

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """Only administrators make flavors."""
        del item, path, view
        return True

    def project(self, item: Item) -> str:
        """None."""
        del item
        return ""

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its size."""
        del path
        marked = bool(mark.from_metadata(item.get("extra_specs") or {}, view.estate))
        return {"vcpus": item["vcpus"], "ram_mib": item["ram"], "disk_gib": item["disk"], "marked": marked}

    def create(self, task: Task) -> Made:
        """Make it."""
        wanted = task.action.attributes
        flavor = {
            "name": task.name,
            "vcpus": wanted["vcpus"],
            "ram": wanted["ram_mib"],
            "disk": wanted["disk_gib"],
            "description": mark.birthmark(task.estate, task.path),
        }
        made = task.api.create(self, task, "/flavors", {"flavor": flavor})["flavor"]
        self._mark(task, made["id"])
        return Made(made["id"])

    def update(self, task: Task) -> Made:
        """Mark it."""
        self._mark(task, task.action.target)
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it away; servers keep their size."""
        task.api.delete(COMPUTE, f"/flavors/{task.action.target}")
        return Made(task.action.target)

    def _mark(self, task: Task, flavor: str) -> None:
        task.api.add(
            COMPUTE, f"/flavors/{flavor}/os-extra_specs", {"extra_specs": mark.metadata(task.estate, task.path)}
        )
