"""Migrating, draining, evacuating: on a simulated site, from the plan to the moved server."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cloud import codes
from cloud.errands.leaving import left_behind
from cloud.planning import plan, plan_site
from cloud.port import Room
from cloud.simulated import Simulated
from tests.carrying import bring_about, carry_out, told
from tests.estates import Parts, flavor, image, server, site, system, tenant
from zhengyun.action import Action
from zhengyun.errors import Code, Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.plan import Scope
from zhengyun.resource import Address, Existing, Foreign

APP, WEB = (Address("primary", "server", f"finance/desk/{name}") for name in ("app", "web"))
SITE = site(
    Parts(
        tenants=(tenant("finance", systems=(system(server("app"), server("web")),)),),
        flavors=(flavor("tiny", 2, 512),),
        images=(image("base"),),
    )
)


@pytest.fixture
def cloud() -> Simulated:
    """Three hosts, with one server on each of two."""
    cloud = Simulated("primary", rooms=tuple(Room(f"host-{number}", 4, 1024, 40) for number in (1, 2, 3)))
    assert not bring_about(SITE, cloud).not_done()
    return cloud


def _planned(cloud: Simulated, *errand: str) -> tuple[Action, ...]:
    return plan_site(SITE, cloud, Scope(("primary",), errand=errand), deep=False).actions


def _host(cloud: Simulated, address: Address = APP) -> str:
    return str(cloud.things[address].attributes["host"])


def _refused(cloud: Simulated, *errand: str) -> Sequence[Code]:
    with pytest.raises((ZhengyunError, Problems)) as refused:
        _planned(cloud, *errand)
    error = refused.value
    return [one.code for one in error.errors] if isinstance(error, Problems) else [error.code]


@pytest.mark.parametrize("manner", [(), ("--live",)])
def test_a_server_comes_to_the_host_that_was_planned_and_stays_as_declared(
    cloud: Simulated, manner: tuple[str, ...]
) -> None:
    before = _host(cloud)
    actions = _planned(cloud, "migrate", *manner, APP.path)
    assert told(actions) == ["update server finance/desk/app"]
    (change,) = actions[0].changes
    assert (change.attribute, change.before) == ("host", before)
    assert actions[0].attributes["how"] == ("live" if manner else "cold")
    assert not carry_out(cloud, actions).not_done()
    assert _host(cloud) == change.after != before
    assert plan_site(SITE, cloud, Scope(("primary",)), deep=True).actions == ()


def test_a_host_that_is_named_is_the_one_and_being_there_is_enough(cloud: Simulated) -> None:
    there = next(host.name for host in cloud.hosts() if not host.servers)
    actions = _planned(cloud, "migrate", f"--to={there}", "finance/desk")
    assert {action.attributes["host"] for action in actions} == {there}
    assert not carry_out(cloud, actions).not_done()
    assert {_host(cloud), _host(cloud, WEB)} == {there}
    assert _planned(cloud, "migrate", f"--to={there}", "finance/desk") == ()


def test_the_manner_alone_is_no_difference(cloud: Simulated) -> None:
    (action,) = _planned(cloud, "migrate", "--live", APP.path)
    assert [change.attribute for change in action.changes] == ["host"]


def test_what_is_off_is_moved_while_it_is_off(cloud: Simulated) -> None:
    cloud.meddle(APP, running=False)
    (action,) = _planned(cloud, "migrate", "--live", APP.path)
    assert (action.attributes["how"], action.attributes["running"]) == ("cold", False)


def test_a_host_is_emptied_and_then_there_is_nothing_to_do(cloud: Simulated) -> None:
    host = _host(cloud)
    assert not carry_out(cloud, _planned(cloud, "drain", host)).not_done()
    assert host not in {_host(cloud), _host(cloud, WEB)}
    assert _planned(cloud, "drain", host) == ()


def test_what_a_dead_host_had_is_built_again_also_what_failed_before(cloud: Simulated) -> None:
    dead = _host(cloud)
    cloud.down.add(dead)
    cloud.things[APP] = replace(cloud.things[APP], fault="No valid host was found.")
    actions = _planned(cloud, "evacuate", dead)
    assert [action.attributes["how"] for action in actions] == ["evacuate"]
    assert not carry_out(cloud, actions).not_done()
    assert _host(cloud) not in {dead, ""}
    assert _planned(cloud, "evacuate", dead) == ()


def test_the_disks_that_begin_again_are_told_as_lost_and_have_to_be_allowed(cloud: Simulated) -> None:
    dead = _host(cloud)
    cloud.down.add(dead)
    (action,) = _planned(cloud, "evacuate", dead)
    assert action.loses == f"{APP}: its disk"
    estate = Estate("town", "town", "external", (SITE,))
    scope = Scope(("primary",), errand=("evacuate", dead))
    with pytest.raises(ZhengyunError) as refused:
        plan(estate, {"primary": cloud}, scope)
    assert refused.value.code is codes.DESTROYS
    allowed = plan(estate, {"primary": cloud}, replace(scope, allow_destroy=True))
    assert allowed.effects.loses == (action.loses,)


@pytest.mark.parametrize("kept", [True, False])
def test_a_volume_that_a_server_boots_from_goes_along(cloud: Simulated, kept: bool) -> None:
    dead = _host(cloud)
    cloud.down.add(dead)
    cloud.meddle(APP, root="volume", root_gib=4, root_kept=kept)
    assert [action.loses for action in _planned(cloud, "evacuate", dead)] == [""]


def test_what_never_came_to_life_loses_nothing(cloud: Simulated) -> None:
    dead = _host(cloud)
    cloud.down.add(dead)
    cloud.things[APP] = replace(cloud.things[APP], fault="No valid host was found.", empty=True)
    assert [action.loses for action in _planned(cloud, "evacuate", dead)] == [""]


def test_no_other_move_loses_anything(cloud: Simulated) -> None:
    for errand in (("migrate", APP.path), ("migrate", "--live", APP.path), ("drain", _host(cloud))):
        assert [action.loses for action in _planned(cloud, *errand)] == [""]


def test_a_host_that_came_back_meanwhile_keeps_its_servers(cloud: Simulated) -> None:
    dead = _host(cloud)
    cloud.down.add(dead)
    actions = _planned(cloud, "evacuate", dead)
    cloud.down.clear()
    (failed,) = carry_out(cloud, actions).not_done()
    assert "still in use" in failed
    assert _host(cloud) == dead


def test_what_stays_on_a_host_is_said(cloud: Simulated) -> None:
    cloud.meddle(APP, running="PAUSED")
    host = next(one for one in cloud.hosts() if one.name == _host(cloud))
    strange = host._replace(servers=(*host.servers, "strange", "unknown"))
    cloud.foreign.append(Foreign("server", "theirs", "strange", "finance"))
    stays = list(left_behind(cloud.observe(), strange))
    assert [(one.name, one.tenant, one.state) for one in stays] == [
        (APP.path, "finance", "PAUSED"),
        ("theirs", "finance", ""),
        ("unknown", "", ""),
    ]
    assert _planned(cloud, "drain", host.name) == ()


def _grouped(cloud: Simulated, policy: str) -> None:
    group = Address("primary", "servergroup", "finance/desk")
    cloud.things[group] = Existing(group, "group", {"tenant": "finance", "policy": policy, "max_per_host": None})
    for address in (APP, WEB):
        cloud.meddle(address, server_group="finance/desk")


def test_a_group_that_keeps_apart_is_kept_apart(cloud: Simulated) -> None:
    _grouped(cloud, "anti-affinity")
    host, other = _host(cloud), _host(cloud, WEB)
    (action,) = _planned(cloud, "drain", host)
    assert action.attributes["host"] not in {host, other}
    assert _refused(cloud, "migrate", f"--to={other}", APP.path) == [codes.GROUP_FORBIDS]
    cloud.closed.update({room.host for room in cloud.rooms} - {host, other})
    assert _refused(cloud, "drain", host) == [codes.GROUP_FORBIDS]


def test_a_group_that_nova_keeps_together_stays_and_is_named(cloud: Simulated) -> None:
    assert not carry_out(cloud, _planned(cloud, "migrate", f"--to={_host(cloud)}", WEB.path)).not_done()
    _grouped(cloud, "affinity")
    host = next(one for one in cloud.hosts() if one.name == _host(cloud))
    assert _planned(cloud, "drain", host.name) == ()
    assert [(one.name, one.state) for one in left_behind(cloud.observe(), host)] == [
        (APP.path, "affinity: finance/desk"),
        (WEB.path, "affinity: finance/desk"),
    ]
    assert _refused(cloud, "migrate", APP.path) == [codes.GROUP_FORBIDS]


class TestRefused:
    """Nothing is planned that Nova would refuse, and the reason names the next step."""

    def test_what_is_not_there(self, cloud: Simulated) -> None:
        assert _refused(cloud, "migrate", "finance/desk/nobody") == [codes.NO_SERVER]
        assert _refused(cloud, "migrate", "--to=nowhere", APP.path) == [codes.NO_SUCH_HOST]
        assert _refused(cloud, "drain", "nowhere") == [codes.NO_SUCH_HOST]
        assert _refused(cloud, "evacuate", "nowhere") == [codes.NO_SUCH_HOST]
        assert _refused(cloud, "paint", "it") == [codes.UNKNOWN_ERRAND]

    def test_a_host_that_takes_nothing(self, cloud: Simulated) -> None:
        there = next(host.name for host in cloud.hosts() if not host.servers)
        for state in (cloud.down, cloud.closed):
            state.add(there)
            assert _refused(cloud, "migrate", f"--to={there}", APP.path) == [codes.HOST_CLOSED]
            state.clear()

    def test_a_host_in_the_wrong_state(self, cloud: Simulated) -> None:
        host = _host(cloud)
        assert _refused(cloud, "evacuate", host) == [codes.HOST_UP]
        cloud.down.add(host)
        assert _refused(cloud, "drain", host) == [codes.HOST_DOWN]

    @pytest.mark.parametrize("state", ["PAUSED", "SHELVED_OFFLOADED", "VERIFY_RESIZE"])
    def test_a_server_that_nova_does_not_move(self, cloud: Simulated, state: str) -> None:
        cloud.meddle(APP, running=state)
        assert _refused(cloud, "migrate", "finance/desk") == [codes.NOT_MOVABLE]

    def test_the_rest_has_no_room_with_the_exact_shortfall(self, cloud: Simulated) -> None:
        host = _host(cloud)
        others = {one.name for one in cloud.hosts()} - {host}
        cloud.rooms = tuple(room if room.host == host else Room(room.host, 2, 512, 40) for room in cloud.rooms)
        cloud.closed.update(others - {_host(cloud, WEB)})
        with pytest.raises(Problems) as refused:
            _planned(cloud, "drain", host)
        found = {error.values["what"]: error.values["short"] for error in refused.value.errors}
        assert found["virtual processors"] == 2
        assert {error.code for error in refused.value.errors} == {codes.SHORT_OF_CAPACITY}

    def test_in_sum_there_is_room_but_on_no_host(self, cloud: Simulated) -> None:
        host = _host(cloud)
        ram = {room.host: 300 for room in cloud.rooms} | {_host(cloud, WEB): 512 + 300, host: 1024}
        cloud.rooms = tuple(room._replace(ram_mib=ram[room.host]) for room in cloud.rooms)
        assert _refused(cloud, "drain", host) == [codes.NO_HOST]
