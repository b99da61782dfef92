"""The town's three estates are estates like any other, and do not meet but at their borders."""

from ipaddress import ip_interface, ip_network
from itertools import combinations

import pytest

from lab.town.estates import NETWORKS, SMALL, estate
from zhengyun.estate.hosts import Segment

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("network", NETWORKS)
def test_each_network_has_a_management_host_that_reaches_every_other(network: str) -> None:
    hosts, segments = estate(network).hosts.hosts, estate(network).hosts.segments
    (manager,) = (one for one in hosts.values() if one.kind == "management")
    reached = {one.segment for one in manager.interfaces}
    for host in hosts.values():
        (at,) = (one for one in host.interfaces if one.address.split("/")[0] == host.address)
        assert segments[at.segment].management
        assert at.segment in reached


@pytest.mark.parametrize(("one", "other"), [*combinations(NETWORKS, 2)])
def test_the_networks_share_border_segments_alone(one: str, other: str) -> None:
    mine, theirs = estate(one), estate(other)
    shared = mine.hosts.segments.keys() & theirs.hosts.segments.keys()
    assert all(mine.hosts.segments[name].border for name in shared)
    assert all(mine.hosts.segments[name] == theirs.hosts.segments[name] for name in shared)
    assert not mine.hosts.hosts.keys() & theirs.hosts.hosts.keys()


@pytest.mark.parametrize("network", NETWORKS)
def test_what_the_others_keep_apart_from_is_a_network_s_own_in_both_families(network: str) -> None:
    mine = [
        ip_network(each) for one in estate(network).hosts.segments.values() if not one.border for each in ranges(one)
    ]
    for other in NETWORKS:
        apart = [ip_network(one) for one in estate(other).apart]
        lying = [any(each.version == one.version and each.subnet_of(one) for one in apart) for each in mine]  # type: ignore[arg-type]
        assert not any(lying) if other == network else all(lying)


def ranges(segment: Segment) -> tuple[str, str]:
    """Its networks; every segment of the town has one of each family."""
    assert segment.addresses6
    return segment.addresses, segment.addresses6


def test_every_border_is_declared_from_both_sides() -> None:
    borders = [name for network in NETWORKS for name, one in estate(network).hosts.segments.items() if one.border]
    assert sorted(borders) == ["border-d", "border-d", "border-p", "border-p", "border-v", "border-v"]


def test_every_leg_has_an_address_of_each_family_that_say_the_same() -> None:
    for network in NETWORKS:
        for host in estate(network).hosts.hosts.values():
            assert bool(host.gateway) == bool(host.gateway6)
            for leg in host.interfaces:
                first, second = (ip_interface(one).ip for one in (leg.address, leg.address6))
                assert (first.version, second.version) == (4, 6)
                assert str(first).rpartition(".")[2] == str(second).rpartition(":")[2]


def test_the_town_is_two_sites_with_what_each_needs() -> None:
    hosts = [host for network in NETWORKS for host in estate(network).hosts.hosts.values()]
    assert len(hosts) == 24
    for site in ("primary", "dr"):
        kinds = [host.kind for host in hosts if host.site == site]
        assert kinds.count("firewall") == kinds.count("exchange") == 1
        assert kinds.count("host") == (5 if site == "primary" else 4)
    assert set(SMALL) < {host.name for host in hosts}
