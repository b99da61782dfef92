"""Domains, and the service users of a tenant."""

import re
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from inventory.schema.values import Called, Name, StandIn, Strict, Title, text, unexpected
from zhengyun.errors import N_

DAY_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PATH_PATTERN: Final = r"^/[!-~]{0,224}$"
ROLE_PATTERN: Final = r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$"


def _role(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(ROLE_PATTERN, value):
        return value
    raise unexpected(value, N_("the name of a role in Keystone, such as member or reader"))


def _day(value: object) -> str:
    try:
        if isinstance(value, str) and re.fullmatch(DAY_PATTERN, value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise unexpected(value, N_("a day such as 2027-01-01"))


def _call_path(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(PATH_PATTERN, value):
        return value
    raise unexpected(value, N_("a path such as /v2.1/servers/*"))


Day = Annotated[str, BeforeValidator(_day), text(DAY_PATTERN, "2027-01-01"), StandIn("2027-01-01")]
CallPath = Annotated[str, BeforeValidator(_call_path), text(PATH_PATTERN, "/v2.1/servers/*"), StandIn("/")]
RoleName = Annotated[str, BeforeValidator(_role), text(ROLE_PATTERN, "member", "reader"), StandIn("member")]
Roles = Annotated[list[RoleName], Field(min_length=1)]


class DomainModel(Strict):
    """What holds projects and users whose names are nobody else's business."""

    title: Title


class AccessModel(Strict):
    """Calls that a credential may make: of a service by its type, with a method, on paths as Keystone's access rules write them."""

    service: Name
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    path: CallPath


class CredentialModel(Strict):
    """An application credential; without roles it has all of its user's, without `access` it may make every call."""

    roles: Roles | None = None
    expires: Day | None = None
    access: Annotated[list[AccessModel], Field(min_length=1)] | None = None


class UserModel(Strict):
    """A service user of the tenant: it has no password, and these roles in the tenant's project."""

    title: Title
    roles: Roles
    credentials: dict[Name, CredentialModel] = {}
    called: Annotated[Called, Field(min_length=1)] | None = None
    description: Annotated[str, Field(max_length=255)] | None = None
