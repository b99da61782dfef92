"""Whether a public key can be certified at all: points on their curve, moduli that are no product of the obvious.

What is looked at is what a look can tell (SP 800-89 section 5, SP 800-56A section 5.6.2.3, RFC 8032 section 5.1.3).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import gcd, isqrt, prod
from typing import Final, NamedTuple

from pki import der
from zhengyun.errors import N_

UNKNOWN: Final = N_("it is of no algorithm, curve or length that is certified here")
EXPONENT: Final = 65537
# FIPS 186-5 appendix A.1.1: below 2 to the 256.
WIDEST_EXPONENT: Final = 256
# The CA/Browser Forum's baseline requirements 6.1.1.3: so many rounds of Fermat's method find primes that lie too close.
ROUNDS: Final = 100


class Curve(NamedTuple):
    """y² = x³ + ax + b over the field of `prime`; a coordinate takes `width` octets."""

    prime: int
    a: int
    b: int
    width: int


CURVES: Final[Mapping[str, Curve]] = {
    "p256": Curve(
        prime := 2**256 - 2**224 + 2**192 + 2**96 - 1,
        prime - 3,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        32,
    ),
    "p384": Curve(
        prime := 2**384 - 2**128 - 2**96 + 2**32 - 1,
        prime - 3,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        48,
    ),
    "sm2": Curve(
        prime := 2**256 - 2**224 - 2**96 + 2**64 - 1,
        prime - 3,
        0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
        32,
    ),
}
EDWARDS: Final = 2**255 - 19
# Points whose order divides eight: every signature of such a key can be made by anybody (RFC 7748 section 7).
EIGHTH: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL: Final = frozenset(y % EDWARDS for y in (0, 1, -1, EIGHTH, -EIGHTH))


# Asked when a request is read, and again by the rules for what is signed.
@lru_cache(256)
def flaw(algorithm: str, key: bytes) -> str:
    """What is wrong with the key of that algorithm's word, or nothing. Raises: DerError where it has no form."""
    if algorithm in CURVES:
        return _point(CURVES[algorithm], key)
    return _edwards(key) if algorithm == "ed25519" else _modulus(key)


def _point(curve: Curve, key: bytes) -> str:
    if len(key) != 1 + 2 * curve.width or key[0] != 4:
        return N_("its point is not in the uncompressed form")
    x, y = (int.from_bytes(half, "big") for half in (key[1 : 1 + curve.width], key[1 + curve.width :]))
    if x >= curve.prime or y >= curve.prime or (y * y - (x * x + curve.a) * x - curve.b) % curve.prime:
        return N_("its point is not on the curve")
    return ""


def _edwards(key: bytes) -> str:
    if len(key) != 32:
        return N_("it is not 32 octets long")
    y = int.from_bytes(key, "little") & (1 << 255) - 1
    if y >= EDWARDS:
        return N_("its point is not in its one form")
    if y in SMALL:
        return N_("its point is one of small order")
    # x² = (y² - 1) / (d y² + 1) has a root where the quotient is a square (Euler's criterion).
    d = -121665 * pow(121666, -1, EDWARDS)
    square = (y * y - 1) * pow(d * y * y + 1, -1, EDWARDS) % EDWARDS
    return "" if pow(square, (EDWARDS - 1) // 2, EDWARDS) == 1 else N_("its point is not on the curve")


def _modulus(key: bytes) -> str:
    parts = [der.number(one) for one in der.read(key).expect(der.SEQUENCE).children()]
    if len(parts) != 2:
        raise der.DerError(N_("an RSA key is two numbers"), 0)
    modulus, exponent = parts
    return next((text for text, bad in FLAWS if bad(modulus, exponent)), "")


def _close(modulus: int, _: int) -> bool:
    """Whether Fermat's method finds the factors in a few rounds."""
    middle = isqrt(modulus)
    if middle * middle < modulus:
        middle += 1
    rest = middle * middle - modulus
    for _round in range(ROUNDS):
        # A square ends in these four bits or is none: most rounds need no root.
        if rest & 15 in {0, 1, 4, 9} and isqrt(rest) ** 2 == rest:
            return True
        rest += 2 * middle + 1
        middle += 1
    return False


SMALL_PRIMES: Final = prod(n for n in range(3, 752, 2) if all(n % d for d in range(3, isqrt(n) + 1, 2)))
FLAWS: Final[tuple[tuple[str, Callable[[int, int], bool]], ...]] = (
    (N_("its modulus is even or negative"), lambda n, _: n <= 0 or n % 2 == 0),
    (N_("its exponent is even or less than 65537"), lambda _, e: e < EXPONENT or e % 2 == 0),
    (N_("its exponent is longer than 256 bits"), lambda _, e: e.bit_length() > WIDEST_EXPONENT),
    (N_("its modulus has a small factor"), lambda n, _: gcd(n, SMALL_PRIMES) != 1),
    (N_("the factors of its modulus lie too close together"), _close),
)
