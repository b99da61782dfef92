"""Giving back what nobody uses: exactly the things that are named, ours that no file declares and others'."""

from collections.abc import Iterator, Sequence

from cloud import codes
from cloud.errands.part import Part
from cloud.kinds.unclaimed import NAME
from cloud.port import Cloud
from cloud.wanted import wanted
from zhengyun.errors import N_, Problems, ZhengyunError
from zhengyun.estate import Site
from zhengyun.resource import Address, Existing, World

# The kinds of ours that can be given back by themselves.
OURS = frozenset({"server", "volume", "rootvolume", "snapshot", "backup", "floating", "port"})
# A volume is reserved for what is shelved away from its host, too.
USED = frozenset({N_("in-use"), N_("reserved"), N_("attaching"), N_("detaching"), N_("tied"), N_("held")})


def reclaim(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """`reclaim ID...`: take these away, whoever they belong to; nothing that is declared, and nothing that is in use.

    Raises: Problems (ZY-CLOUD-185 to 187).
    """
    del cloud
    able = {existing.id: existing for _, existing in reclaimable(site, world)}
    errors = [_refusal(site, world, identifier) for identifier in words if identifier not in able]
    chosen = {able[identifier].address: able[identifier] for identifier in words if identifier in able}
    errors += _held(site, world, chosen)
    if errors:
        raise Problems(tuple(errors))
    return Part({}, chosen)


def reclaimable(site: Site, world: World) -> Iterator[tuple[Address, Existing]]:
    """What is declared nowhere and not in use."""
    declared = wanted(site)
    for address, existing in sorted(world.existing.items()):
        offered = address.kind == NAME or (address.kind in OURS and address not in declared)
        if offered and existing.attributes.get("state") not in USED:
            yield address, existing


def _refusal(site: Site, world: World, identifier: str) -> ZhengyunError:
    """Why something is not given back: it is declared, in use, or not there."""
    for address, existing in sorted(world.existing.items()):
        if existing.id == identifier:
            if existing.attributes.get("state") in USED:
                state = existing.attributes["state"]
                return ZhengyunError(codes.IN_USE, site=site.name, identifier=identifier, state=state)
            return ZhengyunError(codes.DECLARED, identifier=identifier, thing=address)
    return ZhengyunError(codes.NOT_THERE, site=site.name, identifier=identifier)


def _held(site: Site, world: World, chosen: dict[Address, Existing]) -> Iterator[ZhengyunError]:
    """Volumes whose snapshots are not named with them: the cloud would keep the volume, and nothing else goes unnamed."""
    for address, existing in sorted(world.existing.items()):
        if address.kind != NAME or address in chosen:
            continue
        volume = Address(site.name, NAME, str(existing.attributes.get("of")))
        if volume in chosen:
            snapshot = existing.id
            yield ZhengyunError(codes.COPIED, identifier=chosen[volume].id, snapshot=snapshot)
