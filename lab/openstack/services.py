"""The services of one control plane, the processes that hold them, and who may use them."""

from collections.abc import Mapping
from dataclasses import dataclass

SITES = ("primary", "dr")
"""The lab's sites: the main data centre and the one for disaster recovery. A site's name is its region's too."""

ADDRESS = "127.0.0.1"
"""Where every service listens: nobody outside this machine can reach the lab."""

EXECUTOR = "zhengyun"
"""The user that changes the estate: the role `admin` on the project `admin`."""

PEOPLE = ("admin", EXECUTOR)
"""The users that are not services."""


@dataclass(frozen=True, slots=True)
class Service:
    """One API: its type in Keystone's catalogue, the path of its endpoint, the paths that say that it works.

    `versions` is the path of its version discovery document, `warm` one that needs a token, its policy and its
    database; `{project}` stands for the asker's project. `microversion` is the one that `warm` is asked with.
    """

    type: str
    path: str
    versions: str
    warm: str
    microversion: str = ""


SERVICES = {
    "keystone": Service("identity", "/v3", "/v3", "/v3/projects?limit=1"),
    "placement": Service("placement", "", "/", "/resource_providers"),
    "glance": Service("image", "", "/versions", "/v2/images?limit=1"),
    "neutron": Service("network", "", "/", "/v2.0/networks?limit=1"),
    "nova": Service("compute", "/v2.1", "/", "/v2.1/os-services", "compute 2.11"),
    "cinder": Service("block-storage", "/v3", "/", "/v3/{project}/os-services"),
}

PROCESSES = {
    "keystone": ("keystone",),
    "glance": ("glance", "placement"),
    "neutron": ("neutron",),
    "nova": ("nova",),
    "cinder": ("cinder",),
}
"""Each process and the services that answer in it.

One a project is the least: each of Keystone, Glance, Neutron, Nova and Cinder owns oslo.config's global object.
Placement does not use it, so it lives beside Glance.
"""

FRONT = "front"
"""The process that speaks TLS with the clients of a site that has a certificate."""

BEFORE = {service: f"{service}-tls" for service in SERVICES}
"""The front's listener before each service, as its port and its socket are called."""


def processes_with(tls: bool) -> Mapping[str, tuple[str, ...]]:
    """The processes of a site with a certificate or without, and what listens in each."""
    return {**PROCESSES, FRONT: tuple(BEFORE.values())} if tls else PROCESSES


def process_of(service: str) -> str:
    """The process in which a service answers."""
    return next(process for process, services in processes_with(True).items() if service in services)
