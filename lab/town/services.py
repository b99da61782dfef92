"""Starts what runs on the nodes, with the words of the scripts by which an administrator starts it anew."""

from collections.abc import Iterator
from typing import Final

from lab.town import codes, daemons, routing
from lab.town.base import LOOK, NET, PROBE, RUN
from lab.town.neighbours import Networks
from lab.town.node import File, Node
from zhengyun.errors import ZhengyunError
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


def files(host: Host, networks: Networks, rules: str) -> Iterator[File]:
    """What they are told on one host; `rules` is what nftables begins with."""
    yield from daemons.files(host)
    yield File("/etc/nftables.conf", rules)
    if host.kind == "router":
        yield File("/etc/frr/daemons", routing.daemons(host, networks), 0o640)
        yield File("/etc/frr/frr.conf", routing.configuration(host, networks), 0o640)
        yield File("/etc/frr/vtysh.conf", "service integrated-vtysh-config\n", 0o640)


def start(node: Node, host: Host) -> None:
    """Start them, and return when they run. Raises: ZhengyunError ZY-LAB-062."""
    own = {"router": ROUTER, "firewall": FORWARDS, "management": MANAGER}.get(host.kind, "")
    done = node.run("sh", "-c", BASE + STARTS + own)
    if done.returncode:
        problem = (done.stderr or done.stdout).strip()
        raise ZhengyunError(codes.NODE_FAILED, command="sh", node=node.name, problem=problem)
