"""Starts what runs on the nodes, with the words of the scripts by which an administrator starts it anew."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from lab.town import codes, daemons
from lab.town.base import LOOK, NET, PROBE, RUN
from lab.town.node import File, Node
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import Device
from zhengyun.estate.hosts import Host

# Daemons close every file that they might have open, one by one: where a process may have millions, that takes them seconds.
BASE: Final = f"""
set -e
ulimit -n 4096
rm -rf /run/* /var/lib/zhengyun /var/log/syslog /var/log/auth.log /var/lib/snmp /var/lib/chrony
install -d -m 0755 /run/sshd /run/lock /etc/ssh/sshd_config.d /etc/chrony/conf.d /etc/chrony/sources.d
install -d -m 0750 /var/spool/rsyslog
install -d -o _chrony -g _chrony -m 0750 /var/lib/chrony
install -d -o Debian-snmp -g Debian-snmp -m 0700 /var/lib/snmp
chmod 0440 /etc/sudoers /etc/sudoers.d/*
for one in {LOOK} {RUN} {PROBE} {NET}; do install -d -o $one -g $one -m 0700 /home/$one; done
"""
# The scripts themselves would take most of the time that a town needs.
STARTS: Final = """
nft -f /etc/nftables.conf
rsyslogd -i /run/rsyslogd.pid
/usr/sbin/sshd
mkdir -p /run/agentx
(. /etc/default/snmpd; eval "exec snmpd $SNMPDOPTS -p /run/snmpd.pid")
(. /etc/default/chrony; exec chronyd $DAEMON_OPTS)
"""
FORWARDS: Final = """
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
"""
ROUTER: Final = f"""{FORWARDS}\
install -d -o frr -g frr /var/log/frr
chown -R frr:frr /etc/frr
chmod 0640 /etc/frr/frr.conf
service frr start
"""
MANAGER: Final = "install -d -m 0750 /var/log/zhengyun\n"


class Begins(NamedTuple):
    """What hosts begin with, as whoever renders it has it from an estate and a host's name: the text of /etc/nftables.conf, and a
    router's of /etc/frr/frr.conf. The lab renders nothing itself."""

    rules: Callable[[Estate, str], str]
    routers: Callable[[Estate, str], str]


def files(estate: Estate, name: str, begins: Begins) -> Iterator[File]:
    """What they are told on one host."""
    host = estate.hosts.hosts[name]
    yield from daemons.files(host)
    yield File("/etc/nftables.conf", begins.rules(estate, name))
    if host.kind == "router":
        yield File("/etc/frr/daemons", speaking(estate.devices[name]), 0o640)
        yield File("/etc/frr/frr.conf", begins.routers(estate, name), 0o640)
        yield File("/etc/frr/vtysh.conf", "service integrated-vtysh-config\n", 0o640)


def speaking(device: Device) -> str:
    """The words of /etc/frr/daemons that a router needs; one that is told nothing has whatever a backup may ask for."""
    protocols = {"ospfd": device.ospf, "ospf6d": device.ospf, "bgpd": device.bgp}
    spare = not (device.ospf or device.bgp or device.statics)
    spoken = [name for name, one in protocols.items() if one or spare]
    words = [f"{one}=yes" for one in spoken] + ["vtysh_enable=yes"]
    words += [
        f'{one}_options="-A {"::1" if one == "ospf6d" else "127.0.0.1"}"' for one in ("zebra", *spoken, "staticd")
    ]
    return "".join(f"{one}\n" for one in words)


def start(node: Node, host: Host) -> None:
    """Start them, and return when they run. Raises: ZhengyunError ZY-LAB-062."""
    own = {"router": ROUTER, "firewall": FORWARDS, "management": MANAGER}.get(host.kind, "")
    done = node.run("sh", "-c", BASE + STARTS + own)
    if done.returncode:
        problem = (done.stderr or done.stdout).strip()
        raise ZhengyunError(codes.NODE_FAILED, command="sh", node=node.name, problem=problem)
