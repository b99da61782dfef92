"""SM4 (GB/T 32907) in the modes that national formats use: ECB for one key that is enveloped (GM/T 0010), CBC for data (GB/T 17964).

Neither tells whether a ciphertext was altered: a signature or a digest beside it has to.
"""

import os
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB
from cryptography.hazmat.primitives.padding import PKCS7

BLOCK: Final = 16


def encrypt_blocks(key: bytes, data: bytes) -> bytes:
    """ECB of whole blocks, unpadded: for keys alone, which don't repeat. Raises: ValueError."""
    work = Cipher(SM4(key), ECB()).encryptor()  # noqa: S305 - GM/T 0009 section 7.4 wants it
    return work.update(data) + work.finalize()


def decrypt_blocks(key: bytes, data: bytes) -> bytes:
    """The other way round. Raises: ValueError."""
    work = Cipher(SM4(key), ECB()).decryptor()  # noqa: S305
    return work.update(data) + work.finalize()


def encrypt(key: bytes, data: bytes, vector: bytes = b"") -> bytes:
    """The vector, sixteen bytes drawn where none is given, and CBC of the padded data (PKCS#7). Raises: ValueError."""
    vector = vector or os.urandom(BLOCK)
    pad, work = PKCS7(8 * BLOCK).padder(), Cipher(SM4(key), CBC(vector)).encryptor()
    return vector + work.update(pad.update(data) + pad.finalize()) + work.finalize()


def decrypt(key: bytes, data: bytes) -> bytes:
    """The other way round. Raises: ValueError."""
    pad, work = PKCS7(8 * BLOCK).unpadder(), Cipher(SM4(key), CBC(data[:BLOCK])).decryptor()
    return pad.update(work.update(data[BLOCK:]) + work.finalize()) + pad.finalize()
