"""Security groups in normal form: each rule written out for each family of addresses."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Literal

from inventory.schema.networks import RuleModel
from inventory.schema.site import SiteFile
from inventory.schema.system import ExposureModel
from inventory.schema.tenant import TenantFile
from zhengyun.estate import AddressGroup, Group, Rule

EVERYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
ANY = "any"
INTERNET = "internet"
# The group that Neutron gives every project, which nobody declares.
DEFAULT = "default"


def groups(model: TenantFile, families: tuple[int, ...]) -> Iterator[Group]:
    """The groups that a tenant declares."""
    for name, group in model.groups.items():
        rules = (rule for one in group.rules for rule in _rules(one, model, families))
        yield Group(name, _unique(rules), group.egress == ANY, group.called)


def address_groups(model: TenantFile) -> Iterator[AddressGroup]:
    """The address groups that a tenant declares."""
    for name, one in model.address_groups.items():
        yield AddressGroup(name, tuple(sorted(set(one.addresses))), one.called)


def _rules(model: RuleModel, tenant: TenantFile, families: tuple[int, ...]) -> Iterator[Rule]:
    peer = model.from_ or model.to or ANY
    direction: Literal["in", "out"] = "in" if model.from_ else "out"
    families = (model.family,) if model.family else families
    if peer in tenant.address_groups:
        # A rule has one family, an address group may have members of both.
        members = sorted({ip_network(one).version for one in tenant.address_groups[peer].addresses})
        for version in members if model.family is None else families:
            yield Rule(direction, version, model.protocol, model.ports, peer_addresses=peer)
    elif peer in tenant.groups:
        for family in families:
            yield Rule(direction, family, model.protocol, model.ports, peer_group=peer)
    elif peer == ANY:
        for family in families:
            yield Rule(direction, family, model.protocol, model.ports, peer=EVERYWHERE[family])
    elif "/" in peer:
        yield Rule(direction, ip_network(peer).version, model.protocol, model.ports, peer=peer)


def exposure_group(system: str, kind: str | None) -> str:
    """The name of the security group that carries what a system exposes, on one kind of server or on all."""
    return f"{system}-{kind}-exposed" if kind else f"{system}-exposed"


def exposed(model: TenantFile, site: SiteFile, families: tuple[int, ...]) -> Iterator[Group]:
    """The groups that carry what its systems expose."""
    for name, system in model.systems.items():
        for kind in dict.fromkeys(exposure.to for exposure in system.exposure if not exposure.by):
            rules = (
                Rule("in", ip_network(peer).version, exposure.protocol, exposure.ports, peer=peer)
                for exposure in system.exposure
                if exposure.to == kind and not exposure.by
                for peer in _exposed_to(exposure, site, families)
            )
            yield Group(exposure_group(name, kind), _unique(rules))


def _exposed_to(model: ExposureModel, site: SiteFile, families: tuple[int, ...]) -> list[str]:
    if model.from_ == INTERNET:
        return [EVERYWHERE[family] for family in families]
    zone = site.zones.get(model.from_)
    return list(zone.addresses) if zone else []


def _unique(rules: Iterator[Rule]) -> tuple[Rule, ...]:
    return tuple(dict.fromkeys(rules))
