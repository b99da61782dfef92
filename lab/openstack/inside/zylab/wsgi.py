"""Serves WSGI applications on the sockets that the process was started with."""

import gc
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import waitress

from zylab.site import Site

_THREADS = 8
_CONNECTIONS = 500
_LONGEST_BODY = 1 << 40  # images are uploaded as one body
_IDLE = 600
# Objects made and not freed before garbage is looked for; SQLAlchemy makes Python's 700 several times a request.
_ENOUGH = 50_000


def serve(site: Site, service: str, application: Any) -> None:
    """Answer requests for one service until the process ends; those that came early have waited in the socket."""
    listening = socket.socket(fileno=site.sockets[service])
    listening.set_inheritable(False)
    server = waitress.create_server(
        _as_asked(application, site.peers.get(service)),
        sockets=[listening],
        threads=_THREADS,
        ident=None,
        channel_timeout=_IDLE,
        connection_limit=_CONNECTIONS,
        max_request_body_size=_LONGEST_BODY,
        # A socket's number is its parent's, and select() takes none above 1,023.
        asyncore_use_poll=True,
    )
    print(f"{service}: serving on port {listening.getsockname()[1]}", file=sys.stderr, flush=True)
    _look_for_garbage_in_what_comes()
    server.run()


def _look_for_garbage_in_what_comes() -> None:
    """What has been loaded, a million objects, is none: each look at it would hold up all requests of the process."""
    gc.freeze()
    gc.set_threshold(_ENOUGH, *gc.get_threshold()[1:])
    gc.enable()


def _as_asked(application: Any, public: int | None) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Who asks for the front's address has come by TLS: links in the answer lead back there, and not past it."""

    def answer(environ: dict[str, Any], start: Any) -> Any:
        if public and environ.get("HTTP_HOST", "").rpartition(":")[2] == str(public):
            environ["wsgi.url_scheme"] = "https"
        return application(environ, start)

    return answer


def serve_beside(site: Site, service: str, application: Any) -> None:
    """The same in a thread of its own."""
    threading.Thread(target=serve, args=(site, service, application), name=service, daemon=True).start()
