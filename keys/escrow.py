"""Secrets kept for others: sealed under a key of their own (AES-256-GCM), which is sealed under the escrow's public key.

The escrow's private half is nowhere as a whole: `keys.sharing` splits it at the ceremony that makes it. What a secret belongs to,
its context, is authenticated with it: a record that was moved to another certificate does not open.
"""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys import codes
from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, named, raw, text
from keys.encryption import MOST, open_sealed, seal
from keys.sharing import Share, combine, split
from zhengyun.canonical import canonical
from zhengyun.errors import N_, ZhengyunError
from zhengyun.signing import PublicKey

FORMAT: Final = "zhengyun-escrow/1"
FIELDS: Final = frozenset({"format", "algorithm", "key", "sealed_key", "nonce", "sealed"})
NONCE: Final = 12
# A record of the longest secret, in bytes.
LONGEST: Final = 2 * MOST

Context = Mapping[str, str]
"""What a secret belongs to: authority, serial number, holder, in words that stay the same."""


class Founded(NamedTuple):
    """A new escrow key: its public half, and the shares of the private one, which is forgotten."""

    public: PublicKey
    shares: tuple[Share, ...]


def found(algorithm: str, need: int, of: int) -> Founded:
    """A new escrow key, of which any `need` of `of` shares restore the private half.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-050).
    """
    private = ALGORITHMS[algorithm].generate()
    return Founded(named(algorithm, private.public), split(private.secret, need, of))


def restore(public: PublicKey, shares: Sequence[Share]) -> Private:
    """The private half of an escrow key.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-053 to 056, ZY-KEY-061).
    """
    try:
        private = ALGORITHMS[public.algorithm].restore(combine(shares))
        key = named(public.algorithm, private.public).id
    except (KeyError, ValueError):
        key = "-"
    if key != public.id:
        raise ZhengyunError(codes.OTHER_ESCROW_KEY, wanted=public.id, key=key)
    return private


def escrow(public: PublicKey, secret: bytes, context: Context) -> bytes:
    """A record of a secret, canonical JSON.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-041, ZY-KEY-043).
    """
    if not 1 <= len(secret) <= MOST // 2:
        raise ZhengyunError(codes.NO_SIZE_TO_SEAL, size=len(secret), most=MOST // 2)
    key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
    head = {"format": FORMAT, "algorithm": public.algorithm, "key": public.id}
    body = {
        "sealed_key": text(seal(public, key)),
        "nonce": text(nonce),
        "sealed": text(AESGCM(key).encrypt(nonce, secret, _bound(head, context))),
    }
    return canonical({**head, **body})


def recover(private: Private, sealed: bytes, context: Context) -> bytes:
    """The secret.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-060 to 062).
    """
    document = _read(sealed)
    algorithm, wanted = document["algorithm"], document["key"]
    key = named(algorithm, private.public).id
    if key != wanted:
        raise ZhengyunError(codes.OTHER_ESCROW_KEY, wanted=wanted, key=key)
    head = {name: document[name] for name in ("format", "algorithm", "key")}
    try:
        by = AESGCM(open_sealed(algorithm, private, raw(document["sealed_key"])))
        return by.decrypt(raw(document["nonce"]), raw(document["sealed"]), _bound(head, context))
    except (InvalidTag, ValueError, ZhengyunError) as error:
        if isinstance(error, ZhengyunError) and error.code is not codes.NOT_OPENED:
            raise
        shown = ", ".join(f"{name} {value}" for name, value in sorted(context.items()))
        raise ZhengyunError(codes.NOT_RECOVERED, context=shown or "-") from error


def kept_under(sealed: bytes) -> str:
    """The id of the escrow key that a record is sealed under. Raises: ZhengyunError (ZY-KEY-060)."""
    return str(_read(sealed)["key"])


def _bound(head: Mapping[str, str], context: Context) -> bytes:
    return canonical({**head, "context": dict(context)})


def _read(sealed: bytes) -> Mapping[str, Any]:
    try:
        if len(sealed) > LONGEST:
            raise ValueError(N_("it is too long"))
        document = json.loads(sealed)
        if not isinstance(document, dict) or set(document) != FIELDS or document["format"] != FORMAT:
            raise ValueError(f"no {FORMAT}")
        if not all(isinstance(value, str) for value in document.values()) or canonical(document) != sealed:
            raise ValueError("it is not in its one form")
        if document["algorithm"] not in ALGORITHMS:
            raise ValueError(f"no algorithm is called {document['algorithm']!r}")
    except (ValueError, TypeError, RecursionError) as error:
        raise ZhengyunError(codes.NOT_AN_ESCROW, problem=str(error)) from error
    return document
