"""Snapshots: what a volume held at a moment, kept beside it on the same storage."""

from typing import Any, ClassVar

from cloud import mark
from cloud.kinds.copied import Copied
from cloud.kinds.task import VOLUME, Listing, Task
from zhengyun.resource import Bond, Grammar, Reference


class Snapshot(Copied):
    """Cinder's snapshot of a volume, which cannot go while it has one."""

    grammar: ClassVar = Grammar(
        "snapshot",
        fixed=frozenset({"tenant", "volume", "size_gib"}),
        refers={"tenant": Reference("project", Bond.HARD), "volume": Reference("volume", Bond.HARD)},
        holds=True,
        errand_only=True,
        seconds=1.0,
    )
    listing: ClassVar = Listing(VOLUME, "/snapshots/detail", "snapshots", (("all_tenants", "1"),))
    owner: ClassVar = "os-extended-snapshot-attributes:project_id"

    def more(self, task: Task) -> dict[str, Any]:
        """Nothing."""
        del task
        return {}

    def adopt(self, task: Task) -> None:
        """Put the mark on what somebody else has made."""
        body = {"metadata": mark.metadata(task.estate, task.path)}
        task.api.post(VOLUME, f"/snapshots/{task.action.target}/metadata", body, task.tenant)
