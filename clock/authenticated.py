"""Packets of NTP that are authenticated by the keys of a session (RFC 8915 section 5)."""

import secrets
import struct
from dataclasses import replace
from typing import Final

from clock.packets import Packet, encode, request
from clock.port import Sealing

LABEL: Final = "EXPORTER-network-time-security"
# NTPv4 with AES-SIV-CMAC-256; then whose key it is, the client's or the server's (RFC 8915 section 5.1).
CONTEXTS: Final = (b"\x00\x00\x00\x0f\x00", b"\x00\x00\x00\x0f\x01")
UNIQUE, COOKIE_FIELD, AUTHENTICATOR = 0x0104, 0x0204, 0x0404
LENGTHS: Final = struct.Struct("!HH")


def sealed(cookie: bytes, key: bytes, seal: Sealing) -> Packet:
    """A question that whoever knows the cookie's key can tell from any other (RFC 8915 section 5.6)."""
    fields = ((UNIQUE, secrets.token_bytes(32)), (COOKIE_FIELD, _padded(cookie)))
    plain, nonce = request(secrets.randbits(64), fields), secrets.token_bytes(16)
    tag = seal(key, nonce, b"", encode(plain))
    body = LENGTHS.pack(len(nonce), len(tag)) + nonce + _padded(tag)
    return replace(plain, fields=(*fields, (AUTHENTICATOR, body)))


def forged(cookie: bytes) -> Packet:
    """The same by somebody who has not the key."""
    return sealed(cookie, b"", lambda *_: secrets.token_bytes(16))


def holds(asked: Packet, answer: Packet, key: bytes, opened: Sealing) -> bool:
    """Whether an answer is to this question, and by who has the key: nothing but what is before the authenticator is covered by it."""
    kinds = [kind for kind, _ in answer.fields]
    if AUTHENTICATOR not in kinds:
        return False
    at = kinds.index(AUTHENTICATOR)
    before = answer.fields[:at]
    if asked.fields[0] not in before:
        return False
    try:
        opened(key, *_parts(answer.fields[at][1]), encode(replace(answer, fields=before, code=b"")))
    except ValueError:
        return False
    return True


def _parts(body: bytes) -> tuple[bytes, bytes]:
    """Nonce and sealed text. Raises: ValueError where one is torn off."""
    if len(body) < LENGTHS.size:
        raise ValueError
    nonce, text = LENGTHS.unpack_from(body)
    begins = LENGTHS.size + nonce + -nonce % 4
    if begins + text > len(body):
        raise ValueError
    return body[LENGTHS.size : LENGTHS.size + nonce], body[begins : begins + text]


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
