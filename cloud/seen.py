"""What a reading of a site tells of its things' history: what is ours, and how closely each was looked at."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from cloud.deep import SEALED
from zhengyun.interval import Sighting
from zhengyun.resource import World

# What an errand may take away and bears no mark of ours is nobody's whose history we keep.
NOT_OURS: Final = "unclaimed"


def sighting(world: World, at: str, until: str, tenants: Collection[str]) -> Sighting:
    """A reading in which the services themselves were asked about these tenants."""
    ours = {address: one for address, one in world.existing.items() if address.kind != NOT_OURS}
    whole = {address.tenant for address in ours if address.kind in SEALED} <= set(tenants)
    return Sighting(replace(world, existing=ours), at, until, SEALED, None if whole else frozenset(tenants))
