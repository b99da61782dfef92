"""Who listens or relays on a host without being declared: proxies, forwarders, tunnels by SSH, DHCP, DNS, and whoever reads whole frames."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from network.codes import leaks as codes
from network.leaks.declared import Declared
from network.leaks.facts import Socket, State
from network.leaks.leak import Leak, leak

PROXIES: Final = frozenset((
    "squid", "tinyproxy", "danted", "sockd", "3proxy", "privoxy", "polipo", "microsocks", "srelay", "ss5", "delegated", "ccproxy",
))  # fmt: skip
PROXY_PORTS: Final = frozenset((1080, 3128, 3129, 8118, 8123, 9050))
RELAYS: Final = frozenset(
    ("socat", "ncat", "rinetd", "redir", "simpleproxy", "tcptunnel", "stunnel", "stunnel4", "portfwd", "balance")
)
TUNNEL_PROGRAMS: Final = frozenset((
    "openvpn", "wireguard-go", "boringtun", "tailscaled", "zerotier-one", "charon", "pluto", "xl2tpd", "pppd", "vpnserver", "vpnclient", "vpnbridge",
    "frpc", "frps", "ngrok", "cloudflared", "chisel", "iodine", "iodined", "dnscat", "gost", "v2ray", "xray", "sing-box", "sslocal", "ssserver", "ss-local",
    "ss-server", "trojan", "clash", "mihomo", "hysteria", "npc", "nps", "tincd", "edge", "supernode", "nebula", "vtund", "softether", "tor",
))  # fmt: skip
ADVERTISERS: Final = frozenset(("radvd", "rtadvd", "rad"))
SSH_CLIENTS: Final = frozenset(("ssh", "autossh", "plink", "dbclient"))
DHCP: Final = frozenset((("udp", 67), ("udp", 547)))
DNS: Final = frozenset((("udp", 53), ("tcp", 53), ("tcp", 853), ("udp", 853)))
# By program, what each role of ours opens besides the loopback, as (protocol, port).
ROLE_PORTS: Final = {
    "snmp_agent": ("snmpd", (("udp", 161),)),
    "time_server": ("chronyd", (("udp", 123), ("tcp", 4460))),
    "time_client": ("chronyd", (("udp", 123),)),
}
ROUTING: Final = frozenset(
    ("zebra", "ospfd", "ospf6d", "bgpd", "bfdd", "staticd", "isisd", "ripd", "ripngd", "vrrpd", "eigrpd")
)
# Who has raw sockets by his trade, everywhere, and changes no way by it.
RAW: Final = frozenset((
    "ping", "ping6", "fping", "traceroute", "mtr-packet", "arping", "lldpd", "dhclient", "systemd-networkd", "NetworkManager", "keepalived", "chronyd",
    "zhengyun-probe", "wpa_supplicant",
))  # fmt: skip


def leaks(state: State, declared: Declared) -> Iterator[Leak]:
    """Whatever takes or makes connections, or reads frames, that nobody declared."""
    seen: set[tuple[object, ...]] = set()
    for found in (*_programs(state, declared), *_ssh(state, declared), *_sockets(state, declared)):
        key = (found.error.code.id, found.error.values.get("program"), found.error.values.get("port"))
        if key not in seen:
            seen.add(key)
            yield found


def _programs(state: State, declared: Declared) -> Iterator[Leak]:
    host = declared.host.name
    for program in state.programs:
        name = _name(program)
        if name in TUNNEL_PROGRAMS:
            yield leak(host, codes.LEAK_TUNNEL_PROGRAM, program=program)
        elif name in ADVERTISERS:
            yield leak(host, codes.LEAK_ADVERTISES, program=program)
    for link in state.links:
        if link.promiscuous and not link.master and link.kind not in {"bridge", "macvlan"}:
            yield leak(host, codes.LEAK_SNIFFER, program=link.name)


def _ssh(state: State, declared: Declared) -> Iterator[Leak]:
    """Tunnels through SSH: the client's options, and connections that a server makes for somebody."""
    host = declared.host
    for program, options in state.opening:
        yield leak(host.name, codes.LEAK_SSH, program=program, what=f"-{options}")
    own = {one.port for one in state.sockets if one.state == "listening"}
    for one in state.sockets:
        made = one.protocol == "tcp" and one.state == "established" and one.port not in own
        if made and _name(one.program).startswith("sshd") and not _loopback(one.remote):
            yield leak(host.name, codes.LEAK_SSH, program=one.program, what=f"{one.remote} {one.remote_port}")


