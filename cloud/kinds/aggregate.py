"""Host aggregates: which hosts belong together, and which availability zone they make."""

from typing import Any, ClassVar

from cloud import mark
from cloud.kinds.shared import Shared, properties_of
from cloud.kinds.task import COMPUTE, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Grammar, Value

ZONE = "availability_zone"


class Aggregate(Shared):
    """Nova's host aggregate. Born with the mark for a name, it is called as it shall be once it bears the mark."""

    grammar: ClassVar = Grammar("aggregate", unique=True, seconds=0.5)
    listing: ClassVar = Listing(COMPUTE, "/os-aggregates", "aggregates")

    def owned(self, item: Item, view: View) -> str:
        """By its metadata, or by the name that it is born with."""
        return mark.from_metadata(item.get("metadata") or {}, view.estate) or mark.from_birthmark(
            item["name"], view.estate
        )

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its hosts, the zone that they make and its properties."""
        metadata = item.get("metadata") or {}
        hosts: list[Value] = [*sorted(item["hosts"])]
        return {
            "name": item["name"],
            "zone": item.get(ZONE) or None,
            "hosts": hosts,
            "properties": {name: value for name, value in properties_of(metadata).items() if name != ZONE},
            "marked": mark.from_metadata(metadata, view.estate) == path,
        }

    def create(self, task: Task) -> Made:
        """Make it, mark it, then put the hosts into it."""
        body: dict[str, Any] = {"name": mark.birthmark(task.estate, task.path)}
        if task.action.attributes["zone"]:
            body[ZONE] = task.action.attributes["zone"]
        made = task.api.create(self, task, "/os-aggregates", {"aggregate": body})
        identifier = str(made["aggregate"]["id"])
        self._arrange(task, identifier)
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Bring its name, its metadata and its hosts to what is wanted."""
        self._arrange(task, task.action.target)
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take the hosts out, and it away."""
        found = task.api.look(COMPUTE, f"/os-aggregates/{task.action.target}")
        for host in found["aggregate"]["hosts"] if found else ():
            self._act(task, task.action.target, "remove_host", {"host": host})
        task.api.delete(COMPUTE, f"/os-aggregates/{task.action.target}")
        return Made(task.action.target)

    def _arrange(self, task: Task, identifier: str) -> None:
        wanted = task.action.attributes
        now = task.api.get(COMPUTE, f"/os-aggregates/{identifier}")["aggregate"]
        words = {**_words(wanted["properties"]), **mark.metadata(task.estate, task.path)}
        there = now.get("metadata") or {}
        # Nova forgets what is set to nothing, but for the zone, which is never nothing again.
        gone = dict.fromkeys(properties_of(there).keys() - words.keys() - {ZONE})
        if {name: there.get(name) for name in words} != words or gone:
            self._act(task, identifier, "set_metadata", {"metadata": {**words, **gone}})
        body = {} if now["name"] == wanted["name"] else {"name": wanted["name"]}
        body |= {ZONE: wanted["zone"]} if wanted["zone"] and now.get(ZONE) != wanted["zone"] else {}
        if body:
            task.api.put(COMPUTE, f"/os-aggregates/{identifier}", {"aggregate": body})
        hosts = {str(host) for host in wanted["hosts"]} if isinstance(wanted["hosts"], list) else set[str]()
        for host in sorted(set(now["hosts"]) - hosts):
            self._act(task, identifier, "remove_host", {"host": host})
        for host in sorted(hosts - set(now["hosts"])):
            self._act(task, identifier, "add_host", {"host": host})

    def _act(self, task: Task, identifier: str, action: str, argument: Any) -> None:
        task.api.post(COMPUTE, f"/os-aggregates/{identifier}/action", {action: argument})


def _words(value: object) -> dict[str, str]:
    return {str(name): str(one) for name, one in value.items()} if isinstance(value, dict) else {}
