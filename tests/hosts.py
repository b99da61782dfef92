"""Debian hosts of a test's own, in which accounts and sudo are real and this machine is not touched."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Final

import pytest

from lab import codes
from lab.host.namespace import Host, host
from lab.place import Place
from zhengyun.errors import ZhengyunError

PROGRAM: Final = str(Path(sys.prefix, "bin", "zhengyun"))
PASSWORD: Final = "correct horse"
EXECUTOR: Final = "zhengyun-executor"
OPERATOR: Final = "liu"
"""An operator; `STRANGER` is a person of this host who is none."""
STRANGER: Final = "wang"
# In the place of the program: tells who it is run as, from where, with what.
PROBE: Final = """#!/usr/bin/python3 -I
import grp, json, os, pwd, resource, sys
os.umask(mask := os.umask(0))
print(json.dumps({
    "user": pwd.getpwuid(os.geteuid()).pw_name, "real": os.getuid(), "groups": sorted({grp.getgrgid(g).gr_name for g in os.getgroups()}),
    "arguments": sys.argv[1:], "folder": os.getcwd(), "umask": mask, "core": resource.getrlimit(resource.RLIMIT_CORE),
    "variables": dict(os.environ),
}))
"""


@contextmanager
def debian(folder: Path, *shared: Path) -> Iterator[Host]:
    """A host, or the reason why this machine has none and what runs these tests."""
    try:
        with host(Place(folder), shared) as made:
            yield made
    except ZhengyunError as error:
        if error.code in {codes.NO_HOST, codes.NO_PACKAGE}:
            pytest.skip(f"{error}; to run them: as root, with util-linux, an overlay file system and Debian's sudo")
        raise


@dataclass(frozen=True)
class Installed:
    """A host on which everything is laid, with an operator and a stranger who have passwords."""

    host: Host

    def sudo(self, *words: str, user: str = OPERATOR, **more: Any) -> "CompletedProcess[str]":
        """Ask sudo for something as a person who knows his password."""
        return self.host.run("sudo", "-S", "-p", "", *words, user=user, stdin=f"{PASSWORD}\n" * 3, **more)

    def probe(self) -> None:
        """Have the command tell of itself from now on."""
        self.host.run("rm", "/usr/local/bin/zhengyun")
        self.host.path("/usr/local/bin/zhengyun").write_text(PROBE)
        self.host.run("chmod", "0755", "/usr/local/bin/zhengyun")


def installed_on(made: Host) -> Installed:
    """Lay everything on a host."""
    done = made.run(PROGRAM, "host", "install", "-o", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"]
    made.person(OPERATOR, PASSWORD, "zhengyun-operators")
    made.person(STRANGER, PASSWORD)
    return Installed(made)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """A host on which everything is laid, for all tests of a file: they leave it as it was."""
    with debian(tmp_path_factory.mktemp("host")) as made:
        yield installed_on(made)
