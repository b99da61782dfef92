"""SSH to real hosts: the one place that knows asyncssh. Neither agent, configuration nor known hosts of whoever's shell this is are read."""

import asyncio
import errno
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

import asyncssh
from asyncssh.kex import get_kex_algs

from remote import codes, refusals
from remote.algorithms import CIPHERS, KEY_EXCHANGES, MACS, NEWEST, signatures
from remote.pins import Pin, fingerprint, pinned
from remote.port import Answer, Conversation, Identity, Limits, Result, Target, given
from remote.talking import Heard, TooMuchError, UnaskedError, converse, run
from zhengyun.errors import ZhengyunError

# In seconds: for the host to say goodbye, and between two questions whether it is still there.
GOODBYE: Final = 1.0
ALIVE: Final = 5
T = TypeVar("T", Result, Conversation)
Process: TypeAlias = "asyncssh.SSHClientProcess[bytes]"


class SshConnector:
    """Speaks SSH as one identity. Each call opens its connections and closes them."""

    def __init__(self, identity: Identity, limits: Limits | None = None) -> None:
        self._identity = identity
        self._limits = limits or Limits()

    def run_all(
        self,
        targets: Sequence[Target],
        command: str,
        stdin: bytes | Mapping[str, bytes] = b"",
        *,
        each: Callable[[Result], None] | None = None,
    ) -> tuple[Result, ...]:
        """Run a command on every host. Raises: ZhengyunError (ZY-SSH-011)."""

        async def one(target: Target, connection: asyncssh.SSHClientConnection) -> Result:
            heard, status = Heard(self._limits.output), list[int | None]()

            async def talk(process: Process) -> None:
                status.append(await run(process, given(stdin, target), heard))

            began = time.time_ns()
            trouble = await self._talk(target, connection, command, talk)
            times = began, time.time_ns()
            if trouble is None and status == [None]:
                trouble = refusals.torn(target)
            ended = status[0] if status else None
            return Result(target.name, ended or 0, bytes(heard.out), bytes(heard.err), trouble, *times)

        return self._over(targets, one, lambda target, trouble: Result(target.name, trouble=trouble), each)

    def ask_all(self, targets: Sequence[Target], command: str, questions: Sequence[bytes]) -> tuple[Conversation, ...]:
        """Ask a program on every host. Raises: ZhengyunError (ZY-SSH-011)."""

        async def one(target: Target, connection: asyncssh.SSHClientConnection) -> Conversation:
            heard, answers = Heard(self._limits.output), list[Answer]()

            async def talk(process: Process) -> None:
                await converse(process, questions, heard, answers)

            trouble = await self._talk(target, connection, command, talk)
            if trouble is None and len(answers) < len(questions):
                trouble = refusals.no_answer(target, bytes(heard.err))
            return Conversation(target.name, tuple(answers), trouble)

        return self._over(targets, one, lambda target, trouble: Conversation(target.name, trouble=trouble))

    async def _talk(
        self,
        target: Target,
        connection: asyncssh.SSHClientConnection,
        command: str,
        talk: Callable[[Process], Awaitable[None]],
    ) -> ZhengyunError | None:
        """Start a command and talk to it; what came in between, if anything did. A command that is left is told to end."""
        limits = self._limits
        try:
            async with asyncio.timeout(limits.command), _started(connection, command) as process:
                await talk(process)
                return None
        except TimeoutError:
            return refusals.too_long(target, limits)
        except TooMuchError:
            return refusals.too_much(target, limits)
        except UnaskedError:
            return refusals.unasked(target)
        except (asyncssh.Error, OSError) as error:
            return ZhengyunError(codes.CUT_OFF, host=target.name, problem=plain(error))

    def _over(
        self,
        targets: Sequence[Target],
        work: Callable[[Target, asyncssh.SSHClientConnection], Awaitable[T]],
        failed: Callable[[Target, ZhengyunError], T],
        each: Callable[[T], None] | None = None,
    ) -> tuple[T, ...]:
        shown = _shown(self._identity)

        async def all_of_them() -> list[T]:
            room = asyncio.Semaphore(self._limits.width)

            async def one(target: Target) -> T:
                async with room:
                    try:
                        result = await self._with(target, shown, work)
                    except ZhengyunError as error:
                        result = failed(target, error)
                if each:
                    each(result)
                return result

            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(target)) for target in targets]
            return [task.result() for task in tasks]

        return tuple(asyncio.run(all_of_them())) if targets else ()

    async def _with(
        self,
        target: Target,
        shown: asyncssh.SSHKeyPair,
        work: Callable[[Target, asyncssh.SSHClientConnection], Awaitable[T]],
    ) -> T:
        connection = await self._connected(target, shown)
        try:
            return await work(target, connection)
        finally:
            await _closed(connection)

    async def _connected(self, target: Target, shown: asyncssh.SSHKeyPair) -> asyncssh.SSHClientConnection:
        """A connection to the host that has the pinned key, as somebody whom it has let in.

        Raises: ZhengyunError (ZY-SSH-001 to 005, 009, 010).
        """
        pin = pinned(target)
        meeting = _Meeting(pin)
        try:
            async with asyncio.timeout(self._limits.connect):
                return await asyncssh.connect(
                    target.address,
                    target.port,
                    client_factory=lambda: meeting,
                    username=self._identity.user,
                    client_keys=[shown],
                    server_host_key_algs=signatures(pin.type),
                    **_SETTLED,
                )
        except (OSError, asyncssh.Error, ValueError) as error:
            raise self._meant(target, meeting, error) from error

    def _meant(self, target: Target, meeting: "_Meeting", error: Exception) -> ZhengyunError:
        """What went wrong on the way in, in our words."""
        if meeting.shown:
            return refusals.wrong_key(target, meeting.shown, meeting.pin)
        if isinstance(error, TimeoutError) and meeting.met:
            return refusals.silent(target, self._limits)
        if isinstance(error, asyncssh.PermissionDenied):
            return refusals.not_let_in(target, self._identity.user)
        if isinstance(error, asyncssh.KeyExchangeFailed):
            return ZhengyunError(codes.NO_COMMON, host=target.name, problem=plain(error))
        return refusals.at(codes.NOT_SSH if meeting.met else codes.UNREACHABLE, target, problem=plain(error))


