"""Ports that are declared by themselves: with addresses that a server keeps, or shares with others (VRRP, RFC 9568)."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from cloud import codes
from cloud.kinds import legs
from cloud.kinds.pairs import pairs_of, told
from cloud.kinds.qos import policy
from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Bond, Foreign, Grammar, Reference

NAMES: Final = {"name": "name", "enabled": "admin_state_up", "security": "port_security_enabled"}


class Port(Tagged):
    """Neutron's port, where somebody has declared it; a server's own come and go with the server."""

    grammar: ClassVar = Grammar(
        "port",
        fixed=frozenset({"tenant", "network"}),
        refers={
            "tenant": Reference("project", Bond.HARD),
            "network": Reference("network", Bond.HARD),
            "subnets": Reference("subnet", Bond.REBIND),
            "groups": Reference("group", Bond.REBIND),
            "qos": Reference("qos", Bond.REBIND),
        },
        sole=legs.ADDRESS,
        seconds=0.4,
    )
    resource: ClassVar = "port"

    @property
    def collection(self) -> str:
        """Ports are listed once, for all that stands on them."""
        return "/ports"

    def items(self, view: View) -> Sequence[Item]:
        """All ports."""
        return view.lists["ports"]

    def beneath_notice(self, item: Item) -> bool:
        """Ports of others belong to what stands on them."""
        del item
        return True

    def foreign(self, item: Item, view: View) -> Foreign:
        """Not asked for."""
        raise AssertionError

    def claims(self, task: Task) -> list[Item]:
        """Those in its project that bear its mark."""
        view = View(task.address.site, task.estate, {}, task.home)
        listing = Listing(NETWORK, "/ports", "ports", (("project_id", task.tenant),))
        return [item for item in task.api.listed(listing) if self.owned(item, view) == task.path]

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Where it stands, who may speak to it, and for which addresses it may speak besides its own."""
        one = (item,)
        return {
            "tenant": path.partition("/")[0],
            "name": item["name"],
            "network": view.path("network", item["network_id"]),
            "networks": legs.legs_of(one, view),
            "subnets": legs.subnets_of(one, view),
            "groups": legs.groups_of(one, view),
            "pairs": pairs_of(one),
            "qos": view.path("qos", item.get("qos_policy_id")),
            "security": item.get("port_security_enabled", True),
            "enabled": item["admin_state_up"],
            "marked": self.marked(item, view),
            **legs.addresses_of(one, view),
        }

    def create(self, task: Task) -> Made:
        """Make it."""
        wanted = task.action.attributes
        body: dict[str, Any] = {"network_id": task.id("network", wanted["network"]), "project_id": task.tenant}
        fixed = legs.fixed_at_birth(task, str(wanted["network"]))
        if fixed:
            body["fixed_ips"] = fixed
        body |= {NAMES[name]: wanted[name] for name in ("name", "enabled")} | _guard(task, wanted)
        if wanted["qos"]:
            body |= policy(task, wanted)
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Bring it to the ranges, groups, pairs and policy that are wanted."""
        changed = task.changed()
        body = {NAMES[name]: changed[name] for name in ("name", "enabled") if name in changed}
        if {"groups", "pairs", "security"} & changed.keys():
            body |= _guard(task, {**task.action.attributes, **changed})
        self.put(task, body | policy(task, changed))
        if {"networks", "subnets"} & changed.keys() or any(name.startswith(legs.ADDRESS) for name in changed):
            network = str(task.action.attributes["network"])
            legs.stand(task, self._now(task), network, legs.leaving(task))
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)

    def release(self, task: Task) -> Made:
        """Leave the subnets, groups and the policy that are about to be replaced."""
        changed = task.changed()
        body: dict[str, Any] = policy(task, changed)
        if "subnets" in changed:
            gone = legs.leaving(task)
            now = self._now(task)["fixed_ips"]
            body["fixed_ips"] = [one for one in now if one["subnet_id"] not in gone]
        if "groups" in changed:
            body["security_groups"] = legs.group_ids(
                task, [one for one in told(changed["groups"]) if one != legs.UNEQUAL]
            )
        self.put(task, body)
        return Made(task.action.target)

    def _now(self, task: Task) -> Item:
        answer = task.api.look(NETWORK, f"/ports/{task.action.target}")
        if answer is None:
            raise ZhengyunError(codes.NO_SUCH_THING, thing=task.address)
        port: Item = answer["port"]
        return port


def _guard(task: Task, values: Attributes) -> dict[str, Any]:
    """Security, groups and pairs, said together: a port without security takes neither of the others."""
    pairs = [{"ip_address": one} for one in told(values["pairs"])] if values["security"] else []
    groups = legs.group_ids(task, told(values["groups"])) if values["security"] else []
    return {
        "port_security_enabled": values["security"],
        "security_groups": groups,
        "allowed_address_pairs": pairs,
    }
