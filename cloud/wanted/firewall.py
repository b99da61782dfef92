"""Security groups with their rules."""

from collections.abc import Iterator

from cloud.kinds.group import FAMILIES, egress_of
from cloud.kinds.rule import EVERYWHERE, path_of
from cloud.wanted.within import Within
from zhengyun.estate import AddressGroup, Group, Rule
from zhengyun.resource import Resource, Value


def resources(at: Within) -> Iterator[Resource]:
    """Every group of a tenant."""
    for addresses in at.tenant.address_groups:
        yield _addresses(at, addresses)
    for group in at.tenant.groups:
        yield from _group(at, group)


def _addresses(at: Within, group: AddressGroup) -> Resource:
    name = group.name if group.called is None else group.called
    attributes: dict[str, Value] = {"tenant": at.name, "name": name, "addresses": [*sorted(group.addresses)]}
    return Resource(at.address("addressgroup", f"{at.name}/{group.name}"), attributes, at.after)


def _group(at: Within, group: Group) -> Iterator[Resource]:
    path = f"{at.name}/{group.name}"
    open_to = set(FAMILIES) if group.open_egress else {family_of(rule) for rule in group.rules if is_open(rule)}
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "name": group.name if group.called is None else group.called,
        "egress": egress_of(open_to),
        "marked": True,
    }
    yield Resource(at.address("group", path), attributes, at.after)
    for rule in group.rules:
        if not is_open(rule):
            yield _rule(at, path, rule)


def _rule(at: Within, group: str, rule: Rule) -> Resource:
    attributes: dict[str, Value] = {
        "group": group,
        "direction": rule.direction,
        "family": family_of(rule),
        # One word in the estate; each family has its own protocol (RFC 792, RFC 4443).
        "protocol": "ipv6-icmp" if (rule.family, rule.protocol) == (6, "icmp") else rule.protocol,
        "ports": [*rule.ports] if rule.ports else None,
        "peer": rule.peer,
        "peer_group": f"{at.name}/{rule.peer_group}" if rule.peer_group else None,
        "peer_addresses": f"{at.name}/{rule.peer_addresses}" if rule.peer_addresses else None,
    }
    return Resource(at.address("rule", path_of(group, attributes)), attributes)


def family_of(rule: Rule) -> str:
    """The rule's family as Neutron calls it."""
    return f"IPv{rule.family}"


def is_open(rule: Rule) -> bool:
    """Whether a rule lets everything of its family out: to Neutron it is the same as the group's own such rule."""
    everywhere = rule.peer == EVERYWHERE[family_of(rule)]
    return rule.direction == "out" and rule.protocol == "any" and not rule.ports and everywhere
