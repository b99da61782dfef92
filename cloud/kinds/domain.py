"""Domains: what holds projects and users whose names are nobody else's business."""

from typing import Any, ClassVar, Final

from cloud import mark
from cloud.kinds.base import Kind
from cloud.kinds.task import IDENTITY, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Grammar

NAMES: Final = {"name": "name", "title": "description", "enabled": "enabled"}


class Domain(Kind):
    """Keystone's domain."""

    grammar: ClassVar = Grammar("domain", unique=True, seconds=0.3)
    listing: ClassVar = Listing(IDENTITY, "/domains", "domains")
    in_project: ClassVar = False

    def owned(self, item: Item, view: View) -> str:
        """By attributes of its own, with which it is born."""
        return mark.from_attributes(item, view.estate)

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """Only the cloud's administrators make or change domains."""
        del item, path, view
        return True

    def project(self, item: Item) -> str:
        """None."""
        del item
        return ""

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name and title, and whether it is in use."""
        del path, view
        return {"name": item["name"], "title": item.get("description") or "", "enabled": item["enabled"]}

    def create(self, task: Task) -> Made:
        """Make it."""
        wanted = task.action.attributes
        domain = {"name": task.name, "description": wanted["title"], "enabled": True}
        body = {"domain": {**domain, **mark.attributes(task.estate, task.path)}}
        return Made(str(task.api.create(self, task, "/domains", body)["domain"]["id"]))

    def update(self, task: Task) -> Made:
        """Change its name and title, enable it."""
        changed = task.changed()
        body: dict[str, Any] = {NAMES[name]: value for name, value in changed.items() if name in NAMES}
        if body:
            task.api.patch(IDENTITY, f"/domains/{task.action.target}", {"domain": body})
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it away; Keystone wants it disabled before."""
        path = f"/domains/{task.action.target}"
        found = task.api.look(IDENTITY, path)
        if found and found["domain"]["enabled"]:
            task.api.patch(IDENTITY, path, {"domain": {"enabled": False}})
        task.api.delete(IDENTITY, path)
        return Made(task.action.target)
