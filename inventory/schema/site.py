"""SITE/site.yaml: zones, external networks, flavors and images of one data centre."""

import re
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from inventory.schema.hosting import AggregateModel, VolumeTypeModel
from inventory.schema.identity import DomainModel
from inventory.schema.pools import SubnetPoolModel
from inventory.schema.qos import QosModel
from inventory.schema.values import (
    Address,
    Called,
    Cidr,
    FileName,
    Gibibytes,
    Level,
    Mebibytes,
    Name,
    Pool,
    Refused,
    Sha256,
    StandIn,
    Strict,
    Title,
    text,
    unexpected,
)
from zhengyun.errors import N_

LAST_VLAN: Final = 4094
PROPERTY_PATTERN: Final = r"^[a-z][a-z0-9_.-]{0,63}$"
# What Glance, Nova and we ourselves write there.
RESERVED: Final = frozenset(
    [
        "id",
        "name",
        "status",
        "visibility",
        "protected",
        "checksum",
        "owner",
        "size",
        "virtual_size",
        "min_ram",
        "min_disk",
        "disk_format",
        "container_format",
        "created_at",
        "updated_at",
        "deleted",
        "deleted_at",
        "tags",
        "self",
        "file",
        "schema",
        "direct_url",
        "location",
        "locations",
        "stores",
        "os_hidden",
        "image_type",
        "base_image_ref",
        "block_device_mapping",
        "bdm_v2",
        "root_device_name",
        "instance_uuid",
    ]
)
RESERVED_PREFIXES: Final = ("zhengyun_", "os_glance_", "os_hash_", "owner_specified.")


def _property(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(PROPERTY_PATTERN, value):
        if value not in RESERVED and not value.startswith(RESERVED_PREFIXES):
            return value
        raise unexpected(value, N_("another property: this one is kept by the cloud or by zhengyun"))
    if isinstance(value, Refused):
        return str(value)
    raise unexpected(value, N_("the name of an image property such as hw_disk_bus"))


PropertyName = Annotated[str, BeforeValidator(_property), text(PROPERTY_PATTERN, "hw_disk_bus"), StandIn(Refused("-"))]
PropertyValue = Annotated[str, Field(min_length=1, max_length=255)]


class ZoneModel(Strict):
    """A security area with its protection level."""

    title: Title
    level: Level
    addresses: Annotated[list[Cidr], Field(min_length=1)]
    exposed: bool = False


class Provider(Strict):
    """How an external network is joined to the data centre's own: as the cloud's administrator set it up.

    A network of type `flat` has no segment; every other type names it, since Neutron would choose one that nobody declared.
    Those of type `vxlan` and `geneve` lie on no physical `network`.
    """

    type: Literal["flat", "vlan", "vxlan", "geneve"]
    network: Name | None = None
    segment: Annotated[int, Field(ge=1, le=16_777_215)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Provider":
        physical = self.type in {"flat", "vlan"}
        if physical and not self.network:
            raise unexpected(self.type, N_("a `network` beside it: one of this type lies on a physical network"))
        if self.network and not physical:
            raise unexpected(self.network, N_("no network: one of type vxlan or geneve lies on no physical network"))
        if self.type == "flat" and self.segment:
            raise unexpected(self.segment, N_("no segment: a flat network has none"))
        if self.type == "vlan" and not 0 < (self.segment or 0) <= LAST_VLAN:
            raise unexpected(self.segment or self.type, N_("a `segment` from 1 to 4094 beside the type"))
        if not physical and not self.segment:
            raise unexpected(self.type, N_("a `segment` beside it, else Neutron chooses one that nobody declared"))
        return self


class ExternalModel(Strict):
    """A network outside the cloud, with the pool of floating addresses."""

    title: Title
    addresses: Cidr
    gateway: Address
    pool: Pool
    provider: Provider
    called: Called | None = None


class FlavorModel(Strict):
    """A size that servers come in."""

    vcpus: Annotated[int, Field(ge=1, le=512)]
    ram: Mebibytes
    disk: Gibibytes


class ImageModel(Strict):
    """A disk image in the image store."""

    title: Title
    file: FileName
    sha256: Sha256
    format: Literal["raw", "qcow2", "vmdk", "vhd", "iso"] = "raw"
    min_disk: Gibibytes = 0
    min_ram: Mebibytes = 0
    properties: dict[PropertyName, PropertyValue] = {}
    visibility: Literal["public", "shared", "community", "private"] = "public"
    members: list[Name] = []
    protected: bool = False

    @model_validator(mode="after")
    def _whole(self) -> "ImageModel":
        if self.members and self.visibility != "shared":
            raise unexpected("members", N_("`visibility: shared` beside `members`"))
        return self


class SiteFile(Strict):
    """One data centre. `cloud` names its entry in clouds.yaml; the site's own name is taken where it is left out.

    `cross_az_attach` is what its Nova is set to: whether a server can have a volume of another availability zone; so is
    `allow_resize_to_same_host`: whether one can become larger on the host where it is.
    """

    site: Name
    title: Title
    cloud: Name | None = None
    zones: dict[Name, ZoneModel]
    externals: dict[Name, ExternalModel] = {}
    domains: dict[Name, DomainModel] = {}
    volume_types: dict[Name, VolumeTypeModel] = {}
    aggregates: dict[Name, AggregateModel] = {}
    cross_az_attach: bool = True
    allow_resize_to_same_host: bool = False
    flavors: dict[Name, FlavorModel]
    images: dict[Name, ImageModel]
    subnet_pools: dict[Name, SubnetPoolModel] = {}
    qos: dict[Name, QosModel] = {}
