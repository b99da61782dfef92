"""SSH servers of simulated devices, on loopback: the one place of the lab that knows asyncssh.

They run in a thread of their own; each device has a port and a host key, and lets one user in by a password or a key.
"""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

import asyncssh

from lab.devices.device import SimulatedDevice
from lab.devices.shell import HangingError, LeftError
from lab.devices.shells import shell

LOOPBACK: Final = "127.0.0.1"
INTERRUPT: Final = "\x03"


class Login(NamedTuple):
    """Who is let in: by a password, or by a public key as OpenSSH writes it."""

    user: str
    password: str = ""
    key: str = ""


class Standing(NamedTuple):
    """A device that can be spoken to, and its host key (`ssh-ed25519 AAAA...`)."""

    device: SimulatedDevice
    address: str
    port: int
    key: str


@contextmanager
def standing(devices: Sequence[SimulatedDevice], login: Login) -> Iterator[tuple[Standing, ...]]:
    """Have these devices answer, until the end."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="simulated devices", daemon=True)
    thread.start()
    try:
        made = asyncio.run_coroutine_threadsafe(_started(devices, login), loop).result()
        try:
            yield tuple(one for one, _ in made)
        finally:
            asyncio.run_coroutine_threadsafe(_ended([acceptor for _, acceptor in made]), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _started(devices: Sequence[SimulatedDevice], login: Login) -> list[tuple[Standing, asyncssh.SSHAcceptor]]:
    found = []
    for one in devices:
        key = asyncssh.generate_private_key("ssh-ed25519")
        acceptor = await asyncssh.create_server(
            lambda: _Door(login), LOOPBACK, 0, server_host_keys=[key], process_factory=_talks(one), line_editor=False,
            encoding="utf-8", sftp_factory=None,
        )  # fmt: skip
        public = " ".join(key.export_public_key().decode().split()[:2])
        found.append((Standing(one, LOOPBACK, acceptor.get_port(), public), acceptor))
    return found


async def _ended(acceptors: Sequence[asyncssh.SSHAcceptor]) -> None:
    for one in acceptors:
        one.close()
    others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Door(asyncssh.SSHServer):
    def __init__(self, login: Login) -> None:
        self._login = login

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return bool(self._login.password)

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (self._login.user, self._login.password)

    def public_key_auth_supported(self) -> bool:
        return bool(self._login.key)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        known = asyncssh.import_public_key(self._login.key)
        return username == self._login.user and key == known


def _talks(device: SimulatedDevice):  # type: ignore[no-untyped-def]
    async def talk(process: "asyncssh.SSHServerProcess[str]") -> None:
        try:
            await _conversation(device, process)
        except (LeftError, asyncssh.BreakReceived, asyncssh.TerminalSizeChanged, BrokenPipeError, ConnectionError):
            pass
        finally:
            process.exit(0)

    return talk


async def _conversation(device: SimulatedDevice, process: "asyncssh.SSHServerProcess[str]") -> None:
    """Letters are echoed as they come; a line is answered at its end, a key at once where the pager waits."""
    one, line = shell(device), ""
    _say(process, one.hello())
    while text := await process.stdin.read(4096):
        for letter in text:
            if one.paging:
                _say(process, one.key(letter))
            elif letter in "\r\n":
                process.stdout.write("\r\n")
                said, line = line, ""
                try:
                    _say(process, one.line(said))
                except HangingError:
                    await asyncio.Event().wait()
            elif letter == INTERRUPT:
                line = ""
            else:
                process.stdout.write(letter)
                line += letter


def _say(process: "asyncssh.SSHServerProcess[str]", text: str) -> None:
    process.stdout.write(text.replace("\n", "\r\n"))
