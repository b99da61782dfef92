"""What Huawei VRP 8 knows, as its command references have it."""

from typing import Final

from lab.devices.configuration import Language, Word, words

WHO: Final = r"(?:any|{ip} (?:0|{ip}))"
WHO6: Final = r"(?:any|{ip6}(?:/| ){n})"
PORTS: Final = r"(?:eq|gt|lt) {name}|range {name} {name}"
RULE: Final = (
    rf"(rule {{n}}) (?:permit|deny) (?:ip|tcp|udp|icmp|ospf|{{n}})(?: source {WHO})?(?: destination {WHO})?"
    rf"(?: source-port (?:{PORTS}))?(?: destination-port (?:{PORTS}))?(?: icmp-type {{name}})?(?: tcp-flag established)?(?: logging)?"
)
RULE6: Final = (
    rf"(rule {{n}}) (?:permit|deny) (?:ipv6|tcp|udp|icmpv6|{{n}})(?: source {WHO6})?(?: destination {WHO6})?"
    rf"(?: source-port (?:{PORTS}))?(?: destination-port (?:{PORTS}))?(?: icmp6-type {{name}})?(?: tcp-flag established)?(?: logging)?"
)
VRP: Final = Language(
    "undo",
    ("quit",),
    (
        Word("", r"(sysname) {name}", key=r"\1"),
        Word("", r"vlan {n}", "vlan"),
        *words("", r"vlan batch [\d to]+", r"stp enable", r"(snmp-agent .*)", r"info-center .*", r"undo http server.*", r"(clock timezone) .*"),
        Word("", r"acl (?:ipv6 )?number {n}", "acl", key=r""),
        Word("", r"interface (?:GigabitEthernet|XGigabitEthernet|10GE|MEth|Ethernet) ?[\d/]+", "interface", fixed=True),
        Word("", r"interface {name} ?[\d/.]*", "interface"),
        Word("", r"(ospf {n})(?: router-id {ip})?", "ospf", key=r"\1"),
        Word("", r"ospfv3 {n}", "ospf"),
        Word("", r"bgp {n}", "bgp"),
        *words("", r"ip route-static {ip} {mask} (?:NULL0|{ip})(?: preference {n})?(?: description {rest})?",
               r"ipv6 route-static {ip6} {n} (?:NULL0|{ip6})(?: preference {n})?",
               (r"(ip ip-prefix {name} index {n}) (?:permit|deny) {ip} {n}(?: greater-equal {n})?(?: less-equal {n})?", r"\1"),
               (r"(ip ipv6-prefix {name} index {n}) (?:permit|deny) {ip6} {n}(?: greater-equal {n})?(?: less-equal {n})?", r"\1")),
        *words("vlan", (r"(description|name) {rest}", r"\1")),
        Word("acl", RULE, key=r"\1"),
        Word("acl", RULE6, key=r"\1"),
        *words("acl", (r"(description) {rest}", r"\1"), (r"(step) {n}", r"\1")),
        *words("interface", (r"(description) {rest}", r"\1"), r"shutdown", r"undo portswitch", (r"(port link-type) (?:access|trunk|hybrid)", r"\1"),
               (r"(port default vlan) {n}", r"\1"), r"port trunk allow-pass vlan [\d to]+", r"undo port trunk allow-pass vlan 1",
               r"ip address {ip} {mask}(?: sub)?", r"ipv6 enable", r"ipv6 address {ip6}(?:/| ){n}",
               (r"(traffic-filter (?:inbound|outbound)) acl (?:{n}|name {name})", r"\1"),
               (r"(traffic-filter (?:inbound|outbound) acl ipv6) (?:{n}|name {name})", r"\1"),
               (r"(ospf (?:cost|timer hello|timer dead|network-type)) {name}", r"\1"), (r"(ospf enable) {n} area {name}", r"\1"), r"ospfv3 {n} area {name}",
               (r"(ospfv3 (?:cost|timer hello|timer dead|network-type)) {name}(?: instance {n})?", r"\1")),
        Word("ospf", r"area {name}", "area"),
        *words("ospf", (r"(router-id) {ip}", r"\1"), (r"(import-route static)(?: cost {n})?(?: type {n})?", r"\1"), r"silent-interface {rest}"),
        *words("area", r"network {ip} {ip}"),
        *words("bgp", (r"(router-id) {ip}", r"\1"), (r"(timer) keepalive {n} hold {n}", r"\1"), (r"(peer (?:{ip}|{ip6})) as-number {n}", r"\1"),
               r"undo default ipv4-unicast", r"peer (?:{ip}|{ip6}) description {rest}"),
        Word("bgp", r"ipv[46]-family unicast", "family", fixed=True),
        *words("family", r"network {ip} {mask}", r"network {ip6} {n}", r"peer (?:{ip}|{ip6}) enable", r"undo synchronization", r"import-route (?:static|direct)",
               (r"(peer (?:{ip}|{ip6})) (ip(?:v6)?-prefix) {name} (import|export)", r"\1 \2 \3")),
    ),
    ("description", "shutdown", "portswitch", "name", "port default vlan", "port link-type"),
)  # fmt: skip
