"""SM2 done wrong: with another identity, another digest, or none of what is signed first (GB/T 32918.2 section 6)."""

import hashlib
from typing import Final

from cryptography.hazmat.primitives import hashes

from keys.sm2 import IDENTITY, ORDER
from pki.soundness import CURVES

CURVE: Final = CURVES["sm2"]
BASE: Final = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
Point = tuple[int, int] | None


def sm3(data: bytes) -> bytes:
    """GB/T 32905."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def sha256(data: bytes) -> bytes:
    """What has no business in SM2."""
    return hashlib.sha256(data).digest()


def sign(secret: bytes, public: bytes, data: bytes, identity: bytes | None = IDENTITY, digest=sm3) -> bytes:  # type: ignore[no-untyped-def]
    """r and s; with no identity, of the data alone."""
    head = b""
    if identity is not None:
        numbers = b"".join(one.to_bytes(32, "big") for one in (CURVE.a, CURVE.b, *BASE))
        head = digest((8 * len(identity)).to_bytes(2, "big") + identity + numbers + public[1:])
    value = int.from_bytes(digest(head + data), "big")
    private, k = int.from_bytes(secret, "big"), int.from_bytes(sha256(secret + data), "big") % ORDER
    point = times(k, BASE)
    assert point
    r = (value + point[0]) % ORDER
    s = pow(1 + private, -1, ORDER) * (k - r * private) % ORDER
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def times(number: int, point: Point) -> Point:
    """The point so many times."""
    found: Point = None
    while number:
        if number & 1:
            found = plus(found, point)
        point, number = plus(point, point), number >> 1
    return found


def plus(one: Point, other: Point) -> Point:
    """The sum of two points."""
    if not one or not other:
        return one or other
    (x, y), (u, v), p = one, other, CURVE.prime
    if x == u and (y + v) % p == 0:
        return None
    slope = (3 * x * x + CURVE.a) * pow(2 * y, -1, p) if one == other else (v - y) * pow(u - x, -1, p)
    w = (slope * slope - x - u) % p
    return w, (slope * (x - w) - y) % p
