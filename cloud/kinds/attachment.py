"""Attachments: which volume a server has."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from cloud.kinds.base import Kind
from cloud.kinds.task import COMPUTE, Made, Task
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

    def id_of(self, item: Item) -> str:
        """The volume's, as Nova has it in its paths."""
        return str(item.get("volume_id") or item["volumeId"])

    def items(self, view: View) -> Sequence[Item]:
        """What Cinder tells beside each volume."""
        volumes = (volume for volume in view.lists["volume"] if volume["status"] != "deleting")
        return [item for volume in volumes for item in volume["attachments"]]

    def index(self, view: View) -> None:
        """Nothing refers to an attachment."""

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """The attachments of our volumes: to our servers, or to somebody else's."""
        for item in self.items(view):
            path, volume = self.owned(item, view), view.paths.get(("volume", item["volume_id"]))
            if path:
                yield self.existing(item, path, view)
            elif volume:
                yield Foreign(self.name, volume, str(item["server_id"]), volume.partition("/")[0])

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

    def claims(self, task: Task) -> list[Item]:
        """The attachment, where there is one."""
        wanted = task.action.attributes
        server, volume = task.id("server", wanted["server"]), task.id("volume", wanted["volume"])
        attached = task.api.get(COMPUTE, f"/servers/{server}/os-volume_attachments")["volumeAttachments"]
        return [item for item in attached if item["volumeId"] == volume]

    def update(self, task: Task) -> Made:
        """Nothing of an attachment changes in place."""
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Detach; a server that is gone has let go of everything.

        One in error lets go of nothing while it is there: it is beyond repair, and its own deletion detaches all.
        """
        server = task.ids.get(Address(task.address.site, "server", str(task.action.attributes["server"])))
        volume = task.action.target
        found = task.api.look(COMPUTE, f"/servers/{server}") if server else None
        if found is None or found["server"]["status"] == "ERROR":
            return Made(volume)
        there = task.api.delete(COMPUTE, f"/servers/{server}/os-volume_attachments/{volume}", task.tenant)
        return Made(volume, "detached" if there else "")
