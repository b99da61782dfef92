"""Devices: read into their normal form, and each rule broken once, found once, at its place."""

from pathlib import Path
from typing import Final

import jsonschema
import pytest
import yaml

from inventory.loader import load
from inventory.schema.export import schema
from tests.unit.inventory.estates import Memory
from tests.unit.inventory.host_files import FILES, KEY
from tests.unit.inventory.test_schema import errors_of
from zhengyun.estate.devices import Bgp, Listed, Neighbour, Ospf, OspfPort, Port, Static, Vlan

KEY_OF_CRANE = KEY.replace("IKoiF2", "IKoiF3")
DEVICES = f"""\
devices:
  wall:
    platform: frr
    ospf: {{router: 203.0.113.1, static_metric: 10, ports: {{desks: {{passive: true}}, doors: {{point_to_point: true, hello: 1, dead: 4}}}}}}
    bgp:
      number: 65001
      router: 203.0.113.1
      networks: [203.0.113.0/28]
      neighbours: {{198.51.100.2: {{number: 65002, takes: incoming}}}}
    statics: [{{to: 198.51.100.128/25, via: 198.51.100.2}}, {{to: 192.0.2.128/25}}]
    prefix_lists: {{incoming: [{{permit: 198.51.100.0/24, most: 26}}, {{deny: 0.0.0.0/0, most: 32}}]}}
  crane:
    title: Crane
    platform: huawei_vrp
    zone: office
    address: 192.0.2.5
    key: {KEY_OF_CRANE}
    user: netops
    secret: crane
    vlans: {{desks: 10, doors: 20}}
    ports:
      GigabitEthernet0/0/1: {{access: 10}}
      GigabitEthernet0/0/2: {{trunk: [20, 10], title: To the wall}}
      GigabitEthernet0/0/3: {{shut: true}}
      Vlanif10: {{segment: desks, address: 203.0.113.3}}
    policed: [Vlanif10]
"""


OF_WALL: Final = "roles: {ssh_hardening: {}}"


def harbour(devices: str = DEVICES) -> Memory:
    files = {**FILES, "north/devices.yaml": devices}
    return Memory({name: text.encode() for name, text in files.items()}, Path("harbour"))


def test_a_device_that_is_a_host_has_the_hosts_address_and_ports() -> None:
    estate = load(harbour())
    wall, host = estate.devices["wall"], estate.hosts.hosts["wall"]
    assert (wall.title, wall.zone, wall.site, wall.address) == (host.title, host.zone, "north", host.address)
    assert wall.ports[1] == Port("desks", "desks", address="203.0.113.1/29")
    assert wall.ospf == Ospf(
        "203.0.113.1", (OspfPort("desks", passive=True), OspfPort("doors", point_to_point=True, hello=1, dead=4)), 0, 10
    )
    peer = Neighbour("198.51.100.2", 65002, "incoming")
    assert wall.bgp == Bgp(65001, "203.0.113.1", (peer,), ("203.0.113.0/28",))
    assert wall.statics == (Static("198.51.100.128/25", "198.51.100.2"), Static("192.0.2.128/25", ""))
    assert wall.prefix_lists["incoming"] == (
        Listed(True, "198.51.100.0/24", 0, 26),
        Listed(False, "0.0.0.0/0", 0, 32),
    )


def test_a_switch_has_what_its_file_says() -> None:
    crane = load(harbour()).devices["crane"]
    assert (crane.platform, crane.address, crane.port, crane.user, crane.secret) == (
        "huawei_vrp", "192.0.2.5", 22, "netops", "crane"
    )  # fmt: skip
    assert crane.key == KEY_OF_CRANE
    assert crane.vlans == (Vlan(10, "desks"), Vlan(20, "doors"))
    assert crane.ports[1] == Port("GigabitEthernet0/0/2", title="To the wall", trunk=(10, 20))
    assert crane.ports[2].shut
    assert crane.ports[3] == Port("Vlanif10", "desks", address="203.0.113.3/29")
    assert crane.policed == ("Vlanif10",)


