"""Copies of a volume at a moment: no file declares one; an errand makes it, and takes it away when its time has come."""

from abc import abstractmethod
from typing import Any, ClassVar, Final

from cloud import mark
from cloud.kinds.base import Kind
from cloud.kinds.task import VOLUME, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes

BROKEN: Final = "error"
# It holds what it shall hold, whatever is made of it just now.
WHOLE: Final = frozenset({"available", "backing-up", "restoring"})


class Copied(Kind):
    """A kind of Cinder's whose path is its volume's and the moment: TENANT/SYSTEM/SERVER/VOLUME/20261121t0300z."""

    parts_of_path: ClassVar = 5
    owner: ClassVar[str]
    """Where an item of the list has its project."""

    def owned(self, item: Item, view: View) -> str:
        """By its metadata, with which it is born."""
        return mark.from_metadata(item.get("metadata") or {}, view.estate)

    def fits(self, path: str) -> bool:
        """A volume that several servers share has a part less."""
        return path.count("/") in {self.parts_of_path - 2, self.parts_of_path - 1}

    def going(self, item: Item) -> bool:
        """Cinder deletes in the background."""
        return bool(item["status"] == "deleting")

    def project(self, item: Item) -> str:
        """Cinder says it at length."""
        return str(item[self.owner])

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """What it is a copy of, how large that was, and whether it is whole; a volume that is gone is known by the path."""
        there = item["volume_id"] in view.volumes
        volume = view.path("volume", item["volume_id"]) if there else path.rpartition("/")[0]
        return {
            "tenant": path.partition("/")[0],
            "volume": volume,
            "size_gib": item["size"],
            "whole": item["status"] in WHOLE,
        }

    def fault(self, item: Item) -> str:
        """Cinder's word for it."""
        return str(item["status"]) if str(item["status"]).startswith(BROKEN) else ""

    def empty(self, item: Item) -> bool:
        """What failed to be made is a copy of nothing."""
        return bool(item["status"] == BROKEN)

    @abstractmethod
    def more(self, task: Task) -> dict[str, Any]:
        """What one kind is told besides when it is made."""

    def create(self, task: Task) -> Made:
        """Ask for it; the volume may be in use meanwhile."""
        body = {
            "volume_id": task.id("volume", task.action.attributes["volume"]),
            "name": task.name,
            "metadata": mark.metadata(task.estate, task.path),
            **self.more(task),
        }
        assert self.listing is not None  # noqa: S101 - every copy has one
        made = task.api.create(self, task, f"/{self.listing.key}", {self.name: body}, tenant=task.tenant)
        return Made(str(made[self.name]["id"]), "available")

    def update(self, task: Task) -> Made:
        """Nothing of a copy changes in place but its mark; one that was made before is waited for."""
        if task.changed().keys() == {"marked"}:
            self.adopt(task)
            return Made(task.action.target)
        return Made(task.action.target, "available")

    @abstractmethod
    def adopt(self, task: Task) -> None:
        """Put the mark on what somebody else has made; whatever else its metadata say stays."""

    def delete(self, task: Task) -> Made:
        """Ask for its deletion."""
        assert self.listing is not None  # noqa: S101 - every copy has one
        there = task.api.delete(VOLUME, f"/{self.listing.key}/{task.action.target}", task.tenant)
        return Made(task.action.target, "gone" if there else "")
