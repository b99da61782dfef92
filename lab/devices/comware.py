"""What H3C Comware 7 knows, as its command references have it."""

from typing import Final

from lab.devices.configuration import Language, Word, words

WHO: Final = r"(?:any|{ip} (?:0|{ip}))"
WHO6: Final = r"(?:any|{ip6}(?:/| ){n})"
PORTS: Final = r"(?:eq|gt|lt) {name}|range {name} {name}"
RULE: Final = (
    rf"(rule {{n}}) (?:permit|deny) (?:ip|tcp|udp|icmp|ospf|{{n}})(?: source {WHO})?(?: destination {WHO})?(?: source-port (?:{PORTS}))?"
    rf"(?: destination-port (?:{PORTS}))?(?: icmp-type {{name}})?(?: established)?(?: logging)?(?: counting)?"
)
RULE6: Final = (
    rf"(rule {{n}}) (?:permit|deny) (?:ipv6|tcp|udp|icmpv6|{{n}})(?: source {WHO6})?(?: destination {WHO6})?(?: source-port (?:{PORTS}))?"
    rf"(?: destination-port (?:{PORTS}))?(?: icmp6-type {{name}})?(?: established)?(?: logging)?(?: counting)?"
)
COMWARE: Final = Language(
    "undo",
    ("quit",),
    (
        Word("", r"(sysname) {name}", key=r"\1"),
        Word("", r"vlan {n}", "vlan"),
        Word("", r"acl (?:ipv6 )?advanced {n}", "acl"),
        Word("", r"interface (?:GigabitEthernet|Ten-GigabitEthernet|M-GigabitEthernet) ?[\d/]+", "interface", fixed=True),
        Word("", r"interface {name} ?[\d/.]*", "interface"),
        Word("", r"(ospf {n})(?: router-id {ip})?", "ospf", key=r"\1"),
        Word("", r"ospfv3 {n}", "ospf"),
        Word("", r"bgp {n}", "bgp"),
        *words("", r"vlan {n} to {n}", r"(snmp-agent .*)", r"info-center .*", (r"(clock timezone) .*", r"\1"),
               r"ip route-static {ip} {mask} (?:NULL0|{ip})(?: preference {n})?(?: description {rest})?",
               r"ipv6 route-static {ip6} {n} (?:NULL0|{ip6})(?: preference {n})?",
               (r"(ip prefix-list {name} index {n}) (?:permit|deny) {ip} {n}(?: greater-equal {n})?(?: less-equal {n})?", r"\1"),
               (r"(ipv6 prefix-list {name} index {n}) (?:permit|deny) {ip6} {n}(?: greater-equal {n})?(?: less-equal {n})?", r"\1")),
        *words("vlan", (r"(description|name) {rest}", r"\1")),
        Word("acl", RULE, key=r"\1"),
        Word("acl", RULE6, key=r"\1"),
        *words("acl", (r"(description) {rest}", r"\1"), (r"(step) {n}", r"\1")),
        *words("interface", (r"(description) {rest}", r"\1"), r"shutdown", (r"(port link-mode) (?:route|bridge)", r"\1"),
               (r"(port link-type) (?:access|trunk|hybrid)", r"\1"), (r"(port access vlan) {n}", r"\1"), r"port trunk permit vlan [\d to]+",
               r"undo port trunk permit vlan 1", r"ip address {ip} {mask}(?: sub)?", r"ipv6 address {ip6}(?:/| ){n}",
               r"packet-filter (?:ipv6 )?(?:{n}|name {name}) (?:inbound|outbound)",
               (r"(ospf (?:cost|timer hello|timer dead|network-type)) {name}", r"\1"), (r"ospf {n} area {name}", r""), r"ospfv3 {n} area {name}",
               (r"(ospfv3 (?:cost|timer hello|timer dead|network-type)) {name}(?: instance {n})?", r"\1")),
        Word("ospf", r"area {name}", "area"),
        *words("ospf", (r"(router-id) {ip}", r"\1"), (r"(import-route static)(?: cost {n})?(?: type {n})?", r"\1"), r"silent-interface {rest}"),
        *words("area", r"network {ip} {ip}"),
        *words("bgp", (r"(router-id) {ip}", r"\1"), (r"(timer) keepalive {n} hold {n}", r"\1"), (r"(peer (?:{ip}|{ip6})) as-number {n}", r"\1"),
               r"peer (?:{ip}|{ip6}) description {rest}"),
        Word("bgp", r"address-family ipv[46] unicast", "family"),
        *words("family", r"network {ip} {mask}", r"network {ip6} {n}", r"peer (?:{ip}|{ip6}) enable", r"import-route (?:static|direct)",
               (r"(peer (?:{ip}|{ip6}) prefix-list) {name} (import|export)", r"\1 \2")),
    ),
    ("description", "shutdown", "name", "port link-type", "port access vlan"),
)  # fmt: skip
