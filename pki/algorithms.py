"""The algorithms of keys and signatures as certificates write them (RFC 3279, RFC 5758, RFC 8410, GM/T 0015 section 5, GM/T 0009)."""

import base64
from functools import lru_cache
from typing import Final, NamedTuple

from pki import der
from zhengyun.errors import N_
from zhengyun.estate import trust
from zhengyun.signing import PublicKey

EC_KEY: Final = "1.2.840.10045.2.1"
RSA_KEY: Final = "1.2.840.113549.1.1.1"
ED25519_KEY: Final = "1.3.101.112"


class Algorithm(NamedTuple):
    """One of them. `signature` and `key` are AlgorithmIdentifiers; `width` is half of a signature of two numbers, else 0.

    `strength` is what SP 800-57 part 1 table 2 gives it, in bits.
    """

    name: str
    signature: bytes
    key: bytes
    width: int
    digest: str
    strength: int
    title: str


def _curve(name: str, signature: str, curve: str, width: int, digest: str, strength: int, title: str) -> Algorithm:
    key = der.sequence(der.oid(EC_KEY), der.oid(curve))
    return Algorithm(name, der.sequence(der.oid(signature)), key, width, digest, strength, title)


def _rsa(name: str, strength: int, title: str) -> Algorithm:
    signature = der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL)
    return Algorithm(name, signature, der.sequence(der.oid(RSA_KEY), der.NULL), 0, "sha256", strength, title)


_EDWARDS: Final = der.sequence(der.oid(ED25519_KEY))
ALGORITHMS: Final = {
    one.name: one
    for one in (
        _curve("p256", "1.2.840.10045.4.3.2", "1.2.840.10045.3.1.7", 32, "sha256", 128, "ECDSA P-256"),
        _curve("p384", "1.2.840.10045.4.3.3", "1.3.132.0.34", 48, "sha384", 192, "ECDSA P-384"),
        _rsa("rsa3072", 128, "RSA 3072"),
        _rsa("rsa4096", 140, "RSA 4096"),
        Algorithm("ed25519", _EDWARDS, _EDWARDS, 0, "", 128, "Ed25519"),
        _curve("sm2", "1.2.156.10197.1.501", "1.2.156.10197.1.301", 32, "sm3", 128, "SM2"),
    )
}
SM2_AND_NULL: Final = der.sequence(der.oid("1.2.156.10197.1.501"), der.NULL)
FAMILIES: Final = trust.FAMILIES
BY_SIGNATURE: Final = {one.signature: one for one in ALGORITHMS.values() if not one.name.startswith("rsa")}
RSA_SIGNATURE: Final = ALGORITHMS["rsa3072"].signature


def means(signature: bytes, algorithm: str) -> bool:
    """Whether an AlgorithmIdentifier is that of an algorithm's signatures. Others write a NULL after SM2 with SM3, and mean the same."""
    return signature == ALGORITHMS[algorithm].signature or (algorithm == "sm2" and signature == SM2_AND_NULL)


def public_info(public: PublicKey) -> bytes:
    """SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)."""
    return der.sequence(ALGORITHMS[public.algorithm].key, der.bits(base64.b64decode(public.value)))


# The same key is asked for by the request, the profile and the rules.
@lru_cache(256)
def key_of(info: bytes) -> tuple[str, bytes] | None:
    """The algorithm's word and the key's bytes of a SubjectPublicKeyInfo; nothing where it is none of ours.

    Raises: DerError.
    """
    whole = der.read(info).expect(der.SEQUENCE).children()
    if len(whole) != 2:
        raise der.DerError(N_("an algorithm and a key are needed"), 0)
    algorithm, bits = whole
    data = bits.expect(der.BIT_STRING).content
    if data[:1] != b"\0":
        return None
    key = data[1:]
    for one in ALGORITHMS.values():
        if one.key == algorithm.raw and (not one.name.startswith("rsa") or one.name == f"rsa{modulus_bits(key)}"):
            return one.name, key
    return None


def modulus_bits(key: bytes) -> int:
    """The length of an RSA key's modulus (RFC 8017 appendix A.1.1). Raises: DerError."""
    parts = der.read(key).expect(der.SEQUENCE).children()
    return der.number(parts[0]).bit_length() if parts else 0


def written(algorithm: str, signature: bytes) -> bytes:
    """A signature of `keys` in the form in which certificates have it: two numbers as a SEQUENCE (RFC 3279 section 2.2.3)."""
    width = ALGORITHMS[algorithm].width
    if not width:
        return signature
    r, s = (int.from_bytes(half, "big") for half in (signature[:width], signature[width:]))
    return der.sequence(der.integer(r), der.integer(s))


def bare(algorithm: str, signature: bytes) -> bytes:
    """The other way round. Raises: DerError where it is no SEQUENCE of two numbers that fit."""
    width = ALGORITHMS[algorithm].width
    if not width:
        return signature
    whole = der.read(signature).expect(der.SEQUENCE)
    numbers = [der.number(one) for one in whole.children()]
    if len(numbers) != 2 or any(not 0 < one < 1 << 8 * width for one in numbers):
        raise der.DerError(N_("no two numbers that fit"), 0)
    return b"".join(one.to_bytes(width, "big") for one in numbers)
