"""Huawei VRP (V5, V8): what `display current-configuration` shows and the system view takes."""

from typing import Final

from network.rendering.grammar import Grammar, Word

PORT: Final = r"interface (?:GigabitEthernet|XGigabitEthernet|10GE|25GE|40GE|100GE|Ethernet|MEth|Eth-Trunk|GE)\S*"
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
    negation="undo",
    leave="quit",
    words=(
        Word(PORT, stays=True, section=True),
        Word(r"interface (\S+)", section=True),
        Word(r"vlan (\d+)", late=True, section=True),
        Word(r"(vlan \d+|interface \S+) > (description|name) .*", undo=r"undo \2", replaces=True),
        Word(r"acl (ipv6 )?number (\d+)", late=True, section=True),
        Word(r"acl (ipv6 )?number \d+ > rule (\d+) .*", undo=r"undo rule \2", late=True),
        Word(r"interface \S+ > port link-type .*", undo="undo port link-type", replaces=True),
        Word(r"interface \S+ > port default vlan .*", undo="undo port default vlan", replaces=True),
        Word(r"interface \S+ > traffic-filter (inbound|outbound) acl ipv6 .*", undo=r"undo traffic-filter \1 acl ipv6"),
        Word(r"interface \S+ > traffic-filter (inbound|outbound) acl .*", undo=r"undo traffic-filter \1"),
        Word(r"interface \S+ > (ospf|ospfv3) (cost|timer hello|timer dead|network-type) .*", undo=r"undo \1 \2", replaces=True),
        Word(r"(ospf \d+) router-id .*", undo=r"undo \1", section=True),
        Word(r"(ospfv3 \d+)", section=True),
        Word(r"ospfv3 \d+ > router-id .*", undo="undo router-id", replaces=True),
        Word(r"(ospf \d+ router-id \S+|ospfv3 \d+) > area \S+", section=True),
        Word(r"(ospf \d+ router-id \S+|ospfv3 \d+) > import-route static .*", undo="undo import-route static", replaces=True),
        Word(r"(bgp \d+)", section=True),
        Word(r"bgp \d+ > router-id .*", undo="undo router-id", replaces=True),
        Word(r"bgp \d+ > timer keepalive .*", undo="undo timer", replaces=True),
        Word(r"bgp \d+ > (peer \S+) as-number .*", undo=r"undo \1"),
        Word(r"bgp \d+ > (ipv4|ipv6)-family unicast", stays=True, section=True),
        Word(r"bgp \d+ > \S+ unicast > (peer \S+) ip(v6)?-prefix (\S+) (import|export)", undo=r"undo \1 ip\2-prefix \4", replaces=True),
        Word(r"ip ip(v6)?-prefix (\S+) index (\d+) .*", undo=r"undo ip ip\1-prefix \2 index \3", late=True),
        Word(r"(ip|ipv6) route-static .*", late=True),
    ),
    owned=(
        r"vlan (?!1$)\d+",
        r"acl (ipv6 )?number 3[5-9]\d\d",
        r"interface \S+ > (description|shutdown|undo shutdown|undo portswitch|undo port trunk|port (link-type|default|trunk)|ip address|ipv6 (enable|address)|traffic-filter|ospf|ospfv3)( .*)?",
        r"interface Vlanif\d+",
        r"(ospf|ospfv3|bgp|rip|isis) .*",
        r"(ip|ipv6) route-static .*",
        r"ip ip(v6)?-prefix .*",
    ),
    order=(r"vlan ", r"acl ", r"ip ip", r"interface ", r"(ip|ipv6) route-static ", r"ospf", r"bgp "),
    idles=(r"#.*", r"!.*", r"return", r"quit"),
    texts=(r'header (?:login|shell) information (")', r"header (?:login|shell) information (%)"),
    ports=NAMES,
    vlans=r"vlan batch (\d[\d to]*)",
)  # fmt: skip
