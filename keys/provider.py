"""Which cryptography does the work."""

from typing import NamedTuple

import cryptography
from cryptography.hazmat.backends.openssl import backend

from keys.libcrypto import version
from keys.sm2 import available


class Provider(NamedTuple):
    """The library and what it rests on."""

    name: str
    version: str
    engine: str


def sm2() -> str:
    """What does SM2, which is the system's libcrypto; nothing where there is none that does."""
    return version() if available() else ""


def provider() -> Provider:
    """The provider of every signature and seal. It is not a certified cryptographic product."""
    return Provider("cryptography", cryptography.__version__, str(backend.openssl_version_text()))
