"""Server groups: which servers stand apart, and which together.

Nova lets them carry no mark: their names are it. One that was made by hand keeps its name, and its project vouches for it.
"""

from typing import Any, ClassVar, Final

from cloud.kinds.base import Kind
from cloud.kinds.key import key_name, path_of
from cloud.kinds.task import COMPUTE, Listing, Made, Task
from cloud.kinds.vouching import retract, vouch
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference

MOST: Final = "max_server_per_host"


class ServerGroup(Kind):
    """Nova's server group. It never changes; servers enter it when they are born, and leave it when they go."""

    grammar: ClassVar = Grammar(
        "servergroup",
        fixed=frozenset({"tenant", "policy", "max_per_host"}),
        refers={"tenant": Reference("project", Bond.HARD)},
        seconds=0.1,
    )
    listing: ClassVar = Listing(
        COMPUTE, "/os-server-groups", "server_groups", (("all_projects", "True"),), by_offset=True
    )

    def owned(self, item: Item, view: View) -> str:
        """By its name, or by what its project says."""
        return path_of(str(item["name"]), view.estate) or view.vouched.get((self.name, self.id_of(item)), "")

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its policy, and how many of its servers one host may have where that is more than one."""
        del view
        most = (item.get("rules") or {}).get(MOST)
        return {"tenant": path.partition("/")[0], "policy": item["policy"], "max_per_host": int(most) if most else None}

    def create(self, task: Task) -> Made:
        """Make it."""
        wanted = task.action.attributes
        body: dict[str, Any] = {"name": key_name(task.estate, task.path), "policy": wanted["policy"]}
        if wanted["max_per_host"]:
            body["rules"] = {MOST: wanted["max_per_host"]}
        made = task.api.create(self, task, "/os-server-groups", {"server_group": body}, tenant=task.tenant)
        return Made(str(made["server_group"]["id"]))

    def update(self, task: Task) -> Made:
        """Nothing of a server group changes in place; one that was made by hand is taken over."""
        if "marked" in task.changed():
            vouch(task)
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it away."""
        task.api.delete(COMPUTE, f"/os-server-groups/{task.action.target}", task.tenant)
        retract(task)
        return Made(task.action.target)
