"""Interfaces and addresses that nobody declared, a second foot in another network, tunnels and bridges."""

from collections.abc import Iterator
from typing import Final

from network.codes import leaks as codes
from network.leaks.declared import Declared
from network.leaks.facts import LOOPBACK, Address, Link, State
from network.leaks.leak import Leak, leak

TUNNELS: Final = frozenset((
    "gre", "gretap", "ip6gre", "ip6gretap", "erspan", "ip6erspan", "ipip", "ip6tnl", "sit", "vti", "vti6", "xfrm", "vxlan", "geneve", "wireguard",
    "tun", "l2tp", "bareudp", "amt", "gtp", "ovpn",
))  # fmt: skip
TUNNEL_TYPES: Final = frozenset(("tunnel", "tunnel6", "sit", "gre", "gre6", "ipgre"))
# What the kernel makes by itself as soon as it knows such tunnels; nothing passes while it is down.
FALLBACK: Final = frozenset((
    "tunl0", "gre0", "gretap0", "erspan0", "sit0", "ip6tnl0", "ip6gre0", "ip6erspan0", "ip_vti0", "ip6_vti0",
))  # fmt: skip
# Into which nobody is joined.
ALONE: Final = frozenset(("dummy", "ifb", "nlmon", "vrf"))
ROAMING: Final = ("wwan", "wwp", "wlan", "wlp", "wlx", "ppp", "usb", "rmnet")
ROAMING_TYPES: Final = frozenset(("ppp", "ieee802.11", "ieee802.11/radiotap", "ieee802.15.4"))


def leaks(state: State, declared: Declared) -> Iterator[Leak]:
    """Whatever is joined, or could be, besides what is declared."""
    host = declared.host.name
    holders = {name: program for program, name in state.tunnels}
    for link in state.links:
        if link.name == LOOPBACK or (link.name in FALLBACK and not link.up):
            yield from _addresses(link, declared)
            continue
        members = [one.name for one in state.links if one.master == link.name]
        if link.kind in TUNNELS or link.type in TUNNEL_TYPES or link.name in holders:
            yield leak(
                host,
                codes.LEAK_TUNNEL,
                name=link.name,
                kind=link.kind or link.type,
                program=holders.get(link.name) or "-",
            )
        elif link.kind == "bridge" and len(members) > 1:
            yield leak(host, codes.LEAK_BRIDGE, name=link.name, members=", ".join(members))
        elif link.name not in declared.addresses:
            yield from _unknown(link, host)
        if link.xdp:
            yield leak(host, codes.LEAK_COPIES, what=f"XDP {link.name}")
        yield from _addresses(link, declared)


def _unknown(link: Link, host: str) -> Iterator[Leak]:
    if link.name.startswith(ROAMING) or link.type in ROAMING_TYPES:
        yield leak(host, codes.LEAK_MODEM, name=link.name, kind=link.kind or link.type)
    elif link.up and link.kind not in ALONE:
        yield leak(host, codes.LEAK_INTERFACE, name=link.name, kind=link.kind or link.type)


def _addresses(link: Link, declared: Declared) -> Iterator[Leak]:
    known = declared.addresses.get(link.name, frozenset())
    for one in link.addresses:
        if str(one.address.ip) in known or _alone(one):
            continue
        values = {"address": str(one.address), "name": link.name}
        if one.dynamic and one.address.version == 6:
            yield leak(declared.host.name, codes.LEAK_ADVERTISED, name=link.name, what=str(one.address))
        elif declared.is_foreign(str(one.address.ip)):
            yield leak(declared.host.name, codes.LEAK_TWO_PLANES, **values)
        else:
            yield leak(declared.host.name, codes.LEAK_ADDRESS, **values)


def _alone(one: Address) -> bool:
    """Whether nobody beyond the link has to do with it."""
    return one.address.ip.is_loopback or one.address.ip.is_link_local
