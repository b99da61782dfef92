"""Whether a server authenticates: Network Time Security (RFC 8915), as far as it can be seen from outside.

A key establishment by TLS 1.3 with a certificate of our authority for the server's address must hand out cookies; a packet with such a
cookie whose authenticator is forged must be refused by the server of time itself, and refused by name; and one that is authenticated must
be answered by a packet that the keys of the session prove. The interpreter's TLS does not hand those out: they are of a second session, with
the very certificate that the first has found to count.
"""

import socket
import ssl
import struct
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

from clock.asking import Target
from clock.authenticated import CONTEXTS, LABEL, forged, holds, sealed
from clock.packets import LONGEST, Packet, decode, encode
from clock.port import Means
from zhengyun.errors import N_, Words, why

PORT: Final = 4460
PROTOCOL: Final = "ntske/1"
RECORD: Final = struct.Struct("!HH")
CRITICAL: Final = 0x8000
END, NEXT, ERROR, WARNING, AEAD, COOKIE, SERVER, SERVER_PORT = range(8)
NTPV4: Final = 0
AES_SIV_CMAC_256: Final = 15
REFUSED: Final = "NTSN"
SECONDS: Final = 3.0
MOST: Final = 65_536
WIDTH: Final = 32


class Record(NamedTuple):
    """One record of a key establishment (RFC 8915 section 4)."""

    kind: int
    body: bytes
    critical: bool = False


class Handed(NamedTuple):
    """What a key establishment has handed out: cookies, and where the server of time is, where that is elsewhere."""

    cookies: tuple[bytes, ...]
    server: str = ""
    port: int = 0


def written(records: Sequence[Record]) -> bytes:
    """The bytes of records."""
    return b"".join(RECORD.pack(one.kind | CRITICAL * one.critical, len(one.body)) + one.body for one in records)


WANTED: Final = written(
    (
        Record(NEXT, NTPV4.to_bytes(2, "big"), critical=True),
        Record(AEAD, AES_SIV_CMAC_256.to_bytes(2, "big"), critical=True),
        Record(END, b"", critical=True),
    )
)


def records(data: bytes) -> Iterator[Record]:
    """Read records up to the one that ends them. Raises: ValueError with our own words."""
    while len(data) >= RECORD.size:
        kind, length = RECORD.unpack_from(data)
        body = data[RECORD.size : RECORD.size + length]
        if len(body) < length:
            break
        yield Record(kind & ~CRITICAL, body, bool(kind & CRITICAL))
        if kind & ~CRITICAL == END:
            return
        data = data[RECORD.size + length :]
    raise ValueError(Words(N_("the key establishment was torn off")))


def handed(data: bytes) -> Handed:
    """What an answer hands out. Raises: ValueError with our own words, where it refuses or hands out what we cannot use."""
    cookies: list[bytes] = []
    agreed, server, port = set[int](), "", 0
    for one in records(data):
        if one.kind in {ERROR, WARNING}:
            number = int.from_bytes(one.body, "big")
            raise ValueError(Words(N_("the key establishment is refused with error {number}"), {"number": number}))
        if one.kind in {NEXT, AEAD}:
            agreed |= {one.kind} if _number(one.body) == {NEXT: NTPV4, AEAD: AES_SIV_CMAC_256}[one.kind] else set()
        elif one.kind == COOKIE:
            cookies.append(one.body)
        elif one.kind == SERVER:
            server = one.body.decode("ascii", "replace")
        elif one.kind == SERVER_PORT:
            port = _number(one.body)
        elif one.kind != END and one.critical:
            raise ValueError(Words(N_("the key establishment says something that we do not know")))
    if agreed != {NEXT, AEAD} or not cookies:
        raise ValueError(Words(N_("the key establishment hands out no cookie for NTP with AES-SIV-CMAC-256")))
    return Handed(tuple(cookies), server, port)


def _number(body: bytes) -> int:
    return int.from_bytes(body, "big") if len(body) == 2 else -1


def prove_all(
    targets: Sequence[Target], trusted: str, means: Means, port: int = PORT, known: Mapping[str, str] | None = None
) -> dict[str, Words | str]:
    """The servers that do not authenticate, and why; `trusted` are certificates of authorities, PEM.

    `known` has the addresses that certificates must be for, where servers are asked at others than their clients ask.
    """
    names = known or {}
    with ThreadPoolExecutor(WIDTH) as pool:
        told = pool.map(lambda one: _problem(one, names.get(one.name, one.address), trusted, means, port), targets)
    return {one.name: problem for one, problem in zip(targets, told, strict=True) if problem}


def _problem(target: Target, name: str, trusted: str, means: Means, port: int) -> Words | str:
    try:
        certificate, said = _established(target.address, name, port, trusted)
        got = handed(said)
        answer = _asked(got.server or target.address, got.port or target.port, forged(got.cookies[0]))
        if answer.kiss != REFUSED:
            return Words(N_("it answers a packet with a forged authenticator"))
        return _unproven(target, certificate, means, port)
    except ssl.SSLCertVerificationError as refused:
        return Words(N_("its certificate does not count: {what}"), {"what": refused.verify_message})
    except TimeoutError:
        return Words(N_("nobody answers for NTS"))
    except OSError as failed:
        return Words(N_("no key establishment for NTS: {what}"), {"what": failed.strerror or str(failed)})
    except ValueError as refused:
        return why(refused)


def _unproven(target: Target, certificate: bytes, means: Means, port: int) -> Words | str:
    """What is wrong with the answer to a question that is authenticated. Raises: OSError, ValueError."""
    said, (ours, theirs) = means.exported((target.address, port), certificate, PROTOCOL, WANTED, LABEL, CONTEXTS)
    got = handed(said)
    asked = sealed(got.cookies[0], ours, means.seal)
    answer = _asked(got.server or target.address, got.port or target.port, asked)
    return (
        "" if holds(asked, answer, theirs, means.opened) else Words(N_("its answer is not by the keys of the session"))
    )


def _established(address: str, name: str, port: int, trusted: str) -> tuple[bytes, bytes]:
    """One key establishment: by which certificate (DER), and the answer. Raises: OSError, ValueError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols([PROTOCOL])
    if trusted:
        context.load_verify_locations(cadata=trusted)
    with (
        socket.create_connection((address, port), SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        if secured.selected_alpn_protocol() != PROTOCOL:
            raise ValueError(Words(N_("whoever answers there does not establish keys for NTS")))
        secured.sendall(WANTED)
        return secured.getpeercert(binary_form=True) or b"", b"".join(_read(secured))


def _read(secured: ssl.SSLSocket) -> Iterator[bytes]:
    whole = 0
    while whole < MOST and (data := secured.recv(MOST)):
        whole += len(data)
        yield data


def _asked(address: str, port: int, packet: Packet) -> Packet:
    """What a server answers to a packet. Raises: OSError, ValueError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as opened:
        opened.settimeout(SECONDS)
        opened.connect((address, port))
        opened.send(encode(packet))
        try:
            while (answer := decode(opened.recv(LONGEST))).origin != packet.sent:
                pass
        except TimeoutError:
            raise ValueError(Words(N_("it hands out cookies, and its server of time takes none"))) from None
        return answer
