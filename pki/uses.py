"""Which key usages follow from what a certificate is for (RFC 5280 section 4.2.1.3, RFC 5480 section 3, RFC 8410, GM/T 0015 5.2.4.2).

A signing certificate of the SM2 family says digitalSignature and nonRepudiation, an encryption certificate keyEncipherment,
dataEncipherment and keyAgreement (GM/T 0015 annex on dual certificates); none says both.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pki.extensions import PURPOSES
from zhengyun.estate.trust import Use

SIGNING: Final = ("digitalSignature", "nonRepudiation")
AUTHORITY: Final = ("keyCertSign", "cRLSign")
ENCRYPTING: Final[Mapping[str, tuple[str, ...]]] = {
    "sm2": ("keyEncipherment", "dataEncipherment", "keyAgreement"),
    "p256": ("keyAgreement",),
    "p384": ("keyAgreement",),
    "rsa3072": ("keyEncipherment", "dataEncipherment"),
    "rsa4096": ("keyEncipherment", "dataEncipherment"),
}
# For these the key is used in a handshake, with RSA also to transport a key (RFC 5246 section 7.4.2).
HANDSHAKE: Final = frozenset({"server", "client", "device"})
PURPOSES_OF: Final[Mapping[Use, tuple[str, ...]]] = {
    "server": ("serverAuth",),
    "client": ("clientAuth",),
    "device": ("serverAuth", "clientAuth"),
    "ocsp": ("OCSPSigning",),
    "timestamp": ("timeStamping",),
}
# Purposes that stand alone: RFC 3161 section 2.3 for time stamps; an answer's signer has no other business either.
ALONE: Final = frozenset({"timestamp", "ocsp"})


def key_usages(use: Use, algorithm: str) -> tuple[str, ...]:
    """The words of `extensions.KEY_USAGES`; none where such a key is of no use for that."""
    if use == "authority":
        return AUTHORITY
    if use == "person-encryption":
        return ENCRYPTING.get(algorithm, ())
    if use in HANDSHAKE and algorithm != "sm2":
        return ("digitalSignature", "keyEncipherment") if algorithm.startswith("rsa") else ("digitalSignature",)
    return SIGNING


@lru_cache(64)
def purposes(use: Use, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The extended key usages, as words or dotted identifiers, the use's own first, none twice."""
    own = PURPOSES_OF.get(use, ())
    if use in ALONE:
        return own
    words = {oid: word for word, oid in PURPOSES.items()}
    return tuple(dict.fromkeys((*own, *(words.get(one, one) for one in more))))
