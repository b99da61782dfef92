"""H3C Comware 7: what `display current-configuration` shows and the system view takes."""

from typing import Final

from network.rendering.grammar import Grammar, Word

PORT: Final = r"interface (?:GigabitEthernet|Ten-GigabitEthernet|Twenty-FiveGigE|FortyGigE|HundredGigE|M-GigabitEthernet|Bridge-Aggregation|Route-Aggregation)\S*"
NAMES: Final = {
    "ftp": 21,
    "telnet": 23,
    "smtp": 25,
    "dns": 53,
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
        Word(r"acl (ipv6 )?advanced (\d+)", late=True, section=True),
        Word(r"acl (ipv6 )?advanced \d+ > rule (\d+) .*", undo=r"undo rule \2", late=True),
        Word(r"interface \S+ > port link-mode .*", undo="undo port link-mode", replaces=True),
        Word(r"interface \S+ > port link-type .*", undo="undo port link-type", replaces=True),
        Word(r"interface \S+ > port access vlan .*", undo="undo port access vlan", replaces=True),
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
        Word(r"bgp \d+ > address-family (ipv4|ipv6) unicast", section=True),
        Word(r"bgp \d+ > address-family \S+ unicast > (peer \S+) prefix-list (\S+) (import|export)", undo=r"undo \1 prefix-list \3", replaces=True),
        Word(r"(ip|ipv6) prefix-list (\S+) index (\d+) .*", undo=r"undo \1 prefix-list \2 index \3", late=True),
        Word(r"(ip|ipv6) route-static .*", late=True),
    ),
    owned=(
        r"vlan (?!1$)\d+",
        r"acl (ipv6 )?advanced 3[5-9]\d\d",
        r"interface \S+ > (description|shutdown|undo shutdown|port (link-mode|link-type|access|trunk)|undo port trunk|ip address|ipv6 address|packet-filter|ospf|ospfv3)( .*)?",
        r"interface Vlan-interface\d+",
        r"(ospf|ospfv3|bgp|rip|isis) .*",
        r"(ip|ipv6) route-static .*",
        r"(ip|ipv6) prefix-list .*",
    ),
    order=(r"vlan ", r"acl ", r"(ip|ipv6) prefix-list ", r"interface ", r"(ip|ipv6) route-static ", r"ospf", r"bgp "),
    idles=(r"#.*", r"return", r"quit"),
    texts=(r"header (?:login|shell|legal|motd|incoming) (\S)",),
    ports=NAMES,
    vlans=r"vlan (\d+ to \d+)",
)  # fmt: skip
