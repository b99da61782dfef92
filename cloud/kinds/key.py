"""SSH keys. Nova keeps them by user and lets them carry no mark, so that their names are it: ESTATE_TENANT_KEY.

None of the three parts can hold an underscore.
"""

from collections.abc import Iterator
from typing import ClassVar

from cloud.kinds.base import COMPUTE, Kind, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Address, Attributes, Existing, Foreign, Grammar


class Key(Kind):
    """Nova's key pair of the executor's user."""

    grammar: ClassVar = Grammar("key", fixed=frozenset({"public"}), seconds=0.1)
    listing: ClassVar = Listing(COMPUTE, "/os-keypairs", "keypairs")
    in_project: ClassVar = False

    def owned(self, item: Item, view: View) -> str:
        """By its name."""
        estate, _, rest = item["keypair"]["name"].partition("_")
        return rest.replace("_", "/") if estate == view.estate and "_" in rest else ""

    def project(self, item: Item) -> str:
        """None: keys belong to users."""
        del item
        return ""

    def index(self, view: View) -> None:
        """The name is the identifier."""
        for item in self.items(view):
            path = self.owned(item, view)
            if path:
                view.paths["key", item["keypair"]["name"]] = path

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """The keys of the executor's user."""
        for item in self.items(view):
            name = item["keypair"]["name"]
            path = view.paths.get(("key", name))
            if path:
                yield Existing(Address(view.site, "key", path), name, self.attributes(item, path, view))

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """The public key itself, without its comment."""
        del path, view
        return {"public": " ".join(item["keypair"]["public_key"].split()[:2])}

    def create(self, task: Task) -> Made:
        """Hand it in."""
        name = key_name(task.estate, task.path)
        body = {"keypair": {"name": name, "type": "ssh", "public_key": task.action.attributes["public"]}}
        task.api.create(self, task, "/os-keypairs", body)
        return Made(name)

    def find(self, task: Task) -> Item | None:
        """The key of that name, if it is the same key."""
        name = key_name(task.estate, task.path)
        for item in task.api.list(self.listing):
            public = " ".join(item["keypair"]["public_key"].split()[:2])
            if item["keypair"]["name"] == name and public == task.action.attributes["public"]:
                return item
        return None

    def update(self, task: Task) -> Made:
        """Nothing of a key changes in place."""
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it away; servers keep what they were born with."""
        task.api.delete(COMPUTE, f"/os-keypairs/{task.action.target}")
        return Made(task.action.target)


def key_name(estate: str, path: str) -> str:
    """The name of a key in the cloud."""
    return f"{estate}_{path.replace('/', '_')}"
