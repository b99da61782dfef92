"""SM2EnvelopedKey (GM/T 0009 section 7.4): an SM2 pair that an authority has made, for whoever holds another SM2 key.

The private number stands there under SM4-ECB, whose key stands there under the holder's SM2 key. Nothing in it tells an altered
ciphertext but that the private half no longer fits the public one, which opening checks.
"""

import os
from typing import Final

from keys import codes, der, sm2, sm2_encryption, sm4
from keys.algorithm import Private
from keys.algorithms import named, raw
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

KEY: Final = 16
# SM4 in ECB mode, 1.2.156.10197.1.104.1; a NULL after it is read too.
ECB: Final = bytes.fromhex("06082a811ccf55016801")
NULL: Final = b"\x05\x00"
UNUSED: Final = b"\x00"


def envelop(public: PublicKey, private: Private) -> bytes:
    """A pair for the holder of `public`, in DER.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-041).
    """
    if public.algorithm != sm2.SM2.name:
        raise ZhengyunError(codes.CANNOT_SEAL, algorithm=public.algorithm)
    key = os.urandom(KEY)
    try:
        sealed = sm2_encryption.encrypt(raw(public.value), key)
    except (TypeError, ValueError) as error:
        raise ZhengyunError(codes.NOT_FOR_SEALING, key=public.id, algorithm=public.algorithm) from error
    return der.element(
        der.SEQUENCE,
        der.element(der.SEQUENCE, ECB),
        sealed,
        der.element(der.BITS, UNUSED, private.public),
        der.element(der.BITS, UNUSED, sm4.encrypt_blocks(key, private.secret)),
    )


def unwrap(private: Private, enveloped: bytes) -> sm2.Key:
    """The pair, by the holder's own key.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-042).
    """
    try:
        sealed, public, secret = _read(enveloped)
        key = sm2_encryption.decrypt(private.secret, sealed)
        made = sm2.restore(sm4.decrypt_blocks(key, secret))
        if made.public != public:
            raise ValueError("its halves do not belong together")
    except ValueError as error:
        raise ZhengyunError(codes.NOT_OPENED, key=named("sm2", private.public).id) from error
    return made


def _read(enveloped: bytes) -> tuple[bytes, bytes, bytes]:
    """The sealed key of SM4, the public key, the encrypted private one. Raises: ValueError."""
    inside, rest = der.taken(enveloped, der.SEQUENCE)
    by, inside = der.taken(inside, der.SEQUENCE)
    sealed, inside = der.taken(inside, der.SEQUENCE)
    public, inside = der.taken(inside, der.BITS)
    secret, inside = der.taken(inside, der.BITS)
    if rest or inside or by not in {ECB, ECB + NULL} or public[:1] != UNUSED or secret[:1] != UNUSED:
        raise ValueError("no SM2EnvelopedKey")
    return der.element(der.SEQUENCE, sealed), public[1:], secret[1:]
