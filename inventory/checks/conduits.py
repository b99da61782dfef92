"""Conduits: none across a forbidden pair, none to management, none past the exchange zone, none up to a higher level."""

from collections.abc import Iterator

from inventory import codes
from inventory.compile.hosts import hosts_of
from inventory.compile.policy import policy_of
from inventory.files import EstateFiles, Loaded
from inventory.nearest import listed
from inventory.schema.network import NetworkFile
from zhengyun.errors import ZhengyunError
from zhengyun.estate.policy import GENERATED, GENERATED_WITH, Conduit, Policy, SecurityZone, generated


def conduits(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every conduit that keeps networks or zones apart no longer."""
    file = files.network
    if file is None or not files.estate.knows("network"):
        return
    policy = policy_of(files, hosts_of(files), files.estate.model.network)
    yield from _called(file)
    for one in policy.conduits:
        if file.knows("conduits", one.name, "from") and file.knows("conduits", one.name, "to"):
            yield from _one(files, file, policy, one)


def _called(file: Loaded[NetworkFile]) -> Iterator[ZhengyunError]:
    """No conduit is called as a rule is that stands without one: whoever looks for that rule would find the conduit's."""
    legal = ", ".join((*sorted(GENERATED), *(f"{word}*" for word in GENERATED_WITH)))
    for name in filter(generated, file.model.conduits):
        place = file.place("conduits", name, of_name=True)
        yield ZhengyunError(codes.RULES_OWN, place=place, conduit=name, legal=legal)


def _one(files: EstateFiles, file: Loaded[NetworkFile], policy: Policy, one: Conduit) -> Iterator[ZhengyunError]:
    place = file.place("conduits", one.name, of_name=True)
    values = {"conduit": one.name, "zone": one.source, "other": one.target}
    if one.source == one.target:
        yield ZhengyunError(codes.CONDUIT_WITHIN, place=place, conduit=one.name, zone=one.source)
        return
    if pair := policy.forbids(one.source, one.target):
        yield ZhengyunError(codes.FORBIDDEN_CONDUIT, place=place, reason=pair.reason, where=pair.place, **values)
        return
    ends = [policy.zones[name] for name in (one.source, one.target) if name in policy.zones]
    if len(ends) < 2:  # told by its name
        return
    for zone in ends:
        if zone.management:
            yield ZhengyunError(codes.MANAGEMENT_CONDUIT, place=place, conduit=one.name, zone=zone.name)
    if not file.knows("exchange") or any(zone.name in policy.exchange for zone in ends):
        return
    if ends[0].plane != ends[1].plane:
        legal = listed(policy.exchange)
        yield ZhengyunError(codes.NO_EXCHANGE, place=place, legal=legal, **values)
    elif ends[0].level < ends[1].level and _know_levels(files, ends):
        levels = {"level": ends[0].level, "other_level": ends[1].level}
        yield ZhengyunError(codes.LEVEL_UP, place=place, **values, **levels)


def _know_levels(files: EstateFiles, zones: list[SecurityZone]) -> bool:
    names = [zone.name.partition("/")[2] for zone in zones]
    return all(site.site.knows("zones", name, "level") for site in files.sites.values() for name in names)
