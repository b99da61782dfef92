"""What was said about waves before, against what becomes of them on hosts of limited size."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pytest

from cloud.capacity.fitting import Verdict
from cloud.capacity.question import Break
from cloud.capacity.stock import Stock
from cloud.grammars import GRAMMARS
from cloud.openstack import OpenStack
from cloud.planning import compare
from cloud.wanted import wanted
from cloud.what_if import Told, what_if
from cloud.words import WORDS
from lab.openstack import control, kept
from lab.place import Place
from tests.carrying import Carried, bring_about, carry_out
from tests.estates import PLENTY, Parts, external, flavor, image, server, site, system, tenant, volume, write_images
from tests.lab_site import NAME, LabSite, answer
from zhengyun.errors import Problems
from zhengyun.estate import Aggregate, Router, Site, System
from zhengyun.estate.waves import Wave
from zhengyun.plan import Scope
from zhengyun.steps import steps

pytestmark = [pytest.mark.lab, pytest.mark.slow]

# Three hosts; Nova gives out processors four times over, memory and disk once.
CRAMPED: Final = kept.Size(hosts=3, vcpus=4, ram_mib=8192, disk_gib=100)
FLAVORS: Final = (flavor("small", 1, 1024, 10), flavor("medium", 2, 4096, 20), flavor("large", 4, 8192, 40))

# Each wave in its own department: how many systems, and the flavors of one system's servers.
FIRST: Final = ("first", 3, ("medium",))
SECOND: Final = ("second", 2, ("small", "small"))
THIRD: Final = ("third", 2, ("large",))
Coming = tuple[str, int, tuple[str, ...]]


def _systems(coming: Coming) -> tuple[System, ...]:
    _, count, flavors = coming
    one = tuple(server(f"s{number}", flavor=name) for number, name in enumerate(flavors))
    return tuple(system(*one, name=f"desk-{number}") for number in range(count))


def _site(*coming: Coming) -> Site:
    tenants = tuple(
        tenant(one[0], net=f"10.7{number}.0.0/24", systems=_systems(one)) for number, one in enumerate(coming)
    )
    return site(Parts(tenants=tenants, flavors=FLAVORS, images=(image("base"),)))


@dataclass(frozen=True)
class Waved:
    """One wave: what was said of it as a wave of nobody's and as a department's file, and what became of it."""

    wave: Told
    file: Told
    carried: Carried
    before: Stock
    after: Stock

    @property
    def running(self) -> int:
        """How many servers more there are that run."""
        return _servers(self.after) - _servers(self.before)


def _servers(stock: Stock) -> int:
    return sum(one.takes.get("servers", 0) for one in stock.takers)


def _unadmitted(there: Site, cloud: OpenStack) -> Carried:
    """Carried out though nobody has asked whether the site can bear it."""
    world, scope = cloud.observe(), Scope((NAME,))
    actions = steps("cloud", compare(wanted(there), world, scope), world.existing, GRAMMARS, WORDS)
    return carry_out(cloud, actions)


def _wave(cloud: OpenStack, done: tuple[Coming, ...], coming: Coming, *, forced: bool = False) -> Waved:
    now, then = _site(*done), _site(*done, coming)
    nobodys = replace(_systems(coming)[0], name="wave")
    asked = what_if(now, now, cloud, Wave(NAME, coming[1], nobodys))
    filed, before = what_if(now, then, cloud), cloud.stock()
    carried = _unadmitted(then, cloud) if forced else bring_about(then, cloud)
    return Waved(asked, filed, carried, before, cloud.stock())


@pytest.fixture(scope="module")
def cramped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabSite]:
    """A site of three small hosts."""
    root = tmp_path_factory.mktemp("cramped")
    place = Place(root / "lab")
    try:
        control.up(place, (NAME,), size=CRAMPED)
        yield LabSite(place, write_images(root / "images"))
    finally:
        control.destroy(place)


@pytest.fixture(scope="module")
def waves(cramped: LabSite) -> tuple[Waved, Waved, Waved, list[str]]:
    """Three waves one after the other; of the third, which does not fit, also what a plan says."""
    cloud = cramped.cloud("waves")
    first, second = _wave(cloud, (), FIRST), _wave(cloud, (FIRST,), SECOND)
    with pytest.raises(Problems) as refused:
        bring_about(_site(FIRST, SECOND, THIRD), cloud)
    third = _wave(cloud, (FIRST, SECOND), THIRD, forced=True)
    return first, second, third, [error.code.id for error in refused.value.errors]


def test_what_was_said_to_fit_fits_and_leaves_what_was_said(waves: tuple[Waved, Waved, Waved, list[str]]) -> None:
    for one, servers in zip(waves[:2], (3, 4), strict=True):
        assert (one.wave.answer.verdict, one.file.answer.verdict) == (Verdict.FITS, Verdict.FITS)
        assert not one.carried.not_done()
        assert one.running == servers
        left = {name: one.after.amount(name).free for name in ("vcpus", "ram_mib", "disk_gib")}
        assert {name: one.file.answer.left[name] for name in left} == left
        assert one.wave.answer.left == one.file.answer.left


def test_as_many_more_waves_were_promised_as_memory_has_room_for(waves: tuple[Waved, Waved, Waved, list[str]]) -> None:
    assert waves[0].wave.answer.more == 1, "six of 4 GiB in 24"
    assert waves[1].wave.answer.more == 2, "twelve of 1 GiB in 12"


def test_what_was_said_not_to_fit_is_refused_by_a_plan_and_by_nova(
    waves: tuple[Waved, Waved, Waved, list[str]], cramped: LabSite
) -> None:
    _, _, third, refused = waves
    assert (third.wave.answer.verdict, third.file.answer.verdict) == (Verdict.DOES_NOT, Verdict.DOES_NOT)
    assert not third.file.admitted
    assert not third.wave.admitted
    assert [error.code.id for error in third.file.reasons][: len(refused)] == refused
    assert third.running == third.file.answer.possible == third.file.answer.certain
    assert "No valid host" in " ".join(third.carried.not_done())
    servers = answer(cramped.session(), "GET", "compute", "/servers/detail?all_tenants=1")["servers"]
    assert {one["status"] for one in servers} == {"ACTIVE"}, "what never came to life was taken away again"


def test_the_stock_is_what_was_applied(waves: tuple[Waved, Waved, Waved, list[str]]) -> None:
    stock = waves[1].after
    takes = {one.name: one.takes for one in stock.takers}
    assert takes["first"] == {"servers": 3, "vcpus": 6, "ram_mib": 12_288, "disk_gib": 60}
    assert takes["second"] == {"servers": 4, "vcpus": 4, "ram_mib": 4096, "disk_gib": 40}
    amounts = {name: stock.amount(name) for name in ("vcpus", "ram_mib", "disk_gib")}
    assert [(one.total, one.capacity, one.used) for one in amounts.values()] == [
        (12, 48, 10), (24_576, 24_576, 16_384), (300, 300, 100)
    ]  # fmt: skip
    assert all(host.usable for host in stock.hosts)
    assert {type_ for pool in stock.pools for type_ in pool.types} >= {"fast", "bulk"}


def test_addresses_run_out_too(waves: tuple[Waved, Waved, Waved, list[str]], cramped: LabSite) -> None:
    """Three of 254 less the gateway are taken by the first wave, which runs."""
    now, cloud = _site(FIRST, SECOND), cramped.cloud("waves")
    small = server("s0", flavor="small")
    asked = what_if(now, now, cloud, Wave(NAME, 300, System("desk", "", 1, "zone", (small,)), "first"))
    (short,) = [error for error in asked.reasons if error.code.id == "ZY-CLOUD-189"]
    assert (short.values["network"], short.values["needed"]) == ("first/office IPv4", 300)
    assert short.values["free"] == 253 - 3


def test_a_volume_that_no_pool_can_hold_is_refused_by_a_plan_and_by_cinder(
    waves: tuple[Waved, Waved, Waved, list[str]], cramped: LabSite
) -> None:
    """All pools together could hold it."""
    cloud = cramped.cloud("waves")
    rooms = [spot.free[0] for spot in cloud.free().stores.spots]
    size = max(rooms) + 1
    assert size < sum(rooms)
    holder = server("app", flavor="small", volumes=(volume("data", size, "fast"),))
    stored = tenant("stored", net="10.78.0.0/24", quota=replace(PLENTY, storage_gib=-1), systems=(system(holder),))
    now = _site(FIRST, SECOND)
    then = replace(now, tenants=(*now.tenants, stored))
    asked = what_if(now, then, cloud)
    assert (asked.answer.verdict, asked.admitted) == (Verdict.DOES_NOT, False)
    with pytest.raises(Problems) as refused:
        bring_about(then, cloud)
    assert [error.code.id for error in refused.value.errors] == ["ZY-CLOUD-184"]
    assert [error.code.id for error in asked.reasons] == ["ZY-CLOUD-184"], "the same reckoning"
    made = _unadmitted(then, cloud).not_done()
    assert [line for line in made if "volume/stored/desk/app/data" in line and "ZY-CLOUD-005" in line], made


def test_addresses_outside_run_out_at_a_plan_as_they_do_at_neutron(cramped: LabSite) -> None:
    """Three in the pool: one for the router's gateway, two for servers."""
    cloud = cramped.cloud("outside")

    def town(count: int) -> Site:
        apps = (server(f"app-{one}", flavor="mini", image="mini", floating="out") for one in range(count))
        gate = Router("gate", ("office",), "out")
        one = tenant("outside", net="10.77.0.0/24", routers=(gate,), systems=(system(*apps),))
        offers = Parts(flavors=(flavor("mini", 1, 64, 1),), images=(image("mini"),))
        return site(offers, Parts(tenants=(one,), externals=(external("out", "10.79.0.0/29"),)))

    assert not bring_about(town(1), cloud).not_done()
    with pytest.raises(Problems) as refused:
        bring_about(town(3), cloud)
    (short,) = refused.value.errors
    assert short.code.id == "ZY-CLOUD-189"
    assert (short.values["network"], short.values["needed"], short.values["free"]) == ("site/out IPv4", 2, 1)
    made = _unadmitted(town(3), cloud).not_done()
    assert len([line for line in made if "floating/outside" in line]) == 1, made
    # Which of the two has the last address was a matter of a moment: it is given back before it is taken.
    assert not bring_about(town(1), cloud).not_done()
    assert not bring_about(town(2), cloud).not_done(), "as many as were told fit"


