"""Arithmetic of GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197 section 4), on all bytes of a text at once.

Multiplying looks bytes up in a table, which takes as long whatever they are but for the processor's cache: secrets are split
and restored on a machine that nobody else uses.
"""

from functools import cache
from itertools import accumulate
from typing import Final

# The powers of 3, which are all bytes but 0, twice over; and of each byte which power it is.
POWERS: Final = tuple(
    accumulate(range(509), lambda power, _: power ^ power << 1 ^ (0x11B if power & 0x80 else 0), initial=1)
)
LOGARITHMS: Final = {power: exponent for exponent, power in enumerate(POWERS[:255])}


def product(one: int, other: int) -> int:
    """One byte times another."""
    return POWERS[LOGARITHMS[one] + LOGARITHMS[other]] if one and other else 0


def quotient(one: int, other: int) -> int:
    """One byte by another, which is not 0."""
    return POWERS[LOGARITHMS[one] - LOGARITHMS[other] + 255] if one else 0


@cache
def table(factor: int) -> bytes:
    """Every byte times this one."""
    return bytes(product(factor, byte) for byte in range(256))


def plus(one: bytes, other: bytes) -> bytes:
    """The sum, byte by byte, of two texts of one length; the difference as well."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(len(one), "big")


def times(text: bytes, factor: int) -> bytes:
    """Every byte of a text times this one."""
    return text.translate(table(factor))


def value(coefficients: tuple[bytes, ...], at: int) -> bytes:
    """Polynomials side by side, lowest coefficients first, at one place."""
    found = bytes(len(coefficients[0]))
    for one in reversed(coefficients):
        found = plus(times(found, at), one)
    return found


def at_zero(points: dict[int, bytes]) -> bytes:
    """What the polynomials through these points are at 0 (Lagrange)."""
    found = bytes(len(next(iter(points.values()))))
    for at, text in points.items():
        weight = 1
        for other in points:
            if other != at:
                weight = product(weight, quotient(other, other ^ at))
        found = plus(found, times(text, weight))
    return found
