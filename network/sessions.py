"""Sessions on devices: the one place that knows netmiko, and paramiko under it. Neither agent, configuration nor known hosts are read.

A host is believed by its pinned key alone; what a device says is read until its prompt, over its pager, and never longer than the limits say.
"""

import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import Any, Final, NamedTuple

import paramiko
from netmiko import NetmikoBaseException, ssh_dispatcher
from netmiko.exceptions import NetmikoAuthenticationException

from network.codes import devices as codes
from network.port import Limits
from remote import codes as of_remote
from remote import refusals
from remote.pins import Pin, fingerprint, pinned
from remote.port import Identity, Target
from zhengyun.errors import N_, Words, ZhengyunError

# In seconds: between two looks at what has come.
BEAT: Final = 0.005
TAIL: Final = 600
NAME: Final = r"[^\s<>\[\]#()~*]+"
# As much of a device's name as every prompt shows: Cisco's is cut short in configuration.
CUT: Final = 12
# What was on the screen is written over: the cursor goes back, blanks, and back again.
ERASED: Final = re.compile(r" *\x1b\[\d+D +\x1b\[\d+D| *\x08+ +\x08+| \x1b\[1D")
SPLIT: Final = 128
BLANK: Final = re.compile(r"[\s\x08]")
ESCAPE: Final = re.compile(r"\x1b\[[0-9;?]*[A-CE-Za-z]")


class Speech(NamedTuple):
    """How a platform speaks: netmiko's name of it, its prompt (`{name}` stands for the device's name in it), what is said so that it does not stop
    after each page, and what stands on the screen where it does."""

    netmiko: str
    prompt: str
    quiet: tuple[str, ...]
    pager: str = r" *---- More ----\s*$"


class Session:
    """One connection to a device, with its prompt on the screen."""

    def __init__(self, connection: Any, device: str, speech: Speech, limits: Limits) -> None:
        self._connection, self.device, self._limits = connection, device, limits
        self._pager = re.compile(speech.pager)
        self._prompt = re.compile(speech.prompt.replace("{name}", f"({NAME})"))
        self.prompt = ""
        """The prompt that the last answer ended with."""
        with _losing(device):
            self._write("\n")
            self._until_prompt("", ())
        name = self._prompt.search(f"\n{self.prompt}")
        self._prompt = re.compile(
            speech.prompt.replace("{name}", re.escape(name[1][:CUT] if name else "") + f"(?:{NAME})?")
        )
        for command in speech.quiet:
            # Where it is refused, pages are turned.
            self.ask(command)

    def ask(self, command: str, answers: Sequence[tuple[str, str]] = ()) -> str:
        """What the device says to a command, without its echo and the prompt after it. `answers` are patterns of questions, and what is said to each.

        Raises: ZhengyunError (ZY-NET-081, ZY-NET-082, ZY-NET-091).
        """
        with _losing(self.device):
            self._write(f"{command}\n")
            lines = (
                ERASED.sub("", self._until_prompt(command, answers))
                .replace("\r\n", "\n")
                .replace("\r", "")
                .replace("\x08", "")
                .split("\n")
            )
            return "\n".join(line.rstrip() for line in lines).strip("\n")

    def _write(self, text: str) -> None:
        self._connection.write_channel(text)

    def run(self, command: str, stdin: str = "") -> tuple[int, str]:
        """Run a command beside the conversation, on a channel of its own: how it ended, and what it said, complaints included.

        Raises: ZhengyunError (ZY-NET-082, ZY-NET-091).
        """
        with _losing(self.device):
            channel = self._connection.remote_conn_pre.get_transport().open_session(timeout=self._limits.connect)
            try:
                channel.settimeout(self._limits.command)
                channel.set_combine_stderr(True)
                channel.exec_command(command)
                channel.sendall(stdin.encode())
                channel.shutdown_write()
                said = bytearray()
                while part := channel.recv(1 << 16):
                    said += part
                    if len(said) > self._limits.output:
                        raise ZhengyunError(
                            codes.TOO_MUCH, device=self.device, command=command, most=self._limits.output
                        )
                return channel.recv_exit_status(), said.decode(errors="replace")
            finally:
                channel.close()

    def _until_prompt(self, command: str, answers: Sequence[tuple[str, str]]) -> str:
        """What is said from the echo of the command on, to the next prompt: what came before belongs to something else."""
        echo, questions = _echo(command), [(re.compile(pattern), reply) for pattern, reply in answers]
        limit = time.monotonic() + self._limits.command
        said, began = "", -1
        while True:
            fresh = self._connection.read_channel()
            # What moves the cursor may come in two parts.
            said = said[:-SPLIT] + ERASED.sub("", ESCAPE.sub("", said[-SPLIT:] + fresh))
            if began < 0 and (heard := echo.search(said)):
                said, began = said[heard.end() :], 0
            self._bounded(command, said, limit)
            if fresh and began >= 0:
                tail = max(began, len(said) - TAIL)
                if found := self._prompt.search(said, tail):
                    self.prompt = found[0].strip()
                    return said[: found.start()]
                said, began = self._answered(said, tail, began, questions)
            if not fresh:
                if self._connection.remote_conn.closed:
                    raise EOFError
                time.sleep(BEAT)

    def _answered(
        self, said: str, tail: int, began: int, questions: Sequence[tuple[re.Pattern[str], str]]
    ) -> tuple[str, int]:
        """Turn a page, or answer a question; what is left of what was said, and from where on the next prompt is looked for."""
        if paged := self._pager.search(said, tail):
            self._write(" ")
            return said[: paged.start()], began
        for pattern, reply in questions:
            if pattern.search(said, tail):
                self._write(f"{reply}\n")
                return said, len(said)
        return said, began

    def _bounded(self, command: str, said: str, limit: float) -> None:
        if len(said) > self._limits.output:
            raise ZhengyunError(codes.TOO_MUCH, device=self.device, command=command, most=self._limits.output)
        if time.monotonic() > limit:
            seconds = f"{self._limits.command:g}"
            raise ZhengyunError(codes.NO_END, device=self.device, command=command, seconds=seconds)