def test_the_aggregate_that_was_said_to_give_way_first_does_so_at_nova(cramped: LabSite) -> None:
    """Two aggregates, each a zone, that the same estate brings; the one of a single host is filled."""
    for name in ("waves", "outside"):
        assert not bring_about(site(), cramped.cloud(name)).not_done()
    cloud = cramped.cloud("grouped")
    first, *others = sorted(host.name for host in cloud.stock().hosts)
    aggregates = (Aggregate("narrow", "north", (first,)), Aggregate("wide", "south", tuple(others)))

    def town(count: int) -> Site:
        apps = (server(f"app-{one}", flavor="medium", availability_zone="north") for one in range(count))
        grouped = tenant("grouped", net="10.80.0.0/24", systems=(system(*apps),))
        return site(Parts((grouped,), FLAVORS, (image("base"),), aggregates=aggregates))

    assert what_if(None, town(1), cloud).answer.verdict is Verdict.FITS, "in a zone that is not there yet"
    assert not bring_about(town(1), cloud).not_done()
    more = Wave(NAME, 1, System("wave", "", 1, "", (server(flavor="medium"),)), zones={"app": "north"})
    broken = what_if(town(1), town(1), cloud, more).answer.breaks
    assert broken == Break("narrow", 2, "ram_mib"), "of 8 GiB half is taken"
    assert not bring_about(town(2), cloud).not_done()
    with pytest.raises(Problems) as refused:
        bring_about(town(3), cloud)
    assert [error.code.id for error in refused.value.errors] == ["ZY-CLOUD-142"]
    assert "No valid host" in " ".join(_unadmitted(town(3), cloud).not_done())
