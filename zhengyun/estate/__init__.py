"""The wanted estate: sites, zones, tenants and their systems, as the files declare them, in one normal form.

Sizes are whole MiB or GiB as the names say, durations whole seconds, addresses and networks text in canonical form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhengyun.estate.adopting import Adoption
from zhengyun.estate.devices import Device
from zhengyun.estate.hosts import Hosts
from zhengyun.estate.ignoring import Ignore
from zhengyun.estate.networks import AddressGroup, Group, Network, Route, Router, Rule, Subnet
from zhengyun.estate.offers import Aggregate, Domain, External, Flavor, Image, SubnetPool, VolumeType, Zone
from zhengyun.estate.policy import Plane, Policy
from zhengyun.estate.prices import Prices
from zhengyun.estate.systems import (
    Boot,
    Born,
    Key,
    Objective,
    Retention,
    Server,
    ServerGroup,
    SharedVolume,
    System,
    Volume,
)
from zhengyun.estate.tenancy import UNLIMITED, Access, Credential, Project, Quota, Tenant, User
from zhengyun.estate.time import Time
from zhengyun.estate.traffic import Port, Qos, Trunk
from zhengyun.estate.trust import Trust

__all__ = [
    "UNLIMITED",
    "Access",
    "AddressGroup",
    "Adoption",
    "Aggregate",
    "Boot",
    "Born",
    "Credential",
    "Device",
    "Domain",
    "Estate",
    "External",
    "Flavor",
    "Group",
    "Hosts",
    "Ignore",
    "Image",
    "Key",
    "Network",
    "Objective",
    "Policy",
    "Port",
    "Prices",
    "Project",
    "Qos",
    "Quota",
    "Retention",
    "Route",
    "Router",
    "Rule",
    "Server",
    "ServerGroup",
    "SharedVolume",
    "Site",
    "Subnet",
    "SubnetPool",
    "System",
    "Tenant",
    "Time",
    "Trunk",
    "Trust",
    "User",
    "Volume",
    "VolumeType",
    "Zone",
]


@dataclass(frozen=True, slots=True)
class Site:
    """A data centre. `cloud` names its entry in clouds.yaml, where the files say so."""

    name: str
    title: str
    cloud: str
    zones: tuple[Zone, ...] = ()
    externals: tuple[External, ...] = ()
    flavors: tuple[Flavor, ...] = ()
    images: tuple[Image, ...] = ()
    tenants: tuple[Tenant, ...] = ()
    domains: tuple[Domain, ...] = ()
    subnet_pools: tuple[SubnetPool, ...] = ()
    qos: tuple[Qos, ...] = ()
    adoptions: Mapping[str, Adoption] = field(default_factory=dict)
    """By tenant, what of it is still to be adopted, or has been."""
    volume_types: tuple[VolumeType, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    resizes_here: bool = False
    """Whether its Nova resizes a server on the host where it is, if that has room."""


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything that is wanted. `commit` is the commit of its files, empty where they are not committed."""

    name: str
    title: str
    network: Plane
    sites: tuple[Site, ...]
    commit: str = ""
    departments: Mapping[str, str] = field(default_factory=dict)
    """The register of departments: name to title."""
    ignores: tuple[Ignore, ...] = ()
    """What drift is not to tell for a while."""
    prices: Prices | None = None
    """What things cost a month, where the estate has a price list."""
    trust: Trust | None = None
    """The PKI, where the files declare one."""
    hosts: Hosts = field(default_factory=Hosts)
    """The machines that we administer ourselves."""
    apart: tuple[str, ...] = ()
    """Ranges of the other network: where the tool runs, no address and no route may lead into them."""
    time: Time | None = None
    """The time tree, where the files declare one."""
    policy: Policy | None = None
    """What may pass between zones, where the files declare it."""
    devices: Mapping[str, Device] = field(default_factory=dict)
    """Routers and switches that are spoken to by their own command line."""

    def site(self, name: str) -> Site:
        """The site of that name. Raises: KeyError."""
        return next(site for site in self.sites if site.name == name)
