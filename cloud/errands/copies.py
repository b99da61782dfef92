"""Snapshots and backups as the estate's files want them: `copies MOMENT`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cloud import codes
from cloud.errands.part import Part
from cloud.errands.retention import PATH, Copy, of_path, spoken, turn
from cloud.port import Cloud
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Retention, SharedVolume, Site, Volume
from zhengyun.resource import Address, Attributes, Existing, Resource, World


class Kept(NamedTuple):
    """One volume of which copies of one kind are kept, as it is found: by moment, the copies that there are."""

    volume: Existing
    kind: str
    retention: Retention
    copies: dict[Address, Copy]

    def at(self, moment: datetime) -> Address:
        """Where the copy of a moment stands."""
        site, _, path = self.volume.address
        return Address(site, self.kind, f"{path}/{moment.strftime(PATH).lower()}")


def copies(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """What is due at a moment is made, and what is beyond those that are kept goes.

    Raises: ZhengyunError (ZY-CLOUD-170).
    """
    del cloud
    now = moment_of(words[-1])
    shall: dict[Address, Resource] = {}
    there: dict[Address, Existing] = {}
    after: dict[Address, tuple[Address, ...]] = {}
    snapshots: dict[Address, tuple[Address, ...]] = {}
    for kept in all_kept(site, world):
        make, drop = turn(list(kept.copies.values()), kept.retention, now)
        gone = [address for address, copy in kept.copies.items() if copy in drop]
        there |= {address: world.existing[address] for address in gone}
        if make:
            address = kept.at(make)
            begun = world.existing.get(address)
            # Snapshots come first: Cinder begins none of a volume that is being backed up.
            shall[address] = Resource(address, _wanted(kept.volume, begun), snapshots.get(kept.volume.address, ()))
            if kept.kind == "snapshot":
                snapshots[kept.volume.address] = (address,)
            after |= dict.fromkeys(gone, (address,))
            there |= {address: begun} if begun else {}
    return Part(shall, there, after)


def moment_of(text: str) -> datetime:
    """Read a moment.

    Raises: ZhengyunError (ZY-CLOUD-170).
    """
    try:
        return spoken(text)
    except ValueError:
        raise ZhengyunError(codes.NO_MOMENT, given=text) from None


def all_kept(site: Site, world: World) -> Iterator[Kept]:
    """Every volume of the site that copies are kept of and that is there, once for each kind of copy."""
    by_volume: dict[tuple[str, str], dict[Address, Copy]] = {}
    for address, one in sorted(world.existing.items()):
        volume, _, last = address.path.rpartition("/")
        moment = of_path(last) if address.kind in {"snapshot", "backup"} else None
        if moment:
            by_volume.setdefault((address.kind, volume), {})[address] = _copy(moment, one)
    for path, declared in volumes(site):
        there = world.existing.get(Address(site.name, "volume", path))
        for kind, retention in (("snapshot", declared.snapshots), ("backup", declared.backups)):
            if retention and there and not there.fault:
                yield Kept(there, kind, retention, by_volume.get((kind, path), {}))


def volumes(site: Site) -> Iterator[tuple[str, Volume | SharedVolume]]:
    """Every volume that is declared at a site, by its path."""
    for tenant in site.tenants:
        for system in tenant.systems:
            for server in system.servers:
                for volume in server.volumes:
                    yield f"{tenant.name}/{system.name}/{server.name}/{volume.name}", volume
            for shared in system.shared_volumes:
                yield f"{tenant.name}/{system.name}/{shared.name}", shared


def _copy(moment: datetime, one: Existing) -> Copy:
    found = one.attributes
    return Copy(moment, bool(found.get("whole")), bool(one.fault), bool(found.get("relied_on")))


def _wanted(volume: Existing, begun: Existing | None) -> Attributes:
    """A whole copy; one that has been begun is of what the volume was then."""
    of = begun if begun and not begun.fault else volume
    return {
        "tenant": volume.address.tenant,
        "volume": volume.address.path,
        "size_gib": of.attributes["size_gib"],
        "whole": True,
    }
