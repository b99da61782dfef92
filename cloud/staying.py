"""What stays when servers go: the volumes that they boot from, where these are kept."""

import uuid
from collections.abc import Iterator, Mapping

from cloud import codes
from zhengyun.diff import Differences
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Attributes, Existing


def roots_that_stay(differences: Differences) -> Iterator[ZhengyunError]:
    """Yield every tenant whose project goes, though servers in it leave behind what they boot from."""
    kept: dict[str, list[str]] = {}
    for address, difference in differences.items():
        if difference.goes_away and difference.existing and _leaves(difference.existing):
            kept.setdefault(address.tenant, []).append(f"server {address.path}")
    for address, difference in differences.items():
        if address.kind == "project" and difference.goes_away and address.path in kept:
            yield ZhengyunError(codes.ROOTS_STAY, tenant=address.path, things=", ".join(kept[address.path]))


def left_behind(gone: Existing) -> Mapping[Address, Existing]:
    """What a simulated site has once something is gone: the volume that a server has left behind, or nothing."""
    if not _leaves(gone):
        return {}
    (site, _, path), identifier = gone.address, str(uuid.uuid4())
    address = Address(site, "rootvolume", f"{path}/{identifier}")
    attributes: Attributes = {
        "tenant": gone.address.tenant,
        "server": path,
        "size_gib": gone.attributes.get("root_gib"),
        "state": "available",
    }
    return {address: Existing(address, identifier, attributes)}


def _leaves(gone: Existing) -> bool:
    is_server = gone.address.kind == "server" and gone.attributes.get("root") == "volume"
    return is_server and gone.attributes.get("root_kept") is True
