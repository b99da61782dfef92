"""Every class of error that the schema knows: its code, its place, what was expected, the nearest legal value."""

import pytest

from inventory.loader import load
from tests.unit.inventory.estates import FILES, NAMES, Memory, edited, whole, with_file
from zhengyun.errors import Problems, ZhengyunError


def errors_of(source: Memory) -> tuple[ZhengyunError, ...]:
    with pytest.raises(Problems) as caught:
        load(source)
    return caught.value.errors


def the_error(source: Memory) -> ZhengyunError:
    errors = errors_of(source)
    assert len(errors) == 1, [str(error) for error in errors]
    return errors[0]


WRONG = [
    # file, what is right, what is written, code, where (text at line:column), expected, nearest
    ("finance", "ram: 16 GiB", "ram: 16GX", "ZY-EST-012", "16GX", "a size such as 16 GiB", "16 GiB"),
    ("finance", "ram: 16 GiB", "ram: 16 GB", "ZY-EST-012", "16 GB", "a size such as 16 GiB", "16 GiB"),
    ("finance", "ram: 16 GiB", "ram: 16", "ZY-EST-012", "16,", "a size such as 16 GiB", ""),
    ("finance", "storage: 40 GiB", "storage: 40960 MB", "ZY-EST-012", "40960 MB", "a size in whole GiB", "40960 MiB"),
    ("finance", "data: 20 GiB", "data: 1500 MiB", "ZY-EST-012", "1500 MiB", "a size in whole GiB", "2 GiB"),
    ("finance", "rto: 4 h", "rto: 4 hours", "ZY-EST-012", "4 hours", "a duration such as 30 min", "4 h"),
    ("finance", "servers: 4,", "servers: four,", "ZY-EST-012", "four", "a whole number", ""),
    ("finance", "servers: 4,", "servers: -1,", "ZY-EST-012", "-1", "the word unlimited", "unlimited"),
    ("finance", "level: 3\n", "level: 6\n", "ZY-EST-012", "6\n", "at most {le}", ""),
    ("finance", "servers: 4,", "server: 4,", "ZY-EST-010", "server: 4", "", "servers"),
    ("finance", "protocol: tcp, ports: 443}\n  database", "protocol: tpc, ports: 443}\n  database", "ZY-EST-012", "tpc", "one of", "tcp"),
    ("finance", "tenant: finance", "tenant: Finance", "ZY-EST-012", "Finance", "a name", "finance"),
    ("finance", "  office: {zone", "  Office: {zone", "ZY-EST-012", "Office", "a name", "office"),
    ("finance", "198.51.100.0/28}", "198.51.100.1/28}", "ZY-EST-012", "198.51.100.1/28", "a network", "198.51.100.0/28"),
    ("finance", "198.51.100.0/28}", "office}", "ZY-EST-012", "office}", "a network", ""),
    ("finance", "address: 198.51.100.10", "address: 198.51.100.300", "ZY-EST-012", "198.51.100.300", "an address", ""),
    ("finance", "ports: 5432", "ports: 70000", "ZY-EST-012", "70000", "a port", ""),
    ("finance", "ports: 5432", "ports: 90-80", "ZY-EST-012", "90-80", "a port", ""),
    ("finance", "from: app,", "from: app, to: app,", "ZY-EST-012", "{from: app, to", "exactly one of", ""),
    ("finance", "from: app, protocol: tcp,", "from: app, protocol: icmp,", "ZY-EST-012", "{from: app", "no ports", ""),
    ("finance", "ssh-ed25519 AAAAC3", "ssh-ed25519 BAAAC3", "ZY-EST-012", "ssh-ed25519", "a public SSH key", ""),
    ("finance", "title: Payroll", "title: 7", "ZY-EST-012", "7\n", "a text", ""),
    ("finance", "title: Payroll", 'title: ""', "ZY-EST-012", '""', "not empty", ""),
    ("finance", "networks: [front], floating", "networks: front, floating", "ZY-EST-012", "front, floating", "a list", "[front]"),
    ("finance", "networks: [front], floating", "networks: [], floating", "ZY-EST-012", "[], floating", "not empty", ""),
    ("finance", "    title: Payroll\n", "", "ZY-EST-011", "payroll", "", ""),
    ("finance", "{rto: 4 h, rpo: 30 min}", "[4 h]", "ZY-EST-012", "[4 h]", "a mapping", ""),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: []}}\nkeys:\n", "ZY-EST-012", "[]", "not empty", ""),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [a], credentials: {n: {expires: 2027-02-30}}}}\nkeys:\n", "ZY-EST-012", "2027-02-30", "a day", ""),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [a], credentials: {n: {expires: 2027}}}}\nkeys:\n", "ZY-EST-012", "2027", "a day", ""),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [a], credentials: {n: {access: []}}}}\nkeys:\n", "ZY-EST-012", "[]", "not empty", ""),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [a], credentials: {n: {access: [{service: compute, method: LIST, path: /v2}]}}}}\nkeys:\n", "ZY-EST-012", "LIST", "one of", "POST"),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [a], credentials: {n: {access: [{service: compute, method: GET, path: v2}]}}}}\nkeys:\n", "ZY-EST-012", "v2", "a path", ""),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [a b]}}\nkeys:\n", "ZY-EST-012", "a b", "the name of a role", ""),
    ("estate", "network: external", "network: extern", "ZY-EST-012", "extern", "one of", "external"),
    ("estate", "sites: [primary]", "sites: []", "ZY-EST-012", "[]", "not empty", ""),
    ("site", "exposed: true", "exposed: yes", "ZY-EST-012", "yes", "true or false", "true"),
    ("site", "level: 2", "level: two", "ZY-EST-012", "two", "a whole number", ""),
    ("site", "sha256: a", "sha256: g", "ZY-EST-012", "gb", "a SHA-256", ""),
    ("site", "file: base.raw", "file: ../base.raw", "ZY-EST-012", "../base.raw", "the name of a file", ""),
    ("site", "pool: 203.0.113.10-203.0.113.60", "pool: 203.0.113.60-203.0.113.10", "ZY-EST-012", "203.0.113.60-", "a range", ""),
    ("site", "file: base.raw,", "file: base.raw, properties: {zhengyun_path: a},", "ZY-EST-012", "zhengyun_path", "another property", ""),
    ("site", "file: base.raw,", "file: base.raw, properties: {status: a},", "ZY-EST-012", "status", "another property", ""),
    ("site", "file: base.raw,", "file: base.raw, properties: {hw_disk_bus: true},", "ZY-EST-012", "true", "a text", ""),
    ("site", "file: base.raw,", "file: base.raw, members: [finance],", "ZY-EST-012", "{title: Base", "visibility: shared", ""),
    ("site", "file: base.raw,", "file: base.raw, visibility: publc,", "ZY-EST-012", "publc", "one of", "public"),
    ("site", "type: flat", "type: flatt", "ZY-EST-012", "flatt", "one of", "flat"),
    ("site", "type: flat, network: internet", "type: flat, network: internet, segment: 7", "ZY-EST-012", "{type: flat, ", "no segment", ""),
    ("site", "type: flat, network: internet", "type: flat", "ZY-EST-012", "{type: flat}", "a `network`", ""),
    ("site", "type: flat, network: internet", "type: vlan, network: internet", "ZY-EST-012", "{type: vlan, ", "from 1 to 4094", ""),
    ("site", "type: flat, network: internet", "type: vlan, network: internet, segment: 4095", "ZY-EST-012", "{type: vlan, ", "from 1 to 4094", ""),
    ("site", "type: flat, network: internet", "type: vxlan, network: internet, segment: 70000", "ZY-EST-012", "{type: vxlan, ", "no network", ""),
    ("site", "type: flat, network: internet", "type: geneve", "ZY-EST-012", "{type: geneve}", "a `segment`", ""),
    ("site", "vcpus: 1,", "vcpus: 0,", "ZY-EST-012", "0,", "at least", ""),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "code", "where", "expected", "near"), WRONG)
