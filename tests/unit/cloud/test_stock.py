"""What a site has, added up: what is down gives nothing, and no more than there is is free."""

import pytest

from cloud.capacity.stock import ENDLESS, Holding, Host, Pool, Stock
from cloud.simulated import Simulated
from tests.carrying import bring_about
from tests.estates import Parts, server, shared, site, system, tenant, volume


def _host(name: str, *, up: bool = True, enabled: bool = True, aggregates: tuple[str, ...] = (), used: int = 4) -> Host:
    return Host(name, up, enabled, "nova", aggregates, {"vcpus": Holding(10, 2, 4.0, used)})


def test_what_is_overcommitted_less_what_is_kept_back_is_free_until_it_is_used() -> None:
    assert (Holding(10, 2, 4.0, 5).capacity, Holding(10, 2, 4.0, 5).free) == (32, 27)
    assert Holding(10, 2, 1.0, 50).free == 0


def test_what_is_down_or_disabled_is_there_and_not_free() -> None:
    stock = Stock("primary", (_host("a"), _host("b", up=False), _host("c", enabled=False)))
    amount = stock.amount("vcpus")
    assert (amount.total, amount.capacity, amount.used, amount.free) == (30, 96, 12, 28)
    assert amount.committed == pytest.approx(0.5)
    assert stock.amount("ram_mib") == (0, 0, 0, 0, 0)


def test_hosts_by_aggregate_and_those_in_none_by_zone() -> None:
    stock = Stock("primary", (_host("a", aggregates=("east", "fast")), _host("b", aggregates=("east",)), _host("c")))
    groups = {name: [host.name for host in hosts] for name, hosts in stock.groups().items()}
    assert groups == {"east": ["a", "b"], "fast": ["a"], "nova": ["c"]}


@pytest.mark.parametrize(
    ("pool", "room"),
    [
        (Pool("thin", up=True, space=Holding(100, 10, 2.0, 150), types=(), real_free=5), 30),
        (Pool("thick", up=True, space=Holding(100, 10, 1.0, 50), types=(), thin=False, real_free=5), 5),
        (Pool("thick", up=True, space=Holding(100, 10, 1.0, 50), types=(), thin=False, real_free=80), 40),
        (Pool("endless", up=True, space=None, types=()), ENDLESS),
    ],
    ids=lambda one: one.name if isinstance(one, Pool) else "",
)
def test_what_a_pool_may_promise_still(pool: Pool, room: int) -> None:
    assert pool.room == room


def test_a_simulated_site_counts_what_was_applied() -> None:
    cloud = Simulated("primary")
    finance = tenant("finance", systems=(system(server(volumes=(volume(size_gib=7),))),))
    assert not bring_about(site(shared(), Parts(tenants=(finance,))), cloud).not_done()
    stock = cloud.stock()
    assert stock.storage().used == 7
    assert stock.amount("vcpus").used == sum(one.takes["vcpus"] for one in stock.takers) > 0
    assert [(one.name, one.takes["servers"], one.takes["storage_gib"]) for one in stock.takers] == [("finance", 1, 7)]