BROKEN = [
    # what is right, what is written, code, what the message names
    ("platform: frr", "platform: fr", "ZY-EST-012", "one of"),
    ("platform: frr", "platform: frr\n    title: Wall", "ZY-EST-340", "title"),
    ("    zone: office\n", "", "ZY-EST-011", "zone"),
    ("    address: 192.0.2.5\n", "", "ZY-EST-011", "address"),
    ("zone: office", "zone: ofice", "ZY-EST-020", "ofice"),
    ("address: 192.0.2.5", "address: 203.0.113.3", "ZY-EST-345", "keep-n"),
    ("{desks: {passive", "{desk: {passive", "ZY-EST-341", "desk"),
    ("policed: [Vlanif10]", "policed: [Vlanif1]", "ZY-EST-341", "Vlanif1"),
    ("{access: 10}", "{access: 11}", "ZY-EST-342", "11"),
    ("trunk: [20, 10]", "trunk: [20, 30]", "ZY-EST-342", "30"),
    ("{access: 10}", "{access: 4095}", "ZY-EST-012", "4095"),
    ("{access: 10}", "{access: 10, trunk: [20]}", "ZY-EST-012", "one of"),
    ("takes: incoming", "takes: incomming", "ZY-EST-343", "incomming"),
    ("{198.51.100.2: {number", "{198.51.101.2: {number", "ZY-EST-344", "198.51.101.2"),
    ("via: 198.51.100.2}", "via: 192.0.2.1}", "ZY-EST-344", "management"),
    ("via: 198.51.100.2}", "via: 203.0.113.200}", "ZY-EST-344", "203.0.113.200"),
    ("to: 198.51.100.128/25", 'to: "2001:db8::/48"', "ZY-EST-344", "other family"),
    ("permit: 198.51.100.0/24, most: 26", "permit: 198.51.100.0/24, most: 20", "ZY-EST-346", "198.51.100.0/24"),
    ("permit: 198.51.100.0/24, most: 26", "permit: 198.51.100.0/24, least: 27, most: 26", "ZY-EST-346", "27"),
    ("permit: 198.51.100.0/24, most: 26", "permit: 198.51.100.0/24, most: 33", "ZY-EST-346", "33"),
    ("permit: 198.51.100.0/24", "permit: 198.51.100.0/24, deny: 0.0.0.0/0", "ZY-EST-012", "exactly one"),
    ("segment: desks, address", "segment: desk, address", "ZY-EST-020", "desk"),
    ("address: 203.0.113.3}", "address: 203.0.113.30}", "ZY-EST-042", "203.0.113.30"),
    ("router: 203.0.113.1, static", "router: 65.1, static", "ZY-EST-012", "65.1"),
    ("number: 65001", "number: 0", "ZY-EST-012", "at least"),
    ("user: netops", "user: net ops", "ZY-EST-012", "net ops"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "code", "named"), BROKEN)
def test_each_rule_broken_once_is_found_once_at_its_place(right: str, wrong: str, code: str, named: str) -> None:
    assert DEVICES.count(right) >= 1, right
    (error,) = errors_of(harbour(DEVICES.replace(right, wrong, 1)))
    assert error.code.id == code, str(error)
    assert error.place
    assert error.place.file.endswith("north/devices.yaml")
    assert error.place.line > 1
    assert named in str(error)


@pytest.mark.parametrize(
    ("roles", "user", "problems"),
    [
        ("{accounts: {}}", "zy-net", ["ZY-EST-347"]),
        ("{accounts: {devices: false}}", "zy-net", ["ZY-EST-347"]),
        ("{accounts: {devices: true}}", "zy-net", []),
        ("{accounts: {accounts_devices: true}}", "zy-net", []),
        ("{accounts: {}}", "netops", []),
        ("{}", "zy-net", []),
    ],
)
def test_a_host_that_is_spoken_to_as_zy_net_has_it_by_its_role(roles: str, user: str, problems: list[str]) -> None:
    device = DEVICES.replace("platform: frr", f"platform: frr\n    user: {user}")
    hosts = FILES["north/hosts.yaml"]
    assert hosts.count(OF_WALL) == 1
    files = {**harbour(device).contents, "north/hosts.yaml": hosts.replace(OF_WALL, f"roles: {roles}").encode()}
    if problems:
        assert [error.code.id for error in errors_of(Memory(files))] == problems
    else:
        assert load(Memory(files)).devices["wall"].user == user


def test_a_name_is_one_devices_at_all_sites() -> None:
    files = {**harbour().contents, "south/devices.yaml": b"devices: {wall: {platform: frr}}"}
    (error,) = errors_of(Memory(files))
    assert error.code.id == "ZY-EST-021"


def test_a_device_on_two_management_segments_is_refused() -> None:
    ports = "Vlanif1: {segment: keep-n, address: 192.0.2.5}\n      Vlanif2: {segment: keep-s, address: 192.0.2.40}\n"
    (error,) = errors_of(harbour(DEVICES.replace("    policed", f"      {ports}    policed")))
    assert error.code.id == "ZY-EST-275"


def test_the_schema_for_editors_accepts_what_we_accept_and_refuses_what_we_refuse() -> None:
    made = schema("devices")
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    assert not list(validator.iter_errors(yaml.safe_load(DEVICES)))
    assert list(validator.iter_errors({"devices": {"wall": {"platform": "junos"}}}))
