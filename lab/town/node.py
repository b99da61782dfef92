"""One node of the town: a host of its own, with its processes, files, accounts, name and network."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS: Final = 120
# What not even root of a node can do, since it would be done to this machine: set the clock, load modules, read the kernel's log.
WITHOUT: Final = "-sys_time,-sys_module,-sys_boot,-sys_rawio,-syslog"


@dataclass(frozen=True, slots=True)
class Node:
    """A node that is up. `pid` is the process whose end is its own; `network` the one that it is administered from."""

    name: str
    pid: int
    network: str

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
            self.words(*command, user=user, folder=folder),
            input=stdin,
            env=self.environment(variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
            # No terminal: what asks for a password asks on stdin or not at all.
            start_new_session=True,
        )

    def words(self, *command: str, user: str = "", folder: str = "/") -> list[str]:
        """The words that run a command there, for who starts it himself (with `environment`)."""
        enter = ["nsenter", f"--target={self.pid}", "--mount", "--net", "--uts", "--ipc", "--pid", "--root"]
        become = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        bounds = ["setpriv", f"--bounding-set={WITHOUT}", *become]
        return [*enter, f"--wd=/proc/{self.pid}/root{folder}", "--", *bounds, *command]

    def environment(self, variables: Mapping[str, str] | None = None) -> dict[str, str]:
        """What a command starts with there."""
        return {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", **(variables or {})}

    def path(self, inside: str) -> Path:
        """A path of the node as it is called outside, for who looks at it or writes there as root."""
        return Path(f"/proc/{self.pid}/root{inside}")

    def lay(self, files: Sequence["File"]) -> None:
        """Write these files, with their folders."""
        for one in files:
            path = self.path(one.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(one.text, encoding="utf-8")
            path.chmod(one.mode)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a node, root's."""

    path: str
    text: str
    mode: int = 0o644
