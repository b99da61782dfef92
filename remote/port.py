"""What others need of SSH: a command on many hosts at once, whose answers are data, also where there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from zhengyun.errors import ZhengyunError
from zhengyun.estate.hosts import Host
from zhengyun.secret import Secret


class Target(NamedTuple):
    """A host to speak to: where, and by which key it is believed (`ssh-ed25519 AAAA...`)."""

    name: str
    address: str
    port: int
    key: str


def target(host: Host) -> Target:
    """Where and by which key a host of the estate is spoken to."""
    return Target(host.name, host.address, host.port, host.key)


def given(stdin: bytes | Mapping[str, bytes], target: Target) -> bytes:
    """What a host is given to read."""
    return stdin if isinstance(stdin, bytes) else stdin.get(target.name, b"")


class Identity(NamedTuple):
    """Who we are to hosts: an account, and in memory `private_key` and perhaps `certificate`, as OpenSSH writes them."""

    user: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class Limits:
    """How many hosts at once; seconds to be let in, and for the command; most bytes of output, and as many of complaint."""

    width: int = 64
    connect: float = 10
    command: float = 60
    output: int = 1 << 20


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a command on a host. Where `trouble` is set, the command may not have run or not have ended, and `out` and `err` are
    what had been heard until then. `status` is its exit status, or less the number of the signal that ended it.

    `began` is not after the command was asked for, once we had been let in, and `ended` not before all of it was heard: nanoseconds of this
    machine's clock since 1970; 0 where nothing was asked.
    """

    host: str
    status: int = 0
    out: bytes = b""
    err: bytes = b""
    trouble: ZhengyunError | None = None
    began: int = 0
    ended: int = 0

    @property
    def ok(self) -> bool:
        """Whether it ran to its end and said that all is well."""
        return self.trouble is None and self.status == 0


class Answer(NamedTuple):
    """A line that answered a question. `sent` is not after the question left, `received` not before the answer was here: nanoseconds of
    this machine's clock since 1970."""

    sent: int
    received: int
    line: bytes


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a host answered, in the order of the questions; fewer than there were questions where `trouble` says why."""

    host: str
    answers: tuple[Answer, ...] = ()
    trouble: ZhengyunError | None = None


class Connector(Protocol):
    """Speaks as one identity to many hosts. No method raises for what is wrong with one host: that is in its result.

    Every method raises ZhengyunError ZY-SSH-011 where the identity itself is of no use, and leaves nothing running when interrupted.
    """

    def run_all(
        self,
        targets: Sequence[Target],
        command: str,
        stdin: bytes | Mapping[str, bytes] = b"",
        *,
        each: Callable[[Result], None] | None = None,
    ) -> tuple[Result, ...]:
        """Run a command of the account's shell on every host; results in the order of the targets, `each` as they come.

        `stdin` is what each is given to read, or by its name what that one is given.
        """
        ...

    def ask_all(self, targets: Sequence[Target], command: str, questions: Sequence[bytes]) -> tuple[Conversation, ...]:
        """Start a program on every host that answers each line with one line, and ask it one question after the other.

        Questions are lines without their end. The program reads a word and the question after it, and begins its answer with that word:
        so nothing is taken for an answer that was said before its question was heard.
        """
        ...
