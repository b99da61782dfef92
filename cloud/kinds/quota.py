"""A tenant's quota, spread over three services.

Neutron lists all quotas in one call; Nova and Cinder answer for one project at a time. So that a reading costs the
same for six departments and for sixty, what was set in these two is sealed in a tag of the project, and read from
there; who is about to act on a tenant, or asks for depth, reads the services themselves.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

from cloud.api import Api
from cloud.kinds.base import COMPUTE, IDENTITY, NETWORK, VOLUME, Kind, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Address, Attributes, Bond, Existing, Foreign, Grammar, Reference, Value

# Our word to the service's.
NOVA: Final = {"servers": "instances", "vcpus": "cores", "ram_mib": "ram"}
CINDER: Final = {"volumes": "volumes", "storage_gib": "gigabytes"}
NEUTRON: Final = {
    "networks": "network",
    "routers": "router",
    "floating_addresses": "floatingip",
    "groups": "security_group",
    "rules": "security_group_rule",
    "ports": "port",
}
SEAL: Final = "zhengyun:quota"


class Quota(Kind):
    """What a project may have of each thing."""

    grammar: ClassVar = Grammar("quota", refers={"tenant": Reference("project", Bond.HARD)}, seconds=0.5)

    def owned(self, item: Item, view: View) -> str:
        """A project of ours has a quota of ours."""
        return str(view.paths.get(("project", item["id"]), ""))

    def index(self, view: View) -> None:
        """It goes with the project."""
        for item in view.lists["project"]:
            path = self.owned(item, view)
            if path:
                view.paths["quota", item["id"]] = path

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """One for each project of ours that has ever been given one."""
        limits = {item["project_id"]: item for item in view.lists["network_quotas"]}
        for item in view.lists["project"]:
            path = self.owned(item, view)
            network = limits.get(item["id"])
            sealed = seal_of(item.get("tags") or ())
            if path and (network or sealed):
                values: dict[str, Value] = {"tenant": path, **sealed}
                values |= {ours: (network or {}).get(theirs) for ours, theirs in NEUTRON.items()}
                yield Existing(Address(view.site, "quota", path), item["id"], values)

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Not used: a quota is no item of a list."""
        del item, path, view
        return {}

    def create(self, task: Task) -> Made:
        """Set all of it."""
        return self._set(task, task.tenant, task.action.attributes)

    def update(self, task: Task) -> Made:
        """Set what changes; the seal always says all of it."""
        return self._set(task, task.action.target, task.changed())

    def delete(self, task: Task) -> Made:
        """Nothing: the project takes it along."""
        return Made(task.action.target)

    def _set(self, task: Task, project: str, values: Attributes) -> Made:
        for service, path, envelope, words in (
            (COMPUTE, "/os-quota-sets/", "quota_set", NOVA),
            (VOLUME, "/os-quota-sets/", "quota_set", CINDER),
            (NETWORK, "/quotas/", "quota", NEUTRON),
        ):
            body = {theirs: values[ours] for ours, theirs in words.items() if ours in values}
            if body:
                task.api.put(service, path + project, {envelope: body})
        _seal(task.api, project, task.action.attributes)
        return Made(project)


def true_values(api: Api, project: str) -> dict[str, Value]:
    """What Nova and Cinder themselves say."""
    nova = api.get(COMPUTE, f"/os-quota-sets/{project}")["quota_set"]
    cinder = api.get(VOLUME, f"/os-quota-sets/{project}")["quota_set"]
    return {ours: nova[theirs] for ours, theirs in NOVA.items()} | {
        ours: cinder[theirs] for ours, theirs in CINDER.items()
    }


def seal_of(tags: object) -> Mapping[str, Value]:
    """Read the seal among a project's tags."""
    texts = tags if isinstance(tags, list | tuple) else ()
    text = next((tag.partition("=")[2] for tag in texts if tag.startswith(SEAL + "=")), "")
    pairs = (pair.partition(":") for pair in text.split(";"))
    return {name: int(value) for name, _, value in pairs if value.isdigit()}


def _seal(api: Api, project: str, values: Attributes) -> None:
    text = ";".join(f"{name}:{values[name]}" for name in (*NOVA, *CINDER))
    tags = api.get(IDENTITY, f"/projects/{project}/tags")["tags"]
    kept = [tag for tag in tags if not tag.startswith(SEAL + "=")]
    api.put(IDENTITY, f"/projects/{project}/tags", {"tags": [*kept, f"{SEAL}={text}"]})
