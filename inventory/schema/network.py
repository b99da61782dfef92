"""network.yaml: what may pass between zones, what never may, and what the border has to know of the other networks."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, model_validator

from inventory.schema.identity import Day
from inventory.schema.values import (
    NAME_PATTERN,
    Cidr,
    Level,
    Name,
    Ports,
    Refused,
    StandIn,
    Strict,
    Title,
    text,
    unexpected,
)
from zhengyun.errors import N_
from zhengyun.estate.policy import PLANES, WHOLE, Protocol

PLANE: Final = f"({'|'.join(PLANES)})"
ZONE_PATTERN: Final = f"{NAME_PATTERN}|^{PLANE}/[a-z][a-z0-9-]*$"


def _zone(value: object) -> str:
    """The name of a zone, or of another network's with the network's before it."""
    plane, slash, name = str(value).rpartition("/")
    if isinstance(value, Refused) or (not slash and re.fullmatch(NAME_PATTERN, str(value))):
        return str(value)
    if plane in PLANES and re.fullmatch(NAME_PATTERN, name):
        return f"{plane}/{name}"
    raise unexpected(value, N_("a zone such as office, or external/service where it is another network's"))


def _elsewhere(value: object) -> str:
    if isinstance(value, Refused) or "/" in str(value):
        return _zone(value)
    raise unexpected(value, N_("a zone such as office, or external/service where it is another network's"))


def _side(value: object) -> str:
    """A zone, or a whole network."""
    plane, _, name = str(value).rpartition("/")
    return str(value) if plane in PLANES and name == WHOLE else _zone(value)


ZoneName = Annotated[
    str, BeforeValidator(_zone), text(ZONE_PATTERN, "office", "external/service"), StandIn(Refused("-"))
]
ElsewhereName = Annotated[
    str, BeforeValidator(_elsewhere), text(f"^{PLANE}/[a-z][a-z0-9-]*$", "external/service"), StandIn(Refused("-"))
]
Side = Annotated[
    str,
    BeforeValidator(_side),
    text(rf"{ZONE_PATTERN}|^{PLANE}/\*$", "office", "external/*"),
    StandIn(Refused("-")),
]


class BeyondModel(Strict):
    """A zone of another network, as far as the border has to know it."""

    title: Title
    level: Level
    addresses: Annotated[list[Cidr], Field(min_length=1)]
    exposed: bool = False


class ForbiddenModel(Strict):
    """Two zones, or whole networks, between which no conduit may lead, whichever begins."""

    between: Annotated[list[Side], Field(min_length=2, max_length=2)]
    reason: Title


class ConduitModel(Strict):
    """A permitted path: who stands in `from` may begin a connection to `to`. `expires` is the last day on which it counts."""

    source: ZoneName = Field(alias="from")
    target: ZoneName = Field(alias="to")
    protocol: Protocol
    ports: list[Ports] = []
    owner: Title
    reason: Title
    expires: Day | None = None

    @model_validator(mode="after")
    def _whole(self) -> "ConduitModel":
        if (self.protocol == "icmp") == bool(self.ports):
            raise unexpected(self.protocol, N_("`ports` for tcp and udp, and for nothing else"))
        return self


class NetworkFile(Strict):
    """The policy between zones; whatever it does not permit is refused."""

    beyond: dict[ElsewhereName, BeyondModel] = {}
    exchange: list[ZoneName] = []
    closed: list[ZoneName] = []
    egress: Name | None = None
    forbidden: list[ForbiddenModel] = []
    conduits: dict[Name, ConduitModel] = {}
