"""SSH keys. Nova keeps them by user and lets them carry no mark, so that their names are it: ESTATE_SITE_TENANT_KEY.

None of the four parts can hold an underscore.
"""

from typing import ClassVar

from cloud.kinds.base import Kind
from cloud.kinds.task import COMPUTE, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Grammar


class Key(Kind):
    """Nova's key pair of the executor's user."""

    grammar: ClassVar = Grammar("key", fixed=frozenset({"public"}), seconds=0.1)
    listing: ClassVar = Listing(COMPUTE, "/os-keypairs", "keypairs")
    in_project: ClassVar = False

    def owned(self, item: Item, view: View) -> str:
        """By its name."""
        return path_of(self.id_of(item), view.estate)

    def id_of(self, item: Item) -> str:
        """The name is the identifier. Nova wraps each key of a list once more than one that it has just made."""
        return str(item.get("keypair", item)["name"])

    def project(self, item: Item) -> str:
        """None: keys belong to users."""
        del item
        return ""

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """Nobody but the executor's user has keys here."""
        del item, path, view
        return True

    def beneath_notice(self, item: Item) -> bool:
        """Other keys of the same user have other names."""
        del item
        return True

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """The public key itself, without its comment."""
        del path, view
        return {"public": _public(item)}

    def create(self, task: Task) -> Made:
        """Hand it in."""
        name = key_name(task.estate, task.path)
        body = {"keypair": {"name": name, "type": "ssh", "public_key": task.action.attributes["public"]}}
        task.api.create(self, task, "/os-keypairs", body)
        return Made(name)

    def claims(self, task: Task) -> list[Item]:
        """The key of that name, if it is the same key."""
        public = task.action.attributes["public"]
        return [item for item in super().claims(task) if _public(item) == public]

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


def path_of(name: str, estate: str) -> str:
    """The path of the key of that name, whether it is still there or not; nothing where the name is not ours."""
    path = name.removeprefix(f"{estate}_").replace("_", "/")
    return path if name.startswith(f"{estate}_") and path.count("/") == 1 and path == path.strip("/") else ""


def _public(item: Item) -> str:
    return " ".join(item["keypair"]["public_key"].split()[:2])
