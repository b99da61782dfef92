"""Backups: what a volume held at a moment, kept apart from it, so that it outlives the volume."""

from typing import Any, ClassVar

from cloud import mark
from cloud.kinds.copied import Copied
from cloud.kinds.task import VOLUME, Listing, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference


class Backup(Copied):
    """Cinder's backup of a volume, whole, in a `container` of the backup store if one is named."""

    grammar: ClassVar = Grammar(
        "backup",
        fixed=frozenset({"tenant", "volume", "size_gib", "container"}),
        refers={"tenant": Reference("project", Bond.HARD), "volume": Reference("volume", Bond.LOOSE)},
        holds=True,
        errand_only=True,
        seconds=10.0,
    )
    listing: ClassVar = Listing(VOLUME, "/backups/detail", "backups", (("all_tenants", "1"),))
    owner: ClassVar = "os-backup-project-attr:project_id"
    # A backup sends every byte of the volume elsewhere.
    longest: ClassVar = 6 * 3600

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Where it lies, besides, and whether other backups hold only what has changed since this one."""
        more: Attributes = {"container": item.get("container"), "relied_on": bool(item.get("has_dependent_backups"))}
        return {**super().attributes(item, path, view), **more}

    def more(self, task: Task) -> dict[str, Any]:
        """Of a volume that is in use, and into which container."""
        container = task.action.attributes.get("container")
        return {"force": True} | ({"container": container} if container else {})

    def adopt(self, task: Task) -> None:
        """Put the mark on what somebody else has made; Cinder takes a backup's metadata only as a whole."""
        path = f"/backups/{task.action.target}"
        told = task.api.get(VOLUME, path)["backup"].get("metadata") or {}
        body = {"backup": {"metadata": {**told, **mark.metadata(task.estate, task.path)}}}
        task.api.put(VOLUME, path, body, task.tenant)
