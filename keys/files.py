"""Ed25519 signing keys (RFC 8032) in files that a passphrase seals (scrypt, RFC 7914; AES-256-GCM).

The public half stands in the open, so that nobody needs a passphrase to see whose key it is; the seal covers it.
"""

import base64
import binascii
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keys import codes
from zhengyun.canonical import canonical
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

FORMAT: Final = "zhengyun-key/1"
ALGORITHM: Final = "ed25519"
LEAST_PASSPHRASE: Final = 8
# 32 MiB and a tenth of a second: what a person does not feel and a guesser does.
COST: Final = {"n": 1 << 15, "r": 8, "p": 1}
# A file from elsewhere must not be able to ask for more than this.
HIGHEST_COST: Final = {"n": 1 << 20, "r": 16, "p": 4}


@dataclass(frozen=True)
class FileSigner:
    """An opened key."""

    public: PublicKey
    _private: Ed25519PrivateKey

    def sign(self, data: bytes) -> str:
        """Base64 of the signature."""
        return _text(self._private.sign(data))


class Ed25519Verifier:
    """Checks Ed25519 signatures."""

    def verify(self, key: PublicKey, data: bytes, signature: str) -> bool:
        """Whether that key made this signature of this data."""
        if key.algorithm != ALGORITHM:
            return False
        try:
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.value, validate=True))
            public.verify(base64.b64decode(signature, validate=True), data)
        except (InvalidSignature, ValueError, binascii.Error):
            return False
        return True


def make(file: Path, passphrase: str) -> PublicKey:
    """Make a new key and write it, mode 0600, without ever overwriting.

    Raises: ZhengyunError (ZY-KEY-004, ZY-KEY-006).
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise ZhengyunError(codes.EMPTY_PASSPHRASE, least=LEAST_PASSPHRASE)
    private = Ed25519PrivateKey.generate()
    public = _public(private)
    head = _head(public, _text(os.urandom(16)), COST)
    nonce = os.urandom(12)
    sealed = AESGCM(_derive(passphrase, head)).encrypt(nonce, private.private_bytes_raw(), canonical(head))
    document = {**head, "nonce": _text(nonce), "sealed": _text(sealed)}
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ZhengyunError(codes.EXISTS, file=file) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(json.dumps(document, indent=2).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return public


def show(file: Path) -> PublicKey:
    """The public half of a key file; no passphrase is needed.

    Raises: ZhengyunError (ZY-KEY-001).
    """
    return _public_of(_document(file))


def unseal(file: Path, passphrase: str) -> FileSigner:
    """Open a key file.

    Raises: ZhengyunError (ZY-KEY-001, ZY-KEY-002, ZY-KEY-005).
    """
    document = _document(file)
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise ZhengyunError(codes.READABLE, file=file, mode=f"{mode:04o}")
    public = _public_of(document)
    try:
        head = _head(public, document["kdf"]["salt"], {name: document["kdf"][name] for name in COST})
        nonce, sealed = (base64.b64decode(document[name], validate=True) for name in ("nonce", "sealed"))
        secret = AESGCM(_derive(passphrase, head)).decrypt(nonce, sealed, canonical(head))
    except InvalidTag:
        raise ZhengyunError(codes.WRONG_PASSPHRASE, file=file) from None
    except (KeyError, TypeError, ValueError) as error:
        raise ZhengyunError(codes.NOT_A_KEY, file=file, problem=str(error)) from error
    private = Ed25519PrivateKey.from_private_bytes(secret)
    return FileSigner(public, private)


def _document(file: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise ZhengyunError(codes.NO_KEY, person=file.stem, file=file) from None
    except (OSError, ValueError) as error:
        raise ZhengyunError(codes.NOT_A_KEY, file=file, problem=str(error)) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ZhengyunError(codes.NOT_A_KEY, file=file, problem=f"no {FORMAT}")
    return document


def _public_of(document: Mapping[str, Any]) -> PublicKey:
    return PublicKey(str(document.get("id")), str(document.get("algorithm")), str(document.get("public")))


def _public(private: Ed25519PrivateKey) -> PublicKey:
    raw = private.public_key().public_bytes_raw()
    return PublicKey(hashlib.sha256(raw).hexdigest()[:16], ALGORITHM, _text(raw))


def _head(public: PublicKey, salt: str, cost: Mapping[str, int]) -> Mapping[str, Any]:
    """What the seal covers besides the secret."""
    for name, value in cost.items():
        if not isinstance(value, int) or not 1 <= value <= HIGHEST_COST[name]:
            raise ValueError(f"scrypt {name}={value!r} is out of bounds")
    return {
        "format": FORMAT,
        "id": public.id,
        "algorithm": public.algorithm,
        "public": public.value,
        "kdf": {"name": "scrypt", "salt": salt, **cost},
    }


def _derive(passphrase: str, head: Mapping[str, Any]) -> bytes:
    kdf = head["kdf"]
    scrypt = Scrypt(salt=base64.b64decode(kdf["salt"], validate=True), length=32, n=kdf["n"], r=kdf["r"], p=kdf["p"])
    return scrypt.derive(passphrase.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
