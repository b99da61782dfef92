"""Configurations of devices as blocks: read as devices show them, compared by meaning, and led from one to the other line by line."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.rendering.blocks import Block, Blocks, parse, same, text
from network.rendering.changing import commands
from network.rendering.platforms import GRAMMARS, candidate, diff, normal
from network.rendering.platforms import commands as told
from tests.examples import examples
from tests.lines import Lines
from zhengyun.estate.devices import PLATFORMS, Platform

pytestmark = pytest.mark.slow

# Of each platform, sections and what may stand in them; `#` is a number that differs from draw to draw.
MENU: Final[dict[Platform, dict[str, tuple[str, ...]]]] = {
    "frr": {
        "": ("ip route 192.0.2.0/2# 198.51.100.1", "ip prefix-list way-in seq # permit 192.0.2.0/2#", "hostname r#"),
        "interface eth#": ("description port #", "ip ospf area 0", "ip ospf cost #", "ipv6 ospf6 area 0", "shutdown"),
        "router ospf": ("ospf router-id 192.0.2.#", "redistribute static metric #"),
        "router bgp 65001": ("bgp router-id 192.0.2.#", "no bgp ebgp-requires-policy", "neighbor 192.0.2.# remote-as 6500#"),
    },
    "huawei_vrp": {
        "": ("ip route-static 192.0.2.# 32 198.51.100.1", "ip ip-prefix way-in index # permit 192.0.2.0 2#", "sysname r#"),
        "vlan 1#": ("description net #",),
        "acl number 350#": ("rule # permit tcp source 192.0.2.# 0", "rule # deny ip"),
        "interface GigabitEthernet0/0/#": ("description port #", "undo portswitch", "ip address 192.0.2.# 31", "shutdown",
                                           "traffic-filter inbound acl 350#", "traffic-filter inbound acl ipv6 350#"),
        "interface Vlanif1#": ("ip address 192.0.2.# 31", "ospf cost #"),
    },
    "hp_comware": {
        "": ("ip route-static 192.0.2.# 32 198.51.100.1", "ip prefix-list way-in index # permit 192.0.2.0 2#", "sysname r#"),
        "vlan 1#": ("description net #",),
        "acl advanced 350#": ("rule # permit tcp source 192.0.2.# 0", "rule # deny ip"),
        "interface GigabitEthernet1/0/#": ("description port #", "port link-mode route", "ip address 192.0.2.# 31", "shutdown",
                                           "packet-filter 350# inbound"),
    },
    "cisco_ios": {
        "": ("ip route 192.0.2.# 255.255.255.255 198.51.100.1", "ip prefix-list way-in seq # permit 192.0.2.0/2#", "hostname r#"),
        "vlan 1#": ("name net #",),
        "ip access-list extended ZY-one-#": ("# permit tcp host 192.0.2.# any eq 44#", "# deny ip any any log"),
        "ipv6 access-list ZY-two": ("sequence # permit tcp any any eq 44#",),
        "interface GigabitEthernet0/#": ("description port #", "ip address 192.0.2.# 255.255.255.254", "shutdown",
                                         "ip access-group ZY-one-# in", "ip ospf cost #"),
    },
}  # fmt: skip
NUMBERS: Final = st.integers(1, 4)


@st.composite
def configurations(draw: st.DrawFn, platform: Platform) -> Blocks:
    """A configuration that a device could have: of what is one setting it has one value."""
    grammar, found = GRAMMARS[platform], {}
    for head in draw(st.lists(st.sampled_from(sorted(MENU[platform])), max_size=6)):
        line = _drawn(draw, head)
        below: dict[str, str] = {}
        for one in draw(st.lists(st.sampled_from(MENU[platform][head]), min_size=1, max_size=4)):
            own = _drawn(draw, one)
            below.setdefault(grammar.undo((*([line] if line else []), own)), own)
        found[line] = below
    top = found.pop("", {})
    sections = [Block(line, tuple(map(Block, below.values()))) for line, below in found.items()]
    return (*map(Block, top.values()), *sections)


def _drawn(draw: st.DrawFn, template: str) -> str:
    first, *rest = template.split("#")
    return first + "".join(f"{draw(NUMBERS)}{one}" for one in rest)


@pytest.mark.parametrize("platform", PLATFORMS)
@examples(50)
@given(data=st.data())
def test_what_is_said_leads_from_any_configuration_to_any_other(platform: Platform, data: st.DataObject) -> None:
    grammar = GRAMMARS[platform]
    before, after = (data.draw(configurations(platform)) for _ in range(2))
    said = commands(before, after, grammar)
    reached = Lines(before, grammar).take(said)
    assert same(_bare(reached, platform), _bare(after, platform)), said
    assert bool(diff(platform, text(before), text(after), managed=False)) == (not same(before, after))


@pytest.mark.parametrize("platform", PLATFORMS)
@examples(50)
@given(data=st.data())
def test_what_the_estate_does_not_decide_on_stays_as_it_runs(platform: Platform, data: st.DataObject) -> None:
    before, wanted = (text(data.draw(configurations(platform))) for _ in range(2))
    wanted = normal(platform, wanted)
    reached = text(Lines(parse(before, GRAMMARS[platform]), GRAMMARS[platform]).take(told(platform, before, wanted)))
    assert normal(platform, reached) == wanted
    assert ("r1" in before) == ("r1" in reached)
    assert not told(platform, reached, wanted)


@pytest.mark.parametrize("platform", PLATFORMS)
@examples(50)
@given(data=st.data())
def test_no_list_is_ever_without_an_entry_while_it_changes(platform: Platform, data: st.DataObject) -> None:
    grammar = GRAMMARS[platform]
    before, after = (
        _closed(data.draw(configurations(platform)), platform, data.draw(st.integers(5, 6))) for _ in range(2)
    )
    device = Lines(before, grammar)
    lists = {one.line for one in before if one.line.startswith(LISTS)}
    for line in commands(before, after, grammar):
        device.step(line)
        assert not [one.line for one in device.running() if one.line in lists and not one.lines], line


LISTS: Final = ("acl ", "ip access-list ", "ipv6 access-list ")
CLOSING: Final = {"huawei_vrp": "rule {} deny ip", "hp_comware": "rule {} deny ip", "ip access-list": "{} deny ip any any log",
                  "ipv6 access-list": "sequence {} deny ipv6 any any log"}  # fmt: skip


def _closed(blocks: Blocks, platform: Platform, number: int) -> Blocks:
    """The same with an entry at the end of every list that refuses all that is left, as every list of ours has one."""
    return tuple(
        Block(one.line, (*one.lines, Block(closing.format(number))))
        if one.line.startswith(LISTS) and (closing := CLOSING.get(platform) or CLOSING[" ".join(one.line.split()[:2])])
        else one
        for one in blocks
    )


def _bare(blocks: Blocks, platform: Platform) -> Blocks:
    """Without sections that a device always has and where nothing is said."""
    kept = (one for one in blocks if one.lines or not GRAMMARS[platform].word((one.line,)).stays)
    return tuple(kept)


SHOWN: Final = """\
Building configuration...

