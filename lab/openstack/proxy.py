"""Something between a client and a site's services that refuses, loses and cuts off as it is told: what faults are made of.

It stands on the loopback, one port a service, and passes on everything that no fault is told for.
"""

import http.client
import json
import re
import struct
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET, socket
from typing import Any, Final
from urllib.parse import urlsplit

from lab import codes
from lab.files import write_private
from lab.openstack import clouds, kept
from lab.openstack.services import ADDRESS, SERVICES
from lab.place import Place
from zhengyun.errors import ZhengyunError

EVER: Final = -1
# No client can make a service wait longer than this for its answer.
SECONDS: Final = 120.0
# Of the connection, not of the message (RFC 9110 section 7.6.1); the length is told anew.
HOP_BY_HOP: Final = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass
class Fault:
    """What befalls requests: those of a method, or of some (`POST|PUT`), whose path, without its query, a pattern is found in.

    `through` tells whether the service gets the request; `status` what the client is answered in place of the
    service, where 0 stands for nothing at all: the connection is reset. `times` counts down; `met` counts up.
    """

    method: str
    path: str
    through: bool
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = 1
    hold: bool = False
    """The request is passed on, and its answer back, once `release` is set."""
    done: bool = False
    """Of one that is held: the service has done it, and only its answer waits."""
    spared: int = 0
    """So many requests that it would befall go through before."""
    delay: float = 0.0
    """The request is passed on, and its answer back, after so many seconds."""
    above: int = 0
    """It befalls only what comes while more than so many requests of the same service are under way."""
    rewrite: Callable[[bytes], bytes] | None = None
    """The request is passed on, and its answer back, in other words."""
    asked: Callable[[str], bool] | None = None
    """It befalls only requests whose microversion, as the header has it, this is true of."""
    met: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    def befalls(self, method: str, path: str, crowd: int, version: str = "") -> bool:
        """Whether it befalls this request, one of so many of its service that are under way."""
        if self.asked and not self.asked(version):
            return False
        if not self.times or crowd <= self.above or not re.fullmatch(self.method or ".*", method):
            return False
        if not re.search(self.path, path):
            return False
        self.spared -= 1
        return self.spared < 0

    def meet(self) -> None:
        """Count one request."""
        self.times -= self.times != EVER
        self.met += 1
        if not self.done:
            self.reached.set()


def says(status: int, method: str, path: str, *, times: int = 1, headers: Mapping[str, str] | None = None) -> Fault:
    """The request never reaches the service; the client is answered with a status."""
    return Fault(method, path, through=False, status=status, headers=headers or {}, times=times)


def resets(method: str, path: str, *, times: int = 1) -> Fault:
    """The request never reaches the service, and the connection is reset."""
    return Fault(method, path, through=False, times=times)


def cuts(method: str, path: str, *, times: int = 1) -> Fault:
    """The service does what it is asked, and the connection is reset before the client hears of it."""
    return Fault(method, path, through=True, times=times)


def spoils(status: int, method: str, path: str, *, times: int = 1) -> Fault:
    """The service does what it is asked, and the client is answered with a status that says otherwise."""
    return Fault(method, path, through=True, status=status, times=times)


def holds(method: str, path: str, *, times: int = 1) -> Fault:
    """The request waits until the fault's `release` is set; `reached` tells that it has come."""
    return Fault(method, path, through=True, times=times, hold=True)


def slows(seconds: float, method: str, path: str, *, times: int = EVER) -> Fault:
    """The service takes so many seconds longer."""
    return Fault(method, path, through=True, times=times, delay=seconds)


def crowds(most: int, path: str, *, headers: Mapping[str, str] | None = None) -> Fault:
    """The service bears so many requests at once, and answers 429 to all others."""
    return Fault("", path, through=False, status=429, headers=headers or {}, times=EVER, above=most)


