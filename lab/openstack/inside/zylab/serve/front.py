"""What stands before the services of a site and speaks TLS with their clients, as HAProxy does before those of a real one.

What a client says goes on as it is, over the loopback, to the plain listener of the same service.
"""

import asyncio
import resource
import socket
import ssl
import sys
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from pathlib import Path

from zylab.site import Site

_ADDRESS = "127.0.0.1"
_HANDSHAKE = _FAREWELL = 10.0  # seconds
_CHUNK = 1 << 16
_BACKLOG = 512
_AWAY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def serve(site: Site) -> None:
    """Stand before every service of which there is a socket, until the process is ended."""
    if site.certificate is None:
        raise SystemExit("front: no certificate was named")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    # Two files a connection: with the usual 1024 it would be full before the services are.
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_serve(site, Shown(site.certificate)))


class Shown:
    """The certificate in a file, with its chain and key, as they are at each handshake: who replaces the file need not tell."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp = self._of_file()
        self._current = _context(file)
        self.context = _context(file)
        # Called at every handshake, whether the client names a host or not.
        self.context.sni_callback = self._newest

    def _newest(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        with suppress(OSError):
            self._take(self._of_file())
        connection.context = self._current

    def _take(self, stamp: tuple[int, ...]) -> None:
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._current = _context(self._file)
            print("front: a new certificate is shown from now on", file=sys.stderr, flush=True)
        except (OSError, ValueError) as failed:
            print(f"front: {self._file}: {failed}; the one before stays", file=sys.stderr, flush=True)

    def _of_file(self) -> tuple[int, ...]:
        found = self._file.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size


def _context(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Who comes back is shown the certificate again: TLS 1.2 would go on with the session that it remembers.
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0
    context.load_cert_chain(file)
    return context


async def _serve(site: Site, shown: Shown) -> None:
    for name, number in site.sockets.items():
        listening = socket.socket(fileno=number)
        listening.set_inheritable(False)
        await asyncio.start_server(
            partial(_carry, site.peers[name]),
            sock=listening,
            backlog=_BACKLOG,
            ssl=shown.context,
            # Who does not finish a handshake, or a farewell, is let go; meanwhile he keeps nobody waiting.
            ssl_handshake_timeout=_HANDSHAKE,
            ssl_shutdown_timeout=_FAREWELL,
        )
        print(f"front: {name} on port {listening.getsockname()[1]}", file=sys.stderr, flush=True)
    await asyncio.Event().wait()


async def _carry(port: int, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
    """Carry what both sides say until one of them ends; a service that does not run is busy, in the client's eyes."""
    with suppress(OSError):
        try:
            service, to_service = await asyncio.open_connection(_ADDRESS, port)
        except OSError:
            await asyncio.wait_for(client.read(_CHUNK), _FAREWELL)
            to_client.write(_AWAY)
        else:
            await _both(_pour(client, to_service), _pour(service, to_client))
            to_service.close()
    to_client.close()


async def _both(*ways: Coroutine[None, None, None]) -> None:
    tasks = [asyncio.create_task(way) for way in ways]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while chunk := await source.read(_CHUNK):
        sink.write(chunk)
        await sink.drain()
