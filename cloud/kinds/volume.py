"""Volumes: block storage that outlives the server it is attached to."""

from typing import Any, ClassVar

from cloud import mark
from cloud.kinds.base import VOLUME, Kind, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference


class Volume(Kind):
    """Cinder's volume."""

    grammar: ClassVar = Grammar(
        "volume",
        fixed=frozenset({"tenant"}),
        grow=frozenset({"size_gib"}),
        refers={"tenant": Reference("project", Bond.HARD)},
        holds=True,
        seconds=1.0,
    )
    listing: ClassVar = Listing(VOLUME, "/volumes/detail", "volumes", (("all_tenants", "1"),))

    def owned(self, item: Item, view: View) -> str:
        """By its metadata, with which it is born."""
        return "" if item["status"] == "deleting" else mark.from_metadata(item["metadata"], view.estate)

    def project(self, item: Item) -> str:
        """Cinder says it at length."""
        return str(item["os-vol-tenant-attr:tenant_id"])

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its size and type."""
        del view
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "size_gib": item["size"],
            "type": item["volume_type"],
        }

    def fault(self, item: Item) -> str:
        """Only what failed to be made is beyond repair; a failed extension or deletion leaves the data."""
        return "error" if item["status"] == "error" else ""

    def empty(self, item: Item) -> bool:
        """A volume in error was never made."""
        return str(item["status"]) == "error"

    def create(self, task: Task) -> Made:
        """Ask for it."""
        wanted = task.action.attributes
        volume: dict[str, Any] = {
            "name": wanted["name"],
            "size": wanted["size_gib"],
            "metadata": mark.metadata(task.estate, task.path),
        }
        if "type" in wanted:
            volume["volume_type"] = wanted["type"]
        made = task.api.create(self, task, "/volumes", {"volume": volume}, tenant=task.tenant)
        return Made(str(made["volume"]["id"]), "available")

    def update(self, task: Task) -> Made:
        """Rename, extend, change its type."""
        changed, volume = task.changed(), task.action.target
        action = f"/volumes/{volume}/action"
        phase = ""
        if "name" in changed:
            task.api.put(VOLUME, f"/volumes/{volume}", {"volume": {"name": changed["name"]}}, task.tenant)
        if "size_gib" in changed:
            body: dict[str, Any] = {"os-extend": {"new_size": changed["size_gib"]}}
            task.api.post(VOLUME, action, body, task.tenant, wait_for_turn=True)
            phase = "settled"
        if "type" in changed:
            body = {"os-retype": {"new_type": changed["type"], "migration_policy": "on-demand"}}
            task.api.post(VOLUME, action, body, task.tenant, wait_for_turn=True)
            phase = "settled"
        return Made(volume, phase)

    def delete(self, task: Task) -> Made:
        """Ask for its deletion."""
        there = task.api.delete(VOLUME, f"/volumes/{task.action.target}", task.tenant)
        return Made(task.action.target, "gone" if there else "")
