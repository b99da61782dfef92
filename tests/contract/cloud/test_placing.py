"""Where servers really stand, on both drivers, and what is refused before the first write."""

from collections import Counter

import pytest

from cloud.port import Cloud
from tests.carrying import bring_about, planned
from tests.estates import Parts, flavor, image, server, site, system, tenant
from zhengyun.errors import Problems
from zhengyun.estate import ServerGroup, Site


def _town(name: str, policy: str, count: int, most: int = 0) -> Site:
    """A department with so many servers in one group."""
    apps = [server(f"app-{number}", flavor="placed", server_group="band") for number in range(count)]
    group = ServerGroup("band", policy, most)  # type: ignore[arg-type]
    department = tenant(name, net="10.251.0.0/24", keys=(), server_groups=(group,), systems=(system(*apps),))
    return site(Parts(tenants=(department,), flavors=(flavor("placed"),), images=(image("base"),)))


def _hosts(cloud: Cloud, name: str) -> Counter[str]:
    servers = [one for address, one in cloud.observe().existing.items() if address.kind == "server"]
    return Counter(str(one.attributes["host"]) for one in servers if one.address.tenant == name)


@pytest.mark.parametrize(
    ("policy", "count", "most", "on_each"),
    [
        ("anti-affinity", 2, 0, [1, 1]),
        ("anti-affinity", 4, 2, [2, 2]),
        ("affinity", 3, 0, [3]),
        ("soft-anti-affinity", 4, 0, []),
    ],
)
def test_servers_of_a_servergroup_stand_where_it_lets_them(
    empty_cloud: Cloud, policy: str, count: int, most: int, on_each: list[int]
) -> None:
    name = f"band-{policy}-{count}"
    carried = bring_about(_town(name, policy, count, most), empty_cloud)
    assert not carried.not_done()
    there = sorted(_hosts(empty_cloud, name).values())
    # What is only wished for depends on who was asked for at the same moment.
    assert there == on_each if on_each else sum(there) == count
    assert planned(_town(name, policy, count, most), empty_cloud) == ()


def test_a_servergroup_that_needs_three_hosts_where_there_are_two_is_refused_at_plan(empty_cloud: Cloud) -> None:
    with pytest.raises(Problems) as raised:
        planned(_town("crowd", "anti-affinity", 3), empty_cloud)
    (error,) = raised.value.errors
    assert error.code.id == "ZY-CLOUD-140"
    assert (error.values["needed"], error.values["there"], error.values["short"]) == (3, 2, 1)
    assert not empty_cloud.observe().existing
