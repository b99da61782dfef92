"""Copies as an errand, on a simulated site: what is due is made, what is beyond goes after it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cloud import codes
from cloud.planning import plan_site
from cloud.simulated import Simulated
from tests.carrying import Watching, bring_about, carry_out, told
from tests.estates import Parts, flavor, image, server, shared, site, system, tenant, volume
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Retention, SharedVolume, Site
from zhengyun.plan import Scope
from zhengyun.resource import Address, Existing

PATH = "finance/desk/app/data"
DAY = 86_400


def _site(snapshots: Retention | None = None, backups: Retention | None = None) -> Site:
    one = replace(volume(), snapshots=snapshots, backups=backups)
    tenants = (tenant("finance", systems=(system(server("app", volumes=(one,))),)),)
    return site(Parts(tenants=tenants, flavors=(flavor("tiny"),), images=(image("base"),)))


DAILY = _site(Retention(DAY, 2), Retention(7 * DAY, 1))


@pytest.fixture
def cloud() -> Simulated:
    """A site with one volume."""
    cloud = Simulated("primary")
    assert not bring_about(DAILY, cloud).not_done()
    return cloud


def _planned(cloud: Simulated, moment: str, declared: Site = DAILY) -> tuple[Action, ...]:
    return plan_site(declared, cloud, Scope(("primary",), errand=("copies", moment)), deep=False).actions


def _done(cloud: Simulated, moment: str, declared: Site = DAILY) -> list[str]:
    actions = _planned(cloud, moment, declared)
    assert not carry_out(cloud, actions).not_done()
    assert _planned(cloud, moment, declared) == (), "the second time there is nothing to do"
    return told(actions)


def test_a_volume_is_backed_up_once_its_snapshot_is_there(cloud: Simulated) -> None:
    snapshot, backup = _planned(cloud, "2026-11-19T03:00Z")
    assert (snapshot.address.kind, backup.address.kind) == ("snapshot", "backup")
    assert backup.needs == (snapshot.id,)


def test_copies_come_and_go_as_the_days_go_by(cloud: Simulated) -> None:
    assert _done(cloud, "2026-11-19T03:00Z") == [
        f"create backup {PATH}/20261119t0000z",
        f"create snapshot {PATH}/20261119t0000z",
    ]
    assert _done(cloud, "2026-11-20T03:00Z") == [f"create snapshot {PATH}/20261120t0000z"]
    assert _done(cloud, "2026-11-21T03:00Z") == [
        f"create snapshot {PATH}/20261121t0000z",
        f"delete snapshot {PATH}/20261119t0000z",
    ]
    assert _done(cloud, "2026-11-26T03:00Z") == [
        f"create backup {PATH}/20261126t0000z",
        f"create snapshot {PATH}/20261126t0000z",
        f"delete backup {PATH}/20261119t0000z",
        f"delete snapshot {PATH}/20261120t0000z",
    ]
    assert plan_site(DAILY, cloud, Scope(("primary",)), deep=True).actions == (), "no plan of the files minds them"


def test_what_goes_goes_after_what_takes_its_place_and_not_where_that_fails(cloud: Simulated) -> None:
    one = _site(backups=Retention(DAY, 1))
    _done(cloud, "2026-11-20T03:00Z", one)
    actions = _planned(cloud, "2026-11-21T03:00Z", one)
    create, delete = actions
    assert (create.verb, delete.verb, delete.needs) == (Verb.CREATE, Verb.DELETE, (create.id,))
    assert delete.loses, "its approver is told"
    cloud.lose(Address("primary", "attachment", PATH))
    cloud.lose(Address("primary", "volume", PATH))
    carried = carry_out(cloud, actions)
    assert [outcome.status for outcome in carried.outcomes] == ["failed", "skipped"]
    assert [address for address in cloud.things if address.kind == "backup"]


def test_more_is_kept_or_less_as_the_files_say_and_nothing_goes_where_they_say_nothing(cloud: Simulated) -> None:
    for day in (18, 19, 20):
        _done(cloud, f"2026-11-{day}T03:00Z", _site(Retention(DAY, 5)))
    assert _done(cloud, "2026-11-20T04:00Z", _site()) == []
    assert _done(cloud, "2026-11-20T04:00Z", _site(Retention(DAY, 1))) == [
        f"delete snapshot {PATH}/20261118t0000z",
        f"delete snapshot {PATH}/20261119t0000z",
    ]


def _changed(cloud: Simulated, path: str, change: Callable[[Existing], Existing]) -> None:
    address = Address("primary", "snapshot", f"{PATH}/{path}")
    cloud.things[address] = change(cloud.things[address])


def test_one_that_failed_is_made_again_and_one_that_is_being_made_is_waited_for(cloud: Simulated) -> None:
    one = _site(Retention(DAY, 2))
    _done(cloud, "2026-11-21T03:00Z", one)
    _changed(cloud, "20261121t0000z", lambda copy: replace(copy, fault="error", empty=True))
    actions = [f"create snapshot {PATH}/20261121t0000z", f"delete snapshot {PATH}/20261121t0000z"]
    assert _done(cloud, "2026-11-21T04:00Z", one) == actions
    _changed(cloud, "20261121t0000z", lambda copy: replace(copy, attributes={**copy.attributes, "whole": False}))
    assert _done(cloud, "2026-11-21T04:00Z", one) == [f"update snapshot {PATH}/20261121t0000z"]


def test_what_others_need_stays(cloud: Simulated) -> None:
    one = _site(Retention(DAY, 1))
    _done(cloud, "2026-11-20T03:00Z", one)
    _changed(cloud, "20261120t0000z", lambda copy: replace(copy, attributes={**copy.attributes, "relied_on": True}))
    assert _done(cloud, "2026-11-21T03:00Z", one) == [f"create snapshot {PATH}/20261121t0000z"]


def test_a_volume_that_is_not_there_has_no_copies() -> None:
    assert _planned(Simulated("primary"), "2026-11-21T03:00Z") == ()


def test_copies_of_a_strange_name_are_nobodys_business(cloud: Simulated) -> None:
    one = _site(Retention(DAY, 1))
    _done(cloud, "2026-11-20T03:00Z", one)
    strange, ours = (Address("primary", "snapshot", f"{PATH}/{name}") for name in ("before-upgrade", "20261120t0000z"))
    cloud.things[strange] = replace(cloud.things[ours], address=strange, id="strange")
    assert _done(cloud, "2026-11-21T03:00Z", one) == [
        f"create snapshot {PATH}/20261121t0000z",
        f"delete snapshot {PATH}/20261120t0000z",
    ]
    assert strange in cloud.things


def test_a_volume_that_several_servers_share_has_copies_too() -> None:
    files = SharedVolume("files", 2, "shared", ("a", "b"), None, Retention(DAY, 1), Retention(DAY, 1))
    desk = replace(system(server("a"), server("b")), shared_volumes=(files,))
    declared = site(shared(), Parts(tenants=(tenant("finance", systems=(desk,)),)))
    cloud = Simulated("primary")
    assert not bring_about(declared, cloud).not_done()
    path = "finance/desk/files"
    first = _done(cloud, "2026-11-20T03:00Z", declared)
    assert first == [f"create {kind} {path}/20261120t0000z" for kind in ("backup", "snapshot")]
    assert _done(cloud, "2026-11-21T03:00Z", declared) == [
        f"{verb} {kind} {path}/{day}t0000z"
        for verb, day in (("create", 20261121), ("delete", 20261120))
        for kind in ("backup", "snapshot")
    ]
    assert plan_site(declared, cloud, Scope(("primary",)), deep=True).actions == (), "no plan of the files minds them"


def test_what_is_no_moment_is_refused(cloud: Simulated) -> None:
    with pytest.raises(ZhengyunError) as refused:
        _planned(cloud, "yesterday")
    assert refused.value.code is codes.NO_MOMENT


def test_each_copy_is_begun_once(cloud: Simulated) -> None:
    watching = Watching()
    carry_out(cloud, _planned(cloud, "2026-11-21T03:00Z"), watching=watching)
    assert len(watching.started) == len(set(watching.started)) == 2
