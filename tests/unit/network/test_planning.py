"""A plan of devices: what differs is told with its text, what lets something pass is told to whoever agrees, and nothing is planned half seen."""

import pytest

from network.grammars import CONFIG, address
from network.planning import (
    Seen,
    by_key,
    devices_in,
    plan,
    refuse_others,
    scope_of,
    secrets_of,
)
from tests.unit.governance.requests import refusal
from zhengyun.errors import Code, Exit, Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import Device, Platform
from zhengyun.plan import Plan, Scope
from zhengyun.planfile import dump, load
from zhengyun.resource import Address, Existing, World

BEFORE = "interface G0/0/1\n port link-type access\nacl 3001\n rule 5 permit tcp destination-port eq 22\n"
AFTER = BEFORE + " rule 10 permit udp destination-port eq 123\n"
AWAY = Code("ZY-NET-000", Exit.UNREACHABLE, "away", "It is away.")


def device(name: str, platform: Platform, secret: str = "") -> Device:
    """A device in the zone office."""
    return Device(name, "接入", "primary", "office", platform, "198.51.100.7", 22, "", "netops", secret=secret)


DEVICES = {"a-r1": device("a-r1", "frr"), "a-sw1": device("a-sw1", "huawei_vrp", "switches/a-sw1")}
ESTATE = Estate("jiangzhou", "江州", "internal", (), commit="c" * 40, devices=DEVICES)
WANTED = {"a-r1": "router ospf\n", "a-sw1": AFTER}
ALL = scope_of(DEVICES, ("devices",))


def seen(**texts: str) -> Seen:
    """What devices run."""
    there: dict[Address, Existing] = {}
    for name, text in texts.items():
        one = address(name.replace("_", "-"))
        there[one] = Existing(one, str(one), {"platform": DEVICES[name.replace("_", "-")].platform, "text": text})
    return Seen(World("devices", there))


def made(scope: Scope = ALL, **texts: str) -> Plan:
    """The plan for devices that run these texts."""
    return plan(ESTATE, seen(**texts), WANTED, scope)


def test_what_runs_as_it_is_wanted_is_left_alone() -> None:
    assert made(a_r1="router ospf\n", a_sw1=AFTER).actions == ()


def test_a_device_is_told_its_text_and_what_it_lets_pass_is_told_to_who_agrees() -> None:
    (action,) = made(a_r1="router ospf\n", a_sw1=BEFORE).actions
    assert (str(action.address), action.address.kind, action.verb) == (
        "devices/device-config/devices/a-sw1",
        CONFIG,
        "update",
    )
    (change,) = action.changes
    assert (change.attribute, change.before, change.after) == ("text", BEFORE, AFTER)
    opens = made(a_r1="router ospf\n", a_sw1=BEFORE).effects
    assert opens.zones == ("primary/office",)
    assert opens.opens == ("a-sw1: rule 10 permit udp destination-port eq 123",)


def test_what_is_only_taken_away_opens_nothing() -> None:
    assert made(a_r1="router ospf\n", a_sw1=AFTER + " rule 20 permit ip\n").effects.opens == ()


def test_it_rests_on_all_of_the_text_that_was_found() -> None:
    assert ("text", BEFORE) in [(one.attribute, one.value) for one in made(a_r1="", a_sw1=BEFORE).rests()]


def test_a_scope_holds_back_what_it_does_not_name() -> None:
    only = scope_of(DEVICES, ("devices",), ("a-sw1",))
    assert devices_in(DEVICES, only) == ("a-sw1",)
    assert [one.address for one in made(only, a_sw1=BEFORE).actions] == [address("a-sw1")]


def test_nothing_is_planned_while_a_device_is_away() -> None:
    away = ZhengyunError(AWAY)
    with pytest.raises(Problems) as refused:
        plan(ESTATE, Seen(seen(a_sw1=BEFORE).world, (("a-r1", away),)), WANTED, ALL)
    assert refused.value.errors == (away,)


def test_what_is_opened_for_a_plan_is_what_its_devices_take() -> None:
    both = made(a_r1="", a_sw1=BEFORE)
    assert secrets_of(both) == ("switches/a-sw1",)
    assert by_key(both)
    assert not by_key(made(a_r1="router ospf\n", a_sw1=BEFORE))


def test_what_people_agreed_to_is_what_is_sent_or_nothing() -> None:
    agreed = load(dump(made(a_r1="", a_sw1=BEFORE)), "test")
    refuse_others(agreed, WANTED)
    assert refusal(lambda: refuse_others(agreed, {**WANTED, "a-sw1": BEFORE})) == "ZY-NET-225"


@pytest.mark.parametrize(
    ("sites", "only", "code"),
    [(("devices", "hosts"), (), "ZY-NET-220"), (("devices",), ("a-sw9",), "ZY-NET-222")],
)
def test_what_is_asked_wrongly_is_refused(sites: tuple[str, ...], only: tuple[str, ...], code: str) -> None:
    assert refusal(lambda: scope_of(DEVICES, sites, only)) == code


def test_an_errand_and_an_estate_without_devices_are_refused() -> None:
    assert refusal(lambda: made(Scope(("devices",), errand=("revert", "a")), a_sw1=BEFORE)) == "ZY-NET-223"
    empty = Estate("jiangzhou", "江州", "internal", ())
    assert refusal(lambda: plan(empty, Seen(World("devices", {})), {}, ALL)) == "ZY-NET-221"
