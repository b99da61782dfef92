"""One site's lists as the services gave them, with the way from an identifier to our path and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zhengyun.resource import STRANGE, Value

Item = Mapping[str, Any]
Lists = Mapping[str, list[Item]]


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
    def operated(self) -> frozenset[str]:
        """The projects in which the executor has the role that it works with."""
        scopes = (assignment.get("scope", {}) for assignment in self.lists["role_assignments"])
        return frozenset(str(scope.get("project", {}).get("id", "")) for scope in scopes)

    @cached_property
    def subnets(self) -> Mapping[str, Item]:
        """Every subnet by its identifier."""
        return {subnet["id"]: subnet for subnet in self.lists["subnet"]}

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
