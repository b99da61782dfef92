"""What is put on a host so that it leaks, or so that it looks as if it did: shell commands, and those that take it away again."""

from typing import Final, NamedTuple

from network import codes
from zhengyun.errors import Code

SCRIPT: Final = "/run/zhengyun-test"


class Seed(NamedTuple):
    """What is done on a host, and how it is taken back. `says` is part of what is told of it by `code`."""

    name: str
    host: str
    do: str
    undo: str
    code: Code
    says: str


def running(script: str, name: str = "server.py", program: str = "python3") -> str:
    """A program in the background, which says that it is ready by a file."""
    return (
        f"mkdir -p {SCRIPT}; rm -f {SCRIPT}/ready; cat >{SCRIPT}/{name} <<'END'\n{script}\nimport time\n"
        f"open('{SCRIPT}/ready', 'w').close()\ntime.sleep(600)\nEND\n"
        f"setsid {program} {SCRIPT}/{name} </dev/null >/dev/null 2>{SCRIPT}/said & echo $! >{SCRIPT}/pid\n"
        f"for _ in $(seq 600); do [ -e {SCRIPT}/ready ] && exit 0; sleep 0.1; done; cat {SCRIPT}/said; exit 1"
    )


def called(name: str) -> str:
    """A program of that name, which does nothing."""
    return (
        f"mkdir -p {SCRIPT}; cp /bin/sleep {SCRIPT}/{name}; setsid {SCRIPT}/{name} 600 </dev/null >/dev/null 2>&1 & echo $! >{SCRIPT}/pid\n"
        f"for _ in $(seq 600); do readlink /proc/$(cat {SCRIPT}/pid)/exe | grep -q {name} && exit 0; sleep 0.1; done; exit 1"
    )


def listens(port: int, kind: str = "SOCK_STREAM", address: str = "0.0.0.0") -> str:  # noqa: S104 - on a node, where it shall be found
    """A server that answers nobody."""
    more = "; s.listen()" if kind == "SOCK_STREAM" else ""
    return f"import socket\ns = socket.socket(socket.AF_INET, socket.{kind}); s.bind(('{address}', {port})){more}"


ENDED: Final = f"kill $(cat {SCRIPT}/pid); rm -rf {SCRIPT}; true"
TUN: Final = """\
import fcntl, os, struct
if not os.path.exists('/dev/net/tun'):
    os.makedirs('/dev/net', exist_ok=True); os.mknod('/dev/net/tun', 0o20666, os.makedev(10, 200))
f = open('/dev/net/tun', 'r+b', buffering=0); fcntl.ioctl(f, 0x400454CA, struct.pack('16sH', b'{name}', {flags}))"""
RELAY: Final = """\
import socket, threading
def serve(port):
    s = socket.create_server(('127.0.0.1', port)); return s
back = serve(7001); front = socket.create_server(('0.0.0.0', 7000))
c = socket.create_connection(('127.0.0.1', 7000)); a, _ = front.accept(); b = socket.create_connection(('127.0.0.1', 7001)); d, _ = back.accept()"""
MULTICAST: Final = """\
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IGMP); s.setsockopt(0, 200, 1)
s.setsockopt(0, 202, struct.pack('@HBBIII', 0, 8, 1, 0, struct.unpack('@I', struct.pack('@i', socket.if_nametoindex('lan-p1')))[0], 0))"""
ADVERTISE: Final = """\
import socket, struct
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58); s.setsockopt(41, socket.IPV6_MULTICAST_HOPS, 255)
mac = bytes.fromhex(open('/sys/class/net/{dev}/address').read().strip().replace(':', ''))
packet = struct.pack('!BBHBBHII', 134, 0, 0, 64, 0, 1800, 0, 0) + struct.pack('!BB', 1, 1) + mac
s.sendto(packet, ('ff02::1', 0, 0, socket.if_nametoindex('{dev}')))"""
ANSWERS: Final = """\
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('{dev}', 0)); mac = s.getsockname()[4]
to = bytes.fromhex('{mac}'.replace(':', ''))
arp = bytes.fromhex('0001080006040002') + mac + socket.inet_aton('{taken}') + to + socket.inet_aton('{at}')
s.send(to + mac + bytes.fromhex('0806') + arp); s.close()"""
CABLE: Final = "ip link add {one} type veth peer name {one}-b; ip link set {one} up"
NAT: Final = (
    "nft 'add table ip leak; add chain ip leak c {{ type nat hook {hook} priority 0; }}; add rule ip leak c {rule}'"
)
NO_NAT: Final = "nft delete table ip leak"
# Of what the host was built with: written anew by nft, the same rules would be other lines.
AGAIN: Final = "service nftables restart >/dev/null"


