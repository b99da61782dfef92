"""Both families of addresses of hosts: read into their normal form, and each rule broken once, found once."""

import pytest

from inventory.loader import load
from tests.unit.inventory.estates import Memory
from tests.unit.inventory.host_files import FILES, NORTH
from tests.unit.inventory.test_schema import errors_of
from zhengyun.estate.hosts import Interface, Segment

SITE = FILES["north/site.yaml"].replace("[203.0.113.0/28]", '[203.0.113.0/28, "2001:db8:1::/48"]')
BOTH = (
    NORTH.replace("203.0.113.0/29,", "203.0.113.0/29, addresses6: 2001:db8:1:1::/64,")
    .replace("desks: 203.0.113.1,", 'desks: [203.0.113.1, "2001:db8:1:1::1"],')
    .replace("desks: 203.0.113.2}\n    gateway: 203.0.113.1\n", 'desks: [203.0.113.2, "2001:db8:1:1::2"]}\n    gateway: 203.0.113.1\n    gateway6: 2001:db8:1:1::1\n    routes: {198.51.100.0/24: 203.0.113.1, "2001:db8:5::/48": 2001:db8:1:1::1}\n')
)  # fmt: skip


def harbour(north: str = BOTH, site: str = SITE) -> Memory:
    files = {**FILES, "north/hosts.yaml": north, "north/site.yaml": site}
    return Memory({name: text.encode() for name, text in files.items()})


def test_an_interface_has_an_address_of_each_family_each_with_its_segments_length() -> None:
    hosts = load(harbour()).hosts
    assert hosts.segments["desks"] == Segment("desks", "203.0.113.0/29", rate=1000, addresses6="2001:db8:1:1::/64")
    desk = hosts.hosts["desk-1"]
    assert desk.interfaces[1] == Interface("desks", "desks", "203.0.113.2/29", "2001:db8:1:1::2/64")
    assert desk.interfaces[0].address6 == ""
    assert (desk.gateway, desk.gateway6) == ("203.0.113.1", "2001:db8:1:1::1")
    assert desk.routes == {"198.51.100.0/24": "203.0.113.1", "2001:db8:5::/48": "2001:db8:1:1::1"}


def test_the_order_of_the_two_does_not_matter() -> None:
    turned = BOTH.replace('[203.0.113.2, "2001:db8:1:1::2"]', '["2001:db8:1:1::2", 203.0.113.2]')
    assert load(harbour(turned)).hosts == load(harbour()).hosts


BROKEN = [
    ('"2001:db8:1:1::2"]', '"2001:db8:1:2::2"]', "ZY-EST-042", "2001:db8:1:2::2"),
    (
        'desks: [203.0.113.1, "2001:db8:1:1::1"]',
        'desks: [203.0.113.1, "2001:db8:1:1::2"]',
        "ZY-EST-021",
        "2001:db8:1:1::2",
    ),
    ('"2001:db8:1:1::2"]', "203.0.113.3]", "ZY-EST-012", "one address of each family"),
    ('"2001:db8:1:1::2"]', '"2001:db8:1:1::2", "2001:db8:1:1::3"]', "ZY-EST-012", "a list of at most"),
    ("keep-n: 192.0.2.3", 'keep-n: [192.0.2.3, "2001:db8:1:1::9"]', "ZY-EST-042", "2001:db8:1:1::9"),
    ("gateway6: 2001:db8:1:1::1", "gateway6: 203.0.113.1", "ZY-EST-278", "other family"),
    ("gateway6: 2001:db8:1:1::1", "gateway6: 2001:db8:1:7::1", "ZY-EST-278", "none of the host's segments"),
    ("gateway6: 2001:db8:1:1::1", "gateway6: 2001:db8:1:1::2", "ZY-EST-278", "own"),
    ("{198.51.100.0/24: 203.0.113.1,", "{198.51.100.0/24: 192.0.2.2,", "ZY-EST-278", "management"),
    ("{198.51.100.0/24: 203.0.113.1,", "{198.51.100.0/24: 2001:db8:1:1::1,", "ZY-EST-278", "other family"),
    ("addresses6: 2001:db8:1:1::/64", "addresses6: 203.0.113.64/28", "ZY-EST-012", "IPv6"),
    ("addresses6: 2001:db8:1:1::/64", "addresses6: 2001:db8:9:1::/64", "ZY-EST-273", "2001:db8:9:1::/64"),
]


@pytest.mark.parametrize(("right", "wrong", "code", "named"), BROKEN)
def test_each_rule_broken_once_is_found(right: str, wrong: str, code: str, named: str) -> None:
    assert BOTH.count(right) == 1, right
    errors = errors_of(harbour(BOTH.replace(right, wrong)))
    found = [one for one in errors if one.code.id == code and named in str(one)]
    assert len(found) == 1, [str(one) for one in errors]
    # A range that was put elsewhere takes the addresses in it along; nothing else is accused.
    assert len(errors) == 1 or right.startswith("addresses6"), [str(one) for one in errors]


def test_a_segment_is_of_one_zone_by_both_families() -> None:
    other = SITE.replace("[203.0.113.16/28]", '[203.0.113.16/28, "2001:db8:2::/48"]')
    moved = BOTH.replace("2001:db8:1:1:", "2001:db8:2:1:")
    files = {**harbour(moved, other).contents, "network.yaml": b"{}"}
    (error,) = (one for one in errors_of(Memory(files)) if one.code.id == "ZY-EST-329")
    assert "desks" in str(error)
