"""One request to who started Ansible, over the private socket that the environment names: a line of JSON each way."""

import json
import os
import socket
from typing import Any

NAME = "ZHENGYUN_SOCKET"
SECONDS = 60


def ask(request: dict[str, Any]) -> dict[str, Any]:
    """Send a request and return its answer.

    Raises: OSError where nobody listens or the answer is none.
    """
    path = os.environ.get(NAME, "")
    if not path:
        raise FileNotFoundError(f"${NAME} is not set")
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(SECONDS)
        line.connect(path)
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer = answers.readline()
    try:
        told = json.loads(answer)
    except ValueError as error:
        raise ConnectionError("no answer") from error
    if not isinstance(told, dict):
        raise ConnectionError("no answer")
    if why := told.get("error"):
        raise ConnectionError(str(why))
    return told
