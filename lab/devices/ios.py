"""What Cisco IOS knows, as its command references have it."""

from typing import Final

from lab.devices.configuration import Language, Word, words

WHO: Final = r"(?:any|host {ip}|{ip} {ip})"
WHO6: Final = r"(?:any|host {ip6}|{ip6}/{n})"
PORTS: Final = r"(?:eq|gt|lt) {name}|range {name} {name}"
MORE: Final = r"(?: (?:echo|echo-reply|echo-request|unreachable|packet-too-big|time-exceeded|nd-ns|nd-na|established|log|log-input))*"
IOS: Final = Language(
    "no",
    ("exit", "exit-address-family"),
    (
        Word("", r"(hostname) {name}", key=r"\1"),
        Word("", r"vlan {n}", "vlan"),
        Word("", r"ip access-list extended {name}", "acl"),
        Word("", r"ipv6 access-list {name}", "acl6"),
        Word("", r"interface (?:GigabitEthernet|FastEthernet|TenGigabitEthernet) ?[\d/]+", "interface", fixed=True),
        Word("", r"interface {name}", "interface"),
        Word("", r"router ospf {n}", "ospf"),
        Word("", r"ipv6 router ospf {n}", "ospf"),
        Word("", r"router bgp {n}", "bgp"),
        Word("", r"archive", "archive"),
        *words("", r"ip routing", r"ipv6 unicast-routing", r"service .*", r"(snmp-server .*)", r"logging .*", r"ip ssh .*",
               r"ip route {ip} {ip} (?:Null0|{ip})(?: {n})?(?: name {rest})?", r"ipv6 route {ip6}/{n} (?:Null0|{ip6})(?: {n})?",
               (r"(ip prefix-list {name} seq {n}) (?:permit|deny) {ip}/{n}(?: ge {n})?(?: le {n})?", r"\1"),
               (r"(ipv6 prefix-list {name} seq {n}) (?:permit|deny) {ip6}/{n}(?: ge {n})?(?: le {n})?", r"\1")),
        *words("archive", (r"(path) {name}", r"\1"), r"write-memory", (r"(maximum) {n}", r"\1")),
        *words("vlan", (r"(name) {rest}", r"\1")),
        Word("acl", rf"({{n}}) (?:permit|deny) (?:ip|tcp|udp|icmp|ospf|{{n}}) {WHO}(?: {PORTS})? {WHO}(?: (?:{PORTS}))?{MORE}", key=r"\1"),
        Word("acl6", rf"(sequence {{n}}) (?:permit|deny) (?:ipv6|tcp|udp|icmp|{{n}}) {WHO6}(?: {PORTS})? {WHO6}(?: (?:{PORTS}))?{MORE}", key=r"\1"),
        *words("interface", (r"(description) {rest}", r"\1"), r"shutdown", r"no switchport", (r"(switchport mode) (?:access|trunk)", r"\1"),
               (r"(switchport access vlan) {n}", r"\1"), (r"(switchport trunk allowed vlan) [\d,-]+", r"\1"), (r"(switchport trunk encapsulation) {name}", r"\1"),
               (r"(ip address) {ip} {ip}", r"\1"), r"ipv6 address {ip6}/{n}", r"ipv6 enable", (r"(ip access-group) {name} (in|out)", r"\1 \2"),
               (r"(ipv6 traffic-filter) {name} (in|out)", r"\1 \2"), (r"((?:ip|ipv6) ospf (?:cost|hello-interval|dead-interval|network)) {name}", r"\1"),
               (r"((?:ip|ipv6) ospf {n} area) {name}", r"\1")),
        *words("ospf", (r"(router-id) {ip}", r"\1"), (r"(redistribute static)(?: metric {n})?(?: subnets)?(?: metric {n})?", r"\1"), r"passive-interface {name}",
               r"network {ip} {ip} area {name}"),
        *words("bgp", (r"(bgp router-id) {ip}", r"\1"), (r"(timers bgp) {n} {n}", r"\1"), (r"(neighbor (?:{ip}|{ip6})) remote-as {n}", r"\1"),
               r"bgp log-neighbor-changes", r"no bgp default ipv4-unicast", r"neighbor (?:{ip}|{ip6}) description {rest}"),
        Word("bgp", r"address-family ipv[46](?: unicast)?", "family"),
        *words("family", r"network {ip}(?: mask {ip})?", r"network {ip6}/{n}", r"neighbor (?:{ip}|{ip6}) activate", r"redistribute (?:static|connected)",
               (r"(neighbor (?:{ip}|{ip6}) prefix-list) {name} (in|out)", r"\1 \2")),
    ),
    ("description", "shutdown", "switchport", "name"),
)  # fmt: skip
