"""Planning hosts: what their roles would do, as one plan at the site `hosts`. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from playbooks import codes
from playbooks.grammars import FILE, GRAMMARS, Where, where_of
from playbooks.opening import opens
from playbooks.plan import Seen, blind
from playbooks.roletree import OURS, Tree, how
from zhengyun.action import Effects
from zhengyun.diff import diff
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import SITE, TENANT, Hosts
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address, Resource
from zhengyun.steps import Words, steps

ROOM: Final = "playbooks"
BLINDLY: Final = "blind"
"""The errand that names hosts of which nobody knows how they stand."""


def scope_of(
    hosts: Hosts,
    sites: tuple[str, ...],
    only: tuple[str, ...] = (),
    *,
    blind: tuple[str, ...] = (),
    allow_destroy: bool,
) -> Scope:
    """The scope of a plan of hosts: `only` names hosts, or roles on them (`HOST/ROLE`); `blind` hosts are not looked at.

    Raises: ZhengyunError (ZY-HOST-003, ZY-HOST-005).
    """
    others = sorted({*sites} - {SITE})
    if others:
        raise ZhengyunError(codes.HOSTS_ALONE, others=", ".join(others))
    paths = tuple(sorted({_path(hosts, word) for word in only}))
    for host in blind:
        _path(hosts, host)
    errand = (BLINDLY, *sorted({*blind})) if blind else ()
    return Scope((SITE,), only=paths, allow_destroy=allow_destroy, errand=errand)


def roles_in(hosts: Hosts, scope: Scope, rendered: Collection[Where] = ()) -> frozenset[Where]:
    """Each role on each host that a scope covers: those that hosts declare, and those that rooms have rendered something for."""
    declared = {Where(host.name, role) for host in hosts.hosts.values() for role in host.roles}
    every = declared | {one for one in rendered if one.host in hosts.hosts}
    return frozenset(one for one in every if scope.covers(SITE, "/".join((TENANT, *one))))


def blind_hosts(scope: Scope) -> frozenset[str]:
    """The hosts that a scope wants planned without being looked at.

    Raises: ZhengyunError (ZY-HOST-006) for any other errand.
    """
    if scope.errand and scope.errand[0] != BLINDLY:
        raise ZhengyunError(codes.NO_ERRAND, errand=scope.errand[0])
    return frozenset(scope.errand[1:])


def plan(estate: Estate, seen: Seen, scope: Scope, tree: Tree = OURS) -> Plan:
    """Plan what roles would do.

    Raises: Problems with every host and role that could not be looked at (ZY-HOST-010, ZY-HOST-011); ZhengyunError
    (ZY-HOST-003, ZY-HOST-004, ZY-HOST-006).
    """
    unseen = blind_hosts(scope)
    if not estate.hosts.hosts:
        raise ZhengyunError(codes.NO_HOSTS, estate=estate.name)
    errors = tuple(troubles(seen, unseen))
    if errors:
        raise Problems(errors)
    wanted = {**seen.wanted, **_blindly(estate.hosts, scope, tree)}
    differences = diff(wanted, seen.world.existing, GRAMMARS)
    actions = steps(ROOM, differences, seen.world.existing, GRAMMARS, Words(lambda *_: "", lambda *_: ""))
    touched = effects(estate, {where_of(one.address).host for one in actions})
    return Plan(estate.name, estate.commit, scope, actions, replace(touched, opens=opens(seen.diffs)))


def effects(estate: Estate, touched: Collection[str]) -> Effects:
    """What it means that these hosts are touched: their zones, as `SITE/ZONE`, and the highest level that one of these is for."""
    hosts = [estate.hosts.hosts[name] for name in touched]
    zones = {f"{host.site}/{host.zone}" for host in hosts if host.zone}
    levels = [zone.level for site in estate.sites for zone in site.zones if f"{site.name}/{zone.name}" in zones]
    return Effects(zones=tuple(sorted(zones)), level=max(levels, default=0))


def troubles(seen: Seen, unseen: Collection[str] = ()) -> Iterator[ZhengyunError]:
    """Why something cannot be planned, once for each host; of hosts that are planned blind nothing is asked."""
    told = {where.host: (where.role, trouble) for where, trouble in reversed(seen.untold) if where.host not in unseen}
    for host, (first, trouble) in sorted(told.items()):
        role = first if trouble.before else trouble.role
        if trouble.away:
            yield ZhengyunError(codes.AWAY, host=host, said=trouble.said)
        else:
            yield ZhengyunError(codes.NOT_PLANNED, host=host, role=role, task=trouble.task, said=trouble.said)


def secrets_of(plan: Plan) -> tuple[str, ...]:
    """The names of the secrets that the plan's files hold: what is opened for it, and nothing besides."""
    told = (action.attributes.get("secrets") for action in plan.actions if action.address.kind == FILE)
    return tuple(sorted({str(name) for names in told if isinstance(names, list) for name in names}))


def _blindly(hosts: Hosts, scope: Scope, tree: Tree) -> Mapping[Address, Resource]:
    """The roles of hosts that nobody looks at, each as a whole."""
    unseen = blind_hosts(scope)
    resources = (blind(one, dict(how(tree))) for one in roles_in(hosts, scope) if one.host in unseen)
    return {one.address: one for one in resources}


def _path(hosts: Hosts, word: str) -> str:
    """A path of the scope, from what a person has named."""
    host, _, role = word.removeprefix(f"{TENANT}/").partition("/")
    known = hosts.hosts.get(host)
    if not known or (role and role not in known.roles):
        raise ZhengyunError(codes.UNKNOWN, word=word)
    return "/".join(part for part in (TENANT, host, role) if part)
