"""A keeper's share in a file that only his passphrase opens; whose it is, and by what it is known, stands in the open.

The seal covers what stands in the open. What it costs to try a passphrase is that of a person's key.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from keys import passphrases
from keys.sharing import Share, read

FORMAT: Final = "zhengyun-sealed-share/1"
FIELDS: Final = ("format", "what", "keeper", "set", "number", "of", "need", "digest", "kdf", "nonce", "sealed")
TEXTS: Final = ("what", "keeper", "set", "digest", "nonce", "sealed")
NUMBERS: Final = ("number", "of", "need")
# Bytes: a share of 4,096 and what is around it.
LONGEST: Final = 1 << 14


class Label(NamedTuple):
    """What stands in the open: of what it is a share, whose, which of how many, and the digest that the log knows it by."""

    what: str
    keeper: str
    set: str
    number: int
    of: int
    need: int
    digest: str


def digest_of(share: Share) -> str:
    """By what a share is known again; it tells nothing of the secret."""
    return "sha256:" + sha256(share.data).hexdigest()


def is_sealed(data: bytes) -> bool:
    """Whether this is meant to be such a file, and not a share in plain."""
    return data.lstrip()[:1] == b"{"


def sealed(what: str, keeper: str, share: Share, passphrase: str) -> bytes:
    """The file."""
    label = Label(what, keeper, share.name, share.number, share.of, share.need, digest_of(share))
    head = {"format": FORMAT, **label._asdict(), "kdf": passphrases.kdf()}
    return _bytes(passphrases.sealed(passphrase, head, share.data))


def label(data: bytes) -> Label:
    """What stands in the open. Raises: ValueError where these are not the very bytes that `sealed` writes."""
    document = _checked(data)
    return Label(*(document[name] for name in Label._fields))


def opened(data: bytes, passphrase: str) -> Share | None:
    """The share; None where the passphrase is another, or anything was altered. Raises: ValueError as `label` does."""
    found = passphrases.opened(passphrase, _checked(data))
    share = read(found) if found is not None else None
    # The seal is of whoever knew the passphrase: what he wrote in the open must be so.
    if share and label(data)[2:] != (share.name, share.number, share.of, share.need, digest_of(share)):
        raise ValueError("it is not the share that it says")
    return share


def _checked(data: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError(f"no {FORMAT}")
        if tuple(document) != FIELDS or _bytes(document) != data:
            raise ValueError("it was altered after it was made")
        if any(type(document[name]) is not str for name in TEXTS) or any(
            type(document[one]) is not int for one in NUMBERS
        ):
            raise ValueError("it was altered after it was made")
        passphrases.checked(document["kdf"])
        for name in ("nonce", "sealed"):
            base64.b64decode(document[name], validate=True)
        base64.b64decode(document["kdf"]["salt"], validate=True)
    except (TypeError, RecursionError, binascii.Error) as error:
        raise ValueError(str(error)) from error
    return document


def _bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
