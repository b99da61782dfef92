"""Role assignments: what a service user may do in its tenant's project.

They carry no mark and need none: one is ours where its user and its project are. What others have in a project of ours,
and what a user of ours has elsewhere, is strange, and shown as that.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

from cloud.clean import clean
from cloud.kinds.base import Kind
from cloud.kinds.roles import Roles
from cloud.kinds.task import IDENTITY, SHARED, Made, Task
from cloud.view import Assigned, Item, View
from zhengyun.resource import Address, Attributes, Bond, Existing, Foreign, Grammar, Reference

LIST: Final = "role_assignments"


class Assignment(Kind):
    """Keystone's role assignment of a user on a project."""

    grammar: ClassVar = Grammar(
        "assignment",
        fixed=frozenset({"user", "tenant", "role"}),
        refers={"user": Reference("user", Bond.HARD), "tenant": Reference("project", Bond.HARD)},
        seconds=0.1,
    )
    in_project: ClassVar = False
    parts_of_path: ClassVar = 3

    def __init__(self, roles: Roles) -> None:
        self._roles = roles

    def owned(self, item: Item, view: View) -> str:
        """By its user and its project, of one tenant."""
        one = Assigned.of(item)
        user, role = view.paths.get(("user", one.user)), view.roles.get(one.role, "")
        ours = user and view.paths.get(("project", one.project)) == user.partition("/")[0]
        return f"{user}/{role}" if ours and role and not one.inherited else ""

    def index(self, view: View) -> None:
        """Those of ours."""
        for item in view.lists[LIST]:
            path = self.owned(item, view)
            if path and self.fits(path):
                view.paths[self.name, self.id_of(item)] = path

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """Those of ours; and whoever else has a role in a project of ours, or a user of ours elsewhere."""
        for item in view.lists[LIST]:
            one, identifier = Assigned.of(item), self.id_of(item)
            path = view.paths.get((self.name, identifier))
            if path:
                yield Existing(Address(view.site, self.name, path), identifier, self.attributes(item, path, view))
            elif one.user != view.user:
                tenant = self._tenant(one, view)
                if tenant:
                    yield Foreign(self.name, self._told(one, view), identifier, tenant)

    def id_of(self, item: Item) -> str:
        """It has none of its own."""
        one = Assigned.of(item)
        return "/".join((one.project, one.user or one.group, one.role)) + ("/inherited" if one.inherited else "")

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Who has which role where."""
        del item, view
        user, _, role = path.rpartition("/")
        return {"user": user, "tenant": path.partition("/")[0], "role": role}

    def create(self, task: Task) -> Made:
        """Give the role."""
        user, role = task.id("user", task.action.attributes["user"]), str(task.action.attributes["role"])
        identifier = f"{task.tenant}/{user}/{self._roles.id(task.api, role)}"
        task.api.put(IDENTITY, _path(identifier), None)
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Nothing of it changes in place."""
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take the role back; what the user is let in with may do that much less at once."""
        task.api.delete(IDENTITY, _path(task.action.target))
        return Made(task.action.target)

    def _tenant(self, one: Assigned, view: View) -> str:
        """Whose business a strange one is."""
        there = view.tenant(one.project) if one.project else ""
        return (there if there != SHARED else "") or view.paths.get(("user", one.user), "").partition("/")[0]

    def _told(self, one: Assigned, view: View) -> str:
        who = view.users.get(one.user, one.user) if one.user else f"group {one.group}"
        return clean(f"{who} {view.roles.get(one.role, one.role)}")


def _path(identifier: str) -> str:
    project, user, role = identifier.split("/")
    return f"/projects/{project}/users/{user}/roles/{role}"
