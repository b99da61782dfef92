"""What a site offers to all its tenants: zones, external networks, flavors, images."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Zone:
    """A security area (IEC 62443): systems up to protection `level` (GB/T 22239) within its `addresses`."""

    name: str
    title: str
    level: int
    addresses: tuple[str, ...]
    exposed: bool = False
    """Whether systems in it may be reached from the internet."""


@dataclass(frozen=True, slots=True)
class External:
    """A network outside the cloud that tenants' routers may lead to, with the pool of floating addresses."""

    name: str
    title: str
    addresses: str
    gateway: str
    pool: tuple[str, str]
    provider_type: str
    provider_network: str
    provider_segment: int | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Flavor:
    """A size that servers come in."""

    name: str
    vcpus: int
    ram_mib: int
    disk_gib: int


@dataclass(frozen=True, slots=True)
class Domain:
    """Where projects and users have names of their own, apart from all others of the site."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Image:
    """A disk image: the file's name in the image store and its SHA-256. `members` are tenants that it is shared with."""

    name: str
    title: str
    file: str
    sha256: str
    format: str
    min_disk_gib: int = 0
    min_ram_mib: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)
    visibility: str = "public"
    members: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class SubnetPool:
    """Address space that tenants' ranges are taken from; `prefixes` are merged and in order, lengths are prefix lengths."""

    name: str
    prefixes: tuple[str, ...]
    min_length: int
    max_length: int
    default_length: int


@dataclass(frozen=True, slots=True)
class VolumeType:
    """A kind of storage that volumes are made on; `properties` say what a back-end must have."""

    name: str
    title: str
    properties: Mapping[str, str] = field(default_factory=dict)
    public: bool = True


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Compute hosts that belong together; with a `zone` they make it."""

    name: str
    zone: str = ""
    hosts: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
