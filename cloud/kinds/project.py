"""A tenant's project: where everything of a department lies, and where the executor has a role."""

from typing import Any, ClassVar

from cloud import mark
from cloud.kinds.indomain import InDomain
from cloud.kinds.roles import Roles
from cloud.kinds.task import COMPUTE, IDENTITY, NETWORK, SHARED, VOLUME, Listing, Made, Task
from cloud.kinds.vouching import put_tags
from cloud.view import ROLE, Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference


class Project(InDomain):
    """Keystone's project, named as the tenant."""

    grammar: ClassVar = Grammar(
        "project",
        fixed=frozenset({"domain"}),
        refers={"domain": Reference("domain", Bond.HARD)},
        unique=True,
        seconds=0.3,
    )
    listing: ClassVar = Listing(IDENTITY, "/projects", "projects")
    parts_of_path: ClassVar = 1

    def __init__(self, roles: Roles) -> None:
        self.roles = roles

    def owned(self, item: Item, view: View) -> str:
        """By its tags."""
        return mark.from_tags(item.get("tags") or (), view.estate)

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """A project lies in no other, and no tenant may be called as what all share.

        By whatever name: one that was renamed is still the tenant's, with everything that lies in it.
        """
        del item, view
        return path != SHARED

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name and title, its domain, whether it is in use, and whether the executor may work in it."""
        del path
        return {**self.common(item, view), "operated": item["id"] in view.operated}

    def claims(self, task: Task) -> list[Item]:
        """Those of the domain that is wanted; in another one, another administrator may copy what he likes."""
        domain, name = task.domain, task.action.attributes["name"]
        return [item for item in super().claims(task) if item["name"] == name and item["domain_id"] == domain]

    def create(self, task: Task) -> Made:
        """Make it and enter it."""
        wanted = task.action.attributes
        project = {
            "name": wanted["name"],
            "domain_id": task.domain,
            "description": wanted["title"],
            "enabled": True,
            "tags": mark.tags(task.estate, task.path),
        }
        made = task.api.create(self, task, "/projects", {"project": project})
        identifier = str(made["project"]["id"])
        self._enter(task, identifier)
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Change its name and title, enable it, enter it again."""
        changed = task.changed()
        if "marked" in changed:
            put_tags(task.api, task.action.target, mark.tags(task.estate, task.path))
        names = {"name": "name", "title": "description", "enabled": "enabled"}
        body: dict[str, Any] = {names[name]: value for name, value in changed.items() if name in names}
        if body:
            task.api.patch(IDENTITY, f"/projects/{task.action.target}", {"project": body})
        if changed.get("operated"):
            self._enter(task, task.action.target)
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it away, with what the services keep about it by themselves."""
        project = task.action.target
        for service, path in ((COMPUTE, "/os-quota-sets/"), (VOLUME, "/os-quota-sets/"), (NETWORK, "/quotas/")):
            task.api.delete(service, path + project)
        groups = task.api.get(NETWORK, "/security-groups", (("project_id", project), ("name", "default")))
        for group in groups["security_groups"]:
            task.api.delete(NETWORK, f"/security-groups/{group['id']}")
        task.api.delete(IDENTITY, f"/projects/{project}")
        return Made(project)

    def _enter(self, task: Task, project: str) -> None:
        user, role = task.api.transport.user, self.roles.id(task.api, ROLE)
        task.api.put(IDENTITY, f"/projects/{project}/users/{user}/roles/{role}", None)
