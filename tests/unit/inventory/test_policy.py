"""What may pass between zones: read into its normal form, and each rule broken once, found once, at its place."""

from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from inventory.loader import load
from inventory.schema.export import schema
from tests.unit.inventory.estates import Memory
from tests.unit.inventory.host_files import FILES, NORTH
from tests.unit.inventory.test_schema import errors_of
from zhengyun.errors import Exit
from zhengyun.estate.policy import Conduit, Policy, SecurityZone

POLICY = """\
beyond:
  external/market: {title: Market, level: 2, addresses: [198.51.100.128/25, "2001:db8:5::/48"], exposed: true}
  external/keepers: {title: Their keepers, level: 3, addresses: [198.51.100.64/26]}
exchange: [depot]
closed: [depot]
forbidden:
  - {between: [office, external/*], reason: kept apart}
  - {between: [keepers, external/*], reason: two managements}
conduits:
  letters: {from: office, to: front, protocol: tcp, ports: [25, 110-143], owner: Post, reason: mail, expires: 2027-06-30}
  hand-in: {from: office, to: depot, protocol: tcp, ports: 8443, owner: Clerk, reason: reports}
  collect: {from: external/market, to: depot, protocol: udp, ports: [53], owner: Clerk, reason: names}
  look: {from: office, to: front, protocol: icmp, owner: Clerk, reason: is it there}
"""
POLICY = POLICY.replace("ports: 8443", "ports: [8443]")
DEPOT = "  depot: {title: Depot, level: 3, addresses: [203.0.113.128/28]}\n"


def harbour(policy: str = POLICY, **changed: tuple[str, str]) -> Memory:
    """The harbour with a policy and a zone of exchange; others of its files with one place put otherwise."""
    files = {**FILES, "network.yaml": policy}
    files["north/site.yaml"] = files["north/site.yaml"].replace("flavors", f"{DEPOT}flavors", 1)
    for word, (right, wrong) in changed.items():
        name = {"north": "north/hosts.yaml", "site": "north/site.yaml", "estate": "estate.yaml"}[word]
        assert files[name].count(right) == 1, right
        files[name] = files[name].replace(right, wrong)
    return Memory({name: text.encode() for name, text in files.items()}, Path("harbour"))


def policy_of(source: Memory) -> Policy:
    policy = load(source).policy
    assert policy is not None
    return policy


def test_zones_of_one_name_are_one_with_the_addresses_of_all_sites_and_others_are_as_told() -> None:
    zones = policy_of(harbour()).zones
    assert zones["internal/office"] == SecurityZone(
        "internal/office", "Office", 3, ("203.0.113.0/28", "203.0.113.32/28")
    )
    assert zones["internal/keepers"].management
    assert zones["internal/depot"].closed
    market = zones["external/market"]
    assert (market.own, market.exposed, market.plane) == (False, True, "external")
    assert market.addresses == ("198.51.100.128/25", "2001:db8:5::/48")


def test_a_conduit_has_its_zones_by_their_whole_names_its_ports_in_order_and_where_it_is_written() -> None:
    policy = policy_of(harbour())
    letters = Conduit(
        "letters", "internal/office", "internal/front", "tcp", ((25, 25), (110, 143)), "Post", "mail", "2027-06-30", "harbour/network.yaml:10:3"
    )  # fmt: skip
    assert policy.conduits[0] == letters
    assert policy.exchange == ("internal/depot",)
    assert letters in policy.on(date(2027, 6, 30))
    assert letters not in policy.on(date(2027, 7, 1))
    forbidden = policy.forbids("external/market", "internal/office")
    assert forbidden
    assert forbidden.place == "harbour/network.yaml:7:5"


def test_without_a_file_there_is_no_policy() -> None:
    assert load(Memory({name: text.encode() for name, text in FILES.items()})).policy is None


