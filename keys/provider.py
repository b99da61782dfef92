"""Which cryptography does the work."""

from typing import NamedTuple

import cryptography
from cryptography.hazmat.backends.openssl import backend


class Provider(NamedTuple):
    """The library and what it rests on."""

    name: str
    version: str
    engine: str


def provider() -> Provider:
    """The provider of every signature and seal. It is not a certified cryptographic product."""
    return Provider("cryptography", cryptography.__version__, str(backend.openssl_version_text()))
