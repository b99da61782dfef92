"""The process that holds a whole town: all its nodes are in its PID namespace, so that its end is that of everything.

As long as it is not told to stay, it ends with whoever started it, however he ends: half a town never stays behind. Mounts and networks
are in namespaces of the nodes, which the kernel takes down with their last process.
"""

import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from lab.openstack.supervisor import Record, alive
from lab.town import codes
from lab.town.node import WITHOUT
from zhengyun.errors import ZhengyunError

SECONDS: Final = 120
POLL: Final = 0.01

# First process of the town's PID namespace. Orders come on stdin, one a line; what it starts says on stdout that it is ready.
KEEPER: Final = """
exec 2>&1
set -e
# No layer may lie within another, and all of this machine's files are one: the programs are read from a file system of their own.
mount -t tmpfs -o mode=0755 tmpfs "$ZY_TOP"
mkdir "$ZY_TOP/node"
cp -a "$ZY_LAYER" "$ZY_TOP/layer"
# By the name of its first process a node tells that systemd is not it; and nobody looks for its program where there is none (a whiteout).
mkdir -p "$ZY_TOP/layer/usr/sbin" "$ZY_TOP/layer/usr/bin"
cp -L /bin/sh "$ZY_TOP/layer/usr/sbin/init"
mknod "$ZY_TOP/layer/usr/bin/systemctl" c 0 0
while IFS='|' read -r order name folders; do
  case $order in
    switch) unshare --net sh -c "$ZY_SWITCH" "$name" </dev/null & ;;
    node) ZY_FOLDERS="$folders" unshare --net --mount --uts --ipc --pid --fork --kill-child --propagation=private \
      setpriv --bounding-set="$ZY_WITHOUT" sh -c "$ZY_NODE" "$name" </dev/null & ;;
    stay) echo stays; exec </dev/null >/dev/null 2>&1; while :; do wait; sleep infinity & done ;;
  esac
done
"""

# What holds the namespace of a network's switches.
SWITCH: Final = """
echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
echo "ready $0"
exec >/dev/null 2>&1
while :; do sleep infinity; done
"""

# First process of a node, in all namespaces of its own: this machine's files under a layer of programs and one in memory.
NODE: Final = r"""
set -e
mount -t tmpfs -o mode=0755,size=$ZY_SIZE tmpfs "$ZY_TOP/node"
cd "$ZY_TOP/node"
mkdir upper work root
mount -t overlay overlay -o "lowerdir=$ZY_TOP/layer:/,upperdir=upper,workdir=work" root
cd root
mount -t proc -o nosuid,nodev,noexec proc proc
# What is the whole machine's can be looked at, and its network alone be set: that is the node's own.
mount --bind proc/sys proc/sys
mount --bind proc/sys/net proc/sys/net
mount -o remount,bind,ro proc/sys
[ ! -e proc/sysrq-trigger ] || mount --bind /dev/null proc/sysrq-trigger
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
mount -t tmpfs -o mode=0755,nosuid tmpfs dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
mknod -m 666 dev/null c 1 3; mknod -m 666 dev/zero c 1 5; mknod -m 666 dev/full c 1 7
mknod -m 666 dev/random c 1 8; mknod -m 666 dev/urandom c 1 9; mknod -m 666 dev/tty c 5 0
ln -s pts/ptmx dev/ptmx; ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin; ln -s /proc/self/fd/1 dev/stdout; ln -s /proc/self/fd/2 dev/stderr
IFS='|'
for one in $ZY_HIDDEN; do mount -t tmpfs -o mode=0755 tmpfs ".$one"; done
chmod 1777 tmp var/tmp; chmod 0700 root
for one in $ZY_FOLDERS; do
  path=${one#?}
  mkdir -p ".$path"
  case $one in
    +*) mount --bind "$path" ".$path" ;;
    =*) mount --bind "$path" ".$path"; mount -o remount,bind,ro ".$path" ;;
    -*) mount -t tmpfs -o mode=0700 tmpfs ".$path" ;;
  esac
done
mkdir -p .outside
pivot_root . .outside
cd /
umount -l /.outside
rmdir /.outside
hostname "$0"
# Addresses are those that are declared: nobody takes one from an advertisement, and nobody waits until it is known to be his alone.
for one in all default lo; do
  echo 0 >/proc/sys/net/ipv6/conf/$one/disable_ipv6
  echo 0 >/proc/sys/net/ipv6/conf/$one/accept_ra
  echo 0 >/proc/sys/net/ipv6/conf/$one/autoconf
  echo 0 >/proc/sys/net/ipv6/conf/$one/accept_dad
  echo 0 >/proc/sys/net/ipv6/conf/$one/dad_transmits
done
ip link set lo up
echo "ready $0"
unset ZY_NODE ZY_SWITCH ZY_WITHOUT ZY_TOP ZY_LAYER ZY_SIZE ZY_HIDDEN ZY_FOLDERS IFS
exec /usr/sbin/init -c 'while :; do sleep infinity & wait; done' "$0" </dev/null >/dev/null 2>&1
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """What all nodes have in common: `top` is an empty folder, `layer` lies over this machine's files, and folders that are `hidden` are
    empty there. `size` is of what a node writes, in tmpfs' own notation."""

    top: Path
    layer: Path
    hidden: Sequence[str]
    size: str = "256m"


