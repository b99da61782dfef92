"""Security group rules. A rule is what it says: its path is its text, so that it can only be there or not.

Whatever rule stands in a group of ours is ours to keep or to take away, whoever has put it there: a group is the sum
of its rules.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from cloud.clean import clean
from cloud.kinds.base import Kind
from cloud.kinds.group import lets_all_out
from cloud.kinds.task import NETWORK, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Existing, Foreign, Grammar, Reference, Value

DIRECTIONS: Final = {"in": "ingress", "out": "egress"}
WORDS: Final = {"ingress": "in", "egress": "out"}
# Neutron keeps what it was told; numbers and older names come from others.
PROTOCOLS: Final = {"0": "any", "1": "icmp", "6": "tcp", "17": "udp", "58": "ipv6-icmp", "icmpv6": "ipv6-icmp"}
EVERYWHERE: Final = {"IPv4": "0.0.0.0/0", "IPv6": "::/0"}


class Rule(Kind):
    """Neutron's security group rule."""

    grammar: ClassVar = Grammar(
        "rule",
        fixed=frozenset({"group", "peer_group", "peer_addresses", "direction", "family", "protocol", "ports", "peer"}),
        refers={
            "group": Reference("group", Bond.HARD),
            "peer_group": Reference("group", Bond.HARD),
            "peer_addresses": Reference("addressgroup", Bond.HARD),
        },
        seconds=0.2,
    )

    def owned(self, item: Item, view: View) -> str:
        """By the group that it stands in."""
        group = view.paths.get(("group", item["security_group_id"]))
        return path_of(group, self._values(item, view)) if group else ""

    def index(self, view: View) -> None:
        """A rule has no name: two that say the same to us are told apart by their identifiers."""
        said: Counter[str] = Counter()
        for item in self._rules(view):
            path = self.owned(item, view)
            if path:
                said[path] += 1
                view.paths["rule", item["id"]] = path if said[path] == 1 else f"{path} #{item['id'][:8]}"

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """The rules of our groups."""
        for item in self._rules(view):
            path = view.paths.get(("rule", item["id"]))
            if path:
                yield self.existing(item, clean(path), view)

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """What it lets through."""
        del path
        return {"group": view.path("group", item["security_group_id"]), **self._values(item, view)}

    def create(self, task: Task) -> Made:
        """Add it; that it is there already is no error."""
        wanted = task.action.attributes
        ports, addresses = wanted["ports"], wanted["peer_addresses"]
        rule: dict[str, Any] = {
            "security_group_id": task.id("group", wanted["group"]),
            "project_id": task.tenant,
            "direction": DIRECTIONS[str(wanted["direction"])],
            "ethertype": wanted["family"],
            "protocol": None if wanted["protocol"] == "any" else wanted["protocol"],
            "remote_ip_prefix": wanted["peer"] or None,
            "remote_group_id": task.id("group", wanted["peer_group"]) if wanted["peer_group"] else None,
        }
        if isinstance(ports, list):
            rule |= {"port_range_min": ports[0], "port_range_max": ports[1]}
        if addresses:
            rule |= {"remote_address_group_id": task.id("addressgroup", addresses)}
        made = task.api.create(self, task, "/security-group-rules", {"security_group_rule": rule}, service=NETWORK)
        return Made(str(made["security_group_rule"]["id"]))

    def claims(self, task: Task) -> list[Item]:
        """The rules of the group that say the same."""
        wanted = task.action.attributes
        group = task.id("group", wanted["group"])
        paths = {("group", group): str(wanted["group"])}
        for kind, peer in (("group", wanted["peer_group"]), ("addressgroup", wanted["peer_addresses"])):
            if peer:
                paths.setdefault((kind, task.id(kind, peer)), str(peer))
        view = View(task.address.site, task.estate, {}, task.home, paths)
        listing = Listing(NETWORK, "/security-group-rules", "security_group_rules", (("security_group_id", group),))
        return [rule for rule in task.api.listed(listing) if self.owned(rule, view) == task.path]

    def update(self, task: Task) -> Made:
        """Nothing of a rule changes in place."""
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it out."""
        task.api.delete(NETWORK, f"/security-group-rules/{task.action.target}")
        return Made(task.action.target)

    @staticmethod
    def _rules(view: View) -> Iterator[Item]:
        for group in view.lists["group"]:
            # In an order that is the same at every reading: the first of two that say the same has the plain path.
            for rule in sorted(group["security_group_rules"], key=lambda rule: str(rule["id"])):
                if not lets_all_out(rule):
                    yield rule

    @staticmethod
    def _values(item: Item, view: View) -> dict[str, Value]:
        protocol = str(item["protocol"] or "any")
        first, last = item["port_range_min"], item["port_range_max"]
        peer_group = view.path("group", item["remote_group_id"])
        prefix = item.get("normalized_cidr") or item["remote_ip_prefix"]
        peer_addresses = view.path("addressgroup", item.get("remote_address_group_id"))
        # At most one of them limits whom the rule is for; with none, it is for everybody.
        peer = prefix or ("" if peer_group or peer_addresses else EVERYWHERE[item["ethertype"]])
        return {
            "direction": WORDS[item["direction"]],
            "family": item["ethertype"],
            "protocol": PROTOCOLS.get(protocol, protocol),
            "ports": [first, last] if first is not None or last is not None else None,
            "peer": peer,
            "peer_group": peer_group,
            "peer_addresses": peer_addresses,
        }


def path_of(group: str, values: Attributes) -> str:
    """The rule in words, behind its group's path."""
    ports = values["ports"]
    words = [str(values["direction"]), str(values["protocol"])]
    if isinstance(ports, list):
        words.append(str(ports[0]) if ports[0] == ports[1] else f"{ports[0]}-{ports[1]}")
    preposition = "from" if values["direction"] == "in" else "to"
    family = "" if values["family"] == "IPv4" else " over IPv6"
    peer = str(values["peer"])
    for word in ("group", "addresses"):
        if values[f"peer_{word}"]:
            peer = f"{word} {str(values[f'peer_{word}']).rpartition('/')[2]}{family}"
    return f"{group}/{' '.join(words)} {preposition} {peer}"
