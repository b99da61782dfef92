"""Key revocation lists of OpenSSH (PROTOCOL.krl): certificates by serial number, and keys by their digests."""

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeVar

from pki.ssh.keys import SshKey, of_blob
from pki.ssh.wire import Reader, SshError, string, uint32, uint64
from zhengyun.errors import N_

MAGIC: Final = b"SSHKRL\n\x00"
FORMAT: Final = 1
CERTIFICATES: Final = 1
BY_DIGEST: Final = 5
SERIALS: Final = 0x20
DIGEST: Final = 32
LONGEST: Final = 64 << 20

T = TypeVar("T", int, bytes)


class Krl(NamedTuple):
    """A list: its number, which rises, when it was made in seconds since 1970, whose certificates, and what is revoked.

    Serial numbers and digests (`SshKey.digest`) in order, none twice.
    """

    number: int
    made: int
    authority: SshKey
    serials: tuple[int, ...]
    digests: tuple[bytes, ...] = ()
    comment: str = ""


def listed(
    number: int, made: int, authority: SshKey, serials: Iterable[int], digests: Iterable[bytes] = (), comment: str = ""
) -> Krl:
    """A list of these, in whatever order they come."""
    return Krl(number, made, authority, tuple(sorted(set(serials))), tuple(sorted(set(digests))), comment)


def write(one: Krl) -> bytes:
    """The list as sshd and `ssh-keygen -Q` read it. It is not signed: whoever can write sshd's files needs none to break in."""
    head = (
        MAGIC + uint32(FORMAT) + uint64(one.number) + uint64(one.made) + uint64(0) + string(b"") + string(one.comment)
    )
    numbers = bytes([SERIALS]) + string(b"".join(map(uint64, one.serials))) if one.serials else b""
    sections = bytes([CERTIFICATES]) + string(string(one.authority.blob) + string(b"") + numbers)
    if one.digests:
        sections += bytes([BY_DIGEST]) + string(b"".join(map(string, one.digests)))
    return head + sections


def read(data: bytes) -> Krl:
    """A list as `write` writes it: of one authority, in one order. Raises: SshError."""
    reader = Reader(data, LONGEST)
    if reader.take(len(MAGIC)) != MAGIC or reader.uint32() != FORMAT:
        raise SshError(N_("it is no revocation list of OpenSSH's first format"))
    number, made = reader.uint64(), reader.uint64()
    if reader.uint64() or reader.string():
        raise SshError(N_("it says something in a place that is reserved"))
    comment, seen, sections = reader.text(), 0, dict[int, bytes]()
    while reader.left:
        kind = reader.take(1)[0]
        if kind not in {CERTIFICATES, BY_DIGEST} or kind <= seen:
            raise SshError(N_("it has a part that we do not write, or not in our order"))
        seen, sections[kind] = kind, reader.string()
    if CERTIFICATES not in sections:
        raise SshError(N_("it names no authority"))
    authority, serials = _certificates(sections[CERTIFICATES])
    return Krl(number, made, authority, serials, _digests(sections.get(BY_DIGEST, b"")), comment)


def _certificates(data: bytes) -> tuple[SshKey, tuple[int, ...]]:
    reader = Reader(data, LONGEST)
    authority = of_blob(reader.string())
    if reader.string():
        raise SshError(N_("it says something in a place that is reserved"))
    if not reader.left:
        return authority, ()
    if reader.take(1)[0] != SERIALS:
        raise SshError(N_("it has a part that we do not write, or not in our order"))
    numbers = Reader(reader.string(), LONGEST)
    reader.end()
    found = [numbers.uint64()]
    while numbers.left:
        found.append(numbers.uint64())
    return authority, _rising(tuple(found))


def _digests(data: bytes) -> tuple[bytes, ...]:
    reader, found = Reader(data, LONGEST), list[bytes]()
    while reader.left:
        found.append(reader.string())
        if len(found[-1]) != DIGEST:
            raise SshError(N_("a digest has not 32 octets"))
    return _rising(tuple(found))


def _rising(found: tuple[T, ...]) -> tuple[T, ...]:
    if found != tuple(sorted(set(found))):
        raise SshError(N_("its entries are not in order, or one is there twice"))
    return found
