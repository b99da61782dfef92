"""The time tree: read into its normal form, and each rule broken once, found once, at its place."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from inventory.loader import load
from inventory.schema.export import schema
from tests.unit.inventory.estates import Memory
from tests.unit.inventory.host_files import FILES, NORTH, SOUTH
from tests.unit.inventory.test_schema import errors_of
from zhengyun.errors import Exit
from zhengyun.estate.time import UNSYNCHRONISED, Limits, Server, Source, Time, asked_at, reached

TIME = """\
sources:
  satellite: {kind: beidou, title: On the roof, refclock: SOCK /run/chrony/bds.sock}
  institute: {kind: upstream, address: 198.51.100.130, port: 1123, nts: true}
servers:
  keeper: {sources: [satellite, institute], stratum: 1, address: 192.0.2.1}
  wall: {sources: [keeper]}
  desk-1: {sources: [keeper, wall]}
clients:
  shed: {servers: [wall]}
nts: {profile: clocks}
limits: {offset: 20 ms, stale: 30 min, drift: 50}
"""
PKI = """\
domains: {city: {title: City, family: international}}
authorities:
  root: {domain: city, subject: "C=CN,O=Town,CN=Root", algorithm: p384, days: 7300, ceremony: {threshold: 2, people: [a, b]}}
profiles:
  clocks: {authority: root, use: server, days: 397, algorithms: [p256], addresses: [192.0.2.0/24, 203.0.113.0/24]}
  people: {authority: root, use: client, days: 397, algorithms: [p256]}
