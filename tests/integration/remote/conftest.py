"""Real hosts on the loopback: Debian's OpenSSH."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.ssh.programs import Programs
from remote.connecting import SshConnector
from remote.identities import identity
from remote.port import Limits, Target
from tests.sshd import ME, Machine, programs, serving


@dataclass(frozen=True)
class Town:
    """The programs of OpenSSH, a folder of keys, and servers by lines of sshd_config."""

    openssh: Programs
    folder: Path

    def pair(self, name: str, *words: str) -> Path:
        """A pair of keys, made once."""
        file = self.folder / name
        if not file.exists():
            kind = words or ("-t", "ed25519")
            subprocess.run([self.openssh.keygen, "-q", "-N", "", *kind, "-f", file], check=True)
        return file

    def certified(self, name: str, *words: str) -> Path:
        """A pair of keys with a certificate of the authority; `words` are ssh-keygen's."""
        file, authority = self.pair(name), self.pair("authority")
        told = words or ("-n", ME)
        subprocess.run([self.openssh.keygen, "-q", "-s", authority, "-I", name, *told, f"{file}.pub"], check=True)
        return file

    def public(self, name: str) -> str:
        """A public key as a pin holds it."""
        return " ".join((self.folder / f"{name}.pub").read_text().split()[:2])

    @contextmanager
    def serving(self, *lines: str, host: str = "host") -> Iterator[tuple[Machine, Target]]:
        """A server whose host key is pinned and which believes the authority."""
        own = (
            f"HostKey {self.pair(host)}",
            f"TrustedUserCAKeys {self.pair('authority')}.pub",
            "MaxStartups 100:30:200",
        )
        place = self.folder / f"sshd-{len(list(self.folder.glob('sshd-*')))}"
        place.mkdir()
        with serving(self.openssh, place, *own, *lines) as machine:
            yield machine, Target("a", "127.0.0.1", machine.port, self.public(host))

    def connector(self, file: Path | None = None, limits: Limits | None = None) -> SshConnector:
        """I, with a certificate that the servers believe."""
        return SshConnector(identity(ME, file or self.certified("me")), limits or Limits(connect=60))


Serving = Callable[..., AbstractContextManager[tuple[Machine, Target]]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The programs, and a folder for what they make."""
    return Town(programs(tmp_path_factory.mktemp("lab")), tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def a(town: Town) -> Iterator[Target]:
    """One server for whoever needs nothing special."""
    with town.serving() as (_, target):
        yield target
