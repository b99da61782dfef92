"""Whether it fits: said before, and the same as what comes about."""

from collections import Counter
from dataclasses import replace
from typing import Any, Final

import pytest

from cloud.capacity.fitting import Verdict
from cloud.capacity.question import Break
from cloud.port import Room
from cloud.simulated import Simulated
from cloud.what_if import Told, what_if
from tests.carrying import bring_about
from tests.estates import PLENTY, Parts, flavor, server, shared, site, system, tenant, volume
from zhengyun.errors import Problems
from zhengyun.estate import Aggregate, Server, ServerGroup, Site, System
from zhengyun.estate.waves import Wave

ROOMS: Final = (Room("host-1", 8, 4096, 100), Room("host-2", 8, 4096, 100))


def _site(*servers: Server, quota: Any = PLENTY) -> Site:
    return site(
        shared(),
        Parts(flavors=(flavor("big", 4, 3072, 10), flavor("half", 2, 2048, 10))),
        Parts(tenants=(tenant("finance", quota=quota, systems=(system(*servers),)),)),
    )


def _wave(count: int, *servers: Server, tenant: str = "", **more: Any) -> Wave:
    return Wave("primary", count, System("wave", "", 1, "", servers), tenant, **more)


def _bare(flavor: str, name: str = "app", **more: Any) -> Server:
    return Server(name, flavor, "", {}, **more)


def _told(wave: Wave, *, there: Site | None = None, storage: int = 100_000) -> Told:
    now, cloud = there or _site(), Simulated("primary", ROOMS, storage)
    if there:
        assert not bring_about(there, cloud).not_done()
    return what_if(now, now, cloud, wave)


class TestWaves:
    """Systems that are nobody's yet, on two hosts of 4 GiB."""

    def test_one_that_fits_tells_what_is_left_and_what_gives_way_first(self) -> None:
        told = _told(_wave(2, _bare("half")))
        assert (told.answer.verdict, told.answer.certain, told.answer.more) == (Verdict.FITS, 2, 1)
        assert told.answer.left["ram_mib"] == 4096
        assert told.answer.breaks == Break("nova", 5, "ram_mib")
        assert (told.reasons, told.admitted) == ((), True)

    def test_where_nothing_of_it_may_lie_nothing_gives_way(self) -> None:
        told = _told(_wave(1, _bare("half"), zones={"app": "east"}))
        assert (told.answer.verdict, told.answer.breaks) == (Verdict.DOES_NOT, None)

    def test_one_that_does_not_fit_tells_how_many_would_and_what_is_short(self) -> None:
        told = _told(_wave(5, _bare("half")))
        assert (told.answer.verdict, told.answer.certain, told.answer.possible) == (Verdict.DOES_NOT, 4, 4)
        assert [error.code.id for error in told.reasons] == ["ZY-CLOUD-021"]
        assert not told.admitted

    def test_it_is_refused_also_where_all_that_is_declared_stands(self) -> None:
        told = _told(_wave(5, _bare("half")), there=_site())
        assert (told.answer.verdict, told.admitted) == (Verdict.DOES_NOT, False)
        assert [error.code.id for error in told.reasons] == ["ZY-CLOUD-021"]

    def test_enough_in_sum_and_on_no_host(self) -> None:
        told = _told(_wave(3, _bare("big")))
        assert (told.answer.verdict, told.answer.possible) == (Verdict.DOES_NOT, 2)
        told = _told(_wave(1, _bare("big"), _bare("big", "db"), _bare("half", "web")))
        assert told.answer.verdict is Verdict.DOES_NOT
        assert {error.code.id for error in told.reasons} == {"ZY-CLOUD-022", "ZY-CLOUD-182"}

    def test_small_ones_may_stand_in_a_large_ones_way(self) -> None:
        told = _told(_wave(1, _bare("tiny"), _bare("tiny", "b"), _bare("big", "c"), _bare("big", "d")))
        assert told.answer.verdict is Verdict.FITS, "each host has room for a large one and four small ones"
        told = _told(_wave(1, *(_bare("tiny", f"t{n}") for n in range(5)), _bare("big", "c")))
        assert told.answer.verdict is Verdict.FITS, "five small ones fill one host at most"
        told = _told(_wave(1, *(_bare("tiny", f"t{n}") for n in range(10)), _bare("big", "c")))
        assert (told.answer.verdict, told.reasons[-1].code.id) == (Verdict.DEPENDS, "ZY-CLOUD-183")

    def test_zones_and_what_lies_apart(self) -> None:
        told = _told(_wave(1, _bare("tiny"), zones={"app": "elsewhere"}))
        assert [error.code.id for error in told.reasons] == ["ZY-CLOUD-142"]
        three = [_bare("tiny", name) for name in "abc"]
        told = _told(_wave(1, *three, apart=dict.fromkeys("abc", "db")))
        assert [error.code.id for error in told.reasons] == ["ZY-CLOUD-140"]
        told = _told(_wave(4, *three[:2], apart=dict.fromkeys("ab", "db")))
        assert told.answer.verdict is Verdict.FITS, "apart within a system, not from others"

    def test_storage(self) -> None:
        told = _told(_wave(2, _bare("tiny", volumes=(volume(size_gib=30),))), storage=50)
        assert (told.answer.verdict, told.answer.certain) == (Verdict.DOES_NOT, 1)
        assert [error.code.id for error in told.reasons] == ["ZY-CLOUD-184"]
        assert not told.admitted, "a plan says so too"


