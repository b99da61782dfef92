"""Canonical bytes: one data value, one sequence of bytes, one digest (RFC 8785, JSON Canonicalization Scheme).

Fractions are left out on purpose: printing them is where implementations of RFC 8785 disagree, and nothing
that is signed here needs one. Durations are whole seconds, sizes whole MiB, instants RFC 3339 strings.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

# A number beyond it is not exact in every reader of JSON (RFC 7493 section 2.2).
LARGEST = 2**53 - 1
# Made once: making one costs as much as what it is used for. What it is given is a tree, which `_plain` has made.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


class NotCanonicalError(ValueError):
    """A value without canonical bytes: not JSON, a fraction, an inexact integer or invalid Unicode."""


def canonical(value: object) -> bytes:
    """Return the canonical UTF-8 bytes of a JSON value made of mappings, sequences, strings, integers, booleans, None.

    Raises: NotCanonicalError.
    """
    try:
        # For such a value Python's encoder writes what RFC 8785 section 3.2.2 asks for: no white space, the
        # two-letter escapes, other controls as \u00xx in lower case. The order of names is put right by _plain.
        return _ENCODER.encode(value if type(value) is str else _plain(value)).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("a lone surrogate is not Unicode text") from error


def digest(value: object) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of a value's canonical bytes."""
    return digest_of(canonical(value))


def digest_of(data: bytes) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of some bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _plain(value: object) -> object:
    # What is frequent is asked for first, and by its own class: an abstract one, or a union, takes much longer.
    if isinstance(value, str) or value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        return _exact(value)
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 - see above
        return {name: _plain(value[name]) for name in _sorted(value)}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(item) for item in value]
    raise NotCanonicalError(f"{type(value).__name__} has no canonical bytes")


def _exact(value: int) -> int:
    if abs(value) > LARGEST:
        raise NotCanonicalError(f"{value} is beyond 2^53 - 1 and not exact in every reader")
    return int(value)


def _sorted(mapping: Mapping[str, object]) -> list[str]:
    names = list(mapping)
    try:
        if "".join(names).isascii():
            return sorted(names)
    except TypeError:
        (kind, *_) = (type(name).__name__ for name in names if not isinstance(name, str))
        raise NotCanonicalError(f"a name must be a string, not {kind}") from None
    # RFC 8785 section 3.2.3: by UTF-16 code units, which beyond U+FFFF is not the order of code points.
    return sorted(names, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
