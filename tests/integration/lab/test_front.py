"""The front by itself, before a service that is Python's own: what it shows, whom it waits for, what it says of who is away."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lab.openstack import tls
from lab.openstack.installed import INSIDE
from lab.openstack.services import ADDRESS
from lab.place import SitePlace
from tests.serving import certified

NOW = datetime.now(UTC).replace(microsecond=0)
LARGE = 8 << 20


class Service(BaseHTTPRequestHandler):
    """Answers with as many bytes as it was sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as http.server has it
        """Nothing is written."""


class Services(ThreadingHTTPServer):
    """As many as ask."""

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


@dataclass
class Front:
    """One that stands: its port, the site whose certificate it shows, and its process."""

    port: int
    place: SitePlace
    process: "subprocess.Popen[bytes]"

    def shows(self, name: str, at: datetime = NOW) -> None:
        """Let it show another certificate from now on."""
        tls.keep(self.place, tls.read(*certified(self.place.root / name, at)))

    def client(self) -> http.client.HTTPSConnection:
        """Somebody who believes the roots that are there now."""
        return http.client.HTTPSConnection(ADDRESS, self.port, timeout=30, context=tls.trusting(self.place.roots))

    def echoes(self, body: bytes = b"a") -> bool:
        """Whether what is sent comes back, by a connection of its own."""
        client = self.client()
        try:
            client.request("POST", "/", body)
            return client.getresponse().read() == body
        finally:
            client.close()


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    """The service behind it."""
    server = Services((ADDRESS, 0), Service)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def front(service: ThreadingHTTPServer, tmp_path: Path) -> Iterator[Front]:
    """It stands before the service."""
    place = SitePlace(tmp_path / "primary")
    place.make()
    tls.keep(place, tls.read(*certified(tmp_path / "first", NOW)))
    with socket.create_server((ADDRESS, 0)) as listening:
        port = listening.getsockname()[1]
        words = ("--state", tmp_path, "--certificate", place.certificate, "--peer", f"nova-tls={service.server_port}")
        process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "zylab",
                "serve",
                "front",
                *map(str, words),
                f"--socket=nova-tls={listening.fileno()}",
            ],
            env={**os.environ, "PYTHONPATH": str(INSIDE)},
            pass_fds=[listening.fileno()],
            stderr=subprocess.PIPE,
        )
    try:
        yield Front(port, place, process)
    finally:
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr
        process.stderr.close()


def test_what_is_said_goes_on_as_it_is_however_long(front: Front) -> None:
    assert front.echoes()
    assert front.echoes(os.urandom(LARGE))
    client = front.client()
    for _ in range(3):
        client.request("POST", "/", b"again")
        assert client.getresponse().read() == b"again"
    client.close()


def test_another_certificate_is_shown_at_the_next_handshake_and_a_broken_one_never(front: Front) -> None:
    before = tls.look(front.port, front.place.roots, 10)
    open_still = front.client()
    open_still.request("POST", "/", b"begun before")
    front.shows("second", NOW - timedelta(days=9))
    assert open_still.getresponse().read() == b"begun before"
    open_still.close()
    after = tls.look(front.port, front.place.roots, 10)
    assert (before.problem, after.problem) == ("", "")
    assert after.until < before.until
    for broken in ("", "nothing", front.place.certificate.read_text()[:600]):
        front.place.certificate.write_text(broken)
        assert tls.look(front.port, front.place.roots, 10) == after
    front.place.certificate.unlink()
    assert tls.look(front.port, front.place.roots, 10) == after


def test_who_comes_back_is_shown_the_certificate_again(front: Front) -> None:
    context, session = tls.trusting(front.place.roots), None
    for _ in range(2):
        with (
            socket.create_connection((ADDRESS, front.port), 30) as raw,
            context.wrap_socket(raw, server_hostname=ADDRESS, session=session) as opened,
        ):
            opened.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na")
            assert opened.recv(100).startswith(b"HTTP/1.1 200")
            assert not opened.session_reused
            session = opened.session


def test_who_speaks_an_older_version_is_not_let_in(front: Front) -> None:
    context = tls.trusting(front.place.roots)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection((ADDRESS, front.port), 30) as raw, pytest.raises(ssl.SSLError):
        context.wrap_socket(raw, server_hostname=ADDRESS)


def test_who_does_not_finish_a_handshake_holds_nobody_up(front: Front) -> None:
    silent = [socket.create_connection((ADDRESS, front.port)) for _ in range(64)]
    silent[0].sendall(b"\x16\x03\x01\x02\x00")
    silent[1].sendall(os.urandom(4096))
    assert all(front.echoes() for _ in range(8))
    # After ten seconds they are let go.
    silent[2].settimeout(60)
    assert silent[2].recv(1) == b""
    for one in silent:
        one.close()


def test_a_service_that_is_away_is_busy(front: Front, service: ThreadingHTTPServer) -> None:
    assert front.echoes()
    service.shutdown()
    service.server_close()
    client = front.client()
    client.request("POST", "/", b"a")
    assert client.getresponse().status == 503
    client.close()


def test_who_goes_away_in_the_middle_leaves_nothing_behind(front: Front) -> None:
    assert front.echoes()
    there = Path(f"/proc/{front.process.pid}/fd")
    before = len(list(there.iterdir()))
    for _ in range(20):
        client = front.client()
        client.putrequest("POST", "/")
        client.putheader("Content-Length", "1000")
        client.endheaders()
        client.close()
    deadline = time.monotonic() + 60
    while len(list(there.iterdir())) > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(list(there.iterdir())) <= before
