"""What the site's administrator sets up for all tenants: host aggregates and volume types."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from inventory.schema.values import Name, Refused, StandIn, Strict, Title, text, unexpected
from zhengyun.errors import N_

WORD_PATTERN: Final = r"^[A-Za-z][A-Za-z0-9_.:-]{0,200}$"


def _word(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(WORD_PATTERN, value):
        if value.startswith("zhengyun:") or value == "availability_zone":
            raise unexpected(value, N_("another word: this one has a meaning of its own"))
        return value
    if isinstance(value, Refused):
        return str(value)
    raise unexpected(value, N_("a word such as volume_backend_name: letters, digits, dots, colons, hyphens"))


Word = Annotated[str, BeforeValidator(_word), text(WORD_PATTERN, "volume_backend_name"), StandIn(Refused("-"))]
Properties = dict[Word, Annotated[str, Field(min_length=1, max_length=255)]]


class VolumeTypeModel(Strict):
    """A kind of storage that volumes are made on; `properties` are what Cinder calls extra specs."""

    title: Title
    properties: Properties = {}
    public: bool = True


class AggregateModel(Strict):
    """Hosts that belong together, named as Nova names them; with a `zone`, servers can ask to be built on them."""

    zone: Name | None = None
    hosts: list[Annotated[str, Field(min_length=1, max_length=255)]] = []
    properties: Properties = {}
