"""Hosts as Ansible's inventory: groups by site, zone, kind and role, and what each host's roles are told. Pure.

A host whose key nobody has pinned is left out: it is never spoken to. Names of variables are Ansible's (`ansible_host`,
`ansible_port`), ours (`zy_...`), or a role's own with the role before them, as its `defaults` have them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zhengyun.estate.hosts import Host, Hosts, Rendered

Inventory = dict[str, Any]
Told = Mapping[str, Mapping[str, object]]


def answer(hosts: Hosts, rendered: Iterable[Rendered] = ()) -> Inventory:
    """What an inventory script answers to `--list`, the variables of all hosts in `_meta`."""
    known = {host.name: (host, told) for host, told in _spoken_to(hosts, rendered)}
    members = _groups(known.values())
    return {
        "_meta": {"hostvars": {name: variables(host, told) for name, (host, told) in known.items()}},
        "all": {"children": ["ungrouped", *members]},
        **{group: {"hosts": names} for group, names in members.items()},
    }


def file(hosts: Hosts, rendered: Iterable[Rendered] = ()) -> Inventory:
    """The same in the form of an inventory file, which Ansible reads as JSON or as YAML."""
    known = {host.name: (host, told) for host, told in _spoken_to(hosts, rendered)}
    members = _groups(known.values())
    return {
        "all": {
            "hosts": {name: variables(host, told) for name, (host, told) in known.items()},
            "children": {group: {"hosts": dict.fromkeys(names)} for group, names in members.items()},
        }
    }


def variables(host: Host, told: Told) -> dict[str, object]:
    """What Ansible knows of a host; `told` is by role."""
    own = {variable(role, word): value for role, words in told.items() for word, value in words.items()}
    return {
        "ansible_host": host.address,
        "ansible_port": host.port,
        "zy_host": host.name,
        "zy_site": host.site,
        "zy_zone": host.zone,
        "zy_kind": host.kind,
        "zy_key": host.key,
        **own,
    }


def variable(role: str, word: str) -> str:
    """What a role calls what it is told: as ansible-lint asks for, with the role before it."""
    return word if word.startswith(f"{role}_") else f"{role}_{word}"


def _spoken_to(hosts: Hosts, rendered: Iterable[Rendered]) -> Iterator[tuple[Host, Told]]:
    """Each host whose key is known, with what its roles are told by its file and by other rooms."""
    more: dict[str, dict[str, Mapping[str, object]]] = {}
    for one in rendered:
        more.setdefault(one.host, {})[one.role] = one.vars
    for host in hosts.hosts.values():
        if host.key:
            roles = {**host.roles, **more.get(host.name, {})}
            yield host, {role: {**host.roles.get(role, {}), **words} for role, words in roles.items()}


def _groups(hosts: Iterable[tuple[Host, Told]]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for host, told in hosts:
        words = [("site", host.site), ("zone", host.zone), ("kind", host.kind), *(("role", role) for role in told)]
        for what, name in words:
            # Ansible's groups are identifiers; names of estates have no underscore, so that no two become one.
            members.setdefault(f"{what}_{name.replace('-', '_')}", []).append(host.name)
    return dict(sorted(members.items()))
