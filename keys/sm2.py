"""Signatures by SM2 with SM3 (GB/T 32918.2, GB/T 32905): points of 65 bytes and signatures of 64, as `keys.ecdsa` has them.

The signer's identity is the default of GM/T 0009. The work is that of the system's libcrypto (`keys.libcrypto`).
"""

import ctypes
from ctypes import byref, c_size_t
from functools import cache, cached_property
from typing import Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SM3, Hash

from keys import codes, libcrypto
from keys.algorithm import Algorithm
from keys.digests import digest
from keys.libcrypto import Curve, Digesting, Opened, generated
from zhengyun.errors import ZhengyunError

IDENTITY: Final = b"1234567812345678"
ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
WIDTH: Final = 32
POINT: Final = 1 + 2 * WIDTH
# A signature in DER is never longer.
LONGEST: Final = 80
# RFC 5915 and RFC 5480 around the private number and the point; the curve is 1.2.156.10197.1.301.
PRIVATE: Final = bytes.fromhex("30310201010420"), bytes.fromhex("a00a06082a811ccf5501822d")
BASE: Final = bytes.fromhex(
    "0432c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
# NID_sm2.
NUMBER: Final = 1172
# The curve's a and b (GB/T 32918.5), and before them the identity with its length in bits: the signer, but for his point.
A: Final = bytes.fromhex("fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc")
B: Final = bytes.fromhex("28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93")
SIGNER: Final = (8 * len(IDENTITY)).to_bytes(2, "big") + IDENTITY + A + B + BASE[1:]
PUBLIC: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


class Key:
    """An SM2 private key."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.secret, self.public = opened.secret(WIDTH), opened.public(POINT)

    def sign(self, data: bytes) -> bytes:
        """GB/T 32918.2 section 6."""
        written, length = ctypes.create_string_buffer(LONGEST), c_size_t(LONGEST)
        with self._signing.copy() as (crypto, context):
            if crypto.EVP_DigestSign(context, written, byref(length), data, len(data)) != 1:
                raise ValueError("libcrypto does not sign")
        r, s = decode_dss_signature(written.raw[: length.value])
        return r.to_bytes(WIDTH, "big") + s.to_bytes(WIDTH, "big")

    @cached_property
    def _signing(self) -> Digesting:
        return Digesting(self._opened, IDENTITY)


def generate() -> Key:
    """A new key. Raises: ZhengyunError (ZY-KEY-008)."""
    demand()
    return Key(generated(b"SM2"))


def restore(secret: bytes) -> Key:
    """The key of that number. Raises: ValueError, ZhengyunError (ZY-KEY-008)."""
    demand()
    return Key(private(secret))


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """GB/T 32918.2 section 7.1. Raises: ValueError where the point is none."""
    if len(signature) != 2 * WIDTH or not available():
        return False
    if len(public) != POINT or public[0] != 4:
        raise ValueError("no uncompressed point of SM2")
    r, s = (int.from_bytes(half, "big") for half in (signature[:WIDTH], signature[WIDTH:]))
    t = (r + s) % ORDER
    if not 0 < r < ORDER or not 0 < s < ORDER or not t:
        return False
    found = _curve().sum(signature[WIDTH:], t.to_bytes(WIDTH, "big"), public)
    if len(found) != POINT:
        return False
    e, x = (int.from_bytes(one, "big") for one in (_digest(public, data), found[1 : 1 + WIDTH]))
    return (e + x) % ORDER == r


def _digest(public: bytes, data: bytes) -> bytes:
    """What is signed: the data, and before them who signs (sections 5.5 and 6.1)."""
    made = Hash(SM3())
    made.update(digest("sm3", SIGNER + public[1:]))
    made.update(data)
    return made.finalize()


def private(secret: bytes) -> Opened:
    """libcrypto's key of a private number. Raises: ValueError."""
    if len(secret) != WIDTH or not 1 <= int.from_bytes(secret, "big") <= ORDER - 2:
        raise ValueError("no private number of SM2")
    return libcrypto.private(PRIVATE[0] + secret + PRIVATE[1])


def public(point: bytes) -> Opened:
    """libcrypto's key of an uncompressed point. Raises: ValueError for a point off the curve."""
    if len(point) != POINT or point[0] != 4:
        raise ValueError("no uncompressed point of SM2")
    return _base().like(point)


@cache
def _base() -> Opened:
    """The base point of GB/T 32918.5, as a key."""
    return libcrypto.public(PUBLIC + BASE)


@cache
def _curve() -> Curve:
    return Curve(NUMBER)


@cache
def available() -> bool:
    """Whether this machine's libcrypto does SM2."""
    try:
        return bool(Key(private((1).to_bytes(WIDTH, "big"))).sign(b"") and _base() and _curve())
    except (ZhengyunError, ValueError):
        return False


def demand() -> None:
    """Raises: ZhengyunError (ZY-KEY-008), where this machine's libcrypto does no SM2."""
    if not available():
        raise ZhengyunError(codes.NO_SM2)


SM2: Final = Algorithm("sm2", generate, restore, verify)
