"""The wanted estate: sites, zones, tenants and their systems, as the files declare them, in one normal form.

Sizes are whole MiB or GiB as the names say, durations whole seconds, addresses and networks text in canonical form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


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


@dataclass(frozen=True, slots=True)
class Flavor:
    """A size that servers come in."""

    name: str
    vcpus: int
    ram_mib: int
    disk_gib: int


@dataclass(frozen=True, slots=True)
class Image:
    """A disk image: the file's name in the image store and its SHA-256."""

    name: str
    title: str
    file: str
    sha256: str
    format: str
    min_disk_gib: int = 0
    min_ram_mib: int = 0


@dataclass(frozen=True, slots=True)
class Quota:
    """The most that a tenant may have of each thing."""

    servers: int
    vcpus: int
    ram_mib: int
    volumes: int
    storage_gib: int
    networks: int
    routers: int
    floating_addresses: int
    groups: int
    rules: int
    ports: int


@dataclass(frozen=True, slots=True)
class Subnet:
    """One range of a tenant's network."""

    addresses: str
    gateway: str
    dns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """A tenant's own network, inside one zone."""

    name: str
    zone: str
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True, slots=True)
class Router:
    """What joins a tenant's networks, and leads to an external network if it has a gateway."""

    name: str
    networks: tuple[str, ...]
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One permitted flow of a security group.

    `family` is 4 or 6; `peer` is a network in CIDR form, or `peer_group` names another group of the tenant.
    """

    direction: Literal["in", "out"]
    family: int
    protocol: str
    ports: tuple[int, int] | None
    peer: str = ""
    peer_group: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A security group. What it does not permit is refused; `open_egress` permits everything outward."""

    name: str
    rules: tuple[Rule, ...]
    open_egress: bool = True


@dataclass(frozen=True, slots=True)
class Key:
    """A public SSH key that servers are born with."""

    name: str
    public: str


@dataclass(frozen=True, slots=True)
class Volume:
    """Block storage of one server; `type` empty takes the site's default."""

    name: str
    size_gib: int
    type: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A tenant's virtual machine. `networks` map a network's name to a fixed address, or to nothing."""

    name: str
    flavor: str
    image: str
    networks: Mapping[str, str]
    groups: tuple[str, ...] = ()
    key: str = ""
    volumes: tuple[Volume, ...] = ()
    floating: str = ""
    """The external network that it has a floating address of, or nothing."""


@dataclass(frozen=True, slots=True)
class Objective:
    """What a system's users can bear to lose: time until it runs again, and work done since the last copy."""

    rto_seconds: int
    rpo_seconds: int


@dataclass(frozen=True, slots=True)
class System:
    """One business system of a tenant, at its protection level."""

    name: str
    title: str
    level: int
    zone: str
    servers: tuple[Server, ...]
    objective: Objective | None = None


@dataclass(frozen=True, slots=True)
class Tenant:
    """A department at one site."""

    name: str
    title: str
    quota: Quota
    networks: tuple[Network, ...] = ()
    routers: tuple[Router, ...] = ()
    groups: tuple[Group, ...] = ()
    keys: tuple[Key, ...] = ()
    systems: tuple[System, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A data centre. `cloud` names its entry in clouds.yaml."""

    name: str
    title: str
    cloud: str
    zones: tuple[Zone, ...] = ()
    externals: tuple[External, ...] = ()
    flavors: tuple[Flavor, ...] = ()
    images: tuple[Image, ...] = ()
    tenants: tuple[Tenant, ...] = ()


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything that is wanted. `commit` is the commit of its files, empty where they are not committed."""

    name: str
    title: str
    network: Literal["internal", "external"]
    sites: tuple[Site, ...]
    commit: str = ""
    departments: Mapping[str, str] = field(default_factory=dict)
    """The register of departments: name to title."""

    def site(self, name: str) -> Site:
        """The site of that name. Raises: KeyError."""
        return next(site for site in self.sites if site.name == name)
