"""What nobody relies on any more, however well it is signed: digests that collide, and keys that are too short (SP 800-131A)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pki import der
from pki.algorithms import EC_KEY, RSA_KEY
from pki.certificate import Certificate
from zhengyun.errors import N_

RSA: Final = "1.2.840.113549.1.1."
PSS: Final = RSA + "10"
# Signatures over digests of MD2, MD4, MD5 and SHA-1, by RSA, elliptic curves and DSA; OIW has its own numbers for them.
COLLIDING: Final = frozenset(
    {*(RSA + last for last in "2345"), "1.2.840.10045.4.1", "1.2.840.10040.4.3", "1.3.14.3.2.27", "1.3.14.3.2.29"}
)
# SHA-256, SHA-384 and SHA-512 as the parameters of RSASSA-PSS name them; where they say nothing, they mean SHA-1.
STRONG: Final = tuple(der.oid(f"2.16.840.1.101.3.4.2.{last}") for last in (1, 2, 3))
# Bits: 112 of strength (SP 800-57 part 1 table 2).
SHORTEST_RSA: Final = 2048
SHORTEST_CURVE: Final = 224


def weak(path: Sequence[Certificate]) -> str:
    """What is too weak in a path, or nothing. How a root has signed itself says nothing, its key does. Raises: DerError."""
    if any(_collides(one.algorithm) for one in path[:-1]):
        return N_("it is signed over a digest that others can have too (MD5, SHA-1)")
    return (
        N_("its key, or that of whoever has signed it, is too short")
        if any(_short(one.public_info) for one in path)
        else ""
    )


# Those of authorities come again and again.
@lru_cache(256)
def _collides(algorithm: bytes) -> bool:
    kind, *parameters = der.read(algorithm).expect(der.SEQUENCE).children()
    oid = der.dotted(kind)
    return oid in COLLIDING or (
        oid == PSS and not any(part.raw in STRONG for one in parameters for part in _digest(one))
    )


def _digest(parameters: der.Node) -> list[der.Node]:
    """The digest that parameters of RSASSA-PSS name, in the first of them."""
    return [
        part
        for one in parameters.children()
        if one.tag == 0xA0
        for inner in one.children()
        for part in inner.children()
    ]


@lru_cache(256)
def _short(public_info: bytes) -> bool:
    algorithm, bits = der.read(public_info).expect(der.SEQUENCE).children()
    kind, key = der.dotted(next(iter(algorithm.children()))), bits.content[1:]
    if kind == RSA_KEY:
        numbers = der.read(key).expect(der.SEQUENCE).children()
        return not numbers or der.number(numbers[0]).bit_length() < SHORTEST_RSA
    return kind == EC_KEY and key[:1] == b"\x04" and len(key) * 4 < SHORTEST_CURVE