def _sockets(state: State, declared: Declared) -> Iterator[Leak]:
    relaying = _relaying(state)
    for one in state.sockets:
        if one.protocol in {"raw", "packet"}:
            yield from _raw(one, declared)
        elif one.state == "listening" or (one.state == "open" and one.remote_port == 0 and _fixed(one, state)):
            yield from _listener(one, declared, one.group in relaying)


def _raw(one: Socket, declared: Declared) -> Iterator[Leak]:
    name = one.program.rsplit(maxsplit=1)[-1] if one.program else ""
    if name in RAW or (declared.forwards and name in ROUTING) or not one.program:
        return
    yield leak(declared.host.name, codes.LEAK_SNIFFER, program=one.program)


def _listener(one: Socket, declared: Declared, relays: bool) -> Iterator[Leak]:
    host, name = declared.host.name, _name(one.program)
    values = {"program": one.program or "-", "port": f"{one.protocol}/{one.port}"}
    if name.startswith("sshd") or name in SSH_CLIENTS:
        if one.port != declared.host.port or not name.startswith("sshd"):
            yield leak(host, codes.LEAK_SSH, program=one.program, what=f"{one.address} {one.port}")
    elif _loopback(one.address) or _explained(one, declared):
        return
    elif (one.protocol, one.port) in DHCP:
        yield leak(host, codes.LEAK_DHCP, **values)
    elif (one.protocol, one.port) in DNS:
        yield leak(host, codes.LEAK_DNS, **values)
    elif name in PROXIES or one.port in PROXY_PORTS:
        yield leak(host, codes.LEAK_PROXY, **values)
    elif name in RELAYS or relays:
        yield leak(host, codes.LEAK_RELAY, **values)
    elif name not in TUNNEL_PROGRAMS:
        yield leak(host, codes.LEAK_LISTENER, **values)


def _explained(one: Socket, declared: Declared) -> bool:
    """Whether the policy lets somebody in there, or a role opens it."""
    host, at = declared.host, (one.protocol, one.port)
    if declared.serves(one.protocol, one.port):
        return True
    for role, (program, ports) in ROLE_PORTS.items():
        if role in host.roles and _name(one.program) == program and at in ports:
            return True
    if _name(one.program) == "rsyslogd":
        words = host.roles.get("log_forwarding", {})
        return one.protocol == "tcp" and words.get("name") == host.name
    if _name(one.program) == "bgpd":
        return declared.forwards and at == ("tcp", 179)
    return declared.forwards and _name(one.program) == "bfdd" and one.protocol == "udp"


def _relaying(state: State) -> frozenset[int]:
    """Groups of processes that take connections and make others themselves."""
    ports = {(one.group, one.port) for one in state.sockets if one.state == "listening"}
    joined = [one for one in state.sockets if one.protocol == "tcp" and one.state == "established" and one.group]
    takes = {one.group for one in joined if (one.group, one.port) in ports}
    makes = {one.group for one in joined if (one.group, one.port) not in ports}
    return frozenset(takes & makes)


def _fixed(one: Socket, state: State) -> bool:
    """Whether a port was asked for: those that the kernel gives to whoever sends are higher. Clients of DHCP have theirs."""
    return one.protocol.startswith("udp") and 0 < one.port < state.ephemeral and one.port not in {68, 546}


def _name(program: str) -> str:
    return program.partition(" ")[0]


def _loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
