"""SITE/site.yaml: zones, external networks, flavors and images of one data centre."""

from typing import Annotated, Literal

from pydantic import Field

from inventory.schema.identity import DomainModel
from inventory.schema.values import (
    Address,
    Cidr,
    FileName,
    Gibibytes,
    Level,
    Mebibytes,
    Name,
    Pool,
    Sha256,
    Strict,
    Title,
)


class ZoneModel(Strict):
    """A security area with its protection level."""

    title: Title
    level: Level
    addresses: Annotated[list[Cidr], Field(min_length=1)]
    exposed: bool = False


class Provider(Strict):
    """How an external network is joined to the data centre's own: as the cloud's administrator set it up."""

    type: Literal["flat", "vlan", "vxlan", "geneve"]
    network: Name
    segment: Annotated[int, Field(ge=1, le=16_777_215)] | None = None


class ExternalModel(Strict):
    """A network outside the cloud, with the pool of floating addresses."""

    title: Title
    addresses: Cidr
    gateway: Address
    pool: Pool
    provider: Provider


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


class SiteFile(Strict):
    """One data centre. `cloud` names its entry in clouds.yaml; the site's own name is taken where it is left out."""

    site: Name
    title: Title
    cloud: Name | None = None
    zones: dict[Name, ZoneModel]
    externals: dict[Name, ExternalModel] = {}
    domains: dict[Name, DomainModel] = {}
    flavors: dict[Name, FlavorModel]
    images: dict[Name, ImageModel]
