"""Hosts and segments: read into their normal form, and each rule broken once, found once, at its place."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from inventory.loader import load
from inventory.schema.export import schema
from tests.unit.inventory.estates import Memory
from tests.unit.inventory.host_files import FILES, KEY, NORTH, broken, harbour
from tests.unit.inventory.test_consequences import FORM, Step, places, problems, with_value
from zhengyun.errors import Exit
from zhengyun.estate.hosts import ROLES, WORDS, Interface


def test_hosts_are_read_with_where_they_are_spoken_to() -> None:
    hosts = load(harbour()).hosts
    assert list(hosts.hosts) == ["keeper", "wall", "desk-1", "shed"]
    desk = hosts.hosts["desk-1"]
    assert (desk.site, desk.zone, desk.kind, desk.address, desk.port, desk.key) == (
        "north", "office", "host", "192.0.2.3", 2222, KEY,
    )  # fmt: skip
    assert desk.interfaces == (
        Interface("keep-n", "keep-n", "192.0.2.3/28"),
        Interface("desks", "desks", "203.0.113.2/29"),
    )
    assert desk.roles == {"accounts": {}, "snmp_agent": {"location": "Room 1", "contact": ["day", "night"]}}
    # A segment of one site, used at the other.
    shed = hosts.hosts["shed"]
    assert (shed.site, shed.address, shed.gateway, shed.key) == ("south", "192.0.2.34", "203.0.113.17", "")
    assert hosts.segments["desks"].rate == 1000
    assert hosts.segments["quay"].border
    assert load(harbour()).apart == ("198.51.100.0/24",)


BROKEN = [
    # file, what is right, what is written, code, what the message names
    ("north", "zone: office\n", "zone: ofice\n", "ZY-EST-020", "ofice"),
    ("north", "keep-n: 192.0.2.3, desks:", "keep-n: 192.0.2.3, desk:", "ZY-EST-020", "desk"),
    ("south", "  shed:", "  wall:", "ZY-EST-021", "wall"),
    ("south", "  keep-s: {", "  desks: {", "ZY-EST-021", "desks"),
    ("south", "203.0.113.18", "203.0.113.17", "ZY-EST-021", "203.0.113.17"),
    ("south", "zone: front\n", f"zone: front\n    key: {KEY}\n", "ZY-EST-021", KEY),
    ("south", "192.0.2.34", "192.0.2.50", "ZY-EST-042", "192.0.2.50"),
    ("south", "192.0.2.34", "192.0.2.47", "ZY-EST-042", "broadcast"),
    ("north", "addresses: 203.0.113.0/29", "addresses: 203.0.113.16/28", "ZY-EST-040", "203.0.113.16"),
    ("north", "desks: 203.0.113.2}", "doors: 203.0.113.20}", "ZY-EST-272", "zone office would stand in zone front"),
    ("north", "doors: {addresses: 203.0.113.16/29}", "doors: {addresses: 192.0.2.64/29}", "ZY-EST-273", "192.0.2.64/29"),
    ("north", "border: true}", "border: true, management: true}", "ZY-EST-274", "quay"),
    ("south", "doors: 203.0.113.18", "keep-n: 192.0.2.5", "ZY-EST-275", "keep-n and keep-s"),
    ("south", "keep-s: 192.0.2.34, ", "", "ZY-EST-276", "keep-n, keep-s"),
    ("south", "gateway: 203.0.113.17", "gateway: 203.0.113.18", "ZY-EST-278", "own"),
    ("south", "gateway: 203.0.113.17", "gateway: 203.0.113.2", "ZY-EST-278", "none of the host's segments"),
    ("south", "gateway: 203.0.113.17", "gateway: 192.0.2.33", "ZY-EST-278", "management segment"),
    ("north", "keep-n: 192.0.2.1,", "keep-n: 192.0.2.1, desks: 203.0.113.6,", "ZY-EST-279", "desks"),
    ("north", ", border: true", "", "ZY-EST-280", "198.51.100.0/30"),
    ("estate", "198.51.100.0/24", "203.0.113.16/29", "ZY-EST-280", "203.0.113.16/29"),
    ("south", "  shed:", "  localhost:", "ZY-EST-012", "a meaning of its own"),
    ("south", "  keep-s: {addresses", "  lo: {addresses", "ZY-EST-012", "a meaning of its own"),
    ("north", "Room 1", '"{{ lookup(1) }}"', "ZY-EST-281", "lookup"),
    ("north", "[day, night]", "[day, '{% x %}']", "ZY-EST-281", "{% x %}"),
    ("north", "[day, night]", "{__ansible_vault: x}", "ZY-EST-281", "__ansible_vault"),
    ("north", "location: Room 1,", "location: Room 1, snmp_agent_location: Room 2,", "ZY-EST-021", "snmp_agent_location"),
    # What a role keeps for itself, and what no role has.
    ("north", "accounts: {}", "accounts: {made: {names: [games]}}", "ZY-EST-284", "principals, commands"),
    ("north", "accounts: {}", "accounts: {accounts_made: {names: [games]}}", "ZY-EST-284", "accounts_made"),
    ("north", "location: Room 1,", "locations: Room 1,", "ZY-EST-284", "locations"),
    ("north", "accounts: {}", "accounts: {principals: [zy-look]}", "ZY-EST-285", "accounts, each"),
    ("north", "accounts: {}", 'accounts: {principals: {"../../cron.d/zz": ["* * * * * root id"]}}', "ZY-EST-285", "cron.d"),
    ("north", "accounts: {}", "accounts: {principals: {root: [zy-audit]}}", "ZY-EST-285", "root"),
    ("north", "accounts: {}", "accounts: {principals: {zy-run: [zy-run, zy-audit]}}", "ZY-EST-285", "its own name alone"),
    ("north", "accounts: {}", "accounts: {principals: {zy-audit: ['command=\"id\" zy-audit']}}", "ZY-EST-285", "word of a certificate"),
    ("north", "accounts: {}", "accounts: {principals: {zy-net: [zy-net]}}", "ZY-EST-285", "devices: true"),
    ("north", "accounts: {}", "accounts: {commands: {zy-net: [/usr/bin/id -u]}}", "ZY-EST-285", "devices: true"),
    ("north", "accounts: {}", "accounts: {devices: [zy-net]}", "ZY-EST-285", "true or false"),
    ("north", "accounts: {}", "accounts: {commands: {ALL: [/bin/sh]}}", "ZY-EST-285", "ALL"),
    ("north", "accounts: {}", "accounts: {commands: {zy-audit: /bin/true}}", "ZY-EST-285", "list"),
    ("north", "accounts: {}", "accounts: {commands: {zy-look: [/usr/bin/id -u]}}", "ZY-EST-285", "zy-look"),
    ("north", "accounts: {}", "accounts: {commands: {zy-audit: [/usr/bin/cat]}}", "ZY-EST-286", "/usr/bin/cat"),
    ("north", "accounts: {}", "accounts: {commands: {zy-audit: [/usr/bin/../bin/cat x]}}", "ZY-EST-286", ".."),
    ("north", "accounts: {}", "accounts: {commands: {zy-audit: [/usr/bin/cat x*]}}", "ZY-EST-286", "x*"),
    ("north", "accounts: {}", 'accounts: {commands: {zy-audit: ["/usr/bin/cat x\\n"]}}', "ZY-EST-286", "cat"),
    ("north", "desks: 203.0.113.2}", "desks: 203.0.113.2, quay: 198.51.100.2}", "ZY-EST-282", "quay"),
    ("north", "gateway: 198.51.100.2", "gateway: 203.0.113.2", "ZY-EST-277", "wall → desk-1 → wall"),
    ("north", KEY, KEY[:-4], "ZY-EST-012", "public SSH key"),
    ("north", KEY, "ssh-dss AAAA", "ZY-EST-012", "public SSH key"),
    ("north", "port: 2222", "port: 0", "ZY-EST-012", "1"),
    ("north", "snmp_agent:", "snmp_agents:", "ZY-EST-012", "snmp_agent"),
    ("north", "location:", "Location:", "ZY-EST-012", "variable"),
    ("north", "kind: firewall", "kind: fire", "ZY-EST-012", "fire"),
    ("south", "  keep-s: {", "  a-very-long-name-1: {", "ZY-EST-012", "at most 15"),
    ("north", "  doors: {addresses: 203.0.113.16/29}", "  doors: {addresses: 203.0.113.16}", "ZY-EST-012", "network"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "code", "named"), BROKEN)
def test_each_rule_is_told_with_its_place(file: str, right: str, wrong: str, code: str, named: str) -> None:
    errors = [one for one in problems(broken(file, right, wrong)) if one.code.id == code]
    assert errors
    assert named in str(errors[0])
    assert errors[0].place
    assert errors[0].place.line > 0
    assert errors[0].code.exit in {Exit.BAD_INPUT, Exit.REFUSED}


def test_a_name_of_ours_is_no_sites() -> None:
    text = FILES["north/site.yaml"].replace("north", "hosts")
    contents = {"estate.yaml": FILES["estate.yaml"].replace("north, south", "hosts"), "hosts/site.yaml": text}
    (error,) = problems(Memory({name: one.encode() for name, one in contents.items()}))
    assert "hosts" in str(error)


def test_a_segment_of_ours_in_the_other_networks_range_is_refused() -> None:
    moved = NORTH.replace("doors: {addresses: 203.0.113.16/29}", "doors: {addresses: 198.51.100.16/29}")
    assert "ZY-EST-280" in {one.code.id for one in problems(harbour(north=moved))}


EVERYWHERE = [(name, at) for name in FILES for at in places(yaml.safe_load(FILES[name]))]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [[["wrong"]], None], ids=str)
@pytest.mark.parametrize(("name", "at"), EVERYWHERE, ids=str)
def test_a_refused_value_is_the_only_error(name: str, at: tuple[Step, ...], wrong: Any) -> None:
    text = yaml.safe_dump(with_value(yaml.safe_load(FILES[name]), at, wrong), sort_keys=False)
    contents = {**harbour().contents, name: text.encode()}
    errors = problems(Memory(contents))
    form = [one for one in errors if one.code.id in FORM]
    # What a role is told may be anything.
    told = at[:1] == ("hosts",) and len(at) > 4 and at[2] == "roles"
    # A gateway and a key may be left out; without a host's gateway nothing else changes.
    free = wrong is None and at[-1] in {"gateway", "key", "rate"}
    assert len(form) == len(errors) == 1 or ((told or free) and not errors), [str(one) for one in errors]


def test_the_schema_for_editors_accepts_what_we_accept() -> None:
    validator = jsonschema.Draft202012Validator(schema("hosts"))
    for name in ("north", "south"):
        assert not list(validator.iter_errors(yaml.safe_load(FILES[f"{name}/hosts.yaml"])))
    assert list(validator.iter_errors(yaml.safe_load(NORTH.replace("zone: office", "zones: office"))))


def test_the_pages_example_is_right() -> None:
    page = (Path(__file__).parents[3] / "docs" / "hosts.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    zones = "core: [198.18.64.0/20]", "office: [198.18.10.0/24]", "management: [198.18.1.0/24]"
    named = (one.split(": ") for one in zones)
    lines = "".join(f"  {name}: {{title: {name}, level: 3, addresses: {range_}}}\n" for name, range_ in named)
    files = {
        "estate.yaml": FILES["estate.yaml"]
        .replace("north, south", "north")
        .replace("198.51.100.0/24", "198.19.0.0/16"),
        "north/site.yaml": f"site: north\ntitle: North\nzones:\n{lines}flavors: {{}}\nimages: {{}}\n",
        "north/hosts.yaml": example,
    }
    hosts = load(Memory({name: text.encode() for name, text in files.items()})).hosts
    assert (hosts.hosts["p-c2"].key, hosts.hosts["p-ih1"].key) == (KEY, "")
    assert hosts.segments["wan-1"].rate == 100


def test_what_roles_may_be_told_are_their_defaults_and_nothing_that_they_keep_for_themselves() -> None:
    folder = Path(__file__).parents[3] / "playbooks" / "roles"
    for role, words in WORDS.items():
        defaults = yaml.safe_load((folder / role / "defaults" / "main.yml").read_text())
        assert list(defaults) == [f"{role}_{word}" for word in words]
        kept = {
            line.partition("register: ")[2].strip()
            for file in (folder / role / "tasks").glob("*.yml")
            for line in file.read_text().splitlines()
            if "register: " in line
        }
        assert kept
        assert not kept & set(defaults)
        assert not any("set_fact" in file.read_text() for file in (folder / role / "tasks").glob("*.yml"))


def test_accounts_of_a_host_may_be_told_what_the_house_has() -> None:
    more = 'commands: {zy-audit: [/usr/bin/cat /var/log/syslog, /usr/sbin/needrestart ""]}, principals: {zy-audit: [zy-audit, audit-2], zy-run: [zy-run]}, devices: true'
    assert not problems(harbour(north=NORTH.replace("accounts: {}", f"accounts: {{{more}}}")))


def test_the_roles_that_files_may_name_are_those_that_there_are() -> None:
    folder = Path(__file__).parents[3] / "playbooks" / "roles"
    assert sorted(one.name for one in folder.iterdir() if (one / "tasks").is_dir()) == sorted(ROLES)
