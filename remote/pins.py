"""Pinned host keys: lines of OpenSSH's public keys (RFC 4253 section 6.6), and their fingerprints."""

import base64
import binascii
import hashlib
import struct
from typing import NamedTuple

from remote import codes
from remote.algorithms import SIGNATURES
from remote.port import Target
from zhengyun.errors import N_, Words, ZhengyunError


class Pin(NamedTuple):
    """The one key by which a host is believed: its type, and its bytes as they go over the wire."""

    type: str
    data: bytes

    @property
    def line(self) -> str:
        """As OpenSSH writes it, without a comment."""
        return f"{self.type} {base64.b64encode(self.data).decode()}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it: type, SHA-256, base64 without padding."""
        return fingerprint(self.type, self.data)


def fingerprint(kind: str, data: bytes) -> str:
    """A key's type and the SHA-256 of its bytes, as `ssh-keygen -l` prints it."""
    return f"{kind} SHA256:{base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')}"


def pinned(target: Target) -> Pin:
    """The key that is pinned for a host.

    Raises: ZhengyunError (ZY-SSH-004).
    """
    words = target.key.split()
    if len(words) < 2:
        raise _unusable(target, Words(N_("there is none")))
    if words[0] not in SIGNATURES:
        raise _unusable(target, Words(N_("{type} is no type of key that we believe"), {"type": words[0]}))
    try:
        data = base64.b64decode(words[1], validate=True)
    except (binascii.Error, ValueError):
        data = b""
    name = words[0].encode()
    if not data.startswith(struct.pack(">I", len(name)) + name):
        raise _unusable(target, Words(N_("it is not as OpenSSH writes a public key")))
    return Pin(words[0], data)


def _unusable(target: Target, problem: Words) -> ZhengyunError:
    return ZhengyunError(codes.NOT_PINNED, host=target.name, problem=problem)