@dataclass
class Proxy:
    """Everything that stands between clients and one site's services. `addresses` are its own, by service type."""

    site: str
    file: Path = field(repr=False)
    addresses: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    """How often `METHOD PATH` was asked for."""
    crowd: Counter[str] = field(default_factory=Counter)
    """How many requests are under way, by the service's name."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def known(self) -> kept.Kept:
        """What the lab keeps about the site now: a service that came back may listen elsewhere.

        Raises: ZhengyunError ZY-LAB-017 where there is no such site.
        """
        known = kept.load(self.file)
        if known is None or not known.ports:
            raise ZhengyunError(codes.NOTHING_THERE, thing="control plane", site=self.site)
        return known

    @contextmanager
    def told(self, *faults: Fault) -> Iterator[None]:
        """Let these faults happen for a while, and none afterwards; what is held is let go at the end."""
        with self._lock:
            self.faults, self.seen = list(faults), Counter()
        try:
            yield
        finally:
            with self._lock:
                self.faults = []
            for fault in faults:
                fault.release.set()

    @contextmanager
    def met(self, method: str, path: str, service: str, version: str = "") -> Iterator[Fault | None]:
        """Count a request of a service for as long as it is under way, and say what befalls it."""
        with self._lock:
            self.seen[f"{method} {path}"] += 1
            self.crowd[service] += 1
            crowd = self.crowd[service]
            found = next((fault for fault in self.faults if fault.befalls(method, path, crowd, version)), None)
            if found:
                found.meet()
        try:
            yield found
        finally:
            with self._lock:
                self.crowd[service] -= 1

    def write_clouds(self, file: Path) -> Path:
        """Write a clouds.yaml by which clients come to the services through here."""
        auth = self.addresses.get("identity") or str(self.known.auth_url)
        cloud = clouds.Cloud(auth, self.site, self.known.passwords, self.addresses)
        write_private(file, clouds.render({self.site: cloud}))
        return file


@contextmanager
def between(place: Place, site: str, services: Collection[str] = tuple(SERVICES)) -> Iterator[Proxy]:
    """Stand between clients and some services of a site that has been booted.

    Raises: ZhengyunError ZY-LAB-017 where there is no such site.
    """
    proxy, servers = Proxy(site, place.site(site).kept), []
    _ = proxy.known
    for name in services:
        service = SERVICES[name]
        server = _Server((ADDRESS, 0), partial(_Handler, proxy, name))
        servers.append(server)
        proxy.addresses[service.type] = f"http://{ADDRESS}:{server.server_port}{service.path}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield proxy
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Whoever holds a connection open is not waited for.
    block_on_close = False
    request_queue_size = 128

    def shutdown_request(self, request: Any) -> None:
        """Close it at once: a connection that was told not to linger is reset by that."""
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""
        del request, client_address


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet an answer: a header that waits for its body costs 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True

    def __init__(self, proxy: Proxy, service: str, *connection: Any) -> None:
        self._proxy, self._service = proxy, service
        super().__init__(*connection)

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        version = self.headers.get("OpenStack-API-Version") or ""
        with self._proxy.met(self.command, urlsplit(self.path).path, self._service, version) as fault:
            self._meet(fault, body)

    def _meet(self, fault: Fault | None, body: bytes) -> None:
        answer = self._asked(body) if fault and fault.done else None
        if fault and fault.hold:
            if fault.done:
                fault.reached.set()
            fault.release.wait(SECONDS)
        if fault and fault.delay:
            threading.Event().wait(fault.delay)
        if answer is None and (fault is None or fault.through):
            answer = self._asked(body)
        if fault and fault.rewrite and answer:
            answer = (answer[0], answer[1], fault.rewrite(answer[2]))
        if fault is None or fault.hold or fault.delay or fault.rewrite:
            self._answer(*answer) if answer else self._reset()
        elif fault.status:
            text = json.dumps({"error": {"code": fault.status, "message": "a fault that was asked for"}}).encode()
            self._answer(fault.status, {"Content-Type": "application/json", **fault.headers}, text)
        else:
            self._reset()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - as http.server calls them

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - as http.server has it
        """Nothing is written."""

    def _asked(self, body: bytes) -> tuple[int, Mapping[str, str], bytes] | None:
        """What the service itself answers; None where it does not."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        port = self._proxy.known.ports[self._service]
        service = http.client.HTTPConnection(ADDRESS, port, timeout=SECONDS)
        try:
            service.request(self.command, self.path, body or None, headers)
            answer = service.getresponse()
            kept_ = {name: value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP}
            return answer.status, kept_, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            service.close()

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status not in {204, 304}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        connection: socket = self.connection
        connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