@dataclass
class _Meeting(asyncssh.SSHClient):
    """What we saw of a host on the way in: whether it took the connection, and what key it showed where that was not the pinned one."""

    pin: Pin
    met: bool = False
    shown: str = field(default="")

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        """It has taken the connection; nobody knows yet who it is."""
        self.met = True

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Believe the pinned key, byte by byte, and no other."""
        if key.public_data == self.pin.data:
            return True
        self.shown = fingerprint(key.get_algorithm(), key.public_data)
        return False


# Nothing of this is left to defaults: they read the files and the agent of whoever runs us.
_SETTLED: Final[Mapping[str, Any]] = {
    "config": None,
    "known_hosts": ((), (), ()),
    "agent_path": None,
    "preferred_auth": ("publickey",),
    "password": None,
    "gss_kex": False,
    "gss_auth": False,
    "gss_host": None,
    "host_based_auth": False,
    "x509_trusted_certs": None,
    "x509_trusted_cert_paths": None,
    # A server that lets anybody in has not understood who we are.
    "disable_trivial_auth": True,
    "kex_algs": tuple(one for one in (*NEWEST, *KEY_EXCHANGES) if one.encode() in get_kex_algs()),
    "encryption_algs": CIPHERS,
    "mac_algs": MACS,
    "compression_algs": ("none",),
    "signature_algs": signatures(),
    "send_env": (),
    "keepalive_interval": ALIVE,
    "connect_timeout": None,
}


def _shown(identity: Identity) -> asyncssh.SSHKeyPair:
    """The key, with its certificate where it has one. Raises: ZhengyunError (ZY-SSH-011)."""
    try:
        key = asyncssh.import_private_key(identity.secret["private_key"])
        text = identity.secret.get("certificate")
        certificate = asyncssh.import_certificate(text) if text else None
        return asyncssh.load_keypairs([(key, certificate) if certificate else key])[0]
    except (KeyError, ValueError, asyncssh.KeyImportError) as error:
        raise ZhengyunError(codes.NO_IDENTITY, user=identity.user, problem=plain(error)) from error


@asynccontextmanager
async def _started(connection: asyncssh.SSHClientConnection, command: str) -> AsyncIterator[Process]:
    """A command, which is told to end where we leave it before it has: closing a connection alone would let it go on."""
    process = await connection.create_process(command, encoding=None)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()


async def _closed(connection: asyncssh.SSHClientConnection) -> None:
    """Say goodbye, and hang up on whoever does not answer."""
    connection.close()
    try:
        async with asyncio.timeout(GOODBYE):
            await connection.wait_closed()
    finally:
        connection.abort()


def plain(error: BaseException) -> str:
    """What went wrong, in the words of the operating system or of the library."""
    if isinstance(error, OSError) and error.errno in errno.errorcode:
        return str(error.strerror)
    return str(error) or type(error).__name__