@contextmanager
def session(target: Target, speech: Speech, identity: Identity, limits: Limits) -> Iterator[Session]:
    """Be let in, and leave at the end.

    Raises: ZhengyunError (ZY-SSH-001 to -005, -010, -011; ZY-NET-080).
    """
    connection = _entered(target, speech, identity, limits)
    try:
        yield Session(connection, target.name, speech, limits)
    finally:
        connection.paramiko_cleanup()


def _entered(target: Target, speech: Speech, identity: Identity, limits: Limits) -> Any:
    pin, words = pinned(target), identity.secret
    believing = _believing(ssh_dispatcher(speech.netmiko), target, pin)
    seconds = dict.fromkeys(("conn_timeout", "auth_timeout", "banner_timeout"), limits.connect)
    shown = {"password": words.get("password")} if words.get("password") else {"pkey": _key(identity)}
    try:
        return believing(
            device_type=speech.netmiko,
            host=target.address,
            port=target.port,
            username=identity.user,
            use_keys=False,
            allow_agent=False,
            **shown,
            **seconds,
        )
    except (NetmikoBaseException, paramiko.SSHException, OSError, EOFError, ValueError) as error:
        raise _refusal(error, target, speech, identity, limits, pin) from error


def _believing(base: Any, target: Target, pin: Pin) -> Any:
    """A class of netmiko's that believes one key alone."""

    class Believing(base):
        def _build_ssh_client(self) -> paramiko.SSHClient:
            client = super()._build_ssh_client()
            where = target.address if target.port == 22 else f"[{target.address}]:{target.port}"
            key = paramiko.PKey.from_type_string(pin.type, pin.data)
            client.get_host_keys().add(where, pin.type, key)
            client.set_missing_host_key_policy(_Nobody())
            return client

        def _try_session_preparation(self, force_data: bool = True) -> None:
            """We wait for prompts, and for as long as it takes: what counts on seconds is lost on a machine under load."""

    return Believing


class _OtherKeyError(paramiko.SSHException):
    def __init__(self, key: paramiko.PKey) -> None:
        super().__init__("another key")
        self.key = key


class _Nobody(paramiko.MissingHostKeyPolicy):
    """A key of another type than the pinned one is another key."""

    def missing_host_key(self, client: Any, hostname: str, key: paramiko.PKey) -> None:
        raise _OtherKeyError(key)


def _key(identity: Identity) -> paramiko.PKey:
    """The private key in memory, and its certificate. Raises: ZhengyunError (ZY-SSH-011)."""
    text, certificate = identity.secret.get("private_key"), identity.secret.get("certificate")
    problem: object = Words(N_("there is neither a password nor a private key"))
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey) if text else ():
        try:
            key = kind.from_private_key(StringIO(text))
            if certificate:
                key.load_certificate(certificate)
        except (paramiko.SSHException, ValueError, IndexError) as error:
            problem = str(error)
        else:
            return key
    raise ZhengyunError(of_remote.NO_IDENTITY, user=identity.user, problem=problem)


def _refusal(
    error: BaseException, target: Target, speech: Speech, identity: Identity, limits: Limits, pin: Pin
) -> ZhengyunError:
    """What came of an attempt to be let in, in the words of `remote`."""
    causes = list(_causes(error))
    for one in causes:
        if isinstance(one, paramiko.BadHostKeyException | _OtherKeyError):
            return refusals.wrong_key(target, fingerprint(one.key.get_name(), one.key.asbytes()), pin)
    for one in causes:
        if isinstance(one, NetmikoAuthenticationException | paramiko.AuthenticationException):
            problem = Words(N_("it believes neither the password nor the key"))
            return ZhengyunError(of_remote.NOT_LET_IN, host=target.name, user=identity.user, problem=problem)
    first = causes[-1]
    if isinstance(first, TimeoutError | socket.timeout):
        return refusals.at(of_remote.SILENT, target, seconds=f"{limits.connect:g}")
    if isinstance(first, OSError):
        return refusals.at(of_remote.UNREACHABLE, target, problem=first.strerror or str(first))
    if isinstance(first, paramiko.SSHException):
        return refusals.at(of_remote.NOT_SSH, target, problem=str(first))
    said = " ".join(str(first).split())[:200] or type(first).__name__
    return ZhengyunError(codes.NOT_SUCH, device=target.name, platform=speech.netmiko, problem=said)


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__


@contextmanager
def _losing(device: str) -> Iterator[None]:
    """A connection that is lost is told so."""
    try:
        yield
    except (NetmikoBaseException, paramiko.SSHException, OSError, EOFError) as error:
        problem = str(error) or Words(N_("the other side has hung up"))
        raise ZhengyunError(codes.CUT_OFF, device=device, problem=problem) from error


def _echo(command: str) -> re.Pattern[str]:
    """The echo of a command, wherever the device breaks its line."""
    letters = (re.escape(one) for one in BLANK.sub("", command))
    return re.compile(r"[\s\x08]*".join(letters))
