"""A tenant's project: where everything of a department lies, and where the executor has a role."""

from typing import Any, ClassVar

from cloud import codes, mark
from cloud.api import Api
from cloud.kinds.base import Kind
from cloud.kinds.task import COMPUTE, IDENTITY, NETWORK, SHARED, VOLUME, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Grammar

ROLE = "member"


class Project(Kind):
    """Keystone's project, named as the tenant."""

    grammar: ClassVar = Grammar("project", unique=True, seconds=0.3)
    listing: ClassVar = Listing(IDENTITY, "/projects", "projects")
    in_project: ClassVar = False
    parts_of_path: ClassVar = 1

    def __init__(self) -> None:
        self._role = ""

    def owned(self, item: Item, view: View) -> str:
        """By its tags."""
        return mark.from_tags(item.get("tags") or (), view.estate)

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """A project lies in no other, and no tenant may be called as what all share.

        By whatever name: one that was renamed is still the tenant's, with everything that lies in it.
        """
        del item, view
        return path != SHARED

    def project(self, item: Item) -> str:
        """None."""
        del item
        return ""

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name and title, whether it is in use, and whether the executor may work in it."""
        del path
        return {
            "name": item["name"],
            "title": item.get("description") or "",
            "enabled": item["enabled"],
            "operated": item["id"] in view.operated,
        }

    def claims(self, task: Task) -> list[Item]:
        """Those of our own domain; in another one, another administrator may copy what he likes."""
        domain = task.api.transport.domain
        return [
            item
            for item in super().claims(task)
            if item["name"] == task.action.attributes["name"] and item["domain_id"] == domain
        ]

    def create(self, task: Task) -> Made:
        """Make it and enter it."""
        wanted = task.action.attributes
        project = {
            "name": wanted["name"],
            "domain_id": task.api.transport.domain,
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

    def role(self, api: Api) -> str:
        """The identifier of the role that the executor has in tenants' projects; asked for once.

        Raises: ZhengyunError (ZY-CLOUD-027).
        """
        if not self._role:
            roles = api.get(IDENTITY, "/roles", (("name", ROLE),))["roles"]
            if not roles:
                raise ZhengyunError(codes.NO_ROLE, site=api.transport.site, role=ROLE)
            self._role = str(roles[0]["id"])
        return self._role

    def _enter(self, task: Task, project: str) -> None:
        user = task.api.transport.user
        task.api.put(IDENTITY, f"/projects/{project}/users/{user}/roles/{self.role(task.api)}", None)
