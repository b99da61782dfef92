"""Where servers really stand, on both drivers, and what is refused before the first write."""

from collections import Counter
from dataclasses import replace

import pytest

from cloud.port import Cloud
from tests.carrying import bring_about, planned
from tests.contract.cloud.story import AMPLE
from tests.estates import Parts, flavor, image, server, shared, site, system, tenant, volume
from zhengyun.errors import Problems
from zhengyun.estate import Aggregate, ServerGroup, Site, VolumeType


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


def _zoned(cloud: Cloud, servers: int, *, ram_mib: int, hosts: tuple[str, ...], zone: str = "north") -> Site:
    """A zone of one host, and servers that ask for it."""
    apps = [server(f"app-{number}", flavor="placed", availability_zone=zone) for number in range(servers)]
    department = tenant("zoned", net="10.251.0.0/24", keys=(), quota=AMPLE, systems=(system(*apps),) if apps else ())
    return site(
        Parts(
            tenants=(department,),
            flavors=(flavor("placed", ram_mib=ram_mib),),
            images=(image("base"),),
            aggregates=(Aggregate("placed", "north", hosts),),
        )
    )


def test_a_zone_is_obeyed_and_its_fullness_told_and_no_host_leaves_it_under_a_server(empty_cloud: Cloud) -> None:
    rooms = sorted(empty_cloud.free().rooms, key=lambda room: room.host)
    names, ram = tuple(room.host for room in rooms), rooms[0].ram_mib * 3 // 5
    estate = _zoned(empty_cloud, 1, ram_mib=ram, hosts=names[:1])
    assert not bring_about(estate, empty_cloud).not_done()
    assert list(_hosts(empty_cloud, "zoned")) == [names[0]]
    assert planned(estate, empty_cloud) == ()
    for wrong, code in (
        (_zoned(empty_cloud, 2, ram_mib=ram, hosts=names[:1]), "ZY-CLOUD-142"),
        (_zoned(empty_cloud, 1, ram_mib=ram, hosts=()), "ZY-CLOUD-143"),
        (_zoned(empty_cloud, 1, ram_mib=ram, hosts=(names[0], "host-99")), "ZY-CLOUD-163"),
    ):
        with pytest.raises(Problems) as raised:
            planned(wrong, empty_cloud)
        assert [error.code.id for error in raised.value.errors] == [code]


def test_a_volume_type_neither_goes_nor_changes_under_a_volume(empty_cloud: Cloud) -> None:
    def town(*types: VolumeType) -> Site:
        app = server("app", flavor="placed", volumes=(volume("data", 1, "placed"),))
        department = tenant("typed", net="10.251.0.0/24", keys=(), systems=(system(app),))
        basis = Parts(flavors=(flavor("placed"),), images=(image("base"),), volume_types=types)
        return site(basis, Parts(tenants=(department,)))

    kind = VolumeType("placed", "placed", {"volume_backend_name": "fast"})
    assert not bring_about(town(kind), empty_cloud).not_done()
    for wrong in (town(), town(VolumeType("placed", "placed", {"volume_backend_name": "bulk"}))):
        with pytest.raises(Problems) as raised:
            planned(wrong, empty_cloud)
        assert [error.code.id for error in raised.value.errors] == ["ZY-CLOUD-145"]


def _stored(name: str, **volumes: str) -> Site:
    """A server with volumes in zones."""
    held = tuple(replace(volume(one), availability_zone=zone) for one, zone in volumes.items())
    department = tenant(
        "stored", net="10.251.0.0/24", keys=(), systems=(system(server("app", volumes=held), name=name),)
    )
    return site(shared(), Parts(tenants=(department,)))


def test_a_volume_lies_in_the_zone_that_it_names_and_one_that_is_not_there_is_refused_at_plan(
    empty_cloud: Cloud,
) -> None:
    estate = _stored("desk", near="nova", far="annex")
    assert not bring_about(estate, empty_cloud).not_done()
    found = {
        address.path.rpartition("/")[2]: one.attributes["availability_zone"]
        for address, one in empty_cloud.observe().existing.items()
        if address.kind == "volume"
    }
    assert found == {"near": "nova", "far": "annex"}
    assert planned(estate, empty_cloud) == ()
    with pytest.raises(Problems) as raised:
        planned(_stored("desk", near="nova", far="north"), empty_cloud)
    (error,) = raised.value.errors
    assert (error.code.id, error.values["legal"]) == ("ZY-CLOUD-146", "annex, nova")


def test_a_volume_that_no_pool_has_room_for_is_refused_though_all_together_have(empty_cloud: Cloud) -> None:
    """The pools are two thousand TiB in sum, or one: a volume lies in one of them, and in one of its type."""
    rooms = [spot.free[0] for spot in empty_cloud.free().stores.spots]
    app = server("app", volumes=(volume("data", max(rooms) + 1),))
    quota = replace(AMPLE, storage_gib=-1)
    department = tenant("stored", net="10.251.0.0/24", keys=(), quota=quota, systems=(system(app),))
    with pytest.raises(Problems) as raised:
        planned(site(shared(), Parts(tenants=(department,))), empty_cloud)
    (error,) = raised.value.errors
    assert (error.code.id, error.values["largest"]) == ("ZY-CLOUD-184", max(rooms))
