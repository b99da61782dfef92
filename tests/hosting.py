"""Hosts of a small estate, and what Ansible's events say of them, for tests of what is made of both."""

from collections.abc import Mapping
from typing import Any, Final

from playbooks.events import Over, Results
from playbooks.grammars import Where
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host, Hosts

NTP: Final = Where("p-c1", "time_client")
SSH: Final = Where("p-c1", "ssh_hardening")
OTHER: Final = Where("p-c2", "time_client")
ALL: Final = frozenset({NTP, SSH, OTHER})
BEFORE: Final = {"sha256": "a" * 64, "mode": "0644", "owner": "root", "group": "root"}
AFTER: Final = {**BEFORE, "sha256": "b" * 64}


def host(name: str, *roles: str, zone: str = "core") -> Host:
    """A host that has these roles."""
    told = {role: {"word": name} for role in roles}
    return Host(name, f"主机 {name}", "primary", zone, "host", "198.18.1.7", 22, "ssh-ed25519 AAAA", roles=told)


HOSTS: Final = Hosts(
    {
        one.name: one
        for one in (
            host("p-c1", "time_client", "ssh_hardening"),
            host("p-c2", "time_client", zone="edge"),
            host("p-c3"),
        )
    }
)
ESTATE: Final = Estate("jiangzhou", "江州", "internal", (), commit="c" * 40, hosts=HOSTS)


def event(name: str, where: Where | None = None, **more: Any) -> Mapping[str, Any]:
    """One event as ansible-runner hands it over."""
    at = {"host": where.host, "role": where.role} if where else {}
    return {"event": name, "event_data": {**at, "task_action": "zy_file", **more}}


def play(role: str) -> Mapping[str, Any]:
    """A play of a role begins."""
    return event("playbook_on_play_start", pattern=f"role_{role}")


def laid(where: Where, path: str, before: object, after: object, **more: Any) -> Mapping[str, Any]:
    """A role tells of a file."""
    told = {"role": where.role, "path": path, "before": before, "after": after, "changed": before != after, **more}
    return event("runner_on_ok", where, task="Lay it", res={"changed": before != after, "zhengyun": [told]})


def results(*events: Mapping[str, Any], scope: frozenset[Where] = ALL) -> tuple[Results, list[Over]]:
    """What these events tell, and what ended by them."""
    made = Results(scope)
    return made, [over for one in events for over in made.take(one)]


STATS: Final = event("playbook_on_stats")