Current configuration : 1804 bytes
!
version 15.7
hostname edge
!
banner motd ^C
interface GigabitEthernet0/9
 ip address 203.0.113.9 255.255.255.0
^C
!
interface GigabitEthernet0/1
 description to the hosts
 ip address 192.0.2.1 255.255.255.0
 ip access-group ZY-in in
!
router bgp 65001
 bgp router-id 192.0.2.1
 !
 address-family ipv4
  network 192.0.2.0
 exit-address-family
!
ip access-list extended ZY-in
 permit tcp 192.0.2.0 0.0.0.255 any eq www
 permit udp any range ntp 124 any
 deny   ip any any log
!
line vty 0 4
 login local
end
"""


def test_a_text_of_many_lines_is_no_configuration_whatever_it_looks_like() -> None:
    assert "203.0.113.9" not in normal("cisco_ios", SHOWN, managed=False)
    assert "login local" in normal("cisco_ios", SHOWN, managed=False)


def test_entries_that_are_shown_without_their_numbers_have_them_by_their_places() -> None:
    found = parse(SHOWN, GRAMMARS["cisco_ios"])
    entries = next(one.lines for one in found if one.line.endswith("ZY-in"))
    assert [one.line for one in entries] == [
        "10 permit tcp 192.0.2.0 0.0.0.255 any eq 80",
        "20 permit udp any range 123 124 any",
        "30 deny ip any any log",
    ]
    swapped = SHOWN.replace("eq www", "eq X").replace("range ntp 124", "eq www").replace("eq X", "range ntp 124")
    assert diff("cisco_ios", SHOWN, swapped)


def test_sections_in_another_order_are_no_difference() -> None:
    first, *rest = SHOWN.split("!\ninterface GigabitEthernet0/1")[1].split("!\nrouter bgp")
    turned = f"router bgp{rest[0]}interface GigabitEthernet0/1{first}"
    plain = f"interface GigabitEthernet0/1{first}router bgp{rest[0]}"
    assert diff("cisco_ios", plain, turned, managed=False) == ()
    assert normal("cisco_ios", plain) == normal("cisco_ios", turned)


def test_a_difference_is_shown_with_the_section_that_it_is_in() -> None:
    assert diff("cisco_ios", SHOWN, SHOWN.replace("to the hosts", "to nobody")) == (
        " interface GigabitEthernet0/1",
        "- description to the hosts",
        "+ description to nobody",
    )


def test_the_port_by_which_a_device_is_reached_stays_as_it_is_unless_the_estate_declares_it() -> None:
    wanted = "interface GigabitEthernet0/2\n ip address 198.51.100.1 255.255.255.0\n"
    assert "no ip address" in told("cisco_ios", SHOWN, wanted)
    spared = told("cisco_ios", SHOWN, wanted, spared="192.0.2.1")
    assert "no ip address" not in spared
    assert "ip address 192.0.2.1 255.255.255.0" in candidate("cisco_ios", SHOWN, wanted, spared="192.0.2.1")


def test_vlans_made_by_one_line_are_as_many_sections() -> None:
    assert normal("huawei_vrp", "vlan batch 1 10 to 11 20\n#\nvlan 10\n description 业务\n") == (
        "vlan 10\n description 业务\nvlan 11\nvlan 20\n"
    )
    assert normal("cisco_ios", "vlan 10,20-21\n") == "vlan 10\nvlan 20\nvlan 21\n"


@given(st.text(alphabet='interface ip\n#!  \t^C"10,-to', max_size=200), st.sampled_from(PLATFORMS))
def test_whatever_a_device_shows_is_read(shown: str, platform: Platform) -> None:
    once = normal(platform, shown, managed=False)
    assert normal(platform, once, managed=False) == once
