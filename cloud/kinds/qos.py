"""QoS policies. Their rules are part of them: a limit for each direction, and the mark of what is sent."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, SHARED, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value

LIMIT: Final = "bandwidth_limit"
MARK: Final = "dscp_marking"
DIRECTIONS: Final = ("egress", "ingress")


def policy(task: Task, values: Attributes) -> dict[str, Any]:
    """What a network or port is told of its policy, if anything."""
    if "qos" not in values:
        return {}
    return {"qos_policy_id": task.id("qos", values["qos"]) if values["qos"] else None}


class Qos(Tagged):
    """Neutron's QoS policy."""

    grammar: ClassVar = Grammar(
        "qos", fixed=frozenset({"tenant"}), refers={"tenant": Reference("project", Bond.HARD)}, seconds=0.4
    )
    listing: ClassVar = Listing(NETWORK, "/qos/policies", "policies", extension="qos")
    resource: ClassVar = "policy"

    @property
    def tagged(self) -> str:
        """Neutron has its tags elsewhere than the policy."""
        return "/policies"

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its limits and mark. Rules of other kinds are told as what they are: nobody here has made them."""
        tenant = path.partition("/")[0]
        rules = item.get("rules") or ()
        marks = [int(rule["dscp_mark"]) for rule in rules if rule["type"] == MARK]
        return {
            "tenant": None if tenant == SHARED else tenant,
            "name": item["name"],
            "shared": item["shared"],
            **{direction: _limit(rules, direction) for direction in DIRECTIONS},
            "dscp": marks[0] if marks else None,
            "others": [*sorted(f"{rule['type']} {rule['id']}" for rule in rules if rule["type"] not in {LIMIT, MARK})],
            "marked": self.marked(item, view),
        }

    def create(self, task: Task) -> Made:
        """Make it, then its rules."""
        wanted = task.action.attributes
        body = {"name": wanted["name"], "shared": wanted["shared"], "project_id": task.tenant}
        identifier = str(self.post(task, body)["id"])
        self._arrange(task, identifier, wanted)
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Change its name, whom it is for, its rules."""
        changed = task.changed()
        self.put(task, {name: changed[name] for name in ("name", "shared") if name in changed})
        self._arrange(task, task.action.target, changed)
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)

    def _arrange(self, task: Task, identifier: str, values: Mapping[str, Value]) -> None:
        """Bring the rules that these attributes are about to what is wanted, given those that are there."""
        rules = task.api.get(NETWORK, f"{self.collection}/{identifier}")["policy"]["rules"]
        for direction in DIRECTIONS:
            if direction in values:
                there = [rule for rule in rules if rule["type"] == LIMIT and rule["direction"] == direction]
                self._bring(task, f"{self.collection}/{identifier}", LIMIT, there, _body(direction, values[direction]))
        if "dscp" in values:
            there = [rule for rule in rules if rule["type"] == MARK]
            mark = None if values["dscp"] is None else {"dscp_mark": values["dscp"]}
            self._bring(task, f"{self.collection}/{identifier}", MARK, there, mark)
        if "others" in values:
            for rule in rules:
                if rule["type"] not in {LIMIT, MARK}:
                    path = f"{self.collection}/{identifier}/{rule['type']}_rules/{rule['id']}"
                    task.api.delete(NETWORK, path)

    def _bring(self, task: Task, path: str, kind: str, there: list[Item], body: Mapping[str, Any] | None) -> None:
        """Neutron has at most one such rule: it is made, changed or taken away."""
        rules, envelope = f"{path}/{kind}_rules", f"{kind}_rule"
        if body is None:
            for rule in there:
                task.api.delete(NETWORK, f"{rules}/{rule['id']}")
        elif there:
            task.api.put(NETWORK, f"{rules}/{there[0]['id']}", {envelope: body})
        else:
            task.api.add(NETWORK, rules, {envelope: body})


def _limit(rules: Iterable[Item], direction: str) -> Value:
    limits = [rule for rule in rules if rule["type"] == LIMIT and rule["direction"] == direction]
    return {"kbps": int(limits[0]["max_kbps"]), "burst": int(limits[0]["max_burst_kbps"])} if limits else None


def _body(direction: str, limit: Value) -> dict[str, Any] | None:
    if not isinstance(limit, dict):
        return None
    return {"max_kbps": limit["kbps"], "max_burst_kbps": limit["burst"], "direction": direction}
