"""RSA with SHA-256 and the padding of PKCS#1 v1.5 (RFC 8017 section 8.2), of 3072 and 4096 bits.

A public key is RSAPublicKey in DER (RFC 8017 appendix A.1.1) with the exponent 65537, which leaves it one form: 398 or 526
bytes. A signature is as wide as the modulus. What is not of exactly the size that its algorithm names does not count.
"""

from functools import lru_cache, partial
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from keys.algorithm import Algorithm

EXPONENT: Final = 65537
# What stands around the modulus, which has its highest bit set and is written with a zero before it.
TAIL: Final = bytes.fromhex("0203010001")
HEADS: Final = {3072: bytes.fromhex("3082018a0282018100"), 4096: bytes.fromhex("3082020a0282020100")}
TRIAL: Final = b"zhengyun-key-trial/1\n"
# So many public keys are kept opened: those of one city's people and authorities.
KNOWN: Final = 256


class Key:
    """An RSA private key."""

    def __init__(self, private: RSAPrivateKey) -> None:
        self._private = private

    @property
    def public(self) -> bytes:
        """RSAPublicKey in DER."""
        return self._private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)

    @property
    def secret(self) -> bytes:
        """PrivateKeyInfo in DER (RFC 5958)."""
        return self._private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, data: bytes) -> bytes:
        """RFC 8017 section 8.2.1."""
        return self._private.sign(data, PKCS1v15(), SHA256())


def generate(bits: int) -> Key:
    """A new key."""
    return Key(generate_private_key(EXPONENT, bits))


def restore(bits: int, secret: bytes) -> Key:
    """The key of that PrivateKeyInfo, once it has signed what its public half verifies. Raises: ValueError.

    Its primes are not tried again, which takes a third of a second: what is restored from comes out of a seal.
    """
    key = Key(private(bits, secret))
    if not verify(bits, key.public, TRIAL, key.sign(TRIAL)):
        raise ValueError("its two halves do not belong together")
    return key


def private(bits: int, secret: bytes) -> RSAPrivateKey:
    """The library's key. Raises: ValueError."""
    try:
        key = load_der_private_key(secret, None, unsafe_skip_rsa_key_validation=True)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, RSAPrivateKey) or key.key_size != bits or key.public_key().public_numbers().e != EXPONENT:
        raise ValueError(f"no RSA key of {bits} bits")
    return key


@lru_cache(KNOWN)
def opened(bits: int, public: bytes) -> RSAPublicKey:
    """The library's key of an RSAPublicKey in its one form. Raises: ValueError."""
    head, width = HEADS[bits], bits // 8
    modulus = public[len(head) : -len(TAIL)]
    if public != head + modulus + TAIL or len(modulus) != width or modulus[0] < 0x80 or not modulus[-1] & 1:
        raise ValueError(f"no RSAPublicKey of {bits} bits")
    return RSAPublicNumbers(EXPONENT, int.from_bytes(modulus, "big")).public_key()


def verify(bits: int, public: bytes, data: bytes, signature: bytes) -> bool:
    """RFC 8017 section 8.2.2. Raises: ValueError where the key is none."""
    try:
        opened(bits, public).verify(signature, data, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def encoded(modulus: bytes) -> bytes:
    """RSAPublicKey of a modulus, big-endian. Raises: ValueError for a size that has no algorithm."""
    bare = modulus.lstrip(b"\0")
    if 8 * len(bare) not in HEADS:
        raise ValueError(f"no algorithm has RSA keys of {8 * len(bare)} bits")
    return HEADS[8 * len(bare)] + bare + TAIL


def _algorithm(bits: int) -> Algorithm:
    return Algorithm(f"rsa{bits}", partial(generate, bits), partial(restore, bits), partial(verify, bits))


RSA3072: Final = _algorithm(3072)
RSA4096: Final = _algorithm(4096)
