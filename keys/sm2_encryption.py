"""Encryption by SM2 with SM3 (GB/T 32918.4); the work is that of the system's libcrypto (`keys.libcrypto`).

A ciphertext is SM2Cipher in DER (GM/T 0009); `keys.sm2_cipher` makes C1 C3 C2 of it and the other way round.
"""

from keys import sm2
from keys.libcrypto import applied
from keys.sm2_cipher import Cipher, from_der


def encrypt(public: bytes, data: bytes) -> bytes:
    """GB/T 32918.4 section 6. Raises: ValueError, ZhengyunError (ZY-KEY-008)."""
    sm2.demand()
    if not data:
        raise ValueError("nothing to encrypt")
    return from_der(applied(sm2.public(public), "encrypt", data)).der


def decrypt(secret: bytes, sealed: bytes | Cipher) -> bytes:
    """GB/T 32918.4 section 7, of SM2Cipher. Raises: ValueError, ZhengyunError (ZY-KEY-008)."""
    sm2.demand()
    cipher = sealed if isinstance(sealed, Cipher) else from_der(sealed)
    return applied(sm2.private(secret), "decrypt", cipher.der)
