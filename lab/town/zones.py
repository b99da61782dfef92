"""The rules of nftables that the town begins with. Pure.

No node forwards from or to the segment of management, nor answers for its address there on any other interface. A zone firewall lets
nothing through but what the exchange hosts are for.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_network
from typing import Final

from lab.town.neighbours import Networks, address
from lab.town.routing import EXTERNAL, INTERNAL
from zhengyun.estate.hosts import Host

PLANES: Final = (INTERNAL, EXTERNAL)
# Ports of the exchange hosts: what the internal network hands in, what the external fetches, and where the exchange delivers.
HANDED_IN, FETCHED, DELIVERED = 8443, 8444, 9000
MANAGEMENT: Final = """\
table inet management {{
  chain arriving {{
    type filter hook input priority -10; policy accept;
    iifname != {{ {inside} }} ip daddr {{ {addresses} }} counter drop
    iifname != {{ {inside} }} ip6 daddr {{ {addresses6} }} counter drop
  }}
  chain passing {{
    type filter hook forward priority -10; policy accept;
    iifname {{ {segments} }} counter drop
    oifname {{ {segments} }} counter drop
  }}
}}
"""
ZONES: Final = """\
table inet zones {{
{sets}\
  chain passing {{
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    ct state invalid drop
{crossing}\
    iifname {{ {inner} }} oifname {{ {inner} }} udp dport 123 counter accept
    iifname {{ {inner} }} oifname {{ {inner} }} tcp dport 4460 ct state new counter accept
    counter drop
  }}
  chain arriving {{
    type filter hook input priority 0; policy drop;
    iifname {{ {inside} }} accept
    ct state established,related accept
    icmp type echo-request accept
    icmpv6 type {{ echo-request, nd-neighbor-solicit, nd-neighbor-advert }} accept
    iifname {{ {inner} }} udp dport 123 accept
    iifname {{ {inner} }} tcp dport 4460 accept
  }}
}}
"""
CROSSING: Final = (
    ("exchange", "internal", DELIVERED),
    ("internal", "exchange", HANDED_IN),
    ("external", "exchange", FETCHED),
)


def rules(host: Host, networks: Networks) -> str:
    """The text of /etc/nftables.conf for a host."""
    segments = networks.managed_by(host)
    managed = [one for one in host.interfaces if one.name in segments]
    text = "flush ruleset\n" + MANAGEMENT.format(
        inside=_quoted(("lo", *segments)),
        segments=_quoted(segments),
        addresses=", ".join(map(address, managed)),
        addresses6=", ".join(address(one, 6) for one in managed),
    )
    return text + (_zones(host, networks) if host.kind == "firewall" else "")


def _zones(host: Host, networks: Networks) -> str:
    return ZONES.format(
        sets="".join(_sets(networks)),
        crossing="".join(
            f"    {family} saddr @{one}{end} {family} daddr @{other}{end} tcp dport {port} ct state new counter accept\n"
            for family, end in (("ip", ""), ("ip6", "6"))
            for one, other, port in CROSSING
        ),
        inside=_quoted(("lo", *networks.managed_by(host))),
        inner=_quoted(_inner(host, networks)),
    )


def _sets(networks: Networks) -> Iterator[str]:
    """Whose addresses are whose, by family."""
    exchange = [there for firewall in _firewalls(networks) for _, _, there in networks.beside(firewall, "exchange")]
    for version, end in ((4, ""), (6, "6")):
        members = {
            name: [one for one in networks.ranges[name] if ip_network(one).version == version] for name in PLANES
        }
        members["exchange"] = [one for each in exchange if (one := address(each, version))]
        for name, own in members.items():
            elements = f" elements = {{ {', '.join(own)} }};" if own else ""
            yield f"  set {name}{end} {{ type ipv{version}_addr; flags interval;{elements} }}\n"


def _inner(host: Host, networks: Networks) -> list[str]:
    """Where the time may pass and be asked for (NTP and NTS-KE): nowhere at the border."""
    segments = networks.hosts[networks.network_of(host)].segments
    return [one.name for one in networks.open(host) if not segments[one.segment].border]


def _firewalls(networks: Networks) -> list[Host]:
    return [one for one in networks.everybody() if one.kind == "firewall"]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{one}"' for one in names)
