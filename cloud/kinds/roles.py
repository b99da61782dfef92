"""Keystone's roles: they are the cloud's own, named in the estate and never made by it."""

from collections.abc import Mapping
from typing import Final

from cloud import codes
from cloud.api import Api
from cloud.kinds.task import IDENTITY, Listing
from cloud.view import Item
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Value

ROLES: Final = Listing(IDENTITY, "/roles", "roles")


class Roles:
    """The roles of one site by name; read once, and again where one is asked for that was not there."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def listed(self, api: Api) -> list[Item]:
        """Every role that can be had on projects of any domain."""
        found = [role for role in api.listed(ROLES) if not role.get("domain_id")]
        self._ids = {role["name"]: role["id"] for role in found}
        return found

    def names(self, api: Api) -> list[str]:
        """The names of all roles."""
        if not self._ids:
            self.listed(api)
        return sorted(self._ids)

    def id(self, api: Api, name: str) -> str:
        """The identifier of a role.

        Raises: ZhengyunError (ZY-CLOUD-027).
        """
        if name not in self._ids:
            self.listed(api)
        if name not in self._ids:
            raise ZhengyunError(codes.NO_ROLE, site=api.transport.site, role=name)
        return self._ids[name]


Implications = Mapping[str, frozenset[str]]
"""By role, the roles that whoever has it has, too."""


def implications(api: Api) -> Implications:
    """Which roles imply which, as Keystone has been told; `member` implies `reader` everywhere."""
    rules = api.get(IDENTITY, "/role_inferences")["role_inferences"]
    return {rule["prior_role"]["name"]: frozenset(role["name"] for role in rule["implies"]) for rule in rules}


def with_implied(paths: Value, implied: Implications) -> frozenset[str]:
    """The names of the roles at the end of these paths, with all that they imply."""
    found = {str(path).rpartition("/")[2] for path in paths} if isinstance(paths, list) else set()
    ahead = list(found)
    while ahead:
        more = implied.get(ahead.pop(), frozenset()) - found
        found |= more
        ahead += more
    return frozenset(found)