def test_a_wave_like_a_system_of_the_estate_takes_its_tenants_quota() -> None:
    there = _site(server("app"), quota=replace(PLENTY, servers=3))
    told = _told(_wave(3, server("app"), tenant="finance"), there=there)
    assert (told.answer.certain, told.answer.possible) == (2, 2)
    assert [(error.code.id, error.values["short"]) for error in told.reasons] == [("ZY-CLOUD-020", 1)]


@pytest.mark.parametrize(
    ("group", "servers", "said"),
    [
        (ServerGroup("db", "anti-affinity"), 2, Verdict.FITS),
        (ServerGroup("db", "anti-affinity"), 3, Verdict.DOES_NOT),
        (ServerGroup("db", "anti-affinity", 2), 2, Verdict.FITS),
        (ServerGroup("db", "anti-affinity", 2), 3, Verdict.DEPENDS),
        (ServerGroup("db", "affinity"), 2, Verdict.DEPENDS),
        (ServerGroup("db", "soft-anti-affinity"), 3, Verdict.FITS),
    ],
    ids=str,
)
def test_server_groups_are_obeyed_and_each_system_of_a_wave_has_its_own(
    group: ServerGroup, servers: int, said: Verdict
) -> None:
    inside = [server(f"db-{number}", server_group="db") for number in range(servers)]
    now = site(shared(), Parts((tenant("finance", server_groups=(group,), systems=(system(*inside[:1]),)),)))
    cloud = Simulated("primary", ROOMS)
    assert not bring_about(now, cloud).not_done()
    told = what_if(now, now, cloud, _wave(2, *inside, tenant="finance"))
    assert told.answer.verdict is said, told.reasons
    assert told.admitted == (said is not Verdict.DOES_NOT)


def test_a_group_whose_member_stands_already_has_a_host_less() -> None:
    group = ServerGroup("db", "anti-affinity")
    servers = [server(f"db-{number}", server_group="db") for number in range(3)]

    def there(count: int) -> Site:
        return site(shared(), Parts((tenant("finance", server_groups=(group,), systems=(system(*servers[:count]),)),)))

    cloud = Simulated("primary", ROOMS)
    assert not bring_about(there(1), cloud).not_done()
    assert what_if(there(1), there(2), cloud).answer.verdict is Verdict.FITS
    assert what_if(there(1), there(3), cloud).answer.verdict is Verdict.DOES_NOT


def test_what_is_declared_and_not_yet_applied_comes_first() -> None:
    now, cloud = _site(server("app", flavor="big")), Simulated("primary", ROOMS)
    told = what_if(now, now, cloud, _wave(2, _bare("big")))
    assert (told.answer.units, told.answer.certain) == (2, 1)


