"""What an H3C device is told (Comware 7)."""

from dataclasses import replace
from typing import Final

from network.rendering import vrp
from network.rendering.telling import renderer

# The two come of one stem; here stands what Comware says otherwise.
FILTER: Final = vrp.FILTER._replace(
    head=("acl advanced {number}", "acl ipv6 advanced {number}"),
    apply=(" packet-filter {number} {way}", " packet-filter ipv6 {number} {way}"),
    established="established",
    echo=("icmp-type echo", "icmp6-type echo-request"),
    last=65_534,
)
DIALECT: Final = replace(
    vrp.DIALECT,
    vlan=("vlan {number}", " name {name}"),
    routed=" port link-mode route",
    virtual=("Vlan-interface", "LoopBack", "NULL"),
    before6=(),
    access=(" port access vlan {number}",),
    trunk=(" port link-type trunk", " undo port trunk permit vlan 1", " port trunk permit vlan {numbers}"),
    ospf_port=(" ospf 1 area {area}", " ospfv3 1 area {area}"),
    family=(" address-family ipv4 unicast", " address-family ipv6 unicast"),
    takes=("  peer {peer} prefix-list {name} import", "  peer {peer} prefix-list {name} import"),
    gives=("  peer {peer} prefix-list {name} export", "  peer {peer} prefix-list {name} export"),
    listed=(
        "ip prefix-list {name} index {number} {verdict} {address} {length}",
        "ipv6 prefix-list {name} index {number} {verdict} {address} {length}",
    ),
    static=("ip route-static {address} {length} {via}", "ipv6 route-static {address} {length} {via}"),
    filter=FILTER,
)
configuration = renderer(DIALECT)
