"""Sealing under a passphrase (scrypt, RFC 7914; AES-256-GCM): what seals person keys and the shares of keepers alike."""

import base64
import os
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zhengyun.canonical import canonical

KDF: Final = "scrypt"
LEAST: Final = 8
# 32 MiB and a tenth of a second: what a person does not feel and a guesser does.
COST: Final = {"n": 1 << 15, "r": 8, "p": 1}
# A file from elsewhere must not be able to ask for more than this: 128 MiB and about two seconds.
HIGHEST_COST: Final = {"n": 1 << 17, "r": 8, "p": 4}
SALT: Final = 16
NONCE: Final = 12


def kdf() -> dict[str, Any]:
    """How a new seal derives its key, with a salt of its own."""
    return {"name": KDF, "salt": _text(os.urandom(SALT)), **COST}


def checked(told: Mapping[str, Any]) -> None:
    """Raise ValueError or TypeError where a file's `kdf` is not one of ours, or asks for more than is borne."""
    if tuple(told) != ("name", "salt", *COST):
        raise ValueError("it was altered after it was made")
    if told["name"] != KDF:
        raise ValueError(f"no {KDF}")
    for name in COST:
        value = told[name]
        if type(value) is not int or not 1 <= value <= HIGHEST_COST[name]:
            raise ValueError(f"{KDF} {name}={value!r} is out of bounds")


def sealed(passphrase: str, head: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """`head`, which holds a `kdf`, with nonce and sealed secret after it; the seal covers the head."""
    nonce = os.urandom(NONCE)
    data = AESGCM(_derive(passphrase, head["kdf"])).encrypt(nonce, secret, canonical(head))
    return {**head, "nonce": _text(nonce), "sealed": _text(data)}


def opened(passphrase: str, document: Mapping[str, Any]) -> bytes | None:
    """The secret; None where the passphrase is another, or anything was altered.

    Raises: ValueError, TypeError where it is of another form.
    """
    head = {name: value for name, value in document.items() if name not in {"nonce", "sealed"}}
    nonce, data = (_bytes(document[name]) for name in ("nonce", "sealed"))
    try:
        return AESGCM(_derive(passphrase, head["kdf"])).decrypt(nonce, data, canonical(head))
    except InvalidTag:
        return None


def _derive(passphrase: str, told: Mapping[str, Any]) -> bytes:
    salt = _bytes(told["salt"])
    # Whatever a terminal hands over seals and opens; it need not be text.
    return Scrypt(salt=salt, length=32, n=told["n"], r=told["r"], p=told["p"]).derive(
        passphrase.encode(errors="surrogatepass")
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    """What base64 holds; of texts that hold the same only the one that we write: no other passes for unaltered (RFC 4648, 3.5)."""
    data = base64.b64decode(text, validate=True)
    if _text(data) != text:
        raise ValueError("base64 whose last bits are not zero")
    return data
