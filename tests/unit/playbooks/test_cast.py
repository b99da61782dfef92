"""The inventory of a run: exactly its hosts, in the groups of the roles that are run, told what their roles are told."""

from typing import Any

from playbooks.cast import NOBODY, inventory, named, told
from playbooks.port import Identity
from tests.hosting import HOSTS, NTP, OTHER
from zhengyun.estate.hosts import Rendered

LOOK = Identity("zy-look", "/nowhere/look")


def made(*rendered: Rendered) -> Any:
    return inventory(HOSTS, told(HOSTS, rendered), {NTP, OTHER}, LOOK, {"zy_change": "look"})


def test_groups_are_the_roles_that_are_run_over_the_hosts_that_have_them() -> None:
    document = made()
    assert document["role_time_client"] == {"hosts": ["p-c1", "p-c2", NOBODY]}
    assert "role_ssh_hardening" not in document
    assert document["all"]["hosts"] == ["p-c1", "p-c2", NOBODY]
    assert "p-c3" not in document["_meta"]["hostvars"]


def test_a_host_is_reached_where_the_estate_says() -> None:
    words = made()["_meta"]["hostvars"]["p-c1"]
    assert (words["ansible_host"], words["ansible_port"], words["zy_zone"]) == ("198.18.1.7", 22, "core")
    assert made()["all"]["vars"]["ansible_user"] == "zy-look"


def test_what_a_room_has_rendered_counts_before_the_words_of_the_file() -> None:
    words = made(Rendered("p-c1", "time_client", {"word": "rendered", "lines": ["server x"]}))["_meta"]["hostvars"]
    assert words["p-c1"]["time_client_word"] == "rendered"
    assert words["p-c1"]["time_client_lines"] == ["server x"]
    assert words["p-c2"]["time_client_word"] == "p-c2"
    assert "ssh_hardening_word" not in words["p-c1"]


def test_a_word_that_has_its_roles_name_already_keeps_it() -> None:
    assert named("snmp_agent", {"location": "x", "snmp_agent_contact": "y"}) == {
        "snmp_agent_location": "x",
        "snmp_agent_contact": "y",
    }
