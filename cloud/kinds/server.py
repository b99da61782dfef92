"""Servers: tenants' virtual machines."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from cloud import mark
from cloud.kinds.base import COMPUTE, NETWORK, Kind, Listing, Made, Task
from cloud.kinds.key import key_name
from cloud.view import Item, View
from zhengyun.resource import STRANGE, Attributes, Bond, Grammar, Reference, Value

IMAGE_MARK: Final = "zhengyun:image"
# What a server has that was given no group: the project's own, which is nobody's.
DEFAULT_GROUP: Final = STRANGE + "default"
RUNNING: Final = frozenset({"ACTIVE", "BUILD", "REBOOT", "HARD_REBOOT", "RESIZE", "VERIFY_RESIZE", "MIGRATING"})
ADDRESS: Final = "address on "


class Server(Kind):
    """Nova's server with its ports."""

    grammar: ClassVar = Grammar(
        "server",
        fixed=frozenset({"tenant", "image", "key"}),
        refers={
            "tenant": Reference("project", Bond.HARD),
            "flavor": Reference("flavor", Bond.FOLLOW),
            "image": Reference("image", Bond.LOOSE),
            "key": Reference("key", Bond.LOOSE),
            "subnets": Reference("subnet", Bond.REBIND),
            "groups": Reference("group", Bond.REBIND),
        },
        holds=True,
        seconds=4.0,
    )
    listing: ClassVar = Listing(COMPUTE, "/servers/detail", "servers", (("all_tenants", "1"),))

    def owned(self, item: Item, view: View) -> str:
        """By its metadata, with which it is born."""
        if item["status"] in {"DELETED", "SOFT_DELETED"} or item.get("OS-EXT-STS:task_state") == "deleting":
            return ""
        return mark.from_metadata(item["metadata"], view.estate)

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its size, where it stands in the networks, who may speak to it, and whether it runs."""
        ports = view.by_device.get(item["id"], ())
        legs = [fixed for port in ports for fixed in port["fixed_ips"]]
        values: dict[str, Value] = {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "flavor": _flavor(item["flavor"], view),
            "image": item["metadata"].get(IMAGE_MARK),
            "key": view.path("key", item["key_name"]),
            "subnets": view.found_paths("subnet", [leg["subnet_id"] for leg in legs]),
            "groups": _groups(ports, view),
            "running": item["status"] in RUNNING,
        }
        for leg in legs:
            values[f"{ADDRESS}{view.path('subnet', leg['subnet_id'])}"] = leg["ip_address"]
        return values

    def parts(self, item: Item, view: View) -> tuple[str, ...]:
        """Its ports."""
        return tuple(port["id"] for port in view.by_device.get(item["id"], ()))

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
            "imageRef": task.id("image", wanted["image"]),
            "networks": _networks(task, wanted),
            "metadata": mark.metadata(task.estate, task.path) | {IMAGE_MARK: str(wanted["image"])},
        }
        groups = [{"name": task.id("group", path)} for path in _list(wanted["groups"]) if path != DEFAULT_GROUP]
        if groups:
            server["security_groups"] = groups
        if wanted["key"]:
            server["key_name"] = key_name(task.estate, str(wanted["key"]))
        made = task.api.create(self, task, "/servers", {"server": server}, tenant=task.tenant)
        return Made(str(made["server"]["id"]), "active")

    def update(self, task: Task) -> Made:
        """Rename, leave and join networks, change groups, resize, start."""
        changed, server = task.changed(), task.action.target
        if "name" in changed:
            task.api.put(COMPUTE, f"/servers/{server}", {"server": {"name": changed["name"]}}, task.tenant)
        if "subnets" in changed:
            self._move(task, _list(changed["subnets"]))
        if "groups" in changed:
            self._regroup(task, _list(changed["groups"]))
        if "flavor" in changed:
            body: dict[str, Any] = {"resize": {"flavorRef": task.id("flavor", changed["flavor"])}}
            task.api.post(COMPUTE, f"/servers/{server}/action", body, task.tenant, wait_for_turn=True)
            return Made(server, "resized")
        if "running" in changed:
            body = {"os-start" if changed["running"] else "os-stop": None}
            task.api.post(COMPUTE, f"/servers/{server}/action", body, task.tenant, wait_for_turn=True)
            return Made(server, "active" if changed["running"] else "stopped")
        return Made(server)

    def delete(self, task: Task) -> Made:
        """Ask for its deletion."""
        there = task.api.delete(COMPUTE, f"/servers/{task.action.target}", task.tenant)
        return Made(task.action.target, "gone" if there else "")

    def _ports(self, task: Task) -> list[Item]:
        query = (("device_id", task.action.target),)
        ports: list[Item] = task.api.get(NETWORK, "/ports", query)["ports"]
        return ports

    def _move(self, task: Task, subnets: Sequence[str]) -> None:
        """Leave the networks of subnets that are no longer wanted, join those of new ones."""
        wanted = {_network_of(path) for path in subnets}
        networks = {task.id("network", path): path for path in wanted}
        there = self._ports(task)
        interfaces = f"/servers/{task.action.target}/os-interface"
        for port in there:
            if port["network_id"] not in networks:
                task.api.delete(COMPUTE, f"{interfaces}/{port['id']}", task.tenant)
        joined = {port["network_id"] for port in there}
        for network in sorted(networks.keys() - joined):
            body = {"interfaceAttachment": {"net_id": network}}
            task.api.post(COMPUTE, interfaces, body, task.tenant, wait_for_turn=True)

    def _regroup(self, task: Task, groups: Sequence[str]) -> None:
        identifiers = [task.id("group", path) for path in groups if path != DEFAULT_GROUP]
        if DEFAULT_GROUP in groups:
            query = (("project_id", task.tenant), ("name", "default"))
            found = task.api.get(NETWORK, "/security-groups", query)["security_groups"]
            identifiers += [group["id"] for group in found]
        for port in self._ports(task):
            task.api.put(NETWORK, f"/ports/{port['id']}", {"port": {"security_groups": identifiers}})


def _flavor(item: Item, view: View) -> Value:
    """The flavor that a server was given, if that still has the size that the server has; else the size in words."""
    size = (item["vcpus"], item["ram"], item["disk"])
    for flavor in view.lists["flavor"]:
        same = flavor["name"] == item["original_name"] and (flavor["vcpus"], flavor["ram"], flavor["disk"]) == size
        if same:
            return view.path("flavor", flavor["id"])
    return f"{STRANGE}{item['original_name']} ({size[0]} vCPU, {size[1]} MiB, {size[2]} GiB)"


def _groups(ports: Sequence[Item], view: View) -> Value:
    """The groups of all its ports; the project's own is called `~default`."""
    groups = {group for port in ports for group in port["security_groups"]}
    defaults = {group["id"] for group in view.lists["group"] if group["name"] == "default"}
    named = {DEFAULT_GROUP if group in defaults else str(view.path("group", group)) for group in groups}
    return [name for name in sorted(named)]  # noqa: C416 - a list of strings is no list of values to mypy


def _networks(task: Task, wanted: Attributes) -> list[dict[str, Any]]:
    networks: dict[str, dict[str, Any]] = {}
    for subnet in _list(wanted["subnets"]):
        network = _network_of(subnet)
        leg = networks.setdefault(network, {"uuid": task.id("network", network)})
        address = wanted.get(ADDRESS + subnet)
        if address:
            leg["fixed_ip"] = address
    return list(networks.values())


def _network_of(subnet: str) -> str:
    """finance/office/198.51.100.0/28 lies in finance/office."""
    return "/".join(subnet.split("/")[:2])


def _list(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
