"""Domains, and the service users of a tenant."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from inventory.schema.values import StandIn, Strict, Title, text, unexpected
from zhengyun.errors import N_

ROLE_PATTERN: Final = r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$"


def _role(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(ROLE_PATTERN, value):
        return value
    raise unexpected(value, N_("the name of a role in Keystone, such as member or reader"))


RoleName = Annotated[str, BeforeValidator(_role), text(ROLE_PATTERN, "member", "reader"), StandIn("member")]
Roles = Annotated[list[RoleName], Field(min_length=1)]


class DomainModel(Strict):
    """What holds projects and users whose names are nobody else's business."""

    title: Title


class UserModel(Strict):
    """A service user of the tenant: it has no password, and these roles in the tenant's project."""

    title: Title
    roles: Roles
