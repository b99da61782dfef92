"""What may be told to devices that cannot be asked beforehand."""

import pytest

from network.devices.grammar import misunderstood
from network.port import Candidate
from zhengyun.estate.devices import Platform

KNOWN: dict[Platform, tuple[str, ...]] = {
    "huawei_vrp": (
        "vlan 10", "description 办公区", "quit", "acl number 3500", "rule 5 permit tcp source 192.0.2.1 0 destination any destination-port eq 443",
        "undo rule 5", "acl ipv6 number 3501", "interface GigabitEthernet0/0/1", "undo portswitch", "ip address 192.0.2.1 255.255.255.0",
        "traffic-filter inbound acl 3500", "undo traffic-filter inbound", "ospf 1 router-id 192.0.2.1", "area 0", "undo ospf 1",
        "ip route-static 192.0.2.0 24 198.51.100.1", "ip route-static 192.0.2.0 24 NULL0", "undo ip route-static 192.0.2.0 24 198.51.100.1",
        "ip ip-prefix way-in index 10 permit 192.0.2.0 24 greater-equal 24 less-equal 32", "bgp 65001", "peer 2001:db8::1 as-number 65002",
        "undo acl number 3500",
    ),
    "hp_comware": (
        "acl advanced 3500", "rule 65534 deny ip", "packet-filter 3500 inbound", "port link-mode route", "address-family ipv4 unicast",
        "peer 192.0.2.1 prefix-list way-in import", "undo packet-filter 3500 inbound", "undo interface Vlan-interface10",
    ),
    "cisco_ios": (
        "ip access-list extended ZY-in", "10 permit tcp host 192.0.2.1 any eq 443", "no 10", "interface GigabitEthernet0/1", "no switchport",
        "ip address 192.0.2.1 255.255.255.0", "ip access-group ZY-in in", "router bgp 65001", "neighbor 192.0.2.1 remote-as 65002",
        "ip route 192.0.2.0 255.255.255.0 Null0", "ipv6 route 2001:db8::/32 2001:db8::1", "exit", "no ip route 192.0.2.0 255.255.255.0 Null0",
    ),
}  # fmt: skip
STRANGE: dict[Platform, tuple[str, ...]] = {
    "huawei_vrp": ("reset saved-configuration", "local-user a password cipher b", "rule 5 permitt tcp", "undo local-user a", "commit", "return",
                   "ip adress 192.0.2.1 24", "save", "acl number many", "ip route-static office 24 192.0.2.1"),
    "hp_comware": ("reboot", "undo user-role x", "acl number 3500", "configuration commit", "return", "rule five deny ip"),
    "cisco_ios": ("username a secret b", "no username a", "end", "do reload", "ip address 192.0.2.1", "10 allow ip any any", "router bgp one"),
}  # fmt: skip


@pytest.mark.parametrize(("platform", "line"), [(one, line) for one, lines in KNOWN.items() for line in lines])
def test_what_this_tool_writes_is_understood(platform: Platform, line: str) -> None:
    assert misunderstood(Candidate(platform, (line,))) is None


@pytest.mark.parametrize(("platform", "line"), [(one, line) for one, lines in STRANGE.items() for line in lines])
def test_what_it_never_writes_goes_to_no_device(platform: Platform, line: str) -> None:
    fault = misunderstood(Candidate(platform, ("quit" if platform != "cisco_ios" else "exit", line)))
    assert fault
    assert fault.line == 2


def test_what_a_device_has_printed_itself_it_understands() -> None:
    line = "local-user a class manage"
    assert misunderstood(Candidate("hp_comware", (line,)))
    assert misunderstood(Candidate("hp_comware", (line,), frozenset({f" {line}"}))) is None
