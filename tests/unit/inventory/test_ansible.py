"""The inventory for Ansible: every host that may be spoken to in the groups that it belongs to, and no other."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import ansible
from inventory.loader import load
from inventory.schema.values import NAME_PATTERN
from tests.examples import examples
from tests.unit.inventory.host_files import KEY, harbour
from zhengyun.estate.hosts import KINDS, ROLES, Host, Hosts, Rendered

NAMES = st.from_regex(NAME_PATTERN, fullmatch=True)
WORDS = st.dictionaries(st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True), st.text() | st.integers(), max_size=2)
HOSTS = st.builds(
    Host,
    name=NAMES,
    title=st.text(),
    site=NAMES,
    zone=NAMES,
    kind=st.sampled_from(KINDS),
    address=st.just("192.0.2.1"),
    port=st.integers(1, 65535),
    key=st.sampled_from((KEY, "")),
    roles=st.dictionaries(st.sampled_from(ROLES), WORDS),
)


def test_a_host_is_told_as_roles_expect_it() -> None:
    told = ansible.answer(load(harbour()).hosts, [Rendered("desk-1", "time_client", {"time_client_lines": ["a", "b"]})])
    assert told["_meta"]["hostvars"] == {
        "desk-1": {
            "ansible_host": "192.0.2.3",
            "ansible_port": 2222,
            "zy_host": "desk-1",
            "zy_site": "north",
            "zy_zone": "office",
            "zy_kind": "host",
            "zy_key": KEY,
            "snmp_agent_location": "Room 1",
            "snmp_agent_contact": ["day", "night"],
            "time_client_lines": ["a", "b"],
        }
    }
    groups = {name for name, one in told.items() if one.get("hosts") == ["desk-1"]}
    assert groups == {"site_north", "zone_office", "kind_host", "role_accounts", "role_snmp_agent", "role_time_client"}


@pytest.mark.slow
@given(st.lists(HOSTS, max_size=6, unique_by=lambda host: host.name))
@examples(200)
def test_every_host_with_a_key_is_in_its_groups_and_no_other_host_is_anywhere(hosts: list[Host]) -> None:
    estate = Hosts({host.name: host for host in hosts})
    told = ansible.answer(estate)
    for host in hosts:
        belongs = {
            f"site_{host.site}",
            f"zone_{host.zone}",
            f"kind_{host.kind}",
            *(f"role_{one}" for one in host.roles),
        }
        found = {group for group, one in told.items() if group not in {"_meta", "all"} and host.name in one["hosts"]}
        assert found == ({one.replace("-", "_") for one in belongs} if host.key else set())
        assert (host.name in told["_meta"]["hostvars"]) == bool(host.key)
    assert all(re.fullmatch(r"[a-z_][a-z0-9_]*", group) for group in told)
    assert set(told["all"]["children"]) == told.keys() - {"_meta", "all"} | {"ungrouped"}
    assert json.loads(json.dumps(told)) == told


@pytest.mark.slow
@given(st.lists(HOSTS, max_size=6, unique_by=lambda host: host.name))
@examples(100)
def test_the_file_says_the_same_as_the_answer(hosts: list[Host]) -> None:
    estate = Hosts({host.name: host for host in hosts})
    script, file = ansible.answer(estate), ansible.file(estate)["all"]
    assert file["hosts"] == script["_meta"]["hostvars"]
    assert {group: list(one["hosts"]) for group, one in file["children"].items()} == {
        group: one["hosts"] for group, one in script.items() if group not in {"_meta", "all"}
    }
