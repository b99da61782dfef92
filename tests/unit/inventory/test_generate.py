"""A generated city: right, of exactly the size that was asked for, and the same each time."""

import re

import pytest

from inventory.generate import ImageFile, Size, generate
from inventory.generate.shape import shares
from inventory.loader import load
from tests.unit.inventory.estates import Memory
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate

pytestmark = pytest.mark.slow

IMAGE = ImageFile("base.raw", "ab" * 32)


def city(departments: int, systems: int, servers: int | None = None, seed: int = 0) -> Estate:
    files = generate(Size.usual(departments, systems, servers, seed), IMAGE)
    return load(Memory({name: text.encode() for name, text in files.items()}))


def servers_of(estate: Estate, site: str) -> int:
    return sum(len(system.servers) for tenant in estate.site(site).tenants for system in tenant.systems)


@pytest.mark.parametrize(
    ("departments", "systems", "servers"),
    [
        *((1, 1, 1), (1, 1, 300), (3, 3, 3), (2, 40, 41), (46, 88, None)),
        *(pytest.param(*sizes, marks=pytest.mark.slow) for sizes in ((60, 200, 900), (100, 400, 5_000))),
    ],
)
def test_every_size_loads_without_an_error_and_is_met_exactly(
    departments: int, systems: int, servers: int | None
) -> None:
    estate = city(departments, systems, servers)
    assert len(estate.departments) == departments
    assert sum(len(tenant.systems) for tenant in estate.site("primary").tenants) == systems
    expected = servers or round(systems * 150 / 88)
    assert servers_of(estate, "primary") + servers_of(estate, "dr") == expected


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))])
def test_every_seed_loads(seed: int) -> None:
    assert servers_of(city(46, 88, seed=seed), "primary") > 88


def test_the_city_of_46_departments_and_88_systems_has_about_150_servers_a_part_of_them_at_the_second_site() -> None:
    estate = city(46, 88)
    assert servers_of(estate, "primary") + servers_of(estate, "dr") == 150
    standby = [system for tenant in estate.site("dr").tenants for system in tenant.systems]
    assert 10 <= len(standby) <= 30
    assert all(system.name.endswith("-standby") and system.level == 3 for system in standby)


def test_the_same_seed_gives_the_same_files_and_another_one_others() -> None:
    size = Size(46, 88, 150)
    assert generate(size, IMAGE) == generate(size, IMAGE)
    assert generate(size, IMAGE) != generate(Size(46, 88, 150, seed=1), IMAGE)


@pytest.mark.parametrize(
    ("departments", "systems", "servers"),
    [
        *((0, 0, 0), (2, 1, 5), (1, 2, 1), (1, 1, 301), (2_001, 2_001, 2_001), (-1, 1, 1)),
        *((1, 20_001, 20_001), (1, 10**12, 10**12), (1, 20_000, 200_001)),
    ],
)
def test_what_cannot_be_a_city_is_refused(departments: int, systems: int, servers: int) -> None:
    with pytest.raises(ZhengyunError, match="ZY-EST-240"):
        Size(departments, systems, servers)


def test_no_servers_at_all_are_not_taken_for_as_many_as_usual() -> None:
    with pytest.raises(ZhengyunError, match="ZY-EST-240"):
        Size.usual(1, 1, 0, 0)


def test_shares_add_up_and_leave_nobody_without() -> None:
    assert shares([1, 1, 100], 10) == [1, 1, 8]
    assert sum(shares([0.3] * 7, 100)) == 100


@pytest.mark.parametrize("hosts", [0, 1, 2, 3, 202, 203, pytest.param(700, marks=pytest.mark.slow)])
def test_a_city_has_exactly_so_many_hosts_and_no_error(hosts: int) -> None:
    files = generate(Size(2, 2, 2), IMAGE, hosts)
    estate = load(Memory({name: text.encode() for name, text in files.items()}))
    found = list(estate.hosts.hosts.values())
    assert len(found) == hosts
    assert [host.name for host in found if host.kind == "management"] == ["keeper"][:hosts]
    assert {host.site for host in found} <= {"primary", "dr"}
    assert all(host.gateway for host in found if host.kind == "host")
    assert len({host.key for host in found}) == hosts


@pytest.mark.parametrize("hosts", [-1, 20_001])
def test_more_hosts_than_there_is_room_for_are_refused(hosts: int) -> None:
    with pytest.raises(ZhengyunError) as refused:
        generate(Size(1, 1, 1), IMAGE, hosts)
    assert refused.value.code.id == "ZY-EST-283"


@pytest.mark.slow
def test_as_many_hosts_as_there_is_room_for_have_addresses() -> None:
    files = generate(Size(1, 1, 1), IMAGE, 20_000)
    # To load them all takes seconds: what could run out is looked at in the text.
    text = "".join(files[f"{site}/hosts.yaml"] for site in ("primary", "dr"))
    found = re.findall(r"(?:mgmt|core|lan)-[pd][0-9]*: ([0-9.]+)[,}]", text)
    assert len(found) == len(set(found)) > 40_000
    assert all(int(part) < 256 for address in found for part in address.split("."))
    assert not [one for one in found if one.endswith((".0", ".255")) and one.startswith(("10.96.", "10.97."))]
