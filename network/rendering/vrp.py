"""What a Huawei device is told (VRP V5 and V8)."""

from typing import Final

from network.rendering.dialect import Dialect, Filter
from network.rendering.telling import renderer

FILTER: Final = Filter(
    head=("acl number {number}", "acl ipv6 number {number}"),
    apply=(" traffic-filter {way} acl {number}", " traffic-filter {way} acl ipv6 {number}"),
    ways=("inbound", "outbound"),
    entry=(" rule {number} {body}", " rule {number} {body}"),
    closing=("deny ip", "deny ipv6"),
    source="source {}",
    source_port="source-port {}",
    target="destination {}",
    target_port="destination-port {}",
    any_=("any", "any"),
    one=("{address} 0", "{address}/128"),
    many=("{address} {wildcard}", "{address}/{length}"),
    eq="eq {}",
    range_="range {} {}",
    established="tcp-flag established",
    protocols=(("ip", "ip"), ("tcp", "tcp"), ("udp", "udp"), ("icmp", "icmp"), ("ospf", "ospf")),
    protocols6=(("ip", "ipv6"), ("tcp", "tcp"), ("udp", "udp"), ("icmp", "icmpv6"), ("ospf", "ospf")),
    echo=("icmp-type echo", "icmp6-type echo"),
    reply=("icmp-type echo-reply", "icmp6-type echo-reply"),
    neighbours=("permit icmpv6 icmp6-type neighbor-solicitation", "permit icmpv6 icmp6-type neighbor-advertisement"),
    step=5,
    # A list that refuses nothing lets through whatever no entry is about.
    last=4_294_967_294,
)
DIALECT: Final = Dialect(
    capital=True,
    vlan=("vlan {number}", " description {name}"),
    title=" description {title}",
    routed=" undo portswitch",
    virtual=("Vlanif", "LoopBack", "NULL"),
    address=(" ip address {address} {mask}", " ipv6 address {address}/{length}"),
    before6=(" ipv6 enable",),
    access=(" port link-type access", " port default vlan {number}"),
    trunk=(" port link-type trunk", " undo port trunk allow-pass vlan 1", " port trunk allow-pass vlan {numbers}"),
    shut=" shutdown",
    ospf_port=(" ospf enable 1 area {area}", " ospfv3 1 area {area}"),
    ospf_cost=(" ospf cost {value}", " ospfv3 cost {value}"),
    ospf_point=(" ospf network-type p2p", " ospfv3 network-type p2p"),
    ospf_hello=(" ospf timer hello {value}", " ospfv3 timer hello {value}"),
    ospf_dead=(" ospf timer dead {value}", " ospfv3 timer dead {value}"),
    ospf=(("ospf 1 router-id {router}", " area {area}"), ("ospfv3 1", " router-id {router}")),
    ospf_static=(" import-route static cost {metric}", " import-route static cost {metric}"),
    ospf_silent=(" silent-interface {port}", " silent-interface {port}"),
    bgp=("bgp {number}", " router-id {router}"),
    bgp_timers=" timer keepalive {keepalive} hold {hold}",
    bgp_peer=(" peer {peer} as-number {number}",),
    family=(" ipv4-family unicast", " ipv6-family unicast"),
    family_end="",
    network=("  network {address} {mask}", "  network {address} {length}"),
    statics="  import-route static",
    activate="  peer {peer} enable",
    takes=("  peer {peer} ip-prefix {name} import", "  peer {peer} ipv6-prefix {name} import"),
    gives=("  peer {peer} ip-prefix {name} export", "  peer {peer} ipv6-prefix {name} export"),
    listed=(
        "ip ip-prefix {name} index {number} {verdict} {address} {length}",
        "ip ipv6-prefix {name} index {number} {verdict} {address} {length}",
    ),
    least="greater-equal",
    most="less-equal",
    static=("ip route-static {address} {mask} {via}", "ipv6 route-static {address} {length} {via}"),
    nowhere="NULL0",
    filter=FILTER,
)
configuration = renderer(DIALECT)
