"""A ciphertext of SM2 in its two forms: C1 C3 C2 as GB/T 32918.4 has it, and SM2Cipher as GM/T 0009 does. Pure.

C1 is the sender's point, C3 the SM3 of what proves the plaintext, C2 the plaintext under its mask.
"""

from typing import Final, NamedTuple

from keys import der

WIDTH: Final = 32
# 04, x, y and C3; at least one byte follows.
HEAD: Final = 1 + 3 * WIDTH


class Cipher(NamedTuple):
    """One ciphertext: `point` is 04, x, y."""

    point: bytes
    check: bytes
    masked: bytes

    @property
    def raw(self) -> bytes:
        """C1 C3 C2."""
        return self.point + self.check + self.masked

    @property
    def der(self) -> bytes:
        """SEQUENCE of x, y, C3 and C2."""
        x, y = (int.from_bytes(half, "big") for half in (self.point[1 : 1 + WIDTH], self.point[1 + WIDTH :]))
        return der.element(
            der.SEQUENCE,
            der.integer(x),
            der.integer(y),
            der.element(der.OCTETS, self.check),
            der.element(der.OCTETS, self.masked),
        )


def from_raw(data: bytes) -> Cipher:
    """Read C1 C3 C2. Raises: ValueError."""
    if len(data) <= HEAD or data[0] != 4:
        raise ValueError("no C1 C3 C2")
    return Cipher(data[: 1 + 2 * WIDTH], data[1 + 2 * WIDTH : HEAD], data[HEAD:])


def from_der(data: bytes) -> Cipher:
    """Read SM2Cipher. Raises: ValueError."""
    inside, rest = der.taken(data, der.SEQUENCE)
    x, inside = der.number(inside)
    y, inside = der.number(inside)
    check, inside = der.taken(inside, der.OCTETS)
    masked, inside = der.taken(inside, der.OCTETS)
    if rest or inside or len(check) != WIDTH or not masked or max(x, y) >> 8 * WIDTH:
        raise ValueError("no SM2Cipher")
    return Cipher(b"\x04" + x.to_bytes(WIDTH, "big") + y.to_bytes(WIDTH, "big"), check, masked)
