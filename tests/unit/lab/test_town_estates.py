"""The town's two estates are estates like any other, and do not meet but at their borders."""

from ipaddress import ip_network

import pytest

from lab.town.estates import NETWORKS, SMALL, estate


@pytest.mark.parametrize("network", NETWORKS)
def test_each_network_has_a_management_host_that_reaches_every_other(network: str) -> None:
    hosts, segments = estate(network).hosts.hosts, estate(network).hosts.segments
    (manager,) = (one for one in hosts.values() if one.kind == "management")
    reached = {one.segment for one in manager.interfaces}
    for host in hosts.values():
        (at,) = (one for one in host.interfaces if one.address.split("/")[0] == host.address)
        assert segments[at.segment].management
        assert at.segment in reached


def test_the_networks_share_border_segments_alone() -> None:
    internal, external = (estate(network) for network in NETWORKS)
    shared = internal.hosts.segments.keys() & external.hosts.segments.keys()
    assert shared == {name for name, one in internal.hosts.segments.items() if one.border}
    assert all(internal.hosts.segments[name] == external.hosts.segments[name] for name in shared)
    assert not internal.hosts.hosts.keys() & external.hosts.hosts.keys()
    for one, other in ((internal, external), (external, internal)):
        (apart,) = map(ip_network, one.apart)
        mine = [ip_network(each.addresses) for each in one.hosts.segments.values() if not each.border]
        assert not any(each.overlaps(apart) for each in mine)
        theirs = [ip_network(each.addresses) for each in other.hosts.segments.values() if not each.border]
        assert all(each.overlaps(apart) for each in theirs)


def test_the_town_is_two_sites_with_what_each_needs() -> None:
    hosts = [host for network in NETWORKS for host in estate(network).hosts.hosts.values()]
    assert len(hosts) == 20
    for site in ("primary", "dr"):
        kinds = [host.kind for host in hosts if host.site == site]
        assert kinds.count("firewall") == kinds.count("exchange") == 1
        assert kinds.count("host") == 4
    assert set(SMALL) < {host.name for host in hosts}
