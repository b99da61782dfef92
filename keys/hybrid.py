"""Sealing for keys on P-256 and P-384 by HPKE in its base mode (RFC 9180), and for RSA by RSAES-OAEP (RFC 8017 section 7.1).

What is sealed for a curve is enc and ct of the RFC, one after the other: DHKEM(P-256, HKDF-SHA256) or DHKEM(P-384,
HKDF-SHA384), AES-256-GCM, and INFO. What is sealed for RSA is a key under OAEP with SHA-256, twelve bytes of nonce and the data
under that key by AES-256-GCM: OAEP alone takes a few hundred bytes.
"""

import os
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from keys import ecdsa, p256, p384, rsa

INFO: Final = b"zhengyun-sealed/1"
NONCE: Final = 12


@dataclass(frozen=True)
class Hpke:
    """RFC 9180 over one curve."""

    on: ecdsa.Curve
    suite: Suite

    def seal(self, public: bytes, data: bytes) -> bytes:
        """Section 6.1. Raises: ValueError."""
        return self.suite.encrypt(data, ecdsa.opened(self.on, public), INFO)

    def open(self, secret: bytes, sealed: bytes) -> bytes:
        """Section 6.1. Raises: ValueError, InvalidTag."""
        return self.suite.decrypt(sealed, ecdsa.private(self.on, secret), INFO)


@dataclass(frozen=True)
class Oaep:
    """RFC 8017 section 7.1 over a key of so many bits."""

    bits: int

    def seal(self, public: bytes, data: bytes) -> bytes:
        """A key of the data's own, sealed, and the data under it. Raises: ValueError."""
        key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
        return self.encrypt(public, key) + nonce + AESGCM(key).encrypt(nonce, data, INFO)

    def open(self, secret: bytes, sealed: bytes) -> bytes:
        """The other way round. Raises: ValueError, InvalidTag."""
        wide = self.bits // 8
        nonce, data = sealed[wide : wide + NONCE], sealed[wide + NONCE :]
        return AESGCM(self.decrypt(secret, sealed[:wide])).decrypt(nonce, data, INFO)

    def encrypt(self, public: bytes, key: bytes) -> bytes:
        """RSAES-OAEP-ENCRYPT of a short key. Raises: ValueError."""
        return rsa.opened(self.bits, public).encrypt(key, _padding())

    def decrypt(self, secret: bytes, sealed: bytes) -> bytes:
        """RSAES-OAEP-DECRYPT. Raises: ValueError."""
        return rsa.private(self.bits, secret).decrypt(sealed, _padding())


def _padding() -> OAEP:
    return OAEP(MGF1(SHA256()), SHA256(), None)


HPKE_P256: Final = Hpke(p256.CURVE, Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM))
HPKE_P384: Final = Hpke(p384.CURVE, Suite(KEM.P384, KDF.HKDF_SHA384, AEAD.AES_256_GCM))
OAEP_3072: Final = Oaep(3072)
OAEP_4096: Final = Oaep(4096)
