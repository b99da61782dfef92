"""Numbers and texts of SSH (RFC 4251 section 5), written, and read strictly: one encoding, bounded, nothing left over."""

from typing import Final

from zhengyun.errors import N_, Words

# A certificate with an RSA key of 8192 bits and all that is said in it takes a third of this.
LONGEST: Final = 1 << 14


class SshError(ValueError):
    """What cannot be read. Its argument is our own words."""

    def __init__(self, text: str, **facts: object) -> None:
        super().__init__(Words(text, facts))


def string(data: bytes | str) -> bytes:
    """A text or bytes, with their length before them."""
    whole = data.encode() if isinstance(data, str) else data
    return len(whole).to_bytes(4, "big") + whole


def strings(*parts: bytes | str) -> bytes:
    """Several, one after the other."""
    return b"".join(map(string, parts))


def uint32(value: int) -> bytes:
    """Four octets."""
    return value.to_bytes(4, "big")


def uint64(value: int) -> bytes:
    """Eight octets."""
    return value.to_bytes(8, "big")


def mpint(value: int) -> bytes:
    """A number that is not negative, in as few octets as it takes, the highest bit 0."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big") if value else b"")


class Reader:
    """Takes one thing after the other; `at` is how far it is. Raises: SshError where it is not there."""

    def __init__(self, data: bytes, longest: int = LONGEST) -> None:
        if len(data) > longest:
            raise SshError(N_("it has more than {most} octets"), most=longest)
        self._data, self.at = data, 0

    @property
    def left(self) -> bool:
        """Whether anything is left."""
        return self.at < len(self._data)

    def take(self, count: int) -> bytes:
        """So many octets."""
        if count > len(self._data) - self.at:
            raise SshError(N_("it ends in the middle, at octet {at}"), at=len(self._data))
        self.at += count
        return self._data[self.at - count : self.at]

    def uint32(self) -> int:
        """Four octets as a number."""
        return int.from_bytes(self.take(4), "big")

    def uint64(self) -> int:
        """Eight octets as a number."""
        return int.from_bytes(self.take(8), "big")

    def string(self) -> bytes:
        """Bytes with their length before them."""
        return self.take(self.uint32())

    def text(self) -> str:
        """A text that can be shown: UTF-8 without control characters."""
        try:
            found = self.string().decode()
        except UnicodeDecodeError:
            raise SshError(N_("a text in it is not UTF-8")) from None
        if not found.isprintable():
            raise SshError(N_("a text in it has characters that cannot be shown"))
        return found

    def mpint(self) -> int:
        """A number above 0 in its one form."""
        data = self.string()
        if not data or data[0] & 0x80 or (data[0] == 0 and (len(data) == 1 or not data[1] & 0x80)):
            raise SshError(N_("a number in it is not above 0, or not in its one form"))
        return int.from_bytes(data, "big")

    def end(self) -> None:
        """Nothing is left. Raises: SshError."""
        if self.left:
            raise SshError(N_("something follows after its end, at octet {at}"), at=self.at)
