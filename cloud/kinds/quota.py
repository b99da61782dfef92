"""A tenant's quota, spread over three services.

Neutron lists all quotas in one call; Nova and Cinder answer for one project at a time. So that a reading costs the
same for six departments and for sixty, what was set in these two is sealed in a tag of the project, and read from
there; who is about to act on a tenant, or asks for depth, reads the services themselves.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final
from urllib.parse import quote

from cloud.api import Api
from cloud.kinds.base import Kind
from cloud.kinds.task import COMPUTE, IDENTITY, NETWORK, VOLUME, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Attributes, Bond, Existing, Foreign, Grammar, Reference, Value

# Our word to the service's.
NOVA: Final = {"servers": "instances", "vcpus": "cores", "ram_mib": "ram", "server_groups": "server_groups"}
CINDER: Final = {
    "volumes": "volumes",
    "storage_gib": "gigabytes",
    "snapshots": "snapshots",
    "backups": "backups",
    "backup_storage_gib": "backup_gigabytes",
}
NEUTRON: Final = {
    "networks": "network",
    "routers": "router",
    "floating_addresses": "floatingip",
    "groups": "security_group",
    "rules": "security_group_rule",
    "ports": "port",
}
SEAL: Final = "zhengyun:quota"
# What every seal holds, and what those have that were set since there were words for it.
FIRST: Final = ("servers", "vcpus", "ram_mib", "volumes", "storage_gib")
LATER: Final = ("server_groups", "snapshots", "backups", "backup_storage_gib")
SEALED: Final = (*FIRST, *LATER)


def _words(names: Sequence[str]) -> str:
    return "".join(f";{name}:(-1|[0-9]{{1,12}})" for name in names)


WHOLE: Final = re.compile(f"{_words(FIRST)}(?:{_words(LATER)})?")


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
            if path and (network or sealed or ("project", item["id"]) in view.claims):
                values: dict[str, Value] = {"tenant": path, **sealed, "sealed": bool(sealed)}
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
            body: dict[str, Any] = {theirs: values[ours] for ours, theirs in words.items() if ours in values}
            if body:
                # Nova refuses a limit below what is used now; what uses it may be on its way out in the same plan.
                # And a group may have as many members as there are servers.
                members = task.action.attributes["servers"]
                forced = {"force": True, "server_group_members": members} if service == COMPUTE else {}
                task.api.put(service, path + project, {envelope: body | forced})
        _seal(task.api, project, task.action.attributes)
        return Made(project)


def true_values(api: Api, project: str, read: Attributes) -> dict[str, Value]:
    """What Nova and Cinder themselves say, and whether the seal in what was `read` says the same."""
    nova = api.get(COMPUTE, f"/os-quota-sets/{project}")["quota_set"]
    cinder = api.get(VOLUME, f"/os-quota-sets/{project}")["quota_set"]
    values: dict[str, Value] = {ours: nova[theirs] for ours, theirs in NOVA.items()}
    values |= {ours: cinder[theirs] for ours, theirs in CINDER.items()}
    return {**read, **values, "sealed": all(read.get(name) == value for name, value in values.items())}


def seal_of(tags: object) -> Mapping[str, Value]:
    """Read the seal among a project's tags; one that is not whole, or not the only one, tells nothing."""
    texts = tags if isinstance(tags, list | tuple) else ()
    seals = [tag.partition("=")[2] for tag in texts if isinstance(tag, str) and tag.startswith(SEAL + "=")]
    matched = WHOLE.fullmatch(f";{seals[0]}") if len(seals) == 1 else None
    return {name: int(value) for name, value in zip(SEALED, matched.groups(), strict=True) if value} if matched else {}


def _seal(api: Api, project: str, values: Attributes) -> None:
    """One tag at a time, so that a tag which somebody else adds meanwhile is not lost."""
    text = SEAL + "=" + ";".join(f"{name}:{values[name]}" for name in SEALED)
    path = f"/projects/{project}/tags"
    tags = api.get(IDENTITY, path)["tags"]
    for tag in tags:
        if tag.startswith(SEAL + "=") and tag != text:
            api.delete(IDENTITY, f"{path}/{quote(tag, safe='')}")
    if text not in tags:
        try:
            api.put(IDENTITY, f"{path}/{quote(text, safe='')}", None)
        except ZhengyunError:
            # Keystone refuses a tag that is there, and a first attempt may have won though its answer was lost.
            if text not in api.get(IDENTITY, path)["tags"]:
                raise
