"""A tenant's business systems: servers with what they are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Key:
    """A public SSH key that servers are born with."""

    name: str
    public: str


@dataclass(frozen=True, slots=True)
class ServerGroup:
    """Servers that stand on different hosts, at most `max_per_host` on one of them (0: one), or all on the same host."""

    name: str
    policy: Literal["anti-affinity", "affinity", "soft-anti-affinity", "soft-affinity"]
    max_per_host: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """A copy for each span of so many seconds; the newest so many are kept."""

    every_seconds: int
    keep: int


@dataclass(frozen=True, slots=True)
class Volume:
    """Block storage of one server; `type` empty takes the site's default."""

    name: str
    size_gib: int
    type: str = ""
    called: str | None = None
    snapshots: Retention | None = None
    backups: Retention | None = None
    availability_zone: str = ""


@dataclass(frozen=True, slots=True)
class Born:
    """What a server that was adopted was born from, where that is not ours: an image's identifier, a key's name."""

    image: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Boot:
    """The volume that a server boots from instead of a disk of its host; `kept` where the server goes without it."""

    size_gib: int
    type: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A tenant's virtual machine. `networks` map a network's name to a fixed address, or to nothing.

    Another tenant's network is called TENANT/NETWORK.
    """

    name: str
    flavor: str
    image: str
    networks: Mapping[str, str]
    groups: tuple[str, ...] = ()
    key: str = ""
    volumes: tuple[Volume, ...] = ()
    floating: str = ""
    """The external network that it has a floating address of, or nothing."""
    running: bool = True
    called: str | None = None
    born: Born = Born()
    server_group: str = ""
    ports: tuple[str, ...] = ()
    """Declared ports that it takes, beside those of its own in `networks`."""
    availability_zone: str = ""
    boot: Boot | None = None


@dataclass(frozen=True, slots=True)
class SharedVolume:
    """Block storage of a system: several servers have it at once, or none has it just now. `type` empty takes the default."""

    name: str
    size_gib: int
    type: str
    servers: tuple[str, ...]
    called: str | None = None
    snapshots: Retention | None = None
    backups: Retention | None = None
    availability_zone: str = ""


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
    owner: str = ""
    """Who answers for it."""
    shared_volumes: tuple[SharedVolume, ...] = ()