def test_an_error_names_its_place_what_was_expected_and_the_nearest_legal_value(
    file: str, right: str, wrong: str, code: str, where: str, expected: str, near: str
) -> None:
    source = edited(file, right, wrong)
    error = the_error(source)
    assert error.code.id == code
    assert expected in str(error.values.get("expected", ""))
    assert error.values.get("nearest", "") == near
    assert error.place
    lines = source.contents[NAMES[file]].decode().splitlines(keepends=True)
    assert "".join(lines[error.place.line - 1 :])[error.place.column - 1 :].startswith(where)
    assert str(error.place).startswith(f"town/{NAMES[file]}:{error.place.line}:")


SHOWN = [
    ("servers: 4,", "servers: ,", "null: expected a whole number"),
    ("servers: 4,", "servers: [a, 1, true],", "[a, 1, true]: expected a whole number"),
    ("servers: 4,", "servers: {a: {b: ~}},", "{a: {b: null}}: expected a whole number"),
    ("servers: 4,", 'servers: "4",', '"4": expected a whole number'),
    ("title: Payroll", 'title: ""', '"": expected a text that is not empty'),
    ("title: Payroll", "title:", "null: expected a text"),
    ("protocol: tcp, ports: 5432", "protocol: null, ports: 5432", "null: expected one of"),
    ("ram: 16 GiB", 'ram: "16\\e[31m"', '"16\\u001b[31m": expected a size'),
    ("key: operations", "key: [operations]", "[operations]: expected a name"),
    ("tenant: finance", f"tenant: [{'a' * 99}]", f"[{'a' * 56}...: expected a name"),
    ("198.51.100.0/28}", "198.51.100.0/31}", "198.51.100.0/31: expected a network with room for servers"),
    ("198.51.100.0/28}", "198.51.100.0}", "198.51.100.0: expected a network such as"),
    ("data: 20 GiB", "data: {size: 20 GiB, snapshots: 30 s}", "30 s: expected a span of whole minutes"),
    ("data: 20 GiB", "data: {size: 20 GiB, snapshots: 0}", "0: expected a span of whole minutes"),
    ("data: 20 GiB", "data: {size: 20 GiB, backups: {every: 1 d, keep: 0}}", "0: expected at least"),
    ("data: 20 GiB", "data: {size: 20 GiB, backups: {keep: 3}}", "every"),
    ("address: 198.51.100.10", 'address: "fe80::1%eth0"', "fe80::1%eth0: expected an address"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), SHOWN)
