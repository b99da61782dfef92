"""Signing keys in files that a passphrase seals (scrypt, RFC 7914; AES-256-GCM).

The public half stands in the open, so that nobody needs a passphrase to see whose key it is; the seal covers it.
"""

import base64
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from keys import codes, kept, passphrases
from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, USUAL, named, text
from keys.encryption import open_sealed
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

FORMAT: Final = "zhengyun-key/1"
FIELDS: Final = ("format", "id", "algorithm", "public", "kdf", "nonce", "sealed")
# Ours have some five hundred bytes, of RSA up to four thousand.
LONGEST: Final = 1 << 14


@dataclass(frozen=True)
class FileSigner:
    """An opened key."""

    public: PublicKey
    _private: Private

    def sign(self, data: bytes) -> str:
        """Base64 of the signature."""
        return text(self._private.sign(data))

    def sign_bytes(self, data: bytes) -> bytes:
        """The signature, for formats that hold it in bytes."""
        return self._private.sign(data)

    def open_sealed(self, sealed: bytes) -> bytes:
        """What was sealed for this key.

        Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-042).
        """
        return open_sealed(self.public.algorithm, self._private, sealed)

    def unwrapped(self, enveloped: bytes) -> kept.Kept:
        """A key that was made for this key's holder.

        Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-042).
        """
        return kept.opened(self.public.algorithm, self._private, enveloped)


def make(file: Path, passphrase: str, algorithm: str = USUAL) -> PublicKey:
    """Make a new key and write it, mode 0600, whole or not at all, without ever overwriting.

    Raises: ZhengyunError (ZY-KEY-004, ZY-KEY-006 to 008).
    """
    if len(passphrase) < passphrases.LEAST:
        raise ZhengyunError(codes.EMPTY_PASSPHRASE, least=passphrases.LEAST)
    return keep(file, passphrase, algorithm, ALGORITHMS[algorithm].generate())


def keep(file: Path, passphrase: str, algorithm: str, private: Private) -> PublicKey:
    """Write a key that is there already, in the same way.

    Raises: ZhengyunError (ZY-KEY-004, ZY-KEY-006, ZY-KEY-007).
    """
    if len(passphrase) < passphrases.LEAST:
        raise ZhengyunError(codes.EMPTY_PASSPHRASE, least=passphrases.LEAST)
    public = named(algorithm, private.public)
    _write(file, _bytes(passphrases.sealed(passphrase, _head(public), private.secret)))
    return public


def show(file: Path) -> PublicKey:
    """The public half of a key file; no passphrase is needed.

    Raises: ZhengyunError (ZY-KEY-001, ZY-KEY-003).
    """
    return _public_of(_read(file)[0])


def unseal(file: Path, passphrase: str) -> FileSigner:
    """Open a key file.

    Raises: ZhengyunError (ZY-KEY-001 to 003, ZY-KEY-005, ZY-KEY-008).
    """
    document, mode = _read(file)
    if mode & 0o077:
        raise ZhengyunError(codes.READABLE, file=file, mode=f"{mode:04o}")
    try:
        secret = passphrases.opened(passphrase, document)
        if secret is None:
            raise ZhengyunError(codes.WRONG_PASSPHRASE, file=file)
        return FileSigner(_public_of(document), ALGORITHMS[document["algorithm"]].restore(secret))
    except (TypeError, ValueError) as error:
        raise ZhengyunError(codes.NOT_A_KEY, file=file, problem=str(error)) from error


def _write(file: Path, data: bytes) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ZhengyunError(codes.EXISTS, file=file) from None
    except OSError as error:
        raise ZhengyunError(codes.NOT_WRITTEN, file=file, problem=error.strerror or str(error)) from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException as error:
        # Half a key would stand in the way of the next attempt, and open nothing; Ctrl-C leaves one as a full disk does.
        file.unlink()
        if not isinstance(error, OSError):
            raise
        raise ZhengyunError(codes.NOT_WRITTEN, file=file, problem=error.strerror or str(error)) from error


def _read(file: Path) -> tuple[Mapping[str, Any], int]:
    """The document and the mode of the file that it was read from."""
    try:
        with file.open("rb") as stream:
            mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            return _checked(stream.read(LONGEST)), mode
    except FileNotFoundError:
        raise ZhengyunError(codes.NO_KEY, person=file.stem, file=file) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ZhengyunError(codes.NOT_A_KEY, file=file, problem=str(error)) from error


def _checked(data: bytes) -> Mapping[str, Any]:
    """The document, if these are the very bytes that `make` writes: what no seal could notice, a space, shows too."""
    document = json.loads(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"no {FORMAT}")
    if tuple(document) != FIELDS or _bytes(document) != data:
        raise ValueError("it was altered after it was made")
    public = _public_of(document)
    if public.algorithm not in ALGORITHMS:
        raise ValueError(f"no algorithm is called {public.algorithm!r}")
    if public != named(public.algorithm, base64.b64decode(public.value, validate=True)):
        raise ValueError("its name is not its key's")
    passphrases.checked(document["kdf"])
    return document


def _bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=2).encode() + b"\n"


def _public_of(document: Mapping[str, Any]) -> PublicKey:
    return PublicKey(document["id"], document["algorithm"], document["public"])


def _head(public: PublicKey) -> Mapping[str, Any]:
    """What the seal covers besides the secret."""
    return {
        "format": FORMAT,
        "id": public.id,
        "algorithm": public.algorithm,
        "public": public.value,
        "kdf": passphrases.kdf(),
    }
