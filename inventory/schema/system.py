"""A business system: its level, zone, objective, what of it is exposed, and its servers."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from inventory.schema.values import (
    Address,
    Called,
    Gibibytes,
    Keep,
    Level,
    Name,
    NetworkName,
    Ports,
    Refused,
    Seconds,
    Span,
    StandIn,
    Strict,
    Title,
    TypeName,
    unexpected,
)
from zhengyun.errors import N_


class ObjectiveModel(Strict):
    """What can be borne: `rto` until it runs again, `rpo` of lost work (GB/T 20988)."""

    rto: Seconds
    rpo: Seconds


class ExposureModel(Strict):
    """One service that is offered: `from` the internet, or from a zone of the site, `to` one kind of server or all.

    A security group is made for it, unless one of the tenant's own lets it in already: `by` names that.
    """

    from_: Annotated[Name, Field(alias="from")]
    protocol: Literal["tcp", "udp"]
    ports: Ports
    to: Name | None = None
    by: Name | None = None


class SnapshotsModel(Strict):
    """A snapshot for each span of time `every`, of which the newest so many are kept."""

    every: Span
    keep: Keep = 7


class BackupsModel(Strict):
    """A backup for each span of time `every`, of which the newest so many are kept."""

    every: Span
    keep: Keep = 4


def _every(value: Any) -> Any:
    return value if isinstance(value, dict) else {"every": value}


class StoredModel(Strict):
    """What every volume can have: copies, a type, a name of its own in the cloud, an availability zone."""

    size: Gibibytes
    snapshots: (
        Annotated[SnapshotsModel, BeforeValidator(_every, json_schema_input_type=Span | SnapshotsModel)] | None
    ) = None
    backups: Annotated[BackupsModel, BeforeValidator(_every, json_schema_input_type=Span | BackupsModel)] | None = None
    type: TypeName | None = None
    called: Called | None = None
    availability_zone: Name | None = None


class VolumeModel(StoredModel):
    """A volume; `type` empty takes the site's default type."""


def _volume(value: Any) -> Any:
    return value if isinstance(value, dict) else {"size": value}


class LegModel(Strict):
    """A server's place in a network, with a fixed address where it needs one; or a port that is declared by itself."""

    network: NetworkName = ""
    address: Address | None = None
    port: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> "LegModel":
        if bool(self.network) == bool(self.port):
            raise unexpected("network, port", N_("exactly one of `network` and `port`"))
        if self.address and "/" in self.network:
            raise unexpected(self.address, N_("no address: in another tenant's network Neutron chooses it"))
        if self.port and self.address:
            raise unexpected(self.address, N_("no address: a port has its own"))
        return self


def _leg(value: Any) -> Any:
    return value if isinstance(value, dict) else {"network": value}


class BornModel(Strict):
    """What a server that was adopted was born from, where that is not ours: it stays as long as the server does."""

    image: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    key: Annotated[str, Field(min_length=1, max_length=255)] | None = None


class ServerGroupModel(Strict):
    """Servers on different hosts (`anti-affinity`) or on the same one (`affinity`); `soft` as far as there is room."""

    policy: Literal["anti-affinity", "affinity", "soft-anti-affinity", "soft-affinity"]
    max_per_host: Annotated[int, Field(ge=1, le=1000)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> "ServerGroupModel":
        if self.max_per_host and self.policy != "anti-affinity":
            raise unexpected(self.max_per_host, N_("no max_per_host: only anti-affinity has it"))
        return self


class BootModel(Strict):
    """The volume that a server boots from, made from its image; with `keep` it stays where the server goes."""

    size: Gibibytes
    type: TypeName | None = None
    keep: bool = False


class ServerModel(Strict):
    """A server, or `count` of the same kind, which are called NAME-1, NAME-2 and so on."""

    count: Annotated[int, Field(ge=0, le=500)] | None = None
    flavor: Name
    image: Name
    networks: Annotated[
        list[
            Annotated[
                LegModel,
                BeforeValidator(_leg, json_schema_input_type=NetworkName | LegModel),
                StandIn({"network": Refused("-")}),
            ]
        ],
        Field(min_length=1),
    ]
    groups: list[Name] = []
    key: Name | None = None
    volumes: dict[
        Name, Annotated[VolumeModel, BeforeValidator(_volume, json_schema_input_type=Gibibytes | VolumeModel)]
    ] = {}
    floating: Name | None = None
    running: bool = True
    called: Called | None = None
    born: BornModel = BornModel()
    server_group: Name | None = None
    boot: BootModel | None = None
    availability_zone: Name | None = None


class SharedVolumeModel(StoredModel):
    """A volume that several kinds of server have at once, all of each kind; its type must allow that.

    One that no server has is kept for the system, and says no `servers`.
    """

    servers: list[Name] = []

    @model_validator(mode="after")
    def _whole(self) -> "SharedVolumeModel":
        if self.servers and not self.type:
            raise unexpected("servers", N_("a `type` beside `servers`: one that lets several have the volume"))
        return self


class SystemModel(Strict):
    """One business system of the department."""

    title: Title
    level: Level
    zone: Name
    owner: Title | None = None
    objective: ObjectiveModel | None = None
    exposure: list[ExposureModel] = []
    servers: dict[Name, ServerModel]
    shared_volumes: dict[Name, SharedVolumeModel] = {}
