"""Starts what runs on every node, by the scripts by which an administrator would."""

from typing import Final

from lab.town import codes
from lab.town.base import LOOK, RUN
from lab.town.node import Node
from zhengyun.errors import ZhengyunError
from zhengyun.estate.hosts import Host

BASE: Final = f"""
set -e
rm -rf /run/* /var/lib/zhengyun
install -d -m 0755 /run/sshd /run/lock
for one in {LOOK} {RUN}; do install -d -o $one -g $one -m 0700 /home/$one; done
install -d -m 0755 /etc/ssh/sshd_config.d
/usr/sbin/service ssh start
"""


def start(node: Node, host: Host) -> None:
    """Start them, and return when they run. Raises: ZhengyunError ZY-LAB-062."""
    done = node.run("sh", "-c", BASE)
    if done.returncode:
        problem = (done.stderr or done.stdout).strip()
        raise ZhengyunError(codes.NODE_FAILED, command="sh", node=node.name, problem=problem)
