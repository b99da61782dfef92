"""Data in a message for one recipient, as other programs read it: AuthEnvelopedData of CMS (RFC 5083) with AES-256-GCM (RFC 5084).

The content key is agreed for EC keys (RFC 5753) and transported for RSA (RFC 5652 section 6.2.1, RSAES-OAEP with SHA-256 of RFC
4055). The recipient is named by his key's identifier. Of what is read only this one shape counts.
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys import codes, der
from keys.agreement import AGREEMENTS, Wrapped
from keys.algorithm import Private
from keys.algorithms import named, raw
from keys.der import after, element, only, taken
from keys.encryption import MOST
from keys.hybrid import OAEP_3072, OAEP_4096
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

TRANSPORTS: Final = {"rsa3072": OAEP_3072, "rsa4096": OAEP_4096}
# id-ct-authEnvelopedData, id-data, id-aes256-GCM, id-ecPublicKey.
ENVELOPED: Final = bytes.fromhex("060b2a864886f70d0109100117")
DATA: Final = bytes.fromhex("06092a864886f70d010701")
GCM: Final = bytes.fromhex("060960864801650304012e")
EC_KEY: Final = element(der.SEQUENCE, bytes.fromhex("06072a8648ce3d0201"))
SET: Final = 0x31
NONCE: Final = 12
TAG: Final = 16
UNUSED: Final = b"\0"


def _oaep(parameters: bytes) -> bytes:
    """RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 4055 section 4.1)."""
    digest = element(der.SEQUENCE, bytes.fromhex("0609608648016503040201"), parameters)
    mask = element(der.SEQUENCE, bytes.fromhex("06092a864886f70d010108"), digest)
    inside = element(der.SEQUENCE, element(0xA0, digest), element(0xA1, mask))
    return element(der.SEQUENCE, bytes.fromhex("06092a864886f70d010107"), inside)


# Section 2.1: what a digest's parameters are, NULL or nothing, does not matter.
OAEPS: Final = (_oaep(b"\x05\x00"), _oaep(b""))


def envelop(public: PublicKey, identifier: bytes, data: bytes) -> bytes:
    """ContentInfo in DER; `identifier` is the subject key identifier of the recipient's certificate.

    Raises: ZhengyunError (ZY-KEY-040, ZY-KEY-041, ZY-KEY-043).
    """
    if public.algorithm not in {*AGREEMENTS, *TRANSPORTS}:
        raise ZhengyunError(codes.CANNOT_SEAL, algorithm=public.algorithm)
    if not 1 <= len(data) <= MOST:
        raise ZhengyunError(codes.NO_SIZE_TO_SEAL, size=len(data), most=MOST)
    key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
    try:
        recipient = _recipient(public, identifier, key)
    except (TypeError, ValueError) as error:
        raise ZhengyunError(codes.NOT_FOR_SEALING, key=public.id, algorithm=public.algorithm) from error
    sealed = AESGCM(key).encrypt(nonce, data, None)
    by = element(der.SEQUENCE, GCM, element(der.SEQUENCE, element(der.OCTETS, nonce), der.integer(TAG)))
    content = element(der.SEQUENCE, DATA, by, element(0x80, sealed[:-TAG]))
    inside = (der.integer(0), element(SET, recipient), content, element(der.OCTETS, sealed[-TAG:]))
    return element(der.SEQUENCE, ENVELOPED, element(0xA0, element(der.SEQUENCE, *inside)))


def open_enveloped(algorithm: str, private: Private, message: bytes) -> bytes:
    """The data, by the recipient's key.

    Raises: ZhengyunError (ZY-KEY-040, ZY-KEY-042).
    """
    if algorithm not in {*AGREEMENTS, *TRANSPORTS}:
        raise ZhengyunError(codes.CANNOT_SEAL, algorithm=algorithm)
    try:
        recipient, nonce, sealed = _read(message)
        key = (_agreed if algorithm in AGREEMENTS else _transported)(algorithm, private.secret, recipient)
        return AESGCM(key).decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError) as error:
        raise ZhengyunError(codes.NOT_OPENED, key=named(algorithm, private.public).id) from error


def _recipient(public: PublicKey, identifier: bytes, key: bytes) -> bytes:
    """RecipientInfo. Raises: TypeError, ValueError."""
    if public.algorithm in TRANSPORTS:
        sealed = TRANSPORTS[public.algorithm].encrypt(raw(public.value), key)
        return element(der.SEQUENCE, der.integer(2), element(0x80, identifier), OAEPS[0], element(der.OCTETS, sealed))
    by = AGREEMENTS[public.algorithm]
    point, wrapped = by.wrap(raw(public.value), key)
    whose = element(der.SEQUENCE, element(0xA0, element(der.OCTETS, identifier)), element(der.OCTETS, wrapped))
    sender = element(0xA0, element(0xA1, EC_KEY, element(der.BITS, UNUSED, point)))
    return element(0xA1, der.integer(3), sender, by.scheme, element(der.SEQUENCE, whose))


def _read(message: bytes) -> tuple[bytes, bytes, bytes]:
    """The recipient's part, the nonce, and what is sealed with its tag. Raises: ValueError."""
    whole = only(message, der.SEQUENCE)
    inside = only(only(after(whole, ENVELOPED), 0xA0), der.SEQUENCE)
    recipients, inside = taken(after(inside, der.integer(0)), SET)
    content, inside = taken(inside, der.SEQUENCE)
    tag = only(inside, der.OCTETS)
    by, content = taken(after(content, DATA), der.SEQUENCE)
    nonce, size = taken(only(after(by, GCM), der.SEQUENCE), der.OCTETS)
    if size != der.integer(TAG) or len(tag) != TAG:
        raise ValueError("no tag of sixteen bytes")
    return recipients, nonce, only(content, 0x80) + tag


def _transported(algorithm: str, secret: bytes, recipient: bytes) -> bytes:
    """The content key of KeyTransRecipientInfo. Raises: ValueError."""
    inside = after(only(recipient, der.SEQUENCE), der.integer(2))
    _, inside = taken(inside, 0x80)
    by = next((one for one in OAEPS if inside.startswith(one)), OAEPS[0])
    return TRANSPORTS[algorithm].decrypt(secret, only(after(inside, by), der.OCTETS))


def _agreed(algorithm: str, secret: bytes, recipient: bytes) -> bytes:
    """The content key of KeyAgreeRecipientInfo. Raises: ValueError."""
    by = AGREEMENTS[algorithm]
    inside = after(only(recipient, 0xA1), der.integer(3))
    sender, inside = taken(inside, 0xA0)
    point = only(after(only(sender, 0xA1), EC_KEY), der.BITS)
    whose = only(only(after(inside, by.scheme), der.SEQUENCE), der.SEQUENCE)
    identifier, wrapped = taken(whose, 0xA0)
    if point[:1] != UNUSED or taken(identifier, der.OCTETS).rest:
        raise ValueError("no point")
    return by.unwrap(secret, Wrapped(point[1:], only(wrapped, der.OCTETS)))
