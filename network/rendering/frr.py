"""What a device that runs FRRouting 8 is told: OSPF for both families, BGP, static routes, prefix lists. Addresses of its ports are its kernel's."""

from collections.abc import Iterator
from datetime import date
from ipaddress import ip_network
from typing import Final

from zhengyun.estate import Estate
from zhengyun.estate.devices import Bgp, Device, Listed, Neighbour, Ospf, OspfPort, Port, Static

FAMILIES: Final = (4, 6)
ROUTE: Final = {4: "ip", 6: "ipv6"}
WIDTH: Final = {4: 32, 6: 128}
# Its own would cost 11 s until everybody knows of a change.
QUICK: Final = ("timers throttle spf 10 50 500", "timers throttle lsa all 100", "timers lsa min-arrival 50")
QUICK6: Final = (QUICK[0], QUICK[2])
RETRANSMIT: Final = 5
"""Its own interval, in seconds: where neighbours greet each other more often, what is lost is sent again as soon."""
WHOLE_ROUTES: Final = "no zebra nexthop kernel enable"
"""Routes carry their next hops. As objects of the kernel's own, which go with a link, they are missing where one comes and goes quickly: what
rests on them is refused, and FRR 8 to 10 never tries again."""
BEGINNING: Final = """\
frr version 8.4.4
frr defaults traditional
hostname {name}
log syslog informational
service integrated-vtysh-config
!
{told}line vty
exit
end
"""


def configuration(_estate: Estate, device: Device, _day: date) -> str:
    """The lines of one device that the estate decides on. Its rules are those of the host that it is."""
    lines = [
        *([WHOLE_ROUTES] if device.ospf or device.bgp or device.statics else ()),
        *(line for name, entries in device.prefix_lists.items() for line in _listed(name, entries)),
        *map(_static, device.statics),
        *(line for port in device.ports for line in _port(port, device.ospf)),
        *(_ospf(device.ospf) if device.ospf else ()),
        *(_bgp(device.bgp) if device.bgp else ()),
    ]
    return "".join(f"{one}\n" for one in lines)


def beginning(told: str, device: Device) -> str:
    """The whole file that FRR begins with where nothing else was ever said to it."""
    return BEGINNING.format(name=device.name, told=told)


def _listed(name: str, entries: tuple[Listed, ...]) -> Iterator[str]:
    for number, one in enumerate(entries, 1):
        version = ip_network(one.prefix).version
        verdict = "permit" if one.permit else "deny"
        yield f"{ROUTE[version]} prefix-list {name} seq {number * 5} {verdict} {_span(one, version)}"


def _span(one: Listed, version: int) -> str:
    if ip_network(one.prefix).prefixlen == 0 and not one.least and one.most == WIDTH[version]:
        return "any"
    least = f" ge {one.least}" if one.least else ""
    return f"{one.prefix}{least}{f' le {one.most}' if one.most else ''}"


def _static(one: Static) -> str:
    return f"{ROUTE[ip_network(one.to).version]} route {one.to} {one.via or 'blackhole'}"


def _port(port: Port, ospf: Ospf | None) -> Iterator[str]:
    spoken = next((one for one in ospf.ports if one.port == port.name), None) if ospf else None
    lines = [f" description {port.title}"] if port.title else []
    if ospf and spoken:
        lines += _speaking(spoken, "ip ospf", ospf.area)
        lines += _speaking(spoken, "ipv6 ospf6", ospf.area) if port.address6 else ()
    if lines:
        yield from (f"interface {port.name}", *lines, "exit")


def _speaking(one: OspfPort, word: str, area: int) -> Iterator[str]:
    yield f" {word} area {area}"
    if one.passive:
        yield f" {word} passive"
    told = (
        ("cost", str(one.cost or "")),
        ("network", "point-to-point" if one.point_to_point else ""),
        ("hello-interval", str(one.hello or "")),
        ("dead-interval", str(one.dead or "")),
        ("retransmit-interval", str(one.hello) if 0 < one.hello < RETRANSMIT else ""),
    )
    yield from (f" {word} {name} {value}" for name, value in told if value)


def _ospf(ospf: Ospf) -> Iterator[str]:
    statics = [f"redistribute static metric {ospf.static_metric}"] if ospf.static_metric else []
    for name, router, quick in (("ospf", "ospf", QUICK), ("ospf6", "ospf6", QUICK6)):
        lines = [f"{router} router-id {ospf.router}", *quick, *statics]
        yield from (f"router {name}", *(f" {one}" for one in lines), "exit")


def _bgp(bgp: Bgp) -> Iterator[str]:
    yield from (f"router bgp {bgp.number}", f" bgp router-id {bgp.router}")
    # What goes and what comes is told by prefix lists; each family has sessions of its own.
    yield from (" no bgp ebgp-requires-policy", " no bgp default ipv4-unicast")
    if bgp.keepalive and bgp.hold:
        yield f" timers bgp {bgp.keepalive} {bgp.hold}"
    for peer in bgp.neighbours:
        yield f" neighbor {peer.address} remote-as {peer.number}"
        yield from ([f" neighbor {peer.address} timers connect {bgp.keepalive}"] if bgp.keepalive else ())
    for version in FAMILIES:
        peers = [one for one in bgp.neighbours if ip_network(one.address).version == version]
        networks = [one for one in bgp.networks if ip_network(one).version == version]
        if peers or networks:
            yield from (f" address-family ipv{version} unicast", *_family(bgp, peers, networks), " exit-address-family")
    yield "exit"


def _family(bgp: Bgp, peers: list[Neighbour], networks: list[str]) -> Iterator[str]:
    """What bounds a neighbour is told before he is spoken to."""
    for peer in peers:
        for name, way in ((peer.takes, "in"), (peer.gives, "out")):
            yield from ([f"  neighbor {peer.address} prefix-list {name} {way}"] if name else ())
    yield from (f"  neighbor {peer.address} activate" for peer in peers)
    yield from (f"  network {one}" for one in networks)
    yield from (["  redistribute static"] if bgp.statics else ())