def test_a_value_is_shown_as_it_stands_in_the_file(right: str, wrong: str, told: str) -> None:
    assert told in str(the_error(edited("finance", right, wrong)))


def test_a_text_that_is_nearly_right_is_offered_right() -> None:
    assert the_error(edited("finance", "servers: 4,", 'servers: "4",')).values["nearest"] == "4"
    assert the_error(edited("finance", "groups: [database]", "groups: database")).values["nearest"] == "[database]"


def test_every_legal_name_is_told_where_one_is_not_known() -> None:
    error = the_error(edited("finance", "servers: 4,", "sever: 4,"))
    assert "servers, vcpus, ram, volumes" in str(error.values["legal"])


def test_all_errors_of_all_files_are_found_in_one_run() -> None:
    broken = {
        NAMES["estate"]: FILES[NAMES["estate"]].replace("title: Finance", "titel: Finance"),
        NAMES["site"]: FILES[NAMES["site"]].replace("level: 2", "level: 9").replace("1 GiB", "1GX"),
        NAMES["finance"]: FILES[NAMES["finance"]]
        .replace("servers: 4,", "servers: x,")
        .replace("rto: 4 h", "rto: soon"),
    }
    errors = errors_of(Memory({name: text.encode() for name, text in broken.items()}))
    assert [error.code.id for error in errors] == [
        "ZY-EST-010",  # estate.yaml: titel is not known
        "ZY-EST-012", "ZY-EST-012",  # site.yaml
        "ZY-EST-012", "ZY-EST-012",  # finance.yaml
    ]  # fmt: skip


def test_a_broken_file_does_not_hide_what_is_wrong_elsewhere() -> None:
    source = with_file("primary/tenants/health.yaml", "tenant: health\nquota: {servers: x, vcpus: 1, ram: 1 GiB}\n")
    contents = dict(source.contents)
    contents[NAMES["finance"]] = FILES[NAMES["finance"]].replace("level: 3\n", "level: 4\n").encode()
    assert {error.code.id for error in errors_of(Memory(contents))} == {"ZY-EST-012", "ZY-EST-030"}


def test_a_whole_estate_has_no_errors() -> None:
    assert load(whole()).name == "town"
