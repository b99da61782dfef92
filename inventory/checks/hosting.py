"""What servers stand on: volumes that several have need a type that lets them."""

from collections.abc import Iterator
from typing import Final

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles
from zhengyun.errors import ZhengyunError

MULTIATTACH: Final = "multiattach"
YES: Final = "<is> True"


def hosting(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every shared volume of a declared type that lets only one server have it."""
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
