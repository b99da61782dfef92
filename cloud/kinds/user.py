"""Service users: nobody's, without a password that anybody knows."""

from typing import Any, ClassVar, Final

from cloud import mark
from cloud.kinds.indomain import InDomain
from cloud.kinds.task import IDENTITY, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference

NAMES: Final = {"name": "name", "title": "description", "enabled": "enabled"}
# The password that the user has for a moment, while a credential is made, is neither changed nor locked out by others.
OPTIONS: Final = {
    "ignore_change_password_upon_first_use": True,
    "ignore_lockout_failure_attempts": True,
    "lock_password": True,
}


class User(InDomain):
    """Keystone's user, in the domain of its tenant's project, named TENANT-NAME."""

    grammar: ClassVar = Grammar(
        "user", fixed=frozenset({"domain"}), refers={"domain": Reference("domain", Bond.HARD)}, unique=True, seconds=0.3
    )
    listing: ClassVar = Listing(IDENTITY, "/users", "users")

    def owned(self, item: Item, view: View) -> str:
        """By attributes of its own, with which it is born."""
        return mark.from_attributes(item, view.estate)

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """A user lies in no project."""
        del item, path, view
        return True

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its name and title, its domain, and whether it is in use."""
        del path
        return self.common(item, view)

    def claims(self, task: Task) -> list[Item]:
        """Those of the domain that is wanted."""
        domain = task.domain
        return [item for item in super().claims(task) if item["domain_id"] == domain]

    def create(self, task: Task) -> Made:
        """Make it, without a password."""
        wanted = task.action.attributes
        user = {
            "name": wanted["name"],
            "domain_id": task.domain,
            "description": wanted["title"],
            "enabled": True,
            "options": OPTIONS,
            **mark.attributes(task.estate, task.path),
        }
        return Made(str(task.api.create(self, task, "/users", {"user": user})["user"]["id"]))

    def update(self, task: Task) -> Made:
        """Change its name and title, enable it, mark it; whatever password it has stays its own."""
        changed = task.changed()
        body: dict[str, Any] = {NAMES[name]: value for name, value in changed.items() if name in NAMES}
        if "marked" in changed:
            body |= mark.attributes(task.estate, task.path)
        if body:
            task.api.patch(IDENTITY, f"/users/{task.action.target}", {"user": body})
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it away; Keystone takes its credentials and assignments along."""
        task.api.delete(IDENTITY, f"/users/{task.action.target}")
        return Made(task.action.target)
