"""What a Cisco device is told (IOS, IOS XE)."""

from typing import Final

from network.rendering.dialect import Dialect, Filter
from network.rendering.telling import renderer

FILTER: Final = Filter(
    head=("ip access-list extended {name}", "ipv6 access-list {name}"),
    apply=(" ip access-group {name} {way}", " ipv6 traffic-filter {name} {way}"),
    ways=("in", "out"),
    entry=(" {number} {body}", " sequence {number} {body}"),
    closing=("deny ip any any log", "deny ipv6 any any log"),
    source="{}",
    source_port="{}",
    target="{}",
    target_port="{}",
    any_=("any", "any"),
    one=("host {address}", "host {address}"),
    many=("{address} {wildcard}", "{address}/{length}"),
    eq="eq {}",
    range_="range {} {}",
    established="established",
    protocols=(("ip", "ip"), ("tcp", "tcp"), ("udp", "udp"), ("icmp", "icmp"), ("ospf", "ospf")),
    protocols6=(("ip", "ipv6"), ("tcp", "tcp"), ("udp", "udp"), ("icmp", "icmp"), ("ospf", "89")),
    echo=("echo", "echo-request"),
    reply=("echo-reply", "echo-reply"),
    neighbours=("permit icmp any any nd-na", "permit icmp any any nd-ns"),
    # As they are counted where a device shows them without their numbers.
    step=10,
    last=0,
)
DIALECT: Final = Dialect(
    capital=True,
    vlan=("vlan {number}", " name {name}"),
    title=" description {title}",
    routed=" no switchport",
    virtual=("Vlan", "Loopback", "Null", "Tunnel"),
    address=(" ip address {address} {mask}", " ipv6 address {address}/{length}"),
    before6=(),
    access=(" switchport mode access", " switchport access vlan {number}"),
    trunk=(" switchport mode trunk", " switchport trunk allowed vlan {listed}"),
    shut=" shutdown",
    ospf_port=(" ip ospf 1 area {value}", " ipv6 ospf 1 area {value}"),
    ospf_cost=(" ip ospf cost {value}", " ipv6 ospf cost {value}"),
    ospf_point=(" ip ospf network point-to-point", " ipv6 ospf network point-to-point"),
    ospf_hello=(" ip ospf hello-interval {value}", " ipv6 ospf hello-interval {value}"),
    ospf_dead=(" ip ospf dead-interval {value}", " ipv6 ospf dead-interval {value}"),
    ospf=(("router ospf 1", " router-id {router}"), ("ipv6 router ospf 1", " router-id {router}")),
    ospf_static=(" redistribute static metric {metric} subnets", " redistribute static metric {metric}"),
    ospf_silent=(" passive-interface {port}", " passive-interface {port}"),
    bgp=("router bgp {number}", " bgp router-id {router}", " no bgp default ipv4-unicast"),
    bgp_timers=" timers bgp {keepalive} {hold}",
    bgp_peer=(" neighbor {peer} remote-as {number}",),
    family=(" address-family ipv4", " address-family ipv6"),
    family_end=" exit-address-family",
    network=("  network {address} mask {mask}", "  network {address}/{length}"),
    statics="  redistribute static",
    activate="  neighbor {peer} activate",
    takes=("  neighbor {peer} prefix-list {name} in", "  neighbor {peer} prefix-list {name} in"),
    gives=("  neighbor {peer} prefix-list {name} out", "  neighbor {peer} prefix-list {name} out"),
    listed=(
        "ip prefix-list {name} seq {number} {verdict} {address}/{length}",
        "ipv6 prefix-list {name} seq {number} {verdict} {address}/{length}",
    ),
    least="ge",
    most="le",
    static=("ip route {address} {mask} {via}", "ipv6 route {address}/{length} {via}"),
    nowhere="Null0",
    filter=FILTER,
)
configuration = renderer(DIALECT)
