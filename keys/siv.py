"""AES-SIV-CMAC-256 (RFC 5297), the authenticated encryption that Network Time Security must have (RFC 8915 section 5.1)."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


def seal(key: bytes, nonce: bytes, text: bytes, covered: bytes) -> bytes:
    """The sealed text, its tag before it; `covered` is authenticated along with it. Raises: ValueError."""
    return AESSIV(key).encrypt(text, [covered, nonce])


def opened(key: bytes, nonce: bytes, sealed: bytes, covered: bytes) -> bytes:
    """The text again. Raises: ValueError where it is not what was sealed with that key, or what it covers is not."""
    try:
        return AESSIV(key).decrypt(sealed, [covered, nonce])
    except InvalidTag as error:
        raise ValueError from error
