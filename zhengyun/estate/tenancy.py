"""A department at a site."""

from dataclasses import dataclass
from typing import Final

from zhengyun.estate.networks import AddressGroup, Group, Network, Router
from zhengyun.estate.systems import Key, ServerGroup, System
from zhengyun.estate.traffic import Port, Qos, Trunk

UNLIMITED: Final = -1


@dataclass(frozen=True, slots=True)
class Quota:
    """The most that a tenant may have of each thing; UNLIMITED is no limit."""

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
    server_groups: int = 10
    snapshots: int = 100
    backups: int = 100
    backup_storage_gib: int = 1000


@dataclass(frozen=True, slots=True)
class Project:
    """What Keystone calls a department's project, and says of it, where that is not the department's name and title."""

    called: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Calls that a credential may make: a service's type, a method, and a pattern of paths as Keystone writes it."""

    service: str
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Credential:
    """An application credential of a service user. `expires` is a day, at whose beginning in UTC it ends, or nothing."""

    name: str
    roles: tuple[str, ...]
    expires: str = ""
    access: tuple[Access, ...] = ()
    """Empty where it may make every call that its roles allow."""


@dataclass(frozen=True, slots=True)
class User:
    """A service user: nobody's, without a password, with roles in the tenant's project."""

    name: str
    title: str
    roles: tuple[str, ...]
    credentials: tuple[Credential, ...] = ()
    called: str | None = None
    description: str | None = None
    """What Keystone says of it, where that is not the title."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A department at one site. `domain` empty stands for the executor's own."""

    name: str
    title: str
    quota: Quota
    networks: tuple[Network, ...] = ()
    routers: tuple[Router, ...] = ()
    groups: tuple[Group, ...] = ()
    keys: tuple[Key, ...] = ()
    systems: tuple[System, ...] = ()
    project: Project = Project()
    address_groups: tuple[AddressGroup, ...] = ()
    domain: str = ""
    users: tuple[User, ...] = ()
    server_groups: tuple[ServerGroup, ...] = ()
    qos: tuple[Qos, ...] = ()
    ports: tuple[Port, ...] = ()
    trunks: tuple[Trunk, ...] = ()
