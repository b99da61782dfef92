"""A host in a mount namespace: everything of this machine, and whatever is changed there is gone with it.

The whole file system lies under an overlay in memory, so that accounts can be made, packages laid and files of /etc altered
without this machine noticing. Processes, the network and this machine's clock are shared.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from lab import codes, packages
from lab.place import CHECKOUT, Place
from lab.progress import Tell, silent
from zhengyun.errors import ZhengyunError

TOOLS: Final = ("unshare", "nsenter", "setpriv", "mount", "chroot")
SUDO: Final = ("sudo", "visudo", "sudoers.so")
SECONDS: Final = 120

# $1 is an empty folder; the others are bound into the host as they are. Ends when its stdin does.
SCRIPT: Final = """
set -e
top=$1; shift
mount -t tmpfs -o mode=0755 tmpfs "$top"
mkdir "$top/upper" "$top/work" "$top/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$top/root"
for one in proc dev sys; do mount --rbind "/$one" "$top/root/$one"; done
mount -t tmpfs -o mode=0755 tmpfs "$top/root/run"
for one in "$@"; do mkdir -p "$top/root$one"; mount --rbind "$one" "$top/root$one"; done
exec chroot "$top/root" sh -c 'cd /; echo up; exec cat'
"""


@dataclass(frozen=True, slots=True)
class Host:
    """A host that is up: `pid` is the process that holds its file system."""

    pid: int

    def run(
        self,
        *command: str,
        user: str = "",
        stdin: str = "",
        variables: Mapping[str, str] | None = None,
        folder: str = "/",
        seconds: int = SECONDS,
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command there, as root or as a user with his groups, and return what it said and how it ended."""
        return subprocess.run(
            self.words(command, user, folder),
            input=stdin,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", **(variables or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
            # No terminal: what asks for a password asks on stdin or not at all.
            start_new_session=True,
        )

    def words(self, command: Sequence[str], user: str = "", folder: str = "/") -> list[str]:
        """The words that run a command there, for who starts it himself."""
        enter = ["nsenter", f"--target={self.pid}", "--mount", "--root", f"--wd=/proc/{self.pid}/root{folder}"]
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        return [*enter, *become, *command]

    def path(self, inside: str) -> Path:
        """A path of the host as it is called outside, for who looks at it or writes there as root."""
        return Path(f"/proc/{self.pid}/root{inside}")

    def person(self, name: str, password: str, *groups: str) -> None:
        """Make an account of a person, with a shell, a password and a group of his own."""
        also = ["--groups", ",".join(groups)] if groups else []
        self._must("useradd", "--create-home", "--user-group", "--shell", "/bin/sh", *also, name)
        self._must("chpasswd", "--crypt-method", "SHA256", stdin=f"{name}:{password}\n")

    def _must(self, *command: str, stdin: str = "") -> None:
        done = self.run(*command, stdin=stdin)
        if done.returncode:
            raise ZhengyunError(codes.NO_HOST, problem=done.stderr.strip() or f"{command[0]}: {done.returncode}")


@contextmanager
def host(place: Place, shared: Sequence[Path] = (), *, tell: Tell = silent) -> Iterator[Host]:
    """A host with Debian's own sudo, until the block ends; `shared` folders are the same inside and outside.

    Raises: ZhengyunError ZY-LAB-060 where this machine allows none, and as `packages.unpacked`.
    """
    missing = [one for one in TOOLS if not shutil.which(one)]
    if os.geteuid() != 0 or missing:
        raise ZhengyunError(codes.NO_HOST, problem=f"{', '.join(missing)}?" if missing else "uid != 0")
    sudo = packages.unpacked(place, ("sudo",), SUDO, tell)
    with TemporaryDirectory(prefix="zhengyun-host-") as top:
        words = ["unshare", "--mount", "--propagation=private", "sh", "-c", SCRIPT, "sh", top, *map(str, shared)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as holder:
            try:
                yield _laid(holder, sudo)
            finally:
                # What holds the file system ends with its stdin; nothing of it is left then.
                holder.communicate(timeout=SECONDS)


def _laid(holder: "subprocess.Popen[bytes]", sudo: Path) -> Host:
    """The host, as soon as it is up and has sudo."""
    if not holder.stdout or holder.stdout.readline() != b"up\n":
        problem = holder.stderr.read() if holder.stderr else b""
        raise ZhengyunError(codes.NO_HOST, problem=problem.decode(errors="replace").strip())
    made = Host(holder.pid)
    # Links of the host's root stay links: /lib is one of them, and the package has files below it.
    packed = subprocess.run(["tar", "-C", str(sudo), "-c", "."], capture_output=True, check=True, timeout=SECONDS)
    done = subprocess.run(
        made.words(["tar", "-C", "/", "-xp", "--keep-directory-symlink"]),
        input=packed.stdout,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    # Everybody may come as far as the checkout and its Python; what is above them may be closed to all but its owner.
    ways = {part for way in (CHECKOUT, Path(sys.prefix), Path(sys.base_prefix)) for part in way.resolve().parents}
    reach = made.run("chmod", "a+x", *map(str, sorted(ways)))
    if done.returncode or reach.returncode:
        raise ZhengyunError(codes.NO_HOST, problem=(done.stderr.decode(errors="replace") or reach.stderr).strip())
    return made
