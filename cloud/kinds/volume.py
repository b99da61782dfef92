"""Volumes: block storage that outlives the server it is attached to."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from cloud import codes, mark
from cloud.kinds.base import Kind
from cloud.kinds.rootvolume import NAME as ROOT_VOLUME
from cloud.kinds.task import AGAIN, VOLUME, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.errors import N_, ZhengyunError
from zhengyun.resource import Attributes, Bond, Existing, Foreign, Grammar, Reference, Value

SETTLED: Final = frozenset({"available", "in-use"})
# An administrator's word that a volume is in order.
RESET: Final = "os-reset_status"
RETYPE: Final = "os-retype"
# The same of a volume that a server has: while Cinder goes over to the new copy, it shows the volume without its server.
# It asks for the old copy's deletion before it hands the attachments over (`migrate_volume_completion`): a deletion that were
# quicker would take them along, and the volume would never show its server again.
RETYPE_ATTACHED: Final = "os-retype of an attached volume"
# The back-end that the scheduler chose.
HOST: Final = "os-vol-host-attr:host"


class Volume(Kind):
    """Cinder's volume."""

    grammar: ClassVar = Grammar(
        "volume",
        fixed=frozenset({"tenant", "availability_zone"}),
        grow=frozenset({"size_gib"}),
        refers={"tenant": Reference("project", Bond.HARD), "of_type": Reference("volumetype", Bond.REBIND)},
        holds=True,
        seconds=1.0,
    )
    listing: ClassVar = Listing(VOLUME, "/volumes/detail", "volumes", (("all_tenants", "1"),))
    parts_of_path: ClassVar = 4

    def fits(self, path: str) -> bool:
        """One that several servers share is the system's, and has a part less."""
        return path.count("/") in {2, 3}

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """Ours and others'; what a server of ours boots from is part of the server, and what it left behind of another kind."""
        others = view.roots | {identifier for kind, identifier in view.paths if kind == ROOT_VOLUME}
        return (one for one in super().found(view) if not (isinstance(one, Foreign) and one.id in others))

    def owned(self, item: Item, view: View) -> str:
        """By its metadata, with which it is born."""
        return mark.from_metadata(item["metadata"], view.estate)

    def going(self, item: Item) -> bool:
        """Cinder deletes in the background."""
        return bool(item["status"] == "deleting")

    def project(self, item: Item) -> str:
        """Cinder says it at length."""
        return str(item["os-vol-tenant-attr:tenant_id"])

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its size and type, and whether it can be used: after a failed extension or deletion it needs a hand first."""
        status = str(item["status"])
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "size_gib": item["size"],
            "type": item["volume_type"],
            "of_type": view.types.get(str(item["volume_type"])),
            "availability_zone": item.get("availability_zone"),
            "usable": status if status.startswith("error") else True,
        }

    def fault(self, item: Item) -> str:
        """Only what failed to be made is beyond repair; a failed extension or deletion leaves the data.

        So does whatever puts a volume that a server has into error: what was never made is attached nowhere.
        """
        return "error" if item["status"] == "error" and not item["attachments"] else ""

    def empty(self, item: Item) -> bool:
        """In error, and no back-end ever had it; one that has had it may hold data, whatever its status."""
        return str(item["status"]) == "error" and not item.get(HOST)

    def create(self, task: Task) -> Made:
        """Ask for it."""
        wanted = task.action.attributes
        volume: dict[str, Any] = {
            "name": wanted["name"],
            "size": wanted["size_gib"],
            "metadata": mark.metadata(task.estate, task.path),
        }
        if "type" in wanted:
            volume["volume_type"] = wanted["type"]
        if wanted.get("availability_zone"):
            volume["availability_zone"] = wanted["availability_zone"]
        made = task.api.create(self, task, "/volumes", {"volume": volume}, tenant=task.tenant)
        return Made(str(made["volume"]["id"]), "available")

    def update(self, task: Task) -> Made:
        """Take the next step towards what is wanted: use, name, size, type.

        Raises: ZhengyunError (ZY-CLOUD-005) where a step was asked for and has not come about.
        """
        if task.changed().keys() == {"marked"}:
            return self._mark(task)
        volume, changed = self._now(task), task.changed()
        status = str(volume["status"])
        broken = status.startswith("error")
        if not broken and status not in SETTLED:
            return Made(task.action.target, AGAIN)
        step, argument = _step(volume, changed)
        in_vain = step in task.asked or (step == RETYPE and RETYPE_ATTACHED in task.asked)
        if in_vain or (broken and step != RESET):
            raise _not_ready(task, status, f"after {step}" if step else "usable")
        if changed.get("name", volume["name"]) != volume["name"]:
            body = {"volume": {"name": changed["name"]}}
            task.api.put(VOLUME, f"/volumes/{task.action.target}", body, task.tenant)
        if not step:
            bereft = RETYPE_ATTACHED in task.asked and not volume["attachments"]
            return Made(task.action.target, AGAIN if bereft else "")
        tenant = "" if step == RESET else task.tenant
        task.api.post(VOLUME, f"/volumes/{task.action.target}/action", {step: argument}, tenant, wait_for_turn=True)
        return Made(task.action.target, AGAIN, RETYPE_ATTACHED if step == RETYPE and volume["attachments"] else step)

    def delete(self, task: Task) -> Made:
        """Ask for its deletion."""
        there = task.api.delete(VOLUME, f"/volumes/{task.action.target}", task.tenant)
        return Made(task.action.target, "gone" if there else "")

    def _mark(self, task: Task) -> Made:
        """Put the mark on what somebody else has made; whatever else its metadata say stays."""
        body = {"metadata": mark.metadata(task.estate, task.path)}
        task.api.post(VOLUME, f"/volumes/{task.action.target}/metadata", body, task.tenant)
        return Made(task.action.target)

    def _now(self, task: Task) -> Item:
        answer = task.api.look(VOLUME, f"/volumes/{task.action.target}")
        if answer is None:
            raise ZhengyunError(codes.NO_SUCH_THING, thing=task.address)
        volume: Item = answer["volume"]
        return volume


def _step(volume: Item, changed: Mapping[str, Value]) -> tuple[str, Any]:
    """The action that comes next, and its argument."""
    if changed.get("usable") and str(volume["status"]).startswith("error"):
        return RESET, {"status": "in-use" if volume["attachments"] else "available"}
    size = changed.get("size_gib")
    if isinstance(size, int) and volume["size"] < size:
        return "os-extend", {"new_size": size}
    if changed.get("type", volume["volume_type"]) != volume["volume_type"]:
        return RETYPE, {"new_type": changed["type"], "migration_policy": "on-demand"}
    return "", None


def _not_ready(task: Task, status: str, wanted: str) -> ZhengyunError:
    problem = N_("see Cinder's messages")
    return ZhengyunError(codes.NOT_READY, thing=task.address, status=status, wanted=wanted, problem=problem)
