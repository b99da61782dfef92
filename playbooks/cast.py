"""Ansible's inventory of one run: its hosts, which roles each has in it, and what they are told."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from playbooks.grammars import Where
from playbooks.port import Identity
from zhengyun.estate.hosts import Host, Hosts, Rendered

LOOKING: Final = ("config",)
RUNNING: Final = ("precheck", "config", "apply", "verify")
PREFIX: Final = "role_"
"""A role's group: the hosts on which it is looked at, or run, this time."""

NOBODY: Final = "zhengyun-nobody"
"""A host that is none, in every group: Ansible gives a playbook up as soon as all hosts of one play have failed in it, and others are to go on.
This one is out before the first role, without anybody being asked."""

Document = dict[str, object]


def told(hosts: Hosts, rendered: Iterable[Rendered]) -> Mapping[Where, Mapping[str, object]]:
    """What each role is told on each host: the host's own words, and what rooms have rendered for it, which counts."""
    words: dict[Where, dict[str, object]] = {
        Where(host.name, role): dict(given) for host in hosts.hosts.values() for role, given in host.roles.items()
    }
    for one in rendered:
        words.setdefault(Where(one.host, one.role), {}).update(one.vars)
    return words


def inventory(
    hosts: Hosts,
    words: Mapping[Where, Mapping[str, object]],
    scope: Collection[Where],
    identity: Identity,
    common: Mapping[str, object],
) -> Document:
    """The inventory of a run, as JSON: groups `role_ROLE`, and for each host how it is reached and what its roles are told."""
    groups: dict[str, list[str]] = {}
    variables: dict[str, Document] = {}
    for one in sorted(scope):
        groups.setdefault(PREFIX + one.role, []).append(one.host)
        mine = variables.setdefault(one.host, _host(hosts.hosts[one.host]))
        mine.update(named(one.role, words.get(one, {})))
    document: Document = {name: {"hosts": [*members, NOBODY]} for name, members in sorted(groups.items())}
    variables[NOBODY] = {"ansible_connection": NOBODY}
    every: Document = {"ansible_user": identity.user, "ansible_connection": "ssh", **common}
    return {
        "_meta": {"hostvars": variables},
        "all": {"children": sorted(groups), "hosts": sorted(variables), "vars": every},
        **document,
    }


def named(role: str, words: Mapping[str, object]) -> Document:
    """A role's words as variables of its own: each begins with the role's name."""
    return {key if key.startswith(f"{role}_") else f"{role}_{key}": value for key, value in words.items()}


def _host(host: Host) -> Document:
    return {
        "ansible_host": host.address,
        "ansible_port": host.port,
        "ansible_python_interpreter": "/usr/bin/python3",
        "zy_host": host.name,
        "zy_title": host.title,
        "zy_site": host.site,
        "zy_zone": host.zone,
        "zy_kind": host.kind,
    }
