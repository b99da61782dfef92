"""How the town's routers find each other: OSPF within the internal network (RFC 2328), BGP between the external routers (RFC 4271). Pure.

What stands behind a firewall is reached through the firewall of its own site, both ways, since only that one knows the connection.
"""

from collections.abc import Iterator
from typing import Final

from lab.town.neighbours import Networks, address, network
from zhengyun.estate.hosts import Host, Interface

INTERNAL: Final = "internal"
FIRST_AS: Final = 65_001
# In seconds: a neighbour that is gone is noticed in time for a test, and none is lost on a machine under load.
HELLO, DEAD = 1, 4
HEAD: Final = """\
frr version 8.4.4
frr defaults traditional
hostname {name}
log syslog informational
service integrated-vtysh-config
!
"""
OSPF: Final = """\
router ospf
 ospf router-id {router}
 timers throttle spf 10 50 500
 timers throttle lsa all 100
 timers lsa min-arrival 50
 redistribute static metric {metric}
exit
!
"""
NEAR, FAR = 10, 100


def daemons(host: Host, networks: Networks) -> str:
    """The words of /etc/frr/daemons that this router needs."""
    speaks = "ospfd" if networks.network_of(host) == INTERNAL else "bgpd"
    return f'{speaks}=yes\nvtysh_enable=yes\nzebra_options="-A 127.0.0.1"\n{speaks}_options="-A 127.0.0.1"\nstaticd_options="-A 127.0.0.1"\n'


def configuration(host: Host, networks: Networks) -> str:
    """The text of /etc/frr/frr.conf for a router."""
    lines = [HEAD.format(name=host.name), *statics(host, networks)]
    lines += _ospf(host, networks) if networks.network_of(host) == INTERNAL else _bgp(host, networks)
    return "".join(lines) + "line vty\nexit\nend\n"


def statics(host: Host, networks: Networks) -> Iterator[str]:
    """What a router reaches through the firewall that it is joined to: the exchange behind it, and the other network."""
    own = networks.network_of(host)
    for _, firewall, at in networks.beside(host, "firewall"):
        for one in networks.behind(firewall):
            yield f"ip route {one} {at}\n"
        for name, ranges in networks.ranges.items():
            yield from (f"ip route {one} {at}\n" for one in ranges if name != own)


def through(firewall: Host, networks: Networks) -> Iterator[str]:
    """Lines for `ip -batch` at a firewall: each network is reached by its own router there."""
    for _, router, at in networks.beside(firewall, "router"):
        for one in networks.ranges[networks.network_of(router)]:
            yield f"route add {one} via {at}"


def _ospf(host: Host, networks: Networks) -> Iterator[str]:
    to_routers = {interface.name for interface, other, _ in networks.beside(host, "router")}
    for interface in networks.open(host):
        yield f"interface {interface.name}\n ip ospf area 0\n"
        if interface.name in to_routers:
            yield f" ip ospf network point-to-point\n ip ospf hello-interval {HELLO}\n ip ospf dead-interval {DEAD}\n"
            yield " ip ospf retransmit-interval 1\n"
        else:
            yield " ip ospf passive\n"
        yield "exit\n!\n"
    # Both sites know a way to the other network; the first site's is taken as long as it is there.
    first = next(iter(networks.everybody())).site
    yield OSPF.format(router=_identity(host, networks), metric=NEAR if host.site == first else FAR)


def _bgp(host: Host, networks: Networks) -> Iterator[str]:
    yield f"router bgp {_number(host, networks)}\n bgp router-id {_identity(host, networks)}\n"
    yield f" no bgp ebgp-requires-policy\n timers bgp {HELLO} {DEAD}\n"
    peers = list(networks.beside(host, "router"))
    for _, other, at in peers:
        yield f" neighbor {at} remote-as {_number(other, networks)}\n neighbor {at} timers connect 1\n"
    yield " address-family ipv4 unicast\n"
    between = {interface.name for interface, _, _ in peers}
    for interface in networks.open(host):
        if interface.name not in between and not _border(host, interface, networks):
            yield f"  network {network(interface)}\n"
    for _, firewall, _ in networks.beside(host, "firewall"):
        yield from (f"  network {one}\n" for one in networks.behind(firewall))
    yield " exit-address-family\nexit\n!\n"


def _border(host: Host, interface: Interface, networks: Networks) -> bool:
    return networks.hosts[networks.network_of(host)].segments[interface.segment].border


def _identity(host: Host, networks: Networks) -> str:
    return address(networks.open(host)[0])


def _number(host: Host, networks: Networks) -> int:
    routers = [one.name for one in networks.hosts[networks.network_of(host)].hosts.values() if one.kind == "router"]
    return FIRST_AS + routers.index(host.name)
