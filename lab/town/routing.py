"""How the town's routers find each other, in both families: OSPF within a network (RFC 2328, RFC 5340), BGP between the external routers (RFC 4271).

What stands behind a firewall is reached through the firewall of its own site, both ways, since only that one knows the connection. Pure.
"""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from lab.town.neighbours import Networks, address, networks
from zhengyun.estate.hosts import Host, Interface

INTERNAL, EXTERNAL = "internal", "external"
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
router ospf6
 ospf6 router-id {router}
 timers throttle spf 10 50 500
 timers lsa min-arrival 50
 redistribute static metric {metric}
exit
!
"""
SPEAKS: Final = """\
 ip ospf network point-to-point
 ip ospf hello-interval {hello}
 ip ospf dead-interval {dead}
 ip ospf retransmit-interval 1
 ipv6 ospf6 network point-to-point
 ipv6 ospf6 hello-interval {hello}
 ipv6 ospf6 dead-interval {dead}
 ipv6 ospf6 retransmit-interval 1
"""
NEAR, FAR = 10, 100
DAEMONS: Final = {INTERNAL: ("ospfd", "ospf6d"), EXTERNAL: ("bgpd",)}


def daemons(host: Host, networks: Networks) -> str:
    """The words of /etc/frr/daemons that this router needs; one that is joined to nothing has whatever a backup may ask for."""
    every = tuple(one for own in DAEMONS.values() for one in own)
    spoken = DAEMONS.get(networks.network_of(host), ()) if networks.open(host) else every
    words = [f"{one}=yes" for one in spoken] + ["vtysh_enable=yes"]
    words += [
        f'{one}_options="-A {"::1" if one == "ospf6d" else "127.0.0.1"}"' for one in ("zebra", *spoken, "staticd")
    ]
    return "".join(f"{one}\n" for one in words)


def configuration(host: Host, networks: Networks) -> str:
    """The text of /etc/frr/frr.conf for a router."""
    lines = [HEAD.format(name=host.name), *(f"{one}\n" for one in statics(host, networks))]
    speaks = {INTERNAL: _ospf, EXTERNAL: _bgp}.get(networks.network_of(host))
    if speaks and networks.open(host):
        lines += speaks(host, networks)
    return "".join(lines) + "line vty\nexit\nend\n"


def statics(host: Host, networks: Networks) -> Iterator[str]:
    """What a router reaches through the firewall that it is joined to: the exchange behind it, and the networks beyond it."""
    own = networks.network_of(host)
    for _, firewall, there in networks.beside(host, "firewall"):
        for one in (*networks.behind(firewall), *networks.beyond(firewall, own)):
            version = ip_network(one).version
            if via := address(there, version):
                yield f"{'ip' if version == 4 else 'ipv6'} route {one} {via}"


def _ospf(host: Host, networks: Networks) -> Iterator[str]:
    to_routers = {interface.name for interface, _, _ in networks.beside(host, "router")}
    for interface in networks.open(host):
        yield f"interface {interface.name}\n ip ospf area 0\n ipv6 ospf6 area 0\n"
        passive = " ip ospf passive\n ipv6 ospf6 passive\n"
        yield SPEAKS.format(hello=HELLO, dead=DEAD) if interface.name in to_routers else passive
        yield "exit\n!\n"
    # Both sites know a way to the other network; the first site's is taken as long as it is there.
    first = next(iter(networks.everybody())).site
    yield OSPF.format(router=_identity(host, networks), metric=NEAR if host.site == first else FAR)


def _bgp(host: Host, networks: Networks) -> Iterator[str]:
    yield f"router bgp {_number(host, networks)}\n bgp router-id {_identity(host, networks)}\n"
    yield f" no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n timers bgp {HELLO} {DEAD}\n"
    peers = [(other, there) for _, other, there in networks.beside(host, "router")]
    for other, there in peers:
        for at in (address(there, version) for version in (4, 6)):
            if at:
                yield f" neighbor {at} remote-as {_number(other, networks)}\n neighbor {at} timers connect 1\n"
    told = list(_told(host, networks))
    for version in (4, 6):
        yield f" address-family ipv{version} unicast\n"
        yield from (f"  network {one}\n" for one in told if ip_network(one).version == version)
        yield from (f"  neighbor {at} activate\n" for _, there in peers if (at := address(there, version)))
        yield " exit-address-family\n"
    yield "exit\n!\n"


def _told(host: Host, every: Networks) -> Iterator[str]:
    """What an external router tells of: the networks of its hosts, and the exchange behind its firewall."""
    between = {interface.name for interface, _, _ in every.beside(host, "router")}
    for interface in every.open(host):
        if interface.name not in between and not _border(host, interface, every):
            yield from networks(interface)
    for _, firewall, _ in every.beside(host, "firewall"):
        yield from every.behind(firewall)


def _border(host: Host, interface: Interface, networks: Networks) -> bool:
    return networks.hosts[networks.network_of(host)].segments[interface.segment].border


def _identity(host: Host, networks: Networks) -> str:
    return address(networks.open(host)[0])


def _number(host: Host, networks: Networks) -> int:
    routers = [one.name for one in networks.hosts[networks.network_of(host)].hosts.values() if one.kind == "router"]
    return FIRST_AS + routers.index(host.name)
