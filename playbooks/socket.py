"""The private socket over which Ansible's plugins get what they need and no file may hold: one line of JSON each way."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from zhengyun.errors import ZhengyunError

VARIABLE: Final = "ZHENGYUN_SOCKET"
"""Names the socket to the plugins."""
LONGEST: Final = 8 << 20
"""The longest line, in bytes."""

Ask = Mapping[str, Any]
Answer = Mapping[str, object]
Answers = Callable[[Ask], Answer]


@contextmanager
def served(path: Path, answers: Answers) -> Iterator[None]:
    """Answer on a socket of this path until the block ends; `answers` is asked by several threads at once."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while line := self.rfile.readline(LONGEST):
                self.wfile.write(json.dumps(answered(answers, line), ensure_ascii=False).encode() + b"\n")
                self.wfile.flush()

    with _Server(str(path), Conversation) as server:
        path.chmod(0o600)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def answered(answers: Answers, line: bytes) -> Answer:
    """What one line is answered: `{"error": ...}` where it is no question, or nobody can answer it."""
    try:
        ask = json.loads(line)
        if not isinstance(ask, dict):
            return {"error": "a question is a JSON object"}
        return answers(ask)
    except ZhengyunError as error:
        return {"error": str(error)}
    except (ValueError, KeyError, TypeError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    # Every fork of Ansible may ask at once.
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up in the middle has asked nothing."""
