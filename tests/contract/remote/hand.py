"""Hosts to speak to, real or not, behind the same few words."""

import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from remote.connecting import SshConnector
from remote.identities import identity
from remote.port import Connector, Identity, Limits, Target
from remote.simulated import Ran, SimulatedConnector, SimulatedHost
from tests.sshd import ME, Machine
from zhengyun.secret import Secret

# Long enough for a busy machine to let somebody in; what shall take too long takes for ever.
PATIENT: Final = Limits(connect=60, command=60, output=1000)
HASTY: Final = Limits(connect=3, command=60, output=1000)
BRIEF: Final = Limits(connect=60, command=3, output=1000)
CLOSES: Final = "kill -9 $PPID; sleep 600"
SLEEPS: Final = "echo begun; sleep 600"
ECHOES: Final = 'while read -r word line; do echo "$word <$line>"; done'
TWICE: Final = 'while read -r word line; do printf "%s a\\n%s b\\n" "$word" "$word"; done'
EARLY: Final = 'printf "one 1\\none 2\\n"; while read -r _; do :; done'
ENDS: Final = 'read -r word line; echo "$word <$line>"; echo enough >&2'


@dataclass(frozen=True)
class Keys:
    """Pairs that ssh-keygen has made: the host's, another one, mine with a certificate, and a stranger's."""

    folder: Path

    def public(self, name: str) -> str:
        """As a pin holds it."""
        return " ".join((self.folder / f"{name}.pub").read_text().split()[:2])

    def fingerprint(self, name: str, keygen: Path) -> str:
        """As ssh-keygen prints it."""
        words = [str(keygen), "-l", "-f", str(self.folder / f"{name}.pub")]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[1]


class Hand(ABC):
    """One driver, with a host `a` that lets me in."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    @abstractmethod
    def target(self, name: str = "a", *, key: str = "host") -> Target:
        """The host that is there, by any name, with the key that is pinned for it."""

    @abstractmethod
    def nowhere(self) -> Target:
        """A host at whose address nobody listens."""

    @abstractmethod
    def silent(self) -> Target:
        """A host that takes the connection and says nothing."""

    @abstractmethod
    def connector(self, limits: Limits = PATIENT, *, stranger: bool = False) -> Connector:
        """Somebody whom the host lets in, or does not."""


class RealHand(Hand):
    """sshd on the loopback."""

    def __init__(self, keys: Keys, machine: Machine, mute: socket.socket) -> None:
        super().__init__(keys)
        self._machine, self._mute = machine, mute

    def target(self, name: str = "a", *, key: str = "host") -> Target:
        return Target(name, "127.0.0.1", self._machine.port, self.keys.public(key))

    def nowhere(self) -> Target:
        with socket.create_server(("127.0.0.1", 0)) as one:
            return self.target("gone")._replace(port=int(one.getsockname()[1]))

    def silent(self) -> Target:
        return self.target("mute")._replace(port=int(self._mute.getsockname()[1]))

    def connector(self, limits: Limits = PATIENT, *, stranger: bool = False) -> Connector:
        return SshConnector(identity(ME, self.keys.folder / ("stranger" if stranger else "me")), limits)


class SimulatedHand(Hand):
    """Hosts that are not there."""

    def target(self, name: str = "a", *, key: str = "host") -> Target:
        return Target(name, "192.0.2.1", 22, self.keys.public(key))

    def nowhere(self) -> Target:
        return self.target("gone")._replace(address="192.0.2.3")

    def silent(self) -> Target:
        return self.target("mute")._replace(address="192.0.2.2")

    def connector(self, limits: Limits = PATIENT, *, stranger: bool = False) -> Connector:
        who = Identity("stranger" if stranger else ME, Secret({}))
        hosts = {("192.0.2.1", 22): self._host(), ("192.0.2.2", 22): self._host(silent=True)}
        return SimulatedConnector(hosts, who, limits)

    def _host(self, *, silent: bool = False) -> SimulatedHost:
        fault: Literal["", "silent"] = "silent" if silent else ""
        return SimulatedHost(self.keys.public("host"), frozenset({ME}), PROGRAMS, fault)


def _line(stdin: bytes) -> bytes:
    word, _, rest = stdin.rstrip(b"\n").partition(b" ")
    return word + b" <" + rest + b">\n"


PROGRAMS: Final[Mapping[str, Callable[[bytes], Ran]]] = {
    "cat": Ran,
    "cat; echo no >&2; exit 3": lambda stdin: Ran(stdin, b"no\n", 3),
    "kill -9 $$": lambda _: Ran(status=-9),
    "yes": lambda _: Ran(b"y\n" * 1000),
    ECHOES: lambda stdin: Ran(_line(stdin)),
    TWICE: lambda stdin: Ran(b"".join(stdin.split(b" ")[0] + one for one in (b" a\n", b" b\n"))),
    EARLY: lambda _: Ran(b"one 1\n"),
    ENDS: lambda stdin: Ran(_line(stdin)) if stdin.endswith(b" one\n") else Ran(err=b"enough\n"),
    CLOSES: lambda _: Ran(fault="cut off"),
    SLEEPS: lambda _: Ran(b"begun\n", fault="slow"),
}
