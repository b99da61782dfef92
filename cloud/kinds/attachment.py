"""Attachments: which volume a server has."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from cloud import codes
from cloud.kinds.base import Kind
from cloud.kinds.task import AGAIN, COMPUTE, VOLUME, Made, Task
from cloud.view import AWAY, Item, View
from zhengyun.errors import N_, ZhengyunError
from zhengyun.resource import Address, Attributes, Bond, Existing, Foreign, Grammar, Reference

ATTACH: Final = "attach"
DETACH: Final = "detach"
LATER: Final = "detach later"
SETTLED: Final = frozenset({"available", "in-use"})
# The volumes that Nova says a server has.
KEPT: Final = "os-extended-volumes:volumes_attached"
# Nova's answer where Cinder is busy with the volume for another server.
BUSY: Final = 400
# A word of the same answer where Nova lets no server have a volume of another zone.
ZONES: Final = "availability_zone"


class Attachment(Kind):
    """Nova's volume attachment. Its path is the volume's, if that has one server; else it is below the server's."""

    grammar: ClassVar = Grammar(
        "attachment",
        fixed=frozenset({"server", "volume"}),
        refers={"server": Reference("server", Bond.HARD), "volume": Reference("volume", Bond.HARD)},
        seconds=1.0,
    )

    def owned(self, item: Item, view: View) -> str:
        """An attachment between a volume and a server of ours."""
        server = view.paths.get(("server", item["server_id"]))
        volume = view.paths.get(("volume", item["volume_id"]))
        return path_between(volume, server) if server and volume else ""

    def id_of(self, item: Item) -> str:
        """The volume's, as Nova has it in its paths."""
        return str(item.get("volume_id") or item["volumeId"])

    def items(self, view: View) -> Sequence[Item]:
        """What Cinder tells beside each volume; of what is shelved away from its host, only Nova tells what it has."""
        volumes = (volume for volume in view.lists["volume"] if volume["status"] != "deleting")
        away = (server for server in view.lists["server"] if server["status"] == AWAY)
        kept = [{"server_id": server["id"], "volume_id": one["id"]} for server in away for one in server.get(KEPT, ())]
        told = [item for volume in volumes for item in volume["attachments"]]
        # While a server is on its way to another host, it has each of its volumes at both.
        return [*{(one["server_id"], one["volume_id"]): one for one in (*kept, *told)}.values()]

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
        volume = task.id("volume", wanted["volume"])
        if is_shared(str(wanted["volume"])):
            return self._share(task, volume)
        self._attach(task, volume)
        return Made(volume, "in-use")

    def _attach(self, task: Task, volume: str) -> None:
        server = task.id("server", task.action.attributes["server"])
        path, body = f"/servers/{server}/os-volume_attachments", {"volumeAttachment": {"volumeId": volume}}
        task.api.create(self, task, path, body, service=COMPUTE, tenant=task.tenant)

    def _share(self, task: Task, volume: str) -> Made:
        """One step towards having, or not having, what other servers have too: Cinder does one at a time."""
        server = task.ids.get(Address(task.address.site, "server", str(task.action.attributes["server"])), "")
        found = task.api.look(VOLUME, f"/volumes/{volume}")
        if found is None:
            raise ZhengyunError(codes.NO_SUCH_THING, thing=task.address)
        status, has = str(found["volume"]["status"]), _has(found["volume"], server)
        away = DETACH in task.asked or LATER in task.asked
        if has is not away:
            return Made(volume)
        if status.startswith("error"):
            raise ZhengyunError(
                codes.NOT_READY, thing=task.address, status=status, wanted="in-use", problem=N_("see Cinder's messages")
            )
        if not away and ATTACH not in task.asked and status in SETTLED:
            try:
                self._attach(task, volume)
            except ZhengyunError as refused:
                # Another server's attachment was quicker by a moment; that both are in different zones does not pass.
                if refused.values.get("status") != BUSY or ZONES in str(refused.values.get("problem")):
                    raise
                return Made(volume, AGAIN)
            return Made(volume, AGAIN, ATTACH)
        return self._leave(task, server, volume) if away and DETACH not in task.asked else Made(volume, AGAIN)

    def _leave(self, task: Task, server: str, volume: str) -> Made:
        try:
            there = task.api.delete(COMPUTE, f"/servers/{server}/os-volume_attachments/{volume}", task.tenant)
        except ZhengyunError as refused:
            # As with attaching: another one is on its way.
            if refused.values.get("status") != BUSY:
                raise
            return Made(volume, AGAIN, LATER)
        return Made(volume, AGAIN, DETACH) if there else Made(volume)

    def claims(self, task: Task) -> list[Item]:
        """The attachment, where there is one."""
        wanted = task.action.attributes
        server, volume = task.id("server", wanted["server"]), task.id("volume", wanted["volume"])
        attached = task.api.get(COMPUTE, f"/servers/{server}/os-volume_attachments")["volumeAttachments"]
        return [item for item in attached if item["volumeId"] == volume]

    def update(self, task: Task) -> Made:
        """Nothing of an attachment changes in place; one that is on its way is looked at."""
        shared = is_shared(str(task.action.attributes["volume"]))
        return self._share(task, task.action.target) if shared else Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Detach; a server that is gone has let go of everything.

        One in error lets go of nothing while it is there: it is beyond repair, and its own deletion detaches all.
        """
        server = task.ids.get(Address(task.address.site, "server", str(task.action.attributes["server"])))
        volume = task.action.target
        found = task.api.look(COMPUTE, f"/servers/{server}") if server else None
        if found is None or found["server"]["status"] == "ERROR":
            return Made(volume)
        if is_shared(str(task.action.attributes["volume"])):
            return self._leave(task, str(server), volume)
        there = task.api.delete(COMPUTE, f"/servers/{server}/os-volume_attachments/{volume}", task.tenant)
        return Made(volume, "detached" if there else "")


def path_between(volume: str, server: str) -> str:
    """The path of the attachment of a volume to a server."""
    return f"{server}/shared/{volume.rpartition('/')[2]}" if is_shared(volume) else volume


def is_shared(volume: str) -> bool:
    """Whether a volume is the system's, and not one server's."""
    return volume.count("/") == 2


def _has(volume: Item, server: str) -> bool:
    return any(one["server_id"] == server for one in volume["attachments"])
