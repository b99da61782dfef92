"""The simulator by itself: what it says, and what becomes of what it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.devices.configuration import RefusedError
from lab.devices.device import LANGUAGES, Kind, SimulatedDevice
from lab.devices.shell import HangingError, LeftError, Shell
from lab.devices.shells import shell

NAMES: dict[Kind, str] = {"huawei_vrp": "sysname", "hp_comware": "sysname", "cisco_ios": "hostname"}
ENTER: dict[Kind, str] = {"huawei_vrp": "system-view", "hp_comware": "system-view", "cisco_ios": "configure terminal"}
PORTS: dict[Kind, str] = {
    "huawei_vrp": "interface GigabitEthernet0/0/1",
    "hp_comware": "interface GigabitEthernet1/0/1",
    "cisco_ios": "interface GigabitEthernet0/1",
}
KINDS = sorted(LANGUAGES)


def made(kind: Kind) -> tuple[SimulatedDevice, Shell]:
    device = SimulatedDevice.made("box", kind, f"{NAMES[kind]} box\n{PORTS[kind]}\n description one\n")
    return device, shell(device)


def test_prompts_tell_where_one_is() -> None:
    one = made("huawei_vrp")[1]
    assert one.hello().endswith("<box>")
    assert one.line("system-view").endswith("[~box]")
    assert one.line("interface GigabitEthernet0/0/1").endswith("[~box-GigabitEthernet0/0/1]")
    assert one.line("description two").endswith("[*box-GigabitEthernet0/0/1]")
    one = made("hp_comware")[1]
    assert one.line("system-view").endswith("[box]")
    one = made("cisco_ios")[1]
    assert one.hello().endswith("box#")
    assert one.line("configure terminal").endswith("box(config)#")
    assert one.line("interface GigabitEthernet0/1").endswith("box(config-interface)#")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("huawei_vrp", "Error: Unrecognized command found at '^' position."),
        ("hp_comware", " % Unrecognized command found at '^' position."),
        ("cisco_ios", "% Invalid input detected at '^' marker."),
    ],
)
def test_what_is_no_command_is_refused_with_a_mark_below_it(kind: Kind, says: str) -> None:
    device, one = made(kind)
    before = device.text(device.running, "")
    for line in ("nonsense", ENTER[kind], "nonsense", "undo nonsense", "ip adress 192.0.2.1"):
        said = one.line(line)
    assert says in one.line("nonsense")
    assert "^" in said or "exist" in said
    assert device.text(device.running, "") == before


def test_on_vrp_nothing_counts_before_it_is_committed() -> None:
    device, one = made("huawei_vrp")
    for line in ("system-view", "sysname other", "quit"):
        one.line(line)
    assert "sysname box" in device.text(device.running, "")
    one.line("commit")
    assert "sysname other" in device.text(device.running, "")


@pytest.mark.parametrize("kind", KINDS)
def test_one_setting_has_one_value_and_is_taken_back_by_its_name(kind: Kind) -> None:
    device, one = made(kind)
    negation = LANGUAGES[kind].negation
    for line in (ENTER[kind], PORTS[kind], "description two", "description three"):
        one.line(line)
    one.line("commit") if kind == "huawei_vrp" else None
    assert device.text(device.running, "").count("description") == 1
    for line in (PORTS[kind], f"{negation} description"):
        one.line(line)
    one.line("commit") if kind == "huawei_vrp" else None
    assert "description" not in device.text(device.running, "")
    assert "^" in one.line(f"{negation} ip route 192.0.2.9") or "exist" in one.line(f"{negation} vlan 99")


def test_pages_are_turned_by_keys() -> None:
    device, one = made("cisco_ios")
    more = "".join(f"interface Loopback{number}\n description x\n" for number in range(20))
    device.running.lines.update(SimulatedDevice.made("box", "cisco_ios", more).running.lines)
    said = one.line("show running-config")
    assert said.endswith("--More--")
    assert one.paging
    pages = 1
    while one.paging:
        said, pages = one.key(" "), pages + 1
    assert said.endswith("box#")
    assert pages > 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60), max_size=8))
def test_whatever_it_is_told_it_answers(kind: Kind, lines: list[str]) -> None:
    _, one = made(kind)
    for line in (ENTER[kind], *lines):
        try:
            assert isinstance(one.line(line), str)
        except (LeftError, HangingError):
            return


def test_a_configuration_that_it_does_not_know_is_none() -> None:
    with pytest.raises(RefusedError):
        SimulatedDevice.made("box", "cisco_ios", "interface Loopback1\n nonsense\n")
