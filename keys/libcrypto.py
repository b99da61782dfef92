"""The system's libcrypto, OpenSSL 3.0 or newer, for SM2 alone: the library that does the rest has none.

A key that is taken in stays so for as long as somebody has it. One context may be copied by several threads at once, which
only read it; each signs and encrypts in a copy of its own.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from ctypes.util import find_library
from functools import cache
from typing import Any, Final
from weakref import finalize

from keys import codes
from zhengyun.errors import ZhengyunError

BYTES: Final = POINTER(c_char_p)
SIZE: Final = POINTER(c_size_t)
# POINT_CONVERSION_UNCOMPRESSED.
UNCOMPRESSED: Final = 4
CALLS: Final[dict[str, tuple[Any, ...]]] = {
    "d2i_AutoPrivateKey": (c_void_p, c_void_p, BYTES, c_long),
    "d2i_PUBKEY": (c_void_p, c_void_p, BYTES, c_long),
    "EVP_PKEY_dup": (c_void_p, c_void_p),
    "EVP_PKEY_set1_encoded_public_key": (c_int, c_void_p, c_char_p, c_size_t),
    "EVP_PKEY_get_octet_string_param": (c_int, c_void_p, c_char_p, c_char_p, c_size_t, SIZE),
    "EVP_PKEY_get_bn_param": (c_int, c_void_p, c_char_p, POINTER(c_void_p)),
    "EVP_PKEY_free": (None, c_void_p),
    "BN_bn2binpad": (c_int, c_void_p, c_char_p, c_int),
    "BN_clear_free": (None, c_void_p),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, c_void_p, c_char_p, c_char_p),
    "EVP_PKEY_keygen_init": (c_int, c_void_p),
    "EVP_PKEY_generate": (c_int, c_void_p, POINTER(c_void_p)),
    "EVP_MD_CTX_new": (c_void_p,),
    "EVP_MD_CTX_free": (None, c_void_p),
    "EVP_MD_CTX_copy_ex": (c_int, c_void_p, c_void_p),
    "EVP_PKEY_CTX_new": (c_void_p, c_void_p, c_void_p),
    "EVP_PKEY_CTX_free": (None, c_void_p),
    "EVP_PKEY_CTX_set1_id": (c_int, c_void_p, c_char_p, c_int),
    "EVP_MD_CTX_set_pkey_ctx": (None, c_void_p, c_void_p),
    "EVP_sm3": (c_void_p,),
    "EVP_DigestSignInit": (c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    "EVP_DigestSign": (c_int, c_void_p, c_char_p, SIZE, c_char_p, c_size_t),
    "EVP_PKEY_encrypt_init": (c_int, c_void_p),
    "EVP_PKEY_encrypt": (c_int, c_void_p, c_char_p, SIZE, c_char_p, c_size_t),
    "EVP_PKEY_decrypt_init": (c_int, c_void_p),
    "EVP_PKEY_decrypt": (c_int, c_void_p, c_char_p, SIZE, c_char_p, c_size_t),
    "EC_GROUP_new_by_curve_name": (c_void_p, c_int),
    "EC_GROUP_free": (None, c_void_p),
    "EC_POINT_new": (c_void_p, c_void_p),
    "EC_POINT_free": (None, c_void_p),
    "EC_POINT_oct2point": (c_int, c_void_p, c_void_p, c_char_p, c_size_t, c_void_p),
    "EC_POINT_mul": (c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    "EC_POINT_point2oct": (c_size_t, c_void_p, c_void_p, c_int, c_char_p, c_size_t, c_void_p),
    "BN_bin2bn": (c_void_p, c_char_p, c_int, c_void_p),
    "ERR_clear_error": (None,),
    "OpenSSL_version": (c_char_p, c_int),
}


@cache
def library() -> Any:
    """The library, with its calls declared. Raises: ZhengyunError (ZY-KEY-008)."""
    try:
        found = ctypes.CDLL(find_library("crypto") or "libcrypto.so.3")
        for name, (result, *arguments) in CALLS.items():
            call = getattr(found, name)
            call.restype, call.argtypes = result, arguments
    except (OSError, AttributeError):
        raise ZhengyunError(codes.NO_SM2) from None
    return found


def version() -> str:
    """What this machine's libcrypto says that it is. Raises: ZhengyunError (ZY-KEY-008)."""
    return str(library().OpenSSL_version(0).decode())


class Opened:
    """A key that libcrypto has taken in. Raises: ValueError where it has taken none."""

    def __init__(self, pointer: int | None) -> None:
        crypto = library()
        # What it leaves behind here is nobody's: another user of the library in this thread would take it for his own.
        crypto.ERR_clear_error()
        if not pointer:
            raise ValueError("no key of SM2")
        self.pointer = pointer
        finalize(self, crypto.EVP_PKEY_free, pointer)

    def public(self, length: int) -> bytes:
        """The uncompressed point. Raises: ValueError."""
        written, size = ctypes.create_string_buffer(length), c_size_t()
        name, crypto = b"encoded-pub-key", library()
        with _clean(crypto):
            done = crypto.EVP_PKEY_get_octet_string_param(self.pointer, name, written, length, byref(size))
        if done != 1 or size.value != length:
            raise ValueError("no point of that length")
        return written.raw

    def secret(self, length: int) -> bytes:
        """The private number, so many bytes, big-endian. Raises: ValueError."""
        written, number, crypto = ctypes.create_string_buffer(length), c_void_p(), library()
        try:
            with _clean(crypto):
                crypto.EVP_PKEY_get_bn_param(self.pointer, b"priv", byref(number))
                if not number or crypto.BN_bn2binpad(number, written, length) != length:
                    raise ValueError("no private number of that length")
            return written.raw
        finally:
            crypto.BN_clear_free(number)

    def like(self, point: bytes) -> "Opened":
        """The public key of another point on the same curve: reading one from DER takes as long as half a signature.

        Raises: ValueError.
        """
        crypto = library()
        found = Opened(crypto.EVP_PKEY_dup(self.pointer))
        with _clean(crypto):
            if crypto.EVP_PKEY_set1_encoded_public_key(found.pointer, point, len(point)) != 1:
                raise ValueError("no point of the curve")
        return found


