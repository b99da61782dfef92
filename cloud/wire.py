"""What goes over the wire, seen without any library: bytes that can be sent again, answers, and what went wrong."""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from cloud.transport import NoAnswerError, NotBelievedError
from zhengyun.errors import N_, Words

CHUNK: Final = 1 << 18
UNKNOWN: Final = 401
# How often a look is taken again, and after how many seconds.
LOOKS: Final = 2
SECOND: Final = 1.1
# What clients of HTTP say when a connection was never made, so that nothing can have been sent.
NEVER_CONNECTED: Final = ("Failed to establish a new connection", "NewConnectionError", "NameResolution")

# Why a client does not believe a certificate, in OpenSSL's words, and at whose address.
NOT_BELIEVED: Final = re.compile(r"certificate verify failed: (.+?)\.? \(_ssl")
ASKED: Final = re.compile(r"host='([^']*)', port=(\d+)")
REASONS: Final = (
    ("has expired", N_("it, or one above it, has ended")),
    ("not yet valid", N_("it is not in force yet, or this machine's clock is behind")),
    ("mismatch", N_("it is for another machine than {host}")),
    ("self-signed", N_("it does not lead to a root that is trusted here")),
    ("self signed", N_("it does not lead to a root that is trusted here")),
    ("issuer certificate", N_("it does not lead to a root that is trusted here")),
    ("first certificate", N_("it does not lead to a root that is trusted here")),
    ("revoked", N_("it has been revoked")),
)


class Bytes:
    """Bytes of known length that can be sent again: each sending opens them anew, so that no attempt begins at the end."""

    def __init__(self, opened: Callable[[], BinaryIO]) -> None:
        self._opened = opened

    def __len__(self) -> int:
        with self._opened() as stream:
            return stream.seek(0, os.SEEK_END)

    def __iter__(self) -> Iterator[bytes]:
        with self._opened() as stream:
            while chunk := stream.read(CHUNK):
                yield chunk


def newest(document: Any) -> str:
    """The current one of a version document (each service has another form of it)."""
    versions = document.get("versions") if isinstance(document, Mapping) else None
    values = versions.get("values") if isinstance(versions, Mapping) else versions
    listed = [one for one in values if isinstance(one, Mapping)] if isinstance(values, list) else []
    current = [one for one in listed if str(one.get("status", "")).upper() in {"CURRENT", "STABLE"}]
    newest = next(iter(current or listed), {})
    return str(newest.get("max_version") or newest.get("version") or newest.get("id") or "?")


def body_of(answer: Any) -> Any:
    """The decoded JSON of an answer, or its text, or None where it has no content."""
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return answer.text


def never_connected(error: Exception) -> bool:
    """Whether the connection was never made, so that nothing can have been sent."""
    return any(word in str(error) for word in NEVER_CONNECTED)


def unanswered(error: Exception, *, sent: bool) -> NoAnswerError:
    """What went wrong with a connection; apart from all else where the service was there and its certificate is not believed."""
    text = str(error)
    refused, asked = NOT_BELIEVED.search(text), ASKED.search(text)
    if not refused:
        return NoAnswerError(short(error), sent=sent)
    host, port = asked.groups() if asked else ("?", "")
    known = next((ours for word, ours in REASONS if word in refused[1]), "{said}")
    return NotBelievedError(Words(known, {"host": host, "said": refused[1]}), f"{host}:{port}")


def short(error: Exception) -> str:
    """What went wrong with a connection, without the library's wrapping."""
    text = str(error)
    for known in (
        "Connection refused",
        "Connection reset",
        "timed out",
        "Name or service not known",
        "Remote end closed",
    ):
        if known in text:
            return known
    return text[:200]


def settled(call: Callable[[], Any], method: str) -> Any:
    """What a service answers whoever only looks, once it believes a token that is new.

    Whoever changes a user's password ends all tokens of that user to the second, those that follow within it too.
    """
    answer = call()
    for _ in range(LOOKS):
        if method != "GET" or answer.status_code != UNKNOWN:
            break
        time.sleep(SECOND)
        answer = call()
    return answer
