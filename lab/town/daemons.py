"""What runs on every node besides sshd before any role of ours: SNMP that nobody may read, a clock that sets none, a local log. Pure.

A node shares this machine's clock and its kernel: chronyd is started so that it never sets the one, and rsyslog does not read the other's log.
"""

from collections.abc import Iterator
from typing import Final

from lab.town.node import File
from zhengyun.estate.hosts import Host

CHRONY: Final = """\
# Until a role says where the time comes from.
pidfile /run/chrony/chronyd.pid
bindcmdaddress /run/chrony/chronyd.sock
cmdport 0
driftfile /var/lib/chrony/drift
confdir /etc/chrony/conf.d
sourcedir /etc/chrony/sources.d
"""
SNMP: Final = """\
# Nobody may read until a role says who.
agentAddress udp:{address}:161
"""
RSYSLOG: Final = """\
module(load="imuxsock")
$FileOwner root
$FileGroup adm
$FileCreateMode 0640
$WorkDirectory /var/spool/rsyslog
$IncludeConfig /etc/rsyslog.d/*.conf
*.*;auth,authpriv.none -/var/log/syslog
auth,authpriv.* /var/log/auth.log
"""
# What Debian's packages leave to systemd alone, as scripts of the other kind that there is (LSB, init scripts).
INIT_RSYSLOG: Final = """\
#!/bin/sh
### BEGIN INIT INFO
# Provides:          rsyslog syslog
# Required-Start:    $remote_fs
# Required-Stop:     $remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: The system's log
### END INIT INFO
. /lib/lsb/init-functions
DAEMON=/usr/sbin/rsyslogd
PIDFILE=/run/rsyslogd.pid
case "$1" in
  start) start-stop-daemon --start --quiet --oknodo --pidfile $PIDFILE --exec $DAEMON -- -i $PIDFILE ;;
  stop) start-stop-daemon --stop --quiet --oknodo --retry TERM/20/KILL/5 --pidfile $PIDFILE --exec $DAEMON ;;
  restart|force-reload) $0 stop; $0 start ;;
  rotate|reload) start-stop-daemon --stop --signal HUP --quiet --pidfile $PIDFILE --exec $DAEMON ;;
  status) status_of_proc -p $PIDFILE $DAEMON rsyslogd ;;
  *) echo "usage: $0 start|stop|restart|reload|status" >&2; exit 2 ;;
esac
"""
# As the package's, but that who may not read its folder is told the truth about it as well.
INIT_CHRONY: Final = """\
#!/bin/sh
### BEGIN INIT INFO
# Provides:          chrony
# Required-Start:    $remote_fs
# Required-Stop:     $remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: The daemon of the clock
### END INIT INFO
. /lib/lsb/init-functions
DAEMON=/usr/sbin/chronyd
DAEMON_OPTS=""
[ ! -f /etc/default/chrony ] || . /etc/default/chrony
case "$1" in
  start) pgrep -x chronyd >/dev/null || start-stop-daemon --start --quiet --exec $DAEMON -- $DAEMON_OPTS ;;
  stop) start-stop-daemon --stop --quiet --oknodo --retry TERM/20/KILL/5 --exec $DAEMON ;;
  restart|force-reload) $0 stop; $0 start ;;
  status) if pgrep -x chronyd >/dev/null; then echo "chronyd is running."; else echo "chronyd is not running."; exit 3; fi ;;
  *) echo "usage: $0 start|stop|restart|status" >&2; exit 2 ;;
esac
"""
INIT_NFTABLES: Final = """\
#!/bin/sh
### BEGIN INIT INFO
# Provides:          nftables
# Required-Start:
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:
# Short-Description: The rules of nftables
### END INIT INFO
case "$1" in
  start|restart|reload|force-reload) exec nft -f /etc/nftables.conf ;;
  stop) exec nft flush ruleset ;;
  status) nft list ruleset | grep -q . ;;
  *) echo "usage: $0 start|stop|restart|reload|status" >&2; exit 2 ;;
esac
"""


def files(host: Host) -> Iterator[File]:
    """All of it for one host."""
    yield File("/etc/chrony/chrony.conf", CHRONY)
    # It looks at the machine's clock and never sets it: all nodes have the same.
    yield File("/etc/default/chrony", 'DAEMON_OPTS="-x"\n')
    yield File("/etc/snmp/snmpd.conf", SNMP.format(address=host.address), 0o600)
    yield File(
        "/etc/default/snmpd",
        "export MIBS=\nSNMPDOPTS='-LSwd -Lf /dev/null -u Debian-snmp -g Debian-snmp -I -smux,mteTrigger,mteTriggerConf'\n",
    )
    yield File("/etc/rsyslog.conf", RSYSLOG)
    yield File("/etc/init.d/chrony", INIT_CHRONY, 0o755)
    yield File("/etc/init.d/rsyslog", INIT_RSYSLOG, 0o755)
    yield File("/etc/init.d/nftables", INIT_NFTABLES, 0o755)
