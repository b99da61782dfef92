"""Cisco IOS and IOS XE: what `show running-config` shows and configuration mode takes."""

from typing import Final

from network.rendering.grammar import Grammar, Word

PORT: Final = r"interface (?:Ethernet|FastEthernet|GigabitEthernet|TwoGigabitEthernet|TenGigabitEthernet|TwentyFiveGigE|FortyGigabitEthernet|HundredGigE|Port-channel)\S*"
NAMES: Final = {
    "ftp": 21,
    "telnet": 23,
    "smtp": 25,
    "domain": 53,
    "www": 80,
    "pop3": 110,
    "ntp": 123,
    "snmp": 161,
    "bgp": 179,
    "syslog": 514,
}
GRAMMAR: Final = Grammar(
    negation="no",
    leave="exit",
    words=(
        Word(PORT, stays=True, section=True),
        Word(r"interface (\S+)", section=True),
        Word(r"vlan (\d+)", late=True, section=True),
        Word(r"(vlan \d+|interface \S+) > (description|name) .*", undo=r"no \2", replaces=True),
        Word(r"(ip access-list extended|ipv6 access-list) (\S+)", late=True, section=True),
        Word(r"ip access-list extended \S+ > (\d+) .*", undo=r"no \1", late=True),
        Word(r"ipv6 access-list \S+ > sequence (\d+) .*", undo=r"no sequence \1", late=True),
        Word(r"interface \S+ > switchport (mode|access vlan|trunk allowed vlan|trunk native vlan) .*", undo=r"no switchport \1", replaces=True),
        Word(r"interface \S+ > ip address .*", undo="no ip address", replaces=True),
        Word(r"interface \S+ > ip access-group (\S+) (in|out)", undo=r"no ip access-group \1 \2"),
        Word(r"interface \S+ > (ip|ipv6) ospf (cost|hello-interval|dead-interval|network) .*", undo=r"no \1 ospf \2", replaces=True),
        Word(r"interface \S+ > (ip ospf \d+ area|ipv6 ospf \d+ area) .*", undo=r"no \1", replaces=True),
        Word(r"(router ospf \d+|ipv6 router ospf \d+|router bgp \d+)", section=True),
        Word(r"(ipv6 )?router ospf \d+ > router-id .*", undo="no router-id", replaces=True),
        Word(r"(ipv6 )?router ospf \d+ > redistribute static .*", undo="no redistribute static", replaces=True),
        Word(r"router bgp \d+ > (bgp router-id|timers bgp) .*", undo=r"no \1", replaces=True),
        Word(r"router bgp \d+ > (neighbor \S+) remote-as .*", undo=r"no \1"),
        Word(r"router bgp \d+ > address-family (ipv4|ipv6)", section=True),
        Word(r"router bgp \d+ > address-family \S+ > (neighbor \S+) prefix-list (\S+) (in|out)", undo=r"no \1 prefix-list \3", replaces=True),
        Word(r"(ip|ipv6) prefix-list (\S+) seq (\d+) .*", undo=r"no \1 prefix-list \2 seq \3", late=True),
        Word(r"(ip|ipv6) route .*", late=True),
    ),
    owned=(
        r"vlan (?!1$)\d+",
        r"(ip access-list extended|ipv6 access-list) ZY-\S+",
        r"interface \S+ > (description|shutdown|no shutdown|no switchport|switchport (access|mode|trunk)|ip (address|access-group|ospf)|ipv6 (address|traffic-filter|ospf))( .*)?",
        r"interface Vlan\d+",
        r"(router (ospf|bgp|rip|eigrp|isis)|ipv6 router) .*",
        r"(ip|ipv6) route .*",
        r"(ip|ipv6) prefix-list .*",
    ),
    order=(r"vlan ", r"(ip access-list extended|ipv6 access-list) ", r"(ip|ipv6) prefix-list ", r"interface ", r"(ip|ipv6) route ", r"ipv6 router ", r"router "),
    idles=(r"!.*", r"exit|end|exit-address-family", r"Building configuration\.\.\.", r"Current configuration.*", r"version \S+"),
    texts=(r"banner \S+ (\^C|\S)",),
    lists=((r"ip access-list extended \S+", ""), (r"ipv6 access-list \S+", "sequence ")),
    ports=NAMES,
    vlans=r"vlan (\d+[,-][\d,-]+)",
)  # fmt: skip