class Keeper:
    """A town's keeper that has not been told to stay yet; leaving the block ends it."""

    def __init__(self, shape: Shape) -> None:
        variables = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "ZY_NODE": NODE,
            "ZY_WITHOUT": WITHOUT,
            "ZY_SWITCH": SWITCH,
            "ZY_TOP": str(shape.top),
            "ZY_LAYER": str(shape.layer),
            "ZY_SIZE": shape.size,
            "ZY_HIDDEN": "|".join(shape.hidden),
        }
        # Its parent is the machine's first process from the beginning: nobody here has to wait for it.
        starter = 'echo $$; exec unshare --pid --fork --kill-child --mount-proc sh -c "$0"'
        words = ["setsid", "--fork", "sh", "-c", starter, KEEPER]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables
        )
        self._lines = _Lines(_sure(self._process.stdout))
        self._outer = int(self._lines.next())
        self._process.wait(SECONDS)

    @property
    def pid(self) -> int:
        """The town's first process."""
        return _only_child(self._outer)

    def start(self, switches: Sequence[str], nodes: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Start them all, and return the process of each once it is ready.

        With each node stand the folders that it has besides, in their order: `+/path` is the same inside and outside, `=/path`
        can be read there alone, and `-/path` is empty.

        Raises: ZhengyunError ZY-LAB-061 where this machine cannot.
        """
        self._order(
            *(f"switch|{one}" for one in switches),
            *("|".join(("node", name, *folders)) for name, folders in nodes.items()),
        )
        missing = {*switches, *nodes}
        while missing:
            line = self._lines.next()
            word, _, name = line.partition(" ")
            if word != "ready":
                raise ZhengyunError(codes.NO_TOWN, problem=line or "?")
            missing.discard(name)
        return self._found()

    def stay(self) -> None:
        """From now on it stays whatever becomes of its starter."""
        self._order("stay")
        while (line := self._lines.next()) != "stays":
            if not line:
                raise ZhengyunError(codes.NO_TOWN, problem="?")
        self._close()

    def end(self) -> None:
        """End it with everything, where it has not been told to stay."""
        self._close()

    def _order(self, *lines: str) -> None:
        pipe = _sure(self._process.stdin)
        pipe.write("".join(f"{line}\n" for line in lines).encode())
        pipe.flush()

    def _close(self) -> None:
        with suppress(OSError):
            _sure(self._process.stdin).close()
        _sure(self._process.stdout).close()

    def _found(self) -> dict[str, int]:
        """The processes by name: a switch is the keeper's child, a node that child's own."""
        found = {}
        for child in _children(self.pid):
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
            found[words[-1]] = child if words[0] == "sh" else _only_child(child)
        return found


class _Lines:
    """Lines of a pipe, none of which may be waited for longer than SECONDS."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._rest = b""

    def next(self) -> str:
        """The next line, or what there is of it where there comes no more."""
        ends = time.monotonic() + SECONDS
        # Not select(2), which takes no number above 1,023: whoever starts a town may have more files open.
        pipe = select.poll()
        pipe.register(self._pipe, select.POLLIN)
        while b"\n" not in self._rest:
            ready = pipe.poll(max(0.0, ends - time.monotonic()) * 1000)
            part = os.read(self._pipe.fileno(), 65_536) if ready else b""
            if not part:
                break
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode(errors="replace").strip()


def end(record: Record) -> None:
    """End a town; nothing of it runs any more when this returns.

    Raises: ZhengyunError ZY-LAB-064.
    """
    if not alive(record):
        return
    os.kill(record.pid, signal.SIGKILL)
    ends = time.monotonic() + SECONDS
    while alive(record):
        if time.monotonic() > ends:
            raise ZhengyunError(codes.NODE_WILL_NOT_END, pid=record.pid)
        time.sleep(POLL)


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _only_child(pid: int) -> int:
    ends = time.monotonic() + SECONDS
    while not (found := _children(pid)):
        if time.monotonic() > ends:
            raise ZhengyunError(codes.NO_TOWN, problem=f"{pid}?")
        time.sleep(POLL)
    return found[0]


def _sure(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe  # noqa: S101 - the process was started with it
    return pipe
