"""One site's lists as the services gave them, with the way from an identifier to our path and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from cloud import mark
from zhengyun.resource import STRANGE, Value

Item = Mapping[str, Any]
Lists = Mapping[str, list[Item]]


# Nova's word for a server that is on no host any more, and comes back as it was.
AWAY: Final = "SHELVED_OFFLOADED"
# The role that the executor works with in tenants' projects.
ROLE: Final = "member"


class Assigned(NamedTuple):
    """A role assignment as Keystone lists it; `user` is empty for a group's, `project` for one on something else."""

    user: str
    group: str
    project: str
    role: str
    inherited: bool

    @classmethod
    def of(cls, item: Item) -> "Assigned":
        """Read one."""
        scope = item.get("scope") or {}
        inherited = bool(scope.get("OS-INHERIT:inherited_to"))
        user, group, project = _id(item.get("user")), _id(item.get("group")), _id(scope.get("project"))
        return cls(user, group, project, _id(item["role"]), inherited)


def _id(named: Any) -> str:
    """The identifier of what an item names, if it names it."""
    return str(named["id"]) if named else ""


@dataclass
class View:
    """What was read, by list, and what of it is ours. `home` is the project of whatever all tenants share."""

    site: str
    estate: str
    lists: Lists
    home: str
    paths: dict[tuple[str, str], str] = field(default_factory=dict)
    """(kind, identifier) to path, for everything of ours."""
    strays: set[tuple[str, str]] = field(default_factory=set)
    """(kind, identifier) of what bears our mark where that says nothing."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """List to extension, where the cloud lacks it."""
    user: str = ""
    """Our own user."""
    domain: str = ""
    """Our own domain."""
    members: dict[str, list[Item]] = field(default_factory=dict)
    """By shared image of ours, the projects that it is shared with."""
    claims: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(kind, identifier) to path, for what is looked at as ours though it does not bear our mark: it is to be adopted."""

    @cached_property
    def by_device(self) -> Mapping[str, list[Item]]:
        """The ports of each device."""
        ports: defaultdict[str, list[Item]] = defaultdict(list)
        for port in self.lists["ports"]:
            ports[port["device_id"]].append(port)
        return ports

    @cached_property
    def device_of(self) -> Mapping[str, str]:
        """The device that each port belongs to."""
        return {port["id"]: port["device_id"] for port in self.lists["ports"]}

    @cached_property
    def volumes(self) -> Mapping[str, Item]:
        """Every volume by its identifier."""
        return {volume["id"]: volume for volume in self.lists.get("volume", ())}

    @cached_property
    def roots(self) -> frozenset[str]:
        """The volumes that servers of ours boot from."""
        ours = (one for one in self.lists["server"] if ("server", one["id"]) in self.paths)
        return frozenset(str(root["id"]) for one in ours if (root := self.root_of(one)))

    def root_of(self, server: Item) -> Item | None:
        """The volume that a server boots from, if it does.

        While a server is shelved away from its host, Cinder tells of no attachment. Of what Nova keeps for it, its root
        is then what can be booted from and was declared by nobody.
        """
        if server["image"]:
            return None
        root = server.get("OS-EXT-SRV-ATTR:root_device_name")
        told = server.get("os-extended-volumes:volumes_attached", ())
        held = [volume for one in told if (volume := self.volumes.get(one["id"]))]
        for volume in held:
            if any(one["server_id"] == server["id"] and one["device"] == root for one in volume["attachments"]):
                return volume
        away = [volume for volume in held if self._kept_away(volume)] if server["status"] == AWAY else []
        return away[0] if len(away) == 1 else None

    def _kept_away(self, volume: Item) -> bool:
        declared = ("volume", volume["id"]) in self.paths
        return volume.get("bootable") == "true" and not declared and not volume["attachments"]

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The paths of our volume types, by the names that volumes tell."""
        found = ((str(one["name"]), self.paths.get(("volumetype", one["id"]))) for one in self.lists["volumetype"])
        return {name: path for name, path in found if path}

    @cached_property
    def zoned(self) -> Mapping[str, str]:
        """By host, the aggregate of ours that makes its zone."""
        ours = [(one, self.paths.get(("aggregate", str(one["id"])))) for one in self.lists["aggregate"]]
        return {str(host): path for one, path in ours if path and one.get("availability_zone") for host in one["hosts"]}

    @cached_property
    def banded(self) -> Mapping[str, str]:
        """The server group of ours that each server is a member of."""
        groups = self.lists["servergroup"]
        ours = [(path, group["members"]) for group in groups if (path := self.paths.get(("servergroup", group["id"])))]
        return {str(member): path for path, members in ours for member in members}

    @cached_property
    def vouched(self) -> Mapping[tuple[str, str], str]:
        """(kind, identifier) to path, of what carries no mark itself: its project says that it is ours."""
        told = (mark.vouched(project.get("tags") or (), self.estate) for project in self.lists.get("project", ()))
        return {one: path for project in told for one, path in project.items()}

    @cached_property
    def operated(self) -> frozenset[str]:
        """The projects in which the executor has the role that it works with."""
        found = (Assigned.of(item) for item in self.lists["role_assignments"])
        return frozenset(one.project for one in found if one.user == self.user and self.roles.get(one.role) == ROLE)

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """The name of each role."""
        return {role["id"]: role["name"] for role in self.lists["roles"]}

    @cached_property
    def users(self) -> Mapping[str, str]:
        """The name of each user."""
        return {user["id"]: user["name"] for user in self.lists["user"]}

    @cached_property
    def subnets(self) -> Mapping[str, Item]:
        """Every subnet by its identifier."""
        return {subnet["id"]: subnet for subnet in self.lists["subnet"]}

    @cached_property
    def defaults(self) -> frozenset[str]:
        """The groups that Neutron has made for projects by itself."""
        return frozenset(group["id"] for group in self.lists["group"] if group["name"] == "default")

    @cached_property
    def images(self) -> frozenset[str]:
        """The identifiers of all images."""
        return frozenset(image["id"] for image in self.lists["image"])

    def trusts(self, domain: str | None) -> bool:
        """Whether a mark counts in a domain: our own, and those of ours; in others, others may copy what they like."""
        return domain == self.domain or ("domain", str(domain)) in self.paths

    def domain_path(self, domain: str | None) -> str:
        """The path of a domain of ours; nothing for our own."""
        return self.paths.get(("domain", str(domain)), "")

    def path(self, kind: str, identifier: str | None) -> Value:
        """The path of our thing with that identifier; another's is shown as strange; nothing stays nothing."""
        if not identifier:
            return None
        return self.paths.get((kind, identifier), STRANGE + identifier)

    def found_paths(self, kind: str, identifiers: Iterable[str]) -> Value:
        """The paths of several things, in order of their names."""
        paths = {str(self.path(kind, identifier)) for identifier in identifiers}
        return [path for path in sorted(paths)]  # noqa: C416 - a list of strings is no list of values to mypy

    def tenant(self, project: str) -> str:
        """The tenant whose project this is, `site` for what all share, or nothing."""
        if project == self.home:
            return "site"
        return self.paths.get(("project", project), "")