def setting(name: str, value: int) -> tuple[str, str]:
    """A setting of the kernel, and the one before."""
    path = f"/proc/sys/net/{name}"
    file = f"/run/zhengyun-test.{name.replace('/', '.')}"
    return f"cat {path} >{file}; echo {value} >{path}", f"cat {file} >{path}; rm {file}"


def ssh(options: str) -> str:
    """An SSH client that waits for its server."""
    return (
        f"mkdir -p {SCRIPT}; setsid ssh {options} -N -F none -o ProxyCommand='sleep 600' -o ConnectTimeout=600 nowhere </dev/null >/dev/null 2>&1 & "
        f"echo $! >{SCRIPT}/pid; for _ in $(seq 600); do readlink /proc/$(cat {SCRIPT}/pid)/exe | grep -q ssh && exit 0; sleep 0.1; done; exit 1"
    )


HOST, ROUTER = "p-ih1", "p-c2"
DEV: Final = "lan-p1"
SEEDS: Final = (
    Seed("a default route", HOST, f"ip route add default via 198.18.10.99 dev {DEV} metric 50", "ip route del default metric 50", codes.LEAK_DEFAULT, "198.18.10.99, table main"),
    Seed("a default route of another table", HOST, "ip route add default via 198.18.10.99 table 77", "ip route flush table 77", codes.LEAK_DEFAULT, "table 77"),
    Seed("a default route of IPv6", HOST, f"ip -6 route add default via 2001:db8:180a::99 dev {DEV} metric 50", "ip -6 route del default metric 50", codes.LEAK_DEFAULT, "2001:db8:180a::99, table main"),
    Seed("a default route of IPv6 in another table", HOST, f"ip -6 route add default via 2001:db8:180a::99 dev {DEV} table 77", "ip -6 route flush table 77", codes.LEAK_DEFAULT, "table 77"),
    Seed("a rule of IPv6 that chooses a table", HOST, "ip -6 rule add from 2001:db8:180a::11 table 77", "ip -6 rule del from 2001:db8:180a::11 table 77", codes.LEAK_RULE, "2001:db8:180a::11"),
    Seed("a foot in the other network's IPv6", HOST, f"ip -6 addr add 2001:db8:190a::77/128 dev {DEV} nodad", f"ip -6 addr del 2001:db8:190a::77/128 dev {DEV}", codes.LEAK_TWO_PLANES, "2001:db8:190a::77"),
    Seed("masquerading of IPv6", HOST, NAT.replace("ip leak", "ip6 leak").format(hook="postrouting", rule="masquerade"), "nft delete table ip6 leak", codes.LEAK_NAT, "ip6 leak"),
    Seed("packets are copied", HOST, f"nft 'add table netdev leak; add chain netdev leak c {{ type filter hook ingress device {DEV} priority 0; }}; add rule netdev leak c udp dport 4999 dup to lo'",
         "nft delete table netdev leak", codes.LEAK_COPIES, "dup"),
    Seed("SSH's server where nobody declared it", HOST, f"mkdir -p {SCRIPT} && /usr/sbin/sshd -f /dev/null -h /etc/ssh/ssh_host_ed25519_key -p 2222 -o PidFile={SCRIPT}/pid && "
         f"for _ in $(seq 600); do [ -s {SCRIPT}/pid ] && exit 0; sleep 0.1; done; exit 1", ENDED, codes.LEAK_SSH, "2222"),
    Seed("half of the world", HOST, "ip route add 0.0.0.0/1 via 198.18.10.99", "ip route del 0.0.0.0/1", codes.LEAK_DEFAULT, "0.0.0.0/1"),
    Seed("a way into the other network", HOST, "ip route add 198.19.10.0/24 via 198.18.10.99", "ip route del 198.19.10.0/24", codes.LEAK_ROUTE, "198.19.10.0/24"),
    Seed("a rule that chooses a table", HOST, "ip rule add from 198.18.10.11 table 77", "ip rule del from 198.18.10.11 table 77", codes.LEAK_RULE, "198.18.10.11"),
    Seed("masquerading", HOST, NAT.format(hook="postrouting", rule="masquerade"), NO_NAT, codes.LEAK_NAT, "masquerade"),
    Seed("translation of targets", HOST, NAT.format(hook="prerouting", rule="tcp dport 80 dnat to 198.18.10.12"), NO_NAT, codes.LEAK_NAT, "dnat"),
    Seed("redirection", ROUTER, NAT.format(hook="prerouting", rule="tcp dport 80 redirect to 3128"), NO_NAT, codes.LEAK_NAT, "redirect"),
    Seed("a foot in the other network", HOST, f"ip addr add 198.19.10.77/32 dev {DEV}", f"ip addr del 198.19.10.77/32 dev {DEV}", codes.LEAK_TWO_PLANES, "198.19.10.77"),
    Seed("an undeclared address", HOST, f"ip addr add 198.18.10.66/24 dev {DEV}", f"ip addr del 198.18.10.66/24 dev {DEV}", codes.LEAK_ADDRESS, "198.18.10.66"),
    Seed("another cable", HOST, CABLE.format(one="leak0"), "ip link del leak0", codes.LEAK_INTERFACE, "leak0"),
    Seed("an interface on top of one", HOST, f"ip link add link {DEV} name leak0 type macvlan mode bridge; ip link set leak0 up", "ip link del leak0", codes.LEAK_INTERFACE, "macvlan"),
    Seed("a modem", HOST, CABLE.format(one="wwan0"), "ip link del wwan0", codes.LEAK_MODEM, "wwan0"),
    Seed("VXLAN", HOST, "ip link add leak0 type vxlan id 7 dstport 4789 remote 198.18.10.1", "ip link del leak0", codes.LEAK_TUNNEL, "vxlan"),
    Seed("a tun interface", HOST, running(TUN.format(name="leak0", flags=0x1001)), ENDED, codes.LEAK_TUNNEL, "python3.11 server.py"),
    Seed("a tap interface", HOST, running(TUN.format(name="leak1", flags=0x1002)), ENDED, codes.LEAK_TUNNEL, "leak1"),
    Seed("a bridge over two cables", HOST, f"ip link add leak0 type bridge; {CABLE.format(one='leak1')}; ip link set leak1 master leak0; ip link set {DEV} master leak0", "ip link del leak1; ip link del leak0", codes.LEAK_BRIDGE, f"{DEV}, leak1"),
    Seed("forwarding", HOST, *setting("ipv4/ip_forward", 1), codes.LEAK_FORWARDS, "IPv4"),
    Seed("forwarding of IPv6", HOST, *setting("ipv6/conf/all/forwarding", 1), codes.LEAK_FORWARDS, "IPv6"),
    Seed("forwarding to management", ROUTER, "nft flush ruleset", AGAIN, codes.LEAK_MANAGEMENT, "mgmt-p"),
    Seed("forwarding to management for some", ROUTER, "nft flush ruleset; nft 'add table inet k; add chain inet k c { type filter hook forward priority 0; }; "
         "add rule inet k c ip saddr 198.18.10.11 accept; add rule inet k c iifname mgmt-p drop; add rule inet k c oifname mgmt-p drop'", AGAIN, codes.LEAK_MANAGEMENT, "mgmt-p"),
    Seed("proxy ARP", ROUTER, *setting(f"ipv4/conf/{DEV}/proxy_arp", 1), codes.LEAK_ANSWERS, DEV),
    Seed("a proxied neighbour", HOST, f"ip neigh add proxy 198.18.10.50 dev {DEV}", f"ip neigh del proxy 198.18.10.50 dev {DEV}", codes.LEAK_ANSWERS, "198.18.10.50"),
    Seed("the loopback opened", HOST, *setting("ipv4/conf/all/route_localnet", 1), codes.LEAK_LOOPBACK, "all"),
    Seed("a proxy of HTTP", HOST, running(listens(3128)), ENDED, codes.LEAK_PROXY, "tcp/3128"),
    Seed("a proxy of SOCKS", HOST, running(listens(1080)), ENDED, codes.LEAK_PROXY, "tcp/1080"),
    Seed("a forwarder of TCP", HOST, running(RELAY), ENDED, codes.LEAK_RELAY, "tcp/7000"),
    Seed("an undeclared service", HOST, running(listens(8088)), ENDED, codes.LEAK_LISTENER, "tcp/8088"),
    Seed("an undeclared service of UDP", HOST, running(listens(5000, "SOCK_DGRAM")), ENDED, codes.LEAK_LISTENER, "udp/5000"),
    Seed("a DHCP server", HOST, running(listens(67, "SOCK_DGRAM")), ENDED, codes.LEAK_DHCP, "udp/67"),
    Seed("a forwarder of names", HOST, running(listens(53, "SOCK_DGRAM")), ENDED, codes.LEAK_DNS, "udp/53"),
    Seed("SSH with a SOCKS server", HOST, ssh("-D 127.0.0.1:1081"), ENDED, codes.LEAK_SSH, "-D"),
    Seed("SSH with a tunnel", HOST, ssh("-f -w 0:0".replace("-f ", "")), ENDED, codes.LEAK_SSH, "-w"),
    Seed("SSH with a way back", HOST, ssh("-TR 9000:127.0.0.1:22"), ENDED, codes.LEAK_SSH, "-R"),
    Seed("a program that makes ways back in", HOST, called("frpc"), ENDED, codes.LEAK_TUNNEL_PROGRAM, "frpc"),
    Seed("a private network", HOST, called("openvpn"), ENDED, codes.LEAK_TUNNEL_PROGRAM, "openvpn"),
    Seed("a program that advertises routers", HOST, called("radvd"), ENDED, codes.LEAK_ADVERTISES, "radvd"),
    Seed("whole frames are read", HOST, running("import socket\ns = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))"), ENDED, codes.LEAK_SNIFFER, "server.py"),
    Seed("an interface that takes all frames", HOST, f"ip link set {DEV} promisc on", f"ip link set {DEV} promisc off", codes.LEAK_SNIFFER, DEV),
    Seed("raw packets are made", HOST, running("import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_RAW, 47)"), ENDED, codes.LEAK_SNIFFER, "server.py"),
    Seed("multicast is forwarded", ROUTER, running(MULTICAST), ENDED, codes.LEAK_MULTICAST, DEV),
    Seed("a network behind a host", HOST, "ip netns add leak; ip link add leak0 type veth peer name leak1 netns leak", "ip link del leak0; ip netns del leak", codes.LEAK_NAMESPACE, "leak1"),
    Seed("a container behind a host", HOST, f"mkdir -p {SCRIPT}; unshare --net sh -c 'ip link add leak8 type veth peer name leak9; exec sleep 600' </dev/null >/dev/null 2>&1 & echo $! >{SCRIPT}/pid; "
         f"for _ in $(seq 600); do grep -q leak9 /proc/$(cat {SCRIPT}/pid)/net/dev && exit 0; sleep 0.1; done; exit 1", ENDED, codes.LEAK_NAMESPACE, "leak8"),
    Seed("advertisements are taken", HOST, "; ".join(one[0] for one in (setting(f"ipv6/conf/{DEV}/accept_ra", 2), setting(f"ipv6/conf/{DEV}/disable_ipv6", 0))),
         "; ".join(one[1] for one in (setting(f"ipv6/conf/{DEV}/accept_ra", 2), setting(f"ipv6/conf/{DEV}/disable_ipv6", 0))), codes.LEAK_ADVERTISED, "accept_ra = 2"),
)  # fmt: skip
"""Each of them is found where it was done, and nothing else is told of there that was not before."""

