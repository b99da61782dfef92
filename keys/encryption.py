"""Sealing for a public key: what was sealed, its private half alone opens. A key that signs and one that opens are two keys.

Which standard seals is the algorithm's: HPKE for p256 and p384 (RFC 9180), RSAES-OAEP for rsa3072 and rsa4096 (RFC 8017), both with
AES-256-GCM (`keys.hybrid`); SM2Cipher for sm2 (GB/T 32918.4, GM/T 0009).
"""

from collections.abc import Mapping
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag

from keys import codes, sm2_encryption
from keys.algorithm import Private
from keys.algorithms import named, raw
from keys.hybrid import HPKE_P256, HPKE_P384, OAEP_3072, OAEP_4096
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

# Bytes: a key, or a record of one.
MOST: Final = 1 << 20


class Sealer(Protocol):
    """One algorithm's way to seal and to open."""

    def seal(self, public: bytes, data: bytes) -> bytes:
        """Data that the private half alone opens. Raises: ValueError."""
        ...

    def open(self, secret: bytes, sealed: bytes) -> bytes:
        """The data. Raises: ValueError, InvalidTag."""
        ...


class Sm2:
    """GB/T 32918.4."""

    def seal(self, public: bytes, data: bytes) -> bytes:
        """SM2Cipher. Raises: ValueError, ZhengyunError (ZY-KEY-008)."""
        return sm2_encryption.encrypt(public, data)

    def open(self, secret: bytes, sealed: bytes) -> bytes:
        """Of SM2Cipher. Raises: ValueError, ZhengyunError (ZY-KEY-008)."""
        return sm2_encryption.decrypt(secret, sealed)


class Opener(Protocol):
    """A private key that opens what was sealed for it, and is not seen."""

    @property
    def public(self) -> PublicKey:
        """What data is sealed for."""
        ...

    def open_sealed(self, sealed: bytes) -> bytes:
        """The data. Raises: ZhengyunError (ZY-KEY-040, ZY-KEY-042)."""
        ...


SEALERS: Final[Mapping[str, Sealer]] = {
    "p256": HPKE_P256,
    "p384": HPKE_P384,
    "rsa3072": OAEP_3072,
    "rsa4096": OAEP_4096,
    "sm2": Sm2(),
}


def seal(public: PublicKey, data: bytes) -> bytes:
    """Data of 1 byte to 1 MiB that the private half of this key alone opens.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-041, ZY-KEY-043).
    """
    sealer = _sealer(public.algorithm)
    if not 1 <= len(data) <= MOST:
        raise ZhengyunError(codes.NO_SIZE_TO_SEAL, size=len(data), most=MOST)
    try:
        return sealer.seal(raw(public.value), data)
    except (TypeError, ValueError) as error:
        raise ZhengyunError(codes.NOT_FOR_SEALING, key=public.id, algorithm=public.algorithm) from error


def open_sealed(algorithm: str, private: Private, sealed: bytes) -> bytes:
    """What was sealed for this key.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-042).
    """
    sealer = _sealer(algorithm)
    try:
        if len(sealed) > 2 * MOST:
            raise ValueError("longer than anything that is sealed")
        return sealer.open(private.secret, sealed)
    except (InvalidTag, ValueError) as error:
        raise ZhengyunError(codes.NOT_OPENED, key=named(algorithm, private.public).id) from error


def _sealer(algorithm: str) -> Sealer:
    sealer = SEALERS.get(algorithm)
    if sealer is None:
        raise ZhengyunError(codes.CANNOT_SEAL, algorithm=algorithm)
    return sealer
