"""What an administrator's change would meet: told before the first write, and nothing refused that Nova would bear."""

from typing import Any

import pytest

from cloud.offering import mistyped, rezoned, zones_after
from cloud.port import Host, Room
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.resource import Address, Existing, World

ROOM = Room("", 1, 1, 1)
HOSTS = [
    Host("busy", "nova", up=True, enabled=True, room=ROOM, servers=("s1",)),
    Host("idle", "nova", up=True, enabled=True, room=ROOM),
]


def _at(kind: str, path: str) -> Address:
    return Address("primary", kind, path)


def _action(verb: Verb, kind: str, path: str, *changed: str, target: str = "", **attributes: Any) -> Action:
    changes = tuple(Change(name, None, attributes.get(name)) for name in changed)
    return Action(f"{verb} {kind} {path}", "cloud", verb, _at(kind, path), target, attributes, changes)


def _world(**aggregate: Any) -> World:
    address = _at("aggregate", "site/a")
    return World("primary", {address: Existing(address, "1", aggregate)} if aggregate else {})


@pytest.mark.parametrize(
    ("before", "action", "codes"),
    [
        ({}, _action(Verb.CREATE, "aggregate", "site/a", zone="north", hosts=["idle"]), []),
        ({}, _action(Verb.CREATE, "aggregate", "site/a", zone="north", hosts=["busy"]), ["ZY-CLOUD-143"]),
        ({}, _action(Verb.CREATE, "aggregate", "site/a", zone=None, hosts=["busy"]), []),
        ({}, _action(Verb.CREATE, "aggregate", "site/a", zone=None, hosts=["none"]), ["ZY-CLOUD-163"]),
        (
            {"zone": "north", "hosts": []},
            _action(Verb.UPDATE, "aggregate", "site/a", zone=None, hosts=[]),
            ["ZY-CLOUD-144"],
        ),
        ({"zone": "x", "hosts": ["idle"]}, _action(Verb.UPDATE, "aggregate", "site/a", zone="y", hosts=["idle"]), []),
        ({"zone": None, "hosts": ["busy"]}, _action(Verb.UPDATE, "aggregate", "site/a", zone=None, hosts=[]), []),
    ],
)
def test_a_host_keeps_its_zone_under_servers(before: dict[str, Any], action: Action, codes: list[str]) -> None:
    assert [error.code.id for error in rezoned(HOSTS, _world(**before), [action])] == codes


def test_a_zone_goes_with_the_last_of_its_servers() -> None:
    hosts = [HOSTS[0]._replace(zone="north")]
    gone = _action(Verb.DELETE, "aggregate", "site/a")
    world = _world(zone="north", hosts=["busy"])
    assert [error.code.id for error in rezoned(hosts, world, [gone])] == ["ZY-CLOUD-143"]
    assert not list(rezoned(hosts, world, [gone, _action(Verb.DELETE, "server", "t/s/a", target="s1")]))


def test_zones_are_counted_as_they_will_be() -> None:
    action = _action(Verb.CREATE, "aggregate", "site/a", zone="north", hosts=["idle"])
    assert zones_after({"idle": "nova", "busy": "nova"}, [action]) == {"idle": "north", "busy": "nova"}


def test_a_type_is_held_by_the_volumes_that_stay_of_it() -> None:
    volume = _at("volume", "t/s/a/data")
    world = World("primary", {volume: Existing(volume, "v", {"of_type": "site/fast"})})
    gone = _action(Verb.DELETE, "volumetype", "site/fast")
    altered = _action(Verb.UPDATE, "volumetype", "site/fast", "properties")
    retyped = _action(Verb.UPDATE, "volume", "t/s/a/data", "type")
    assert [error.code.id for error in mistyped(world, [gone])] == ["ZY-CLOUD-145"]
    assert not list(mistyped(world, [gone, retyped]))
    assert [error.code.id for error in mistyped(world, [altered, retyped])] == ["ZY-CLOUD-145"]
    assert not list(mistyped(world, [_action(Verb.UPDATE, "volumetype", "site/fast", "title")]))
