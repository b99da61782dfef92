"""Servers: tenants' virtual machines."""

from typing import Any, ClassVar, Final

from cloud import codes, mark
from cloud.kinds import boot, legs, moving, power
from cloud.kinds.base import Kind
from cloud.kinds.key import key_name
from cloud.kinds.key import path_of as path_of_key
from cloud.kinds.pairs import pairs_of, take_away
from cloud.kinds.task import AGAIN, COMPUTE, SHARED, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import STRANGE, Attributes, Bond, Grammar, Reference, Value

IMAGE_MARK: Final = "zhengyun:image"
DELETED: Final = frozenset({"DELETED", "SOFT_DELETED"})
GOING: Final = frozenset({"deleting", "soft-deleting"})
HINTS: Final = "os:scheduler_hints"
# The zone that its host is in.
ZONE: Final = "OS-EXT-AZ:availability_zone"


class Server(Kind):
    """Nova's server with its ports."""

    grammar: ClassVar = Grammar(
        "server",
        fixed=frozenset({"tenant", "image", "key", "server_group", "availability_zone", boot.ROOT, boot.TYPE}),
        grow=frozenset({boot.SIZE}),
        refers={
            "tenant": Reference("project", Bond.HARD),
            "flavor": Reference("flavor", Bond.FOLLOW),
            "image": Reference("image", Bond.LOOSE),
            "key": Reference("key", Bond.LOOSE),
            "server_group": Reference("servergroup", Bond.HARD),
            "zoned": Reference("aggregate", Bond.REBIND),
            "subnets": Reference("subnet", Bond.REBIND),
            "groups": Reference("group", Bond.REBIND),
            "ports": Reference("port", Bond.REBIND),
            "shares": Reference("share", Bond.REBIND),
        },
        alone=frozenset({"ports"}),
        sole=legs.ADDRESS,
        holds=True,
        seconds=4.0,
    )
    listing: ClassVar = Listing(COMPUTE, "/servers/detail", "servers", (("all_tenants", "1"),))
    parts_of_path: ClassVar = 3

    def owned(self, item: Item, view: View) -> str:
        """By its metadata, with which it is born.

        Raises: ZhengyunError (ZY-CLOUD-002) where Nova itself cannot look at the server now.
        """
        if item["status"] == "UNKNOWN" and "metadata" not in item:
            problem = f"the cell of server {item['id']} does not answer"
            raise ZhengyunError(codes.UNREACHABLE, site=view.site, service=COMPUTE, problem=problem)
        return mark.from_metadata(item["metadata"], view.estate)

    def going(self, item: Item) -> bool:
        """Nova deletes in the background."""
        return item["status"] in DELETED or item.get("OS-EXT-STS:task_state") in GOING

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its size, where it stands in the networks, who may speak to it, whether it runs, and on which host."""
        every = view.by_device.get(item["id"], ())
        ports = [port for port in every if ("port", port["id"]) not in view.paths]
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "flavor": _flavor(item, view),
            "size": _size(item, view),
            **boot.found(item, view),
            "image": _image(item, view),
            "key": _key(item["key_name"], view),
            "networks": legs.legs_of(ports, view),
            "subnets": legs.subnets_of(ports, view),
            "groups": legs.groups_of(ports, view),
            "ports": view.found_paths("port", [port["id"] for port in every if ("port", port["id"]) in view.paths]),
            "pairs": pairs_of(ports),
            "shares": legs.shares_of(ports, path.partition("/")[0], view),
            "running": power.running(item),
            "server_group": view.banded.get(item["id"]),
            "host": item.get(moving.HOST),
            "availability_zone": item.get(ZONE) or None,
            "zoned": view.zoned.get(str(item.get(moving.HOST))),
            **legs.addresses_of(ports, view),
        }

    def parts(self, item: Item, view: View) -> tuple[str, ...]:
        """Its ports, and the volume that it boots from."""
        root = view.root_of(item)
        ports = tuple(port["id"] for port in view.by_device.get(item["id"], ()))
        return (*ports, str(root["id"])) if root else ports

    def fault(self, item: Item) -> str:
        """Nova's word for it."""
        if item["status"] != "ERROR":
            return ""
        return str((item.get("fault") or {}).get("message") or "ERROR")

    def empty(self, item: Item) -> bool:
        """It was never launched."""
        return item.get("OS-SRV-USG:launched_at") is None

    def create(self, task: Task) -> Made:
        """Ask for it."""
        wanted = task.action.attributes
        server: dict[str, Any] = {
            "name": wanted["name"],
            "flavorRef": task.id("flavor", wanted["flavor"]),
            **boot.at_birth(task),
            "networks": legs.networks_at_birth(task),
            "metadata": mark.metadata(task.estate, task.path) | {IMAGE_MARK: str(wanted["image"])},
        }
        if wanted.get("availability_zone"):
            server["availability_zone"] = wanted["availability_zone"]
        groups = [{"name": task.id("group", path)} for path in _list(wanted["groups"]) if path != legs.DEFAULT_GROUP]
        if groups:
            server["security_groups"] = groups
        if wanted["key"]:
            server["key_name"] = key_name(task.estate, str(wanted["key"]))
        body: dict[str, Any] = {"server": server}
        if wanted.get("server_group"):
            body[HINTS] = {"group": task.id("servergroup", wanted["server_group"])}
        made = task.api.create(self, task, "/servers", body, tenant=task.tenant)
        return Made(str(made["server"]["id"]), "active" if wanted["running"] and legs.born_whole(task) else AGAIN)

    def update(self, task: Task) -> Made:
        """Take the next step towards what is wanted: waking, legs, groups, size, host, power.

        Raises: ZhengyunError (ZY-CLOUD-005) where a step was asked for and has not come about.
        """
        if task.changed().keys() == {"marked"}:
            return self._mark(task)
        server, changed = self._now(task), task.changed()
        if power.busy(server):
            return Made(task.action.target, AGAIN)
        action, argument = power.step(task, server)
        if action in {"", "resize", "os-start", "os-stop"} and self._arrange(task, server, changed):
            return Made(task.action.target, AGAIN, "" if legs.DETACH in task.asked else legs.DETACH)
        if not action:
            return Made(task.action.target, AGAIN, boot.EXTEND) if boot.arrange(task) else Made(task.action.target)
        if power.in_vain(action, task.asked):
            _refuse_what_failed(task, server, action)
        if task.asked[-1:] == (action,) or action in moving.MOVES & {*task.asked}:
            return Made(task.action.target, AGAIN)
        path = f"/servers/{task.action.target}/action"
        # Where a server runs is for administrators of the cloud to say, and not for its tenant.
        tenant = "" if action in moving.MOVES else task.tenant
        task.api.post(COMPUTE, path, {action: argument}, tenant, wait_for_turn=True)
        return Made(task.action.target, AGAIN, action)

    def release(self, task: Task) -> Made:
        """Leave the subnets, groups and ports that are about to be replaced, or go over to another."""
        going = False
        for change in task.action.changes:
            if change.attribute == "subnets":
                legs.let_go(task, _leaving(task, change.before, change.after))
            if change.attribute == "ports":
                going = legs.unplug(task, set(_list(change.before)) - set(_list(change.after)))
            if change.attribute == "groups":
                legs.regroup(task, [group for group in _list(change.after) if group != legs.UNEQUAL])
        return Made(task.action.target, AGAIN, legs.DETACH) if going else Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Ask for its deletion, once the volume that it leaves behind says whose it was."""
        boot.leave(task)
        there = task.api.delete(COMPUTE, f"/servers/{task.action.target}", task.tenant)
        return Made(task.action.target, "gone" if there else "")

    def _now(self, task: Task) -> Item:
        answer = task.api.look(COMPUTE, f"/servers/{task.action.target}")
        if answer is None:
            raise ZhengyunError(codes.NO_SUCH_THING, thing=task.address)
        server: Item = answer["server"]
        if server["status"] == "ERROR" and not power.busy(server) and not moving.revives(task):
            raise _not_ready(task, "ERROR", "ACTIVE", self.fault(server))
        return server

    def _mark(self, task: Task) -> Made:
        """Put the mark on what somebody else has made; whatever else its metadata say stays."""
        image = str(task.action.attributes["image"])
        told = mark.metadata(task.estate, task.path) | ({} if image.startswith(STRANGE) else {IMAGE_MARK: image})
        path = f"/servers/{task.action.target}/metadata"
        task.api.post(COMPUTE, path, {"metadata": told}, task.tenant)
        return Made(task.action.target)

    def _arrange(self, task: Task, server: Item, changed: dict[str, Value]) -> bool:
        """What Nova and Neutron do at once; tells whether something of it has still to come about."""
        going = False
        if changed.get("name", server["name"]) != server["name"]:
            body = {"server": {"name": changed["name"]}}
            task.api.put(COMPUTE, f"/servers/{task.action.target}", body, task.tenant)
        if any(name in {"networks", "subnets", "ports"} or name.startswith(legs.ADDRESS) for name in changed):
            going = legs.arrange(task, legs.leaving(task))
        if "groups" in changed:
            legs.regroup(task, _list(changed["groups"]))
        if "pairs" in changed:
            take_away(task, legs.ports_of(task))
        return going or legs.lingers(task, server)


def _refuse_what_failed(task: Task, server: Item, action: str) -> None:
    """What was asked for has not come about; a move may be about to, if Nova knows of nothing that was in its way.

    Raises: ZhengyunError (ZY-CLOUD-005).
    """
    why = power.why(task)
    if why or action not in moving.MOVES or moving.failed(task):
        raise _not_ready(task, server["status"], f"after {action}", why)


def _not_ready(task: Task, status: str, wanted: str, problem: str) -> ZhengyunError:
    return ZhengyunError(codes.NOT_READY, thing=task.address, status=status, wanted=wanted, problem=problem)


def _leaving(task: Task, before: Value, after: Value) -> set[str]:
    """The identifiers of subnets that were there before and are not after."""
    return {task.id("subnet", path) for path in set(_list(before)) - set(_list(after))}


def _size(item: Item, view: View) -> Value:
    """What it takes of its host: no disk where that is a volume."""
    _, vcpus, ram, disk = power.flavor_of(item)
    return [vcpus, ram, 0 if view.root_of(item) else disk]


def _flavor(item: Item, view: View) -> Value:
    """The flavor that a server was given, if that still has the server's size or is gone; else the size in words.

    What has gone away leaves servers their size: they are not to be resized because a flavor has to be made again.
    """
    name, vcpus, ram, disk = power.flavor_of(item)
    namesakes = [flavor for flavor in view.lists["flavor"] if flavor["name"] == name]
    if not namesakes:
        return f"{SHARED}/{name}"
    flavor = namesakes[0]
    if (flavor["vcpus"], flavor["ram"], flavor["disk"]) == (vcpus, ram, disk):
        return view.path("flavor", flavor["id"])
    return f"{STRANGE}{name} ({vcpus} vCPU, {ram} MiB, {disk} GiB)"


def _image(item: Item, view: View) -> Value:
    """The image that it was born from: by its identifier, or as it was called where that image is there no longer.

    Whoever has rights in the project writes what it was called: that counts for nothing beside what Nova tells.
    """
    identifier = boot.image_of(item, view)
    told = item["metadata"].get(IMAGE_MARK)
    return str(told) if told and identifier and identifier not in view.images else view.path("image", identifier)


def _key(name: str | None, view: View) -> Value:
    """The key that it was born with, whether that is still there or not."""
    return (path_of_key(name, view.estate) or STRANGE + name) if name else None


def _list(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