def private(der: bytes) -> Opened:
    """The key of an ECPrivateKey (RFC 5915). Raises: ValueError."""
    return Opened(library().d2i_AutoPrivateKey(None, byref(c_char_p(der)), len(der)))


def public(der: bytes) -> Opened:
    """The key of a SubjectPublicKeyInfo (RFC 5480). Raises: ValueError."""
    return Opened(library().d2i_PUBKEY(None, byref(c_char_p(der)), len(der)))


def generated(name: bytes) -> Opened:
    """A new key. Raises: ValueError."""
    crypto, found = library(), c_void_p()
    context = crypto.EVP_PKEY_CTX_new_from_name(None, name, None)
    try:
        if crypto.EVP_PKEY_keygen_init(context) == 1:
            crypto.EVP_PKEY_generate(context, byref(found))
        return Opened(found.value)
    finally:
        crypto.EVP_PKEY_CTX_free(context)


class Curve:
    """A curve by libcrypto's number for it, for what everybody may see. Raises: ValueError where it has none."""

    def __init__(self, number: int) -> None:
        crypto = library()
        self._group = crypto.EC_GROUP_new_by_curve_name(number)
        crypto.ERR_clear_error()
        if not self._group:
            raise ValueError("libcrypto has no such curve")
        finalize(self, crypto.EC_GROUP_free, self._group)

    def sum(self, base: bytes, times: bytes, point: bytes) -> bytes:
        """So many times the base point and so many times that point, as one uncompressed point; one octet where it is at infinity.

        The time that it takes tells the numbers: for those of signatures, and never for a private one.

        Raises: ValueError for a point off the curve.
        """
        crypto, group, written = library(), self._group, ctypes.create_string_buffer(len(point))
        numbers = [crypto.BN_bin2bn(one, len(one), None) for one in (base, times)]
        points = [crypto.EC_POINT_new(group) for _ in range(2)]
        try:
            if None in numbers or None in points:
                raise ValueError("libcrypto has no memory")
            if crypto.EC_POINT_oct2point(group, points[0], point, len(point), None) != 1:
                raise ValueError("no point of the curve")
            if crypto.EC_POINT_mul(group, points[1], numbers[0], points[0], numbers[1], None) != 1:
                raise ValueError("libcrypto does not multiply")
            length = crypto.EC_POINT_point2oct(group, points[1], UNCOMPRESSED, written, len(point), None)
            return written.raw[:length]
        finally:
            for number in numbers:
                crypto.BN_clear_free(number)
            for one in points:
                crypto.EC_POINT_free(one)
            crypto.ERR_clear_error()


class Digesting:
    """A signature's beginning, of which each signing by a key takes a copy. Raises: ValueError.

    `identity` is the signer's, which SM2 hashes before the data.
    """

    def __init__(self, key: Opened, identity: bytes) -> None:
        crypto = library()
        self._key = key
        self._begun, of_key = crypto.EVP_MD_CTX_new(), crypto.EVP_PKEY_CTX_new(key.pointer, None)
        finalize(self, _free, crypto, self._begun, of_key)
        with _clean(crypto):
            if crypto.EVP_PKEY_CTX_set1_id(of_key, identity, len(identity)) != 1:
                raise ValueError("libcrypto takes no identity for this key")
            crypto.EVP_MD_CTX_set_pkey_ctx(self._begun, of_key)
            if crypto.EVP_DigestSignInit(self._begun, None, crypto.EVP_sm3(), None, key.pointer) != 1:
                raise ValueError("libcrypto does no SM2 with SM3")

    @contextmanager
    def copy(self) -> Iterator[tuple[Any, c_void_p]]:
        """The library, and a context for one signature. Raises: ValueError."""
        crypto = library()
        context = crypto.EVP_MD_CTX_new()
        try:
            if crypto.EVP_MD_CTX_copy_ex(context, self._begun) != 1:
                raise ValueError("libcrypto copies no context")
            yield crypto, context
        finally:
            crypto.EVP_MD_CTX_free(context)
            crypto.ERR_clear_error()


def applied(key: Opened, verb: str, data: bytes) -> bytes:
    """What `verb`, encrypt or decrypt, makes of data by a key. Raises: ValueError."""
    crypto = library()
    begin, work = (getattr(crypto, f"EVP_PKEY_{verb}{ending}") for ending in ("_init", ""))
    context, length = crypto.EVP_PKEY_CTX_new(key.pointer, None), c_size_t()
    try:
        with _clean(crypto):
            if begin(context) != 1 or work(context, None, byref(length), data, len(data)) != 1:
                raise ValueError(f"libcrypto does not {verb}")
            written = ctypes.create_string_buffer(length.value)
            if work(context, written, byref(length), data, len(data)) != 1:
                raise ValueError(f"libcrypto does not {verb}")
        return written.raw[: length.value]
    finally:
        crypto.EVP_PKEY_CTX_free(context)


@contextmanager
def _clean(crypto: Any) -> Iterator[None]:
    """Leave no error behind in this thread."""
    try:
        yield
    finally:
        crypto.ERR_clear_error()


def _free(crypto: Any, begun: c_void_p, of_key: c_void_p) -> None:
    crypto.EVP_MD_CTX_free(begun)
    crypto.EVP_PKEY_CTX_free(of_key)
