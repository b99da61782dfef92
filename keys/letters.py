"""Bytes in letters that a person can print and type: base32 without I, L, O and U, which are taken for others."""

from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP: Final = 4


def grouped(letters: str, between: str = " ") -> str:
    """Groups of four."""
    return between.join(letters[begin : begin + GROUP] for begin in range(0, len(letters), GROUP))


def written(data: bytes) -> str:
    """Five bits a letter, filled up with zeros."""
    count = -(-8 * len(data) // 5)
    bits = int.from_bytes(data, "big") << 5 * count - 8 * len(data)
    return "".join(LETTERS[bits >> 5 * place & 31] for place in range(count - 1, -1, -1))


def read(letters: str) -> bytes:
    """The other way round. Raises: ValueError."""
    bits = 0
    for letter in letters:
        bits = bits << 5 | LETTERS.index(letter)
    size = 5 * len(letters) // 8
    data = (bits >> 5 * len(letters) - 8 * size).to_bytes(size, "big")
    if written(data) != letters:
        raise ValueError("not the one form of these bytes")
    return data