BROKEN = [
    # what is right, what is written, code, what the message names
    ("from: office, to: depot", "from: ofice, to: depot", "ZY-EST-020", "ofice"),
    ("from: external/market", "from: external/markt", "ZY-EST-020", "markt"),
    ("exchange: [depot]", "exchange: [depo, depot]", "ZY-EST-020", "depo"),
    ("closed: [depot]", "closed: [depo]", "ZY-EST-020", "depo"),
    ("between: [office, external/*]", "between: [ofice, external/*]", "ZY-EST-020", "ofice"),
    ("between: [office, external/*]", "between: [office]", "ZY-EST-012", "not empty"),
    ("between: [office, external/*]", "between: [office, outside/*]", "ZY-EST-012", "outside"),
    ("from: external/market", "from: abroad/market", "ZY-EST-012", "abroad"),
    ("protocol: udp, ports: [53]", "protocol: udp", "ZY-EST-012", "ports"),
    ("protocol: icmp,", "protocol: icmp, ports: [7],", "ZY-EST-012", "ports"),
    ("protocol: icmp,", "protocol: ping,", "ZY-EST-012", "ping"),
    ("expires: 2027-06-30", "expires: 2027-06-31", "ZY-EST-012", "2027-06-31"),
    ("110-143", "143-110", "ZY-EST-012", "143-110"),
    (", owner: Post", "", "ZY-EST-011", "owner"),
    (", reason: mail", "", "ZY-EST-011", "reason"),
    ("  external/keepers:", "  internal/keepers2:", "ZY-EST-321", "internal/keepers2"),
    ("  external/keepers:", "  keepers2:", "ZY-EST-012", "keepers2"),
    ("[198.51.100.64/26]", "[198.51.100.128/26]", "ZY-EST-040", "198.51.100.128/25"),
    ("to: depot, protocol: udp", "to: office, protocol: udp", "ZY-EST-322", "kept apart"),
    ("from: office, to: front, protocol: icmp", "from: office, to: keepers, protocol: icmp", "ZY-EST-323", "keepers"),
    ("from: office, to: front, protocol: icmp", "from: front, to: office, protocol: icmp", "ZY-EST-324", "level 2"),
    ("to: depot, protocol: udp", "to: front, protocol: udp", "ZY-EST-325", "external/market"),
    ("exchange: [depot]", "exchange: []", "ZY-EST-325", "there is: -"),
    ("from: office, to: front, protocol: icmp", "from: office, to: office, protocol: icmp", "ZY-EST-326", "look"),
    ("  letters:", "  management:", "ZY-EST-348", "conduit management"),
    ("  letters:", "  within-office:", "ZY-EST-348", "conduit within-office"),
    ("  letters:", "  refused-passing:", "ZY-EST-348", "refused-passing"),
    ("  letters:", "  answers:", "ZY-EST-348", "answers"),
    ("exchange: [depot]", "egress: wall\nexchange: [depot]", "ZY-EST-328", "external network"),
    ("exchange: [depot]", "egress: wal\nexchange: [depot]", "ZY-EST-020", "wal"),
]  # fmt: skip


def test_a_policy_that_is_right_is_accepted() -> None:
    assert len(policy_of(harbour()).conduits) == 4


@pytest.mark.parametrize(("right", "wrong", "code", "named"), BROKEN)
def test_each_rule_broken_once_is_found_once_at_its_place(right: str, wrong: str, code: str, named: str) -> None:
    assert POLICY.count(right) >= 1, right
    (error,) = errors_of(harbour(POLICY.replace(right, wrong, 1)))
    assert error.code.id == code, str(error)
    assert error.place
    assert error.place.file.endswith("network.yaml")
    assert error.place.line > 1
    assert named in str(error)


def test_an_egress_that_is_no_way_out_is_refused_for_each_reason() -> None:
    errors = errors_of(harbour(POLICY.replace("exchange:", "egress: desk-1\nexchange:", 1)))
    assert [one.code.id for one in errors] == ["ZY-EST-328"] * 2
    assert errors[0].code.exit == Exit.REFUSED


def test_of_the_external_network_a_router_or_firewall_may_be_the_way_out() -> None:
    policy = "egress: wall\nexchange: [depot]\n"
    source = harbour(policy, estate=("network: internal", "network: external"))
    assert policy_of(source).egress == "wall"


def test_a_border_lies_in_no_zone() -> None:
    source = harbour(site=("[203.0.113.128/28]", "[203.0.113.128/28, 203.0.113.144/30]"))
    moved = (
        NORTH.replace("198.51.100.0/30", "203.0.113.144/30").replace("198.51.100.1}", "203.0.113.145}").replace("198.51.100.2", "203.0.113.146")
    ).encode()  # fmt: skip
    (error,) = errors_of(Memory({**source.contents, "north/hosts.yaml": moved}, source.folder))
    assert error.code.id == "ZY-EST-320"
    assert "border quay" in str(error)
    assert "zone internal/depot" in str(error)


def test_zones_of_one_name_are_of_one_level() -> None:
    (error,) = errors_of(harbour(site=("Front, level: 2", "Front, level: 3")))
    assert error.code.id == "ZY-EST-327"
    assert error.place
    assert error.place.file.endswith("south/site.yaml")


def test_addresses_of_another_network_are_none_of_ours() -> None:
    (error,) = errors_of(harbour(POLICY.replace("[198.51.100.64/26]", "[203.0.113.0/29]")))
    assert error.code.id == "ZY-EST-040"
    assert "network.yaml" in str(error)


def test_the_schema_for_editors_accepts_what_we_accept_and_refuses_what_we_refuse() -> None:
    made = schema("network")
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    assert not list(validator.iter_errors(yaml.safe_load(POLICY.replace("2027-06-30", "'2027-06-30'"))))
    assert list(validator.iter_errors(yaml.safe_load("conduits: {a: {to: b}}")))
    assert list(validator.iter_errors({"forbidden": [{"between": ["office", "*"], "reason": "x"}]}))
