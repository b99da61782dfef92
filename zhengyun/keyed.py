"""Keyed digests: by them two people see that a secret is the same one, and nobody finds it by trying (HMAC-SHA256, RFC 2104)."""

import hashlib
import hmac
import secrets
from typing import Final

PREFIX: Final = "hmac-sha256:"
LENGTH: Final = 32
"""Of a key, in bytes."""
SHORTEST: Final = 16
"""Characters of a secret that hosts are told: what is shorter may be chosen by a person so that it is found by trying."""


def fresh() -> str:
    """A new key, in hexadecimal; it is kept where the secret is."""
    return secrets.token_hex(LENGTH)


def keyed(key: str, name: str, value: str) -> str:
    """The digest of what is kept under a name: `hmac-sha256:` and 64 digits. The name is part of it."""
    told = f"{name}\0{value}".encode()
    return PREFIX + hmac.new(bytes.fromhex(key), told, hashlib.sha256).hexdigest()
