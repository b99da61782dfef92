"""Volumes that servers booted from, and that were kept when these went: no file declares them, and they are ours."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from cloud import codes, mark
from cloud.kinds.base import Kind
from cloud.kinds.task import VOLUME, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Bond, Existing, Foreign, Grammar, Reference

NAME = "rootvolume"


class RootVolume(Kind):
    """A volume that a server has left behind. Its path is the server's and its own identifier: of one server there may be many.

    While its server is there it is part of that, and Nova makes it without a mark: it gets one when the server goes.
    """

    grammar: ClassVar = Grammar(
        NAME, refers={"tenant": Reference("project", Bond.HARD)}, holds=True, errand_only=True, seconds=1.0
    )
    parts_of_path: ClassVar = 4

    def owned(self, item: Item, view: View) -> str:
        """By the mark of its server, beside its own identifier."""
        server = mark.from_left_behind(item["metadata"], view.estate)
        return f"{server}/{item['id']}" if server else ""

    def items(self, view: View) -> Sequence[Item]:
        """Volumes, without those that servers of ours boot from still."""
        return [one for one in view.lists["volume"] if not self.going(one) and one["id"] not in view.roots]

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """Ours; all other volumes are told of as volumes."""
        return (one for one in super().found(view) if isinstance(one, Existing))

    def going(self, item: Item) -> bool:
        """Cinder deletes in the background."""
        return bool(item["status"] == "deleting")

    def project(self, item: Item) -> str:
        """Cinder says it at length."""
        return str(item["os-vol-tenant-attr:tenant_id"])

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Whose root it was, how large it is, and whether somebody has it."""
        del view
        return {
            "tenant": path.partition("/")[0],
            "server": path.rpartition("/")[0],
            "name": item["name"],
            "size_gib": item["size"],
            "type": item["volume_type"],
            "state": "in-use" if item["attachments"] else item["status"],
            "since": item.get("updated_at") or item.get("created_at"),
        }

    def create(self, task: Task) -> Made:
        """Refuse: it is left behind, and never made.

        Raises: ZhengyunError (ZY-CLOUD-193).
        """
        raise ZhengyunError(codes.ONLY_LEFT, thing=task.address)

    def update(self, task: Task) -> Made:
        """Refuse, as a creation.

        Raises: ZhengyunError (ZY-CLOUD-193).
        """
        raise ZhengyunError(codes.ONLY_LEFT, thing=task.address)

    def delete(self, task: Task) -> Made:
        """Ask for its deletion."""
        there = task.api.delete(VOLUME, f"/volumes/{task.action.target}", task.tenant)
        return Made(task.action.target, "gone" if there else "")
