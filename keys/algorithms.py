"""Which signature algorithms there are, and the one verifier of all of them. A new one is a module and a word in `ALGORITHMS`."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from keys.algorithm import Algorithm
from keys.ed25519 import ED25519
from keys.p256 import P256
from keys.p384 import P384
from keys.rsa import RSA3072, RSA4096
from keys.sm2 import SM2
from zhengyun.signing import PublicKey

ALGORITHMS: Final[Mapping[str, Algorithm]] = {one.name: one for one in (ED25519, P256, P384, RSA3072, RSA4096, SM2)}
USUAL: Final = ED25519.name


class Verifier:
    """Checks signatures of every algorithm there is; of any other it says no."""

    def verify(self, key: PublicKey, data: bytes, signature: str) -> bool:
        """Whether that key made this signature of this data; never raises, whatever it is given."""
        try:
            return verify_bytes(key.algorithm, raw(key.value), data, raw(signature))
        except (TypeError, ValueError):
            return False


def verify_bytes(algorithm: str, public: bytes, data: bytes, signature: bytes) -> bool:
    """The same of keys and signatures in bytes, each in its one form; never raises."""
    try:
        return ALGORITHMS[algorithm].verify(public, data, signature)
    except (KeyError, TypeError, ValueError):
        return False


def named(algorithm: str, public: bytes) -> PublicKey:
    """A public key with the short name that its bytes give it."""
    return PublicKey(hashlib.sha256(public).hexdigest()[:16], algorithm, text(public))


def text(data: bytes) -> str:
    """Base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode()


def raw(value: str) -> bytes:
    """What base64 says, written in its one form: no other spelling of a signature or a key counts.

    Raises: ValueError, TypeError.
    """
    data = base64.b64decode(value, validate=True)
    if text(data) != value:
        raise ValueError("not the one form of base64")
    return data
