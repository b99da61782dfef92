"""Digests by their words, SM3 among them, which not every interpreter's hashlib has."""

import hashlib

from cryptography.hazmat.primitives.hashes import SM3, Hash


def digest(name: str, data: bytes) -> bytes:
    """The digest by `sha1`, `sha256`, `sha384`, `sha512` or `sm3` (FIPS 180-4, GB/T 32905). Raises: ValueError for any other word."""
    if name == "sm3":
        made = Hash(SM3())
        made.update(data)
        return made.finalize()
    return hashlib.new(name, data, usedforsecurity=False).digest()
