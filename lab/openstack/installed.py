"""The environment that holds OpenStack: made from its lock, once for all checkouts of one user."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab import codes, environment, locked
from lab.place import Place
from lab.progress import Tell
from zhengyun.errors import N_

LOCK = environment.LOCKS / "openstack.txt"
_PROJECTS = frozenset({"cinder", "glance", "keystone", "neutron", "nova", "openstack-placement"})
INSIDE = Path(__file__).resolve().parent / "inside"


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed OpenStack: its interpreter, its releases, and the digest of what the lab adds to it.

    Databases fit one set of releases; a process that was started with other additions is outdated.
    """

    python: Path
    releases: str
    additions: str

    @property
    def etc(self) -> Path:
        """The configuration files that come with the projects."""
        return self.python.parent.parent / "etc"

    def command(self, *arguments: str) -> list[str]:
        """How to run what the lab adds; the directory of the caller does not become importable."""
        return [str(self.python), "-P", "-m", "zylab", *arguments]

    def variables(self, home: Path) -> dict[str, str]:
        """The whole environment of such a process: nothing of a person's own, no proxy, no credentials."""
        return {
            "PATH": f"{self.python.parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONPATH": str(INSIDE),
            "PYTHONWARNINGS": "ignore",
            "EVENTLET_NO_WARN": "1",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "HOME": str(home),
            "TMPDIR": str(home),
            # Where stevedore keeps which plugins there are: looked for once, and not by each process of each site.
            "XDG_CACHE_HOME": str(self.python.parent.parent / "cache"),
            # Many threads with an arena of the C library each would take half as much memory again.
            "MALLOC_ARENA_MAX": "2",
        }


def ensure(place: Place, tell: Tell, variables: Mapping[str, str] = os.environ) -> Installed:
    """Make the environment where it is not there yet; about 100 s and 700 MB the first time, nothing afterwards.

    Raises: ZhengyunError ZY-LAB-001 where the machine lacks something, ZY-LAB-002 where installing failed,
        ZY-LAB-011 where the cache cannot be written.
    """
    text = N_("the cloud's environment: {line}")
    python = locked.ensure(place, tell, LOCK, "openstack", text, codes.NOT_INSTALLED, variables)
    return Installed(python, releases(LOCK.read_text(encoding="utf-8")), digest_of(INSIDE))


def releases(lock: str) -> str:
    """The releases of the six projects that a lock names, such as `nova==34.0.0`, in one line.

    Raises: ValueError where it does not name all of them.
    """
    found = sorted(line.split()[0] for line in lock.splitlines() if line.partition("==")[0] in _PROJECTS)
    if len(found) != len(_PROJECTS):
        raise ValueError(f"a lock without all of {', '.join(sorted(_PROJECTS))}")
    return " ".join(found)


def digest_of(directory: Path) -> str:
    """The digest of the program files in `directory`."""
    state = hashlib.sha256()
    for file in sorted(directory.rglob("*")):
        if file.suffix in {".py", ".txt"}:
            state.update(f"{file.relative_to(directory)}\n".encode() + file.read_bytes())
    return state.hexdigest()