# Whoever turns IPv6 off on an interface loses its addresses and ways for good.
SIX: Final = f"mkdir -p {SCRIPT}; ip -6 addr save dev {DEV} scope global >{SCRIPT}/addr; ip -6 route save proto boot dev {DEV} >{SCRIPT}/route"
SIX_AGAIN: Final = f"ip addr restore <{SCRIPT}/addr; ip route restore <{SCRIPT}/route; rm -rf {SCRIPT}"
HARMLESS: Final = (
    ("a spare interface that is down", "ip link add spare0 type veth peer name spare1", "ip link del spare0"),
    ("a way to nowhere", "ip route add blackhole 192.0.2.0/24", "ip route del blackhole 192.0.2.0/24"),
    ("nowhere by default", "ip route add unreachable default metric 4278198272", "ip route del unreachable default metric 4278198272"),
    ("the declared gateway in another table", f"ip route add default via 198.18.10.1 dev {DEV} table 88", "ip route flush table 88"),
    ("a rule that refuses", "ip rule add from 203.0.113.0/24 prohibit", "ip rule del from 203.0.113.0/24 prohibit"),
    ("another address of the loopback", "ip addr add 127.0.0.53/32 dev lo", "ip addr del 127.0.0.53/32 dev lo"),
    ("an address of the link alone", f"ip addr add 169.254.7.7/32 dev {DEV}", f"ip addr del 169.254.7.7/32 dev {DEV}"),
    ("an interface for shaping", "ip link add ifb7 type ifb; ip link set ifb7 up", "ip link del ifb7"),
    ("a rule that counts", "nft 'add table ip count; add chain ip count c { type filter hook input priority 0; }; add rule ip count c counter accept'", "nft delete table ip count"),
    ("a rule of the kind that translates, which lets pass", "nft 'add table ip count; add chain ip count c { type nat hook postrouting priority 0; }; add rule ip count c counter accept'", "nft delete table ip count"),
    ("a service of the loopback", running(listens(3128, address="127.0.0.1")), ENDED),
    ("a service that a conduit is for", running(listens(9000)), ENDED),
    ("a port that the kernel gives", running(listens(40123, "SOCK_DGRAM")), ENDED),
    ("a client of DHCP", running(listens(68, "SOCK_DGRAM")), ENDED),
    ("a connection out", running("import socket\na = socket.create_server(('127.0.0.1', 0)); b = socket.create_connection(a.getsockname())"), ENDED),
    ("SSH to a machine", ssh("-l somebody"), ENDED),
    ("a program that only waits", called("backup"), ENDED),
    ("a service without a network", f"mkdir -p {SCRIPT}; unshare --net sleep 600 </dev/null >/dev/null 2>&1 & echo $! >{SCRIPT}/pid", ENDED),
    ("an empty network of its own", "ip netns add spare", "ip netns del spare"),
    ("a bridge that joins nothing", "ip link add spare0 type bridge", "ip link del spare0"),
    ("advertisements, and no IPv6", "; ".join((SIX, setting(f"ipv6/conf/{DEV}/disable_ipv6", 1)[0], setting(f"ipv6/conf/{DEV}/accept_ra", 1)[0])),
     "; ".join((setting(f"ipv6/conf/{DEV}/disable_ipv6", 1)[1], setting(f"ipv6/conf/{DEV}/accept_ra", 1)[1], SIX_AGAIN))),
    ("a neighbour that does not answer", f"ip neigh replace 198.18.10.99 dev {DEV} nud failed", f"ip neigh del 198.18.10.99 dev {DEV}; true"),
)  # fmt: skip
"""What is as it may be, on a host of offices."""
