"""What devices of each platform are told: the same words as in the golden files, and what follows of them.

`python -m tests.unit.network.test_devices` writes the golden files anew: read the difference before it is kept.
"""

import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from network import codes
from network.rendering.devices import configuration
from network.rendering.platforms import GRAMMARS, commands, diff, normal
from tests.unit.network.harbour import DAY, quarry
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import PLATFORMS, Platform, Port
from zhengyun.estate.policy import Conduit

SAMPLES: Final = Path(__file__).resolve().parents[2] / "samples" / "network"


def golden(platform: Platform) -> Path:
    return SAMPLES / platform / "quarry.conf"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_device_is_told_what_the_golden_file_says(platform: Platform) -> None:
    assert configuration(quarry(platform), "crane", DAY) == golden(platform).read_text("utf-8")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_all_that_a_device_is_told_is_what_the_estate_decides_on(platform: Platform) -> None:
    """Otherwise it would be told anew each time, or never taken back."""
    told = configuration(quarry(platform), "crane", DAY)
    assert normal(platform, told) == normal(platform, told, managed=False)
    assert commands(platform, told, told) == ()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_device_that_has_it_and_more_of_its_own_is_told_nothing(platform: Platform) -> None:
    told = configuration(quarry(platform), "crane", DAY)
    own = (
        "hostname crane\nline vty 0 4\n login local\n"
        if GRAMMARS[platform].negation == "no"
        else "sysname crane\nuser-interface vty 0 4\n authentication-mode aaa\n"
    )
    assert diff(platform, own + told, told) == ()


@pytest.mark.parametrize("platform", [one for one in PLATFORMS if one != "frr"])
def test_a_conduit_that_has_expired_is_taken_out_of_the_lists_and_they_still_refuse_the_rest(
    platform: Platform,
) -> None:
    before, after = (configuration(quarry(platform), "crane", date(2026, *day)) for day in ((6, 30), (7, 1)))
    said = commands(platform, before, after)
    assert said
    assert re.search(r"\b5000\b", before)
    assert not re.search(r"\b5000\b", after)
    lists = re.split(r"(?m)^(?=acl |ip access-list |ipv6 access-list |interface |ip |ipv6 )", after)
    own = [one for one in lists if one.startswith(("acl ", "ip access-list", "ipv6 access-list"))]
    assert len(own) == 8
    assert all(re.search(r"deny (ip|ipv6)", one.rstrip().splitlines()[-1]) for one in own)


@pytest.mark.parametrize("platform", [one for one in PLATFORMS if one != "frr"])
def test_answers_pass_lists_that_keep_no_state_and_first_packets_do_not(platform: Platform) -> None:
    lines = configuration(quarry(platform), "crane", DAY).splitlines()
    asked = [
        one
        for one in lines
        if re.search(r"8443", one)
        and "established" not in one
        and not re.search(r"source-port|eq 8443 \S+ \S+ \S+", one)
    ]
    answers = [one for one in lines if "8443" in one and "established" in one]
    assert len(asked) == len(answers) > 0
    assert any("echo-reply" in one for one in lines)


def test_who_manages_a_device_over_a_policed_port_is_let_in_by_it() -> None:
    estate = quarry("huawei_vrp")
    crane = estate.devices["crane"]
    port = next(one for one in crane.ports if one.name == "Vlanif10")
    moved = replace(crane, address=port.address.partition("/")[0])
    told = configuration(replace(estate, devices={"crane": moved}), "crane", DAY)
    assert re.search(
        r"permit tcp source 192\.0\.2\.0 0\.0\.0\.31 destination 192\.0\.2\.33 0 destination-port eq 22", told
    )


@pytest.mark.slow
def test_lists_that_have_no_room_are_refused_and_not_cut_off() -> None:
    estate = quarry("hp_comware")
    assert estate.policy
    ports = [((number, number),) for number in range(1, 13_108)]
    many = tuple(
        Conduit(f"c{one[0][0]}", "internal/office", "internal/exchange", "udp", one, "a test", "many") for one in ports
    )
    crowded = replace(estate, policy=replace(estate.policy, conduits=many))
    with pytest.raises(ZhengyunError) as refused:
        configuration(crowded, "crane", DAY)
    assert refused.value.code == codes.NO_ROOM
    assert "13107" in str(refused.value)
    crane = estate.devices["crane"]
    held = tuple(Port(f"Vlan-interface{number}", address=f"192.0.2.{32 + number % 30}/27") for number in range(251))
    wide = replace(crane, ports=held, policed=tuple(one.name for one in held), ospf=None, bgp=None)
    with pytest.raises(ZhengyunError) as refused:
        configuration(replace(estate, devices={"crane": wide}), "crane", DAY)
    assert refused.value.code == codes.NO_LIST


def written(estate: Estate, platform: Platform) -> None:
    golden(platform).parent.mkdir(parents=True, exist_ok=True)
    golden(platform).write_text(configuration(estate, "crane", DAY), "utf-8")


if __name__ == "__main__":
    for one in PLATFORMS:
        written(quarry(one), one)
    sys.stdout.write(f"{SAMPLES}\n")
