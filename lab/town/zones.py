"""The rules of nftables that the town begins with. Pure.

No node forwards from or to the segment of management, nor answers for its address there on any other interface. A zone firewall lets
nothing through but what the exchange hosts are for.
"""

from collections.abc import Iterable
from typing import Final

from lab.town.neighbours import Networks, address
from lab.town.routing import INTERNAL
from zhengyun.estate.hosts import Host

# Ports of the exchange hosts: what the internal network hands in, what the external fetches, and where the exchange delivers.
HANDED_IN, FETCHED, DELIVERED = 8443, 8444, 9000
MANAGEMENT: Final = """\
table inet management {{
  chain arriving {{
    type filter hook input priority -10; policy accept;
    iifname != {{ {inside} }} ip daddr {{ {addresses} }} counter drop
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
  set internal {{ type ipv4_addr; flags interval; elements = {{ {internal} }}; }}
  set external {{ type ipv4_addr; flags interval; elements = {{ {external} }}; }}
  set exchange {{ type ipv4_addr; elements = {{ {exchange} }}; }}
  chain passing {{
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    ct state invalid drop
    ip saddr @exchange ip daddr @internal tcp dport {delivered} ct state new counter accept
    ip saddr @internal ip daddr @exchange tcp dport {handed_in} ct state new counter accept
    ip saddr @external ip daddr @exchange tcp dport {fetched} ct state new counter accept
    iifname {{ {inner} }} oifname {{ {inner} }} udp dport 123 counter accept
    iifname {{ {inner} }} oifname {{ {inner} }} tcp dport 4460 ct state new counter accept
    counter drop
  }}
  chain arriving {{
    type filter hook input priority 0; policy drop;
    iifname {{ {inside} }} accept
    ct state established,related accept
    icmp type echo-request accept
    iifname {{ {inner} }} udp dport 123 accept
    iifname {{ {inner} }} tcp dport 4460 accept
  }}
}}
"""


def rules(host: Host, networks: Networks) -> str:
    """The text of /etc/nftables.conf for a host."""
    segments = networks.managed_by(host)
    own = [address(one) for one in host.interfaces if one.name in segments]
    text = "flush ruleset\n" + MANAGEMENT.format(
        inside=_quoted(("lo", *segments)), segments=_quoted(segments), addresses=", ".join(own)
    )
    return text + (_zones(host, networks) if host.kind == "firewall" else "")


def _zones(host: Host, networks: Networks) -> str:
    exchange = [at for firewall in _firewalls(networks) for _, _, at in networks.beside(firewall, "exchange")]
    external = [one for name, ranges in networks.ranges.items() if name != INTERNAL for one in ranges]
    return ZONES.format(
        internal=", ".join(networks.ranges[INTERNAL]),
        external=", ".join(external),
        exchange=", ".join(exchange),
        inside=_quoted(("lo", *networks.managed_by(host))),
        inner=_quoted(_inner(host, networks)),
        delivered=DELIVERED,
        handed_in=HANDED_IN,
        fetched=FETCHED,
    )


def _inner(host: Host, networks: Networks) -> list[str]:
    """Where the time may pass and be asked for (NTP and NTS-KE): nowhere at the border."""
    segments = networks.hosts[networks.network_of(host)].segments
    return [one.name for one in networks.open(host) if not segments[one.segment].border]


def _firewalls(networks: Networks) -> list[Host]:
    return [one for one in networks.everybody() if one.kind == "firewall"]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{one}"' for one in names)