"""


def harbour(time: str = TIME, north: str = "", south: str = "", pki: str = PKI) -> Memory:
    """The harbour with a time tree: a server in each of its zones."""
    kept = NORTH.replace("keep-s: 192.0.2.33}", "keep-s: 192.0.2.33}\n    roles: {time_server: {}}")
    kept = kept.replace("roles: {ssh_hardening: {}}", "roles: {ssh_hardening: {}, time_server: {}}")
    kept = kept.replace("roles: {accounts: {},", "roles: {accounts: {}, time_server: {},")
    files = {
        **FILES,
        "north/hosts.yaml": north or kept,
        "south/hosts.yaml": south or f"{SOUTH}    roles: {{time_client: {{}}}}\n",
    }
    files |= {"time.yaml": time} if time else {}
    return Memory({name: one.encode() for name, one in {**files, "pki.yaml": pki}.items()}, Path("harbour"))


def test_the_tree_is_read_with_what_was_left_out_filled_in() -> None:
    time = load(harbour()).time
    assert time is not None
    assert time.sources["satellite"] == Source(
        "satellite", "On the roof", "beidou", refclock="SOCK /run/chrony/bds.sock"
    )
    assert time.sources["institute"].title == "institute"
    assert time.servers["desk-1"] == Server("desk-1", ("keeper", "wall"))
    assert time.clients == {"shed": ("wall",)}
    assert time.limits == Limits(offset=20_000_000, agree=1_000_000, stale=1_800_000_000_000, drift=50)
    assert [time.stratum(one) for one in ("keeper", "wall", "desk-1", "nobody")] == [1, 2, 2, UNSYNCHRONISED]


def test_a_server_is_asked_where_it_and_its_asker_are_joined_and_never_over_management_or_border() -> None:
    estate = load(harbour())
    assert estate.time is not None
    hosts, server = estate.hosts, estate.time.servers["wall"]
    assert reached(server, hosts.hosts["desk-1"], hosts) == "203.0.113.1"
    assert reached(server, hosts.hosts["shed"], hosts) == "203.0.113.17"
    # The management host stands on nothing else.
    assert reached(server, hosts.hosts["keeper"], hosts) == "192.0.2.2"


def test_a_server_that_nobody_asks_is_certified_for_where_it_could_be_also_on_the_management_segment_alone() -> None:
    hosts = load(harbour()).hosts
    # Of `keeper` no address is given here: it stands on the management segment and on nothing else.
    servers = {name: Server(name, ("satellite",)) for name in ("keeper", "wall")}
    tree = Time({"satellite": Source("satellite", "roof", "local")}, servers, {"shed": ("wall",)})
    assert asked_at("keeper", tree, hosts) == (hosts.hosts["keeper"].address,)
    assert asked_at("wall", tree, hosts) == ("203.0.113.17",)


def test_clients_ask_the_servers_of_their_zone_their_own_sites_first() -> None:
    estate = load(harbour())
    assert estate.time is not None
    shed = estate.hosts.hosts["shed"]
    assert Time(servers=estate.time.servers).asks(shed, estate.hosts) == ("wall",)


BROKEN = [
    # what is right, what is written, code, what the message names
    ("  wall: {sources: [keeper]}", "  wall: {sources: [keepr]}", "ZY-EST-020", "keepr"),
    ("  wall: {sources: [keeper]}", "  wal: {sources: [keeper]}", "ZY-EST-020", "wal"),
    ("shed: {servers: [wall]}", "shed: {servers: [wal]}", "ZY-EST-020", "wal"),
    ("shed: {servers", "sched: {servers", "ZY-EST-020", "sched"),
    ("  satellite: {kind", "  wall: {kind", "ZY-EST-021", "wall"),
    ("  wall: {sources: [keeper]}", "  wall: {sources: [desk-1]}", "ZY-EST-300", "wall > desk-1 > wall"),
    ("  wall: {sources: [keeper]}", "  wall: {sources: [wall]}", "ZY-EST-300", "wall > wall"),
    ("  wall: {sources: [keeper]}", "  wall: {sources: [keeper], stratum: 3}", "ZY-EST-301", "at stratum 3, by its sources it is at 2"),
    ("shed: {servers: [wall]}", "shed: {servers: [desk-1]}", "ZY-EST-304", "desk-1 of zone office"),
    ("  desk-1: {sources: [keeper, wall]}\n", "", "ZY-EST-302", "is no server"),
    ("profile: clocks", "profile: clock", "ZY-EST-020", "clock"),
    ("profile: clocks", "profile: people", "ZY-EST-306", "it is for client"),
    ("offset: 20 ms", "offset: 20", "ZY-EST-012", "a short span"),
    ("offset: 20 ms", "offset: 0 ms", "ZY-EST-012", "0 ms"),
    ("refclock: SOCK /run/chrony/bds.sock", "refclock: SOCK /run/x poll 1", "ZY-EST-012", "poll"),
    (", refclock: SOCK /run/chrony/bds.sock", "", "ZY-EST-012", "refclock"),
    ("kind: upstream, address: 198.51.100.130", "kind: upstream", "ZY-EST-012", "address"),
    ("title: On the roof", "title: On the roof, nts: true", "ZY-EST-012", "nts"),
]  # fmt: skip


def test_a_tree_that_is_right_is_accepted() -> None:
    assert load(harbour()).time


@pytest.mark.parametrize(("right", "wrong", "code", "named"), BROKEN)
def test_a_broken_rule_is_found_at_its_place(right: str, wrong: str, code: str, named: str) -> None:
    assert TIME.count(right) == 1
    found = [error for error in errors_of(harbour(TIME.replace(right, wrong))) if error.code.id == code]
    assert found
    assert named in str(found[0])
    assert found[0].place
    assert found[0].place.line >= 1


def test_a_zone_without_a_server_of_time_is_told_for_each_client() -> None:
    time = TIME.replace("  wall: {sources: [keeper]}\n", "").replace("[keeper, wall]", "[keeper]")
    time = time.replace("clients:\n  shed: {servers: [wall]}\n", "")
    errors = [one for one in errors_of(harbour(time)) if one.code.id == "ZY-EST-303"]
    assert ["shed" in str(one) and "front" in str(one) for one in errors] == [True]
    assert errors[0].exit is Exit.REFUSED


def test_a_role_of_time_without_a_tree_is_told() -> None:
    assert {one.code.id for one in errors_of(harbour(time=""))} == {"ZY-EST-307"}


def test_a_host_with_both_roles_is_told() -> None:
    south = f"{SOUTH}    roles: {{time_client: {{}}, time_server: {{}}}}\n"
    time = TIME.replace("  desk-1:", "  shed: {sources: [keeper]}\n  desk-1:").replace(
        "clients:\n  shed: {servers: [wall]}\n", ""
    )
    assert [one.code.id for one in errors_of(harbour(time, south=south))] == ["ZY-EST-302"]


def test_a_certificate_that_would_not_name_the_server_is_told() -> None:
    pki = PKI.replace("203.0.113.0/24", "203.0.113.128/25")
    errors = errors_of(harbour(pki=pki))
    assert {one.code.id for one in errors} == {"ZY-EST-306"}
    assert any("203.0.113.1 of wall" in str(one) for one in errors)


def test_the_schema_for_editors_accepts_what_we_accept() -> None:
    made = schema("time")
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    assert not list(validator.iter_errors(yaml.safe_load(TIME)))
    assert list(validator.iter_errors(yaml.safe_load(TIME.replace("20 ms", "20"))))
