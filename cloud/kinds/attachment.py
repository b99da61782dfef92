"""Attachments: which volume a server has."""

from collections.abc import Iterator
from typing import ClassVar

from cloud.kinds.base import COMPUTE, Kind, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Address, Attributes, Bond, Existing, Foreign, Grammar, Reference


class Attachment(Kind):
    """Nova's volume attachment. Its path is the volume's, for a volume here has one server."""

    grammar: ClassVar = Grammar(
        "attachment",
        fixed=frozenset({"server", "volume"}),
        refers={"server": Reference("server", Bond.HARD), "volume": Reference("volume", Bond.HARD)},
        seconds=1.0,
    )

    def owned(self, item: Item, view: View) -> str:
        """An attachment between a volume and a server of ours."""
        server = view.paths.get(("server", item["server_id"]))
        return str(view.paths.get(("volume", item["volume_id"]), "")) if server else ""

    def index(self, view: View) -> None:
        """Nothing refers to an attachment."""

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """The attachments of our volumes to our servers."""
        for volume in view.lists["volume"]:
            for item in volume["attachments"]:
                path = self.owned(item, view)
                if path:
                    yield Existing(
                        Address(view.site, "attachment", path), item["volume_id"], self.attributes(item, path, view)
                    )

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Who has what."""
        del path
        return {
            "server": view.path("server", item["server_id"]),
            "volume": view.path("volume", item["volume_id"]),
        }

    def create(self, task: Task) -> Made:
        """Attach; that it is attached there already is no error."""
        wanted = task.action.attributes
        server, volume = task.id("server", wanted["server"]), task.id("volume", wanted["volume"])
        body = {"volumeAttachment": {"volumeId": volume}}
        task.api.create(
            self, task, f"/servers/{server}/os-volume_attachments", body, service=COMPUTE, tenant=task.tenant
        )
        return Made(volume, "in-use")

    def find(self, task: Task) -> Item | None:
        """The attachment, where there is one."""
        wanted = task.action.attributes
        server, volume = task.id("server", wanted["server"]), task.id("volume", wanted["volume"])
        attached = task.api.get(COMPUTE, f"/servers/{server}/os-volume_attachments")["volumeAttachments"]
        return next((item for item in attached if item["volumeId"] == volume), None)

    def update(self, task: Task) -> Made:
        """Nothing of an attachment changes in place."""
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Detach."""
        server, volume = task.id("server", task.action.attributes["server"]), task.action.target
        there = task.api.delete(COMPUTE, f"/servers/{server}/os-volume_attachments/{volume}", task.tenant)
        return Made(volume, "detached" if there else "")
