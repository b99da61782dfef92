"""A secret split into shares of which any m restore it and m - 1 say nothing (Shamir, 1979), byte by byte over GF(2^8).

A share is bound to its splitting by five random bytes, and to itself by a checksum. What is split carries a digest of itself:
shares that were forged with a right checksum give no secret, and are not taken for one that do.
"""

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from keys import codes
from keys.gf256 import at_zero, value
from keys.letters import grouped, written
from zhengyun.errors import ZhengyunError

VERSION: Final = 1
# Bytes: the splitting's name, the digest inside of what is split, the checksum of a share.
NAME: Final = 5
DIGEST: Final = 8
CHECKSUM: Final = 4
# Version, name, m, n, number.
HEAD: Final = 1 + NAME + 3
MOST_SHARES: Final = 255
# Bytes of a secret: an RSA key of 4096 bits has 2,400.
MOST: Final = 4096


class Share(NamedTuple):
    """Share `number` of `of`, of which `need` restore the secret; `splitting` is the same on all of them."""

    splitting: bytes
    need: int
    of: int
    number: int
    value: bytes

    @property
    def name(self) -> str:
        """What the splitting is called on paper."""
        return name_of(self.splitting)

    @property
    def data(self) -> bytes:
        """The share in bytes, with its checksum."""
        bare = bytes((VERSION, *self.splitting, self.need, self.of, self.number)) + self.value
        return bare + sha256(bare).digest()[:CHECKSUM]

    def __repr__(self) -> str:
        """What may be shown of it."""
        return f"Share({self.name}, {self.number} of {self.of}, {self.need} restore)"


def name_of(splitting: bytes) -> str:
    """What a splitting is called on paper."""
    return grouped(written(splitting), "-")


def read(data: bytes) -> Share:
    """A share from its bytes. Raises: ValueError."""
    bare, checksum = data[:-CHECKSUM], data[-CHECKSUM:]
    if not HEAD + DIGEST < len(bare) <= HEAD + DIGEST + MOST or sha256(bare).digest()[:CHECKSUM] != checksum:
        raise ValueError("its checksum does not fit")
    need, of, number = bare[HEAD - 3 : HEAD]
    if bare[0] != VERSION or not 1 <= need <= of or not 1 <= number <= of:
        raise ValueError("of a version that is not known here")
    return Share(bare[1 : 1 + NAME], need, of, number, bare[HEAD:])


def split(secret: bytes, need: int, of: int) -> tuple[Share, ...]:
    """Shares 1 to `of`.

    Raises: ZhengyunError (ZY-KEY-050).
    """
    if not (1 <= need <= of <= MOST_SHARES and 1 <= len(secret) <= MOST):
        raise ZhengyunError(codes.CANNOT_SPLIT, size=len(secret), of=of, need=need, most=MOST)
    splitting = os.urandom(NAME)
    text = secret + _digest(splitting, secret)
    coefficients = (text, *(os.urandom(len(text)) for _ in range(need - 1)))
    return tuple(Share(splitting, need, of, number, value(coefficients, number)) for number in range(1, of + 1))


def combine(shares: Sequence[Share]) -> bytes:
    """The secret. All shares that are given have to fit, not only as many as are needed.

    Raises: ZhengyunError (ZY-KEY-053 to 056).
    """
    sets = {(share.splitting, share.need, share.of, len(share.value)) for share in shares}
    if len(sets) > 1:
        raise ZhengyunError(codes.OTHER_SET, sets=", ".join(sorted({share.name for share in shares})))
    points: dict[int, bytes] = {}
    for share in shares:
        if share.number in points:
            raise ZhengyunError(codes.SHARE_TWICE, number=share.number)
        points[share.number] = share.value
    need = shares[0].need if shares else 1
    if len(points) < need:
        raise ZhengyunError(codes.TOO_FEW_SHARES, have=len(points), need=need)
    text = at_zero(points)
    secret, digest = text[:-DIGEST], text[-DIGEST:]
    if not hmac.compare_digest(digest, _digest(shares[0].splitting, secret)):
        raise ZhengyunError(codes.NOT_RESTORED)
    return secret


def _digest(splitting: bytes, secret: bytes) -> bytes:
    return hmac.digest(splitting, secret, "sha256")[:DIGEST]
