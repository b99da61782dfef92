"""What servers stand on: volumes that several have need a type that lets them, and some clouds one zone for both."""

from collections.abc import Iterator
from typing import Final

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded
from inventory.schema.system import StoredModel, SystemModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import ZhengyunError

MULTIATTACH: Final = "multiattach"
YES: Final = "<is> True"


def hosting(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every shared volume of a type that lets only one server have it, and volumes that a zone parts from a server."""
    for site, tenant in sites_of(files):
        types = site.site.model.volume_types
        for system, model in tenant.model.systems.items():
            for name, volume in model.shared_volumes.items():
                at = ("systems", system, "shared_volumes", name, "type")
                kind = types.get(volume.type or "") if volume.servers else None
                known = kind and tenant.knows(*at) and site.site.knows("volume_types", str(volume.type))
                if kind and known and kind.properties.get(MULTIATTACH) != YES:
                    yield ZhengyunError(
                        codes.NOT_SHAREABLE, place=tenant.place(*at), volume=name, type=volume.type
                    )  # fmt: skip
            if not site.site.model.cross_az_attach:
                yield from _parted(tenant, system, model)


def _parted(tenant: Loaded[TenantFile], name: str, system: SystemModel) -> Iterator[ZhengyunError]:
    """A volume without a zone lies where Cinder puts it, a server where Nova does: that may be anywhere."""
    for kind, server, at, volume in _had(name, system):
        if server != (volume.availability_zone or "") and tenant.knows(*at):
            yield ZhengyunError(
                codes.PARTED,
                place=tenant.place(*at),
                volume=at[-1],
                zone=volume.availability_zone or "-",
                server=kind,
                other=server or "-",
            )


def _had(name: str, system: SystemModel) -> Iterator[tuple[str, str, tuple[str, ...], StoredModel]]:
    """Each kind of server with its zone, and each volume that it has with its place in the file."""
    at = ("systems", name)
    for kind, server in system.servers.items():
        zone = server.availability_zone or ""
        for one, volume in server.volumes.items():
            yield kind, zone, (*at, "servers", kind, "volumes", one), volume
        for one, shared in system.shared_volumes.items():
            if kind in shared.servers:
                yield kind, zone, (*at, "shared_volumes", one), shared
