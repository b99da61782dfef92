"""SITE/adopt/TENANT.yaml: the identifiers of what is to be adopted, by kind and path."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator

from inventory.schema.values import Name, Strict, unexpected
from zhengyun.errors import N_

PATH: Final = re.compile(r"[a-z0-9][a-z0-9.:-]*(/[a-z0-9:][a-z0-9.:-]*){0,5}")
IDENTIFIER: Final = re.compile(r"[^\s/\x00-\x1f]{1,255}")


def _path(value: object) -> str:
    if isinstance(value, str) and len(value) <= 240 and PATH.fullmatch(value):
        return value
    raise unexpected(value, N_("a path such as finance/payroll/web"))


def _identifier(value: object) -> str:
    if isinstance(value, str | int) and IDENTIFIER.fullmatch(str(value)):
        return str(value)
    raise unexpected(value, N_("the identifier that the cloud gave it"))


Path = Annotated[str, BeforeValidator(_path)]
Identifier = Annotated[str, BeforeValidator(_identifier)]


class AdoptFile(Strict):
    """What of one tenant is to be adopted. The file has done its work once that is applied."""

    tenant: Name
    things: dict[Name, dict[Path, Identifier]]
