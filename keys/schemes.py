"""The algorithms that a token may do, in the words of PKCS#11 (v2.40; v3.0 for Ed25519)."""

import hashlib
from collections.abc import Callable
from typing import Final, NamedTuple

from keys.algorithms import named
from keys.rsa import EXPONENT, encoded
from zhengyun.signing import PublicKey

# RFC 8017 section 9.2, note 1: what stands before a digest of SHA-256 that is signed.
DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")


class Scheme(NamedTuple):
    """One algorithm: its type of key and mechanisms by name (CKK_, CKM_), what is handed to the token of what is signed.

    `curves` are the encodings of its curve, `length` that of a public key in bytes, `bits` that of a modulus of RSA.
    """

    key_type: str
    makes: str
    signs: str
    digest: Callable[[bytes], bytes]
    curves: tuple[bytes, ...] = ()
    length: int = 0
    bits: int = 0


def _rsa(bits: int) -> Scheme:
    """The digest is made here, as for ECDSA: a token across a network is not sent what is signed."""
    return Scheme(
        "RSA",
        "RSA_PKCS_KEY_PAIR_GEN",
        "RSA_PKCS",
        lambda data: DIGEST_INFO + hashlib.sha256(data).digest(),
        bits=bits,
    )


SCHEMES: Final = {
    "p256": Scheme(
        "EC",
        "EC_KEY_PAIR_GEN",
        "ECDSA",
        lambda data: hashlib.sha256(data).digest(),
        curves=(bytes.fromhex("06082a8648ce3d030107"),),
        length=65,
    ),
    "p384": Scheme(
        "EC",
        "EC_KEY_PAIR_GEN",
        "ECDSA",
        lambda data: hashlib.sha384(data).digest(),
        curves=(bytes.fromhex("06052b81040022"),),
        length=97,
    ),
    "rsa3072": _rsa(3072),
    "rsa4096": _rsa(4096),
    # RFC 8410's identifier, and the name that v3.0 section 2.3.10 allows in its place.
    "ed25519": Scheme(
        "EC_EDWARDS",
        "EC_EDWARDS_KEY_PAIR_GEN",
        "EDDSA",
        bytes,
        curves=(bytes.fromhex("06032b6570"), b"\x13\x0cedwards25519"),
        length=32,
    ),
}
KEY_TYPES: Final = frozenset(scheme.key_type for scheme in SCHEMES.values())
RSA: Final = SCHEMES["rsa3072"].key_type


def read(curve: bytes, point: bytes) -> PublicKey | None:
    """The public key of CKA_EC_PARAMS and CKA_EC_POINT; nothing where it is of no algorithm that is known here."""
    for name, scheme in SCHEMES.items():
        bare = point[-scheme.length :]
        # An OCTET STRING around the point, which some tokens leave out.
        if curve in scheme.curves and len(bare) == scheme.length and point in {bare, bytes([4, scheme.length]) + bare}:
            return named(name, bare)
    return None


def read_rsa(modulus: bytes, exponent: bytes) -> PublicKey | None:
    """The public key of CKA_MODULUS and CKA_PUBLIC_EXPONENT; nothing where it is of no algorithm that is known here."""
    bare = modulus.lstrip(b"\0")
    for name, scheme in SCHEMES.items():
        if scheme.bits and 8 * len(bare) == scheme.bits and int.from_bytes(exponent, "big") == EXPONENT:
            return named(name, encoded(bare))
    return None