@pytest.mark.parametrize(("count", "said"), [(2, Verdict.FITS), (3, Verdict.DOES_NOT)])
def test_another_estate_is_answered_as_it_comes_about(count: int, said: Verdict) -> None:
    servers = tuple(server(f"app-{number}", flavor="big") for number in range(count))
    then, cloud = _site(*servers), Simulated("primary", ROOMS)
    told = what_if(None, then, cloud)
    assert (told.answer.verdict, told.admitted) == (said, said is Verdict.FITS)
    if told.admitted:
        assert not bring_about(then, cloud).not_done()


def _zoned(count: int, *, ram_mib: int = 2048) -> Site:
    """Two aggregates of one host each, each a zone; all servers in the one of them."""
    apps = (server(f"app-{number}", flavor="fitted", availability_zone="north") for number in range(count))
    aggregates = (Aggregate("narrow", "north", ("host-1",)), Aggregate("wide", "south", ("host-2",)))
    return site(
        shared(),
        Parts(flavors=(flavor("fitted", 2, ram_mib, 10),), aggregates=aggregates),
        Parts(tenants=(tenant("finance", systems=(system(*apps),)),)),
    )


@pytest.mark.parametrize(("count", "said"), [(1, Verdict.FITS), (2, Verdict.FITS), (3, Verdict.DOES_NOT)])
@pytest.mark.parametrize("stands", [False, True], ids=["zones to come", "zones that stand"])
def test_zones_are_answered_as_they_come_about_also_where_the_estate_brings_them(
    count: int, said: Verdict, *, stands: bool
) -> None:
    cloud, then = Simulated("primary", ROOMS), _zoned(count)
    now = _zoned(0) if stands else None
    assert now is None or not bring_about(now, cloud).not_done()
    told = what_if(now, then, cloud)
    assert (told.answer.verdict, told.admitted) == (said, said is Verdict.FITS), told.reasons
    if told.admitted:
        assert not bring_about(then, cloud).not_done()
    else:
        with pytest.raises(Problems):
            bring_about(then, cloud)


@pytest.mark.parametrize("stands", [False, True], ids=["aggregates to come", "aggregates that stand"])
def test_the_aggregate_that_gives_way_first_is_named_and_is_the_one_that_does(*, stands: bool) -> None:
    cloud, now = Simulated("primary", ROOMS), _zoned(1)
    assert not stands or not bring_about(now, cloud).not_done()
    asked = _wave(1, _bare("fitted"), zones={"app": "north"})
    broken = what_if(now, now, cloud, asked).answer.breaks
    assert broken == Break("narrow", 2, "ram_mib"), "half of it is taken, and one more fits"
    assert not bring_about(_zoned(broken.number), cloud).not_done()
    with pytest.raises(Problems) as refused:
        bring_about(_zoned(broken.number + 1), cloud)
    assert [error.code.id for error in refused.value.errors] == ["ZY-CLOUD-142"]
    elsewhere = what_if(now, now, cloud, _wave(1, _bare("fitted"), zones={"app": "south"}))
    assert elsewhere.answer.breaks == Break("wide", 3, "ram_mib"), "nobody is in it"


def test_an_aggregate_that_goes_holds_no_host_any_more() -> None:
    cloud = Simulated("primary", ROOMS)
    assert not bring_about(_zoned(0), cloud).not_done()
    then = site(shared(), Parts(flavors=(flavor("fitted", 2, 2048, 10),)), Parts(tenants=(tenant("finance"),)))
    assert not cloud.stock().groups().keys() & {"nova"}
    told = what_if(then, then, cloud, _wave(1, _bare("fitted")))
    assert told.answer.breaks
    assert told.answer.breaks.aggregate not in {"narrow", "wide"}


def test_more_tenants_are_units_of_their_own() -> None:
    now = _site(server("app", flavor="half"))
    more = tenant("health", net="10.1.0.0/24", systems=(system(server("a", flavor="big")), system(name="empty")))
    told = what_if(now, replace(now, tenants=(*now.tenants, more)), Simulated("primary", ROOMS))
    assert (told.answer.units, told.answer.verdict) == (1, Verdict.FITS)
    assert Counter(told.answer.left)["ram_mib"] == 8192 - 2048 - 3072
