"""Whether what has become of a thing has opened something: let somebody reach, or do, what nobody was meant to."""

from collections.abc import Mapping
from typing import Final

from cloud.words import opens
from zhengyun.diff import Change, Difference
from zhengyun.resource import Address, Value

# What is there of these kinds, and was never declared, lets somebody in wherever it leads.
KINDS: Final = frozenset({"rule", "floating", "router", "assignment", "share", "rbac", "credential", "user", "port"})
# Attributes that say who may reach a thing, or whom it may reach; whatever its kind.
ATTRIBUTES: Final = frozenset(
    [
        "groups",
        "egress",
        "shared",
        "external",
        "gateway",
        "subnets",
        "routes",
        "networks",
        "addresses",
        "roles",
        "role",
        "members",
        "public",
        "visibility",
        "secured",
        "pairs",
        "peer",
        "peer_group",
        "protocol",
        "ports",
        "enabled",
        "targets",
        "target",
    ]
)


def opened(difference: Difference) -> bool:
    """Whether a thing as it was found opens what its declaration does not."""
    existing = difference.existing
    if existing is None:
        return False
    if difference.wanted is None:
        return existing.address.kind in KINDS or bool(opens(existing.address, existing.attributes))
    return any(wider(difference.address, change) for change in difference.changes)


def wider(address: Address, change: Change) -> bool:
    """Whether an attribute that was found lets through more than the declared one. `before` is what was found."""
    if (
        address.kind == "quota"
        or change.attribute not in ATTRIBUTES
        or (change.attribute == "enabled" and address.kind not in KINDS)
    ):
        return False
    return _more(change.after, change.before)


def _more(declared: Value, found: Value) -> bool:
    """Whether `found` is more than `declared`; what cannot be told is taken for more."""
    if found in (None, False, "", "declared") or found == []:
        return False
    if isinstance(declared, list) and isinstance(found, list):
        return any(one not in declared for one in found)
    if isinstance(declared, Mapping) and isinstance(found, Mapping):
        return any(name not in declared or declared[name] != value for name, value in found.items())
    return found != declared
