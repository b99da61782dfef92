"""Signatures, paths and revocation lists of every algorithm, as OpenSSL judges them (RFC 5280 section 6; SM2 with the identity of GM/T 0009); and
keys of a session of TLS, which the interpreter's own does not hand out.

The only module that knows pyOpenSSL, and of `cryptography` what pyOpenSSL takes.
"""

import socket
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from cryptography import x509
from OpenSSL import SSL, crypto

from pki.revocation import Reason, Revoked
from zhengyun.errors import N_, Words

# Strict about RFC 5280; nothing is trusted for being in the middle of a path.
FLAGS: Final = crypto.X509StoreFlags.X509_STRICT
# A root's own signature, too.
OWN: Final = crypto.X509StoreFlags.CHECK_SS_SIGNATURE
# X509_V_FLAG_NO_CHECK_TIME, which pyOpenSSL has no name for.
TIMELESS: Final = 0x200000
# X509_V_FLAG_PARTIAL_CHAIN: what is trusted need not be a root.
PARTIAL: Final = crypto.X509StoreFlags.PARTIAL_CHAIN
# So many instants are kept prepared: the present second, and the dates of a few who look back.
INSTANTS: Final = 8
SECONDS: Final = 3
KEY: Final = 32
MOST: Final = 65_536


class Judged(NamedTuple):
    """What OpenSSL says. `error` is its number (X509_V_ERR_*), 0 where it accepts; `depth` the certificate that it is about, the leaf being 0.

    `path` are the certificates from the leaf to the anchor, where there is a path.
    """

    error: int
    depth: int
    text: str
    path: tuple[bytes, ...] = ()


class Store:
    """Roots that are trusted, or with `partial` any certificates: prepared once, and asked again and again.

    Raises: ValueError where OpenSSL cannot read what it is given.
    """

    def __init__(self, anchors: Iterable[bytes], *, partial: bool = False) -> None:
        self._read: dict[bytes, crypto.X509] = {}
        # Roots whose own signature has been found to be theirs: it takes as long as any other, and does not change.
        self._own: set[bytes] = set()
        self._anchors = [self._certificate(one) for one in anchors]
        self._usual = FLAGS | PARTIAL if partial else FLAGS
        self._stores: dict[tuple[datetime | None, bool], crypto.X509Store] = {}

    def judge(self, leaf: bytes, between: Sequence[bytes], at: datetime | None) -> Judged:
        """Whether there is a path from a root to the leaf at that instant, or at any; by way of some of the certificates between.

        Raises: ValueError.
        """
        judged = self._judge(leaf, between, at, own=False)
        if not judged.error and judged.path[-1] not in self._own:
            judged = self._judge(leaf, between, at, own=True)
            self._own.update(judged.path[-1:])
        return judged

    def _judge(self, leaf: bytes, between: Sequence[bytes], at: datetime | None, *, own: bool) -> Judged:
        chain = [self._certificate(one) for one in between]
        context = crypto.X509StoreContext(self._store(at, own), self._certificate(leaf, keep=False), chain)
        try:
            found = context.get_verified_chain()
        except crypto.X509StoreContextError as error:
            number, depth, text = error.errors
            return Judged(int(number), int(depth), str(text))
        return Judged(0, 0, "", tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, one) for one in found))

    def _store(self, at: datetime | None, own: bool) -> crypto.X509Store:
        """One for each instant: OpenSSL keeps the first that a store is told, whatever it is told afterwards."""
        store = self._stores.get((at, own))
        if store is None:
            store = crypto.X509Store()
            for one in self._anchors:
                store.add_cert(one)
            store.set_flags(self._usual | (TIMELESS if at is None else 0) | (OWN if own else 0))
            if at is not None:
                store.set_time(at)
            if len(self._stores) >= INSTANTS:
                self._stores.clear()
            self._stores[at, own] = store
        return store

    def _certificate(self, data: bytes, *, keep: bool = True) -> crypto.X509:
        """A certificate as OpenSSL has read it; those of authorities come again and again."""
        found = self._read.get(data)
        if found is None:
            try:
                found = crypto.load_certificate(crypto.FILETYPE_ASN1, data)
            except crypto.Error as error:
                raise ValueError(str(error)) from error
            if keep:
                self._read[data] = found
        return found


class SerialNumbers:
    """The entries of a list, looked up by number: of a million in milliseconds. Raises: ValueError where it is no list."""

    def __init__(self, data: bytes) -> None:
        self._list = x509.load_der_x509_crl(data)

    def find(self, serial: int) -> Revoked | None:
        """What the list says of that number."""
        found = self._list.get_revoked_certificate_by_serial_number(serial)
        if found is None:
            return None
        reason, invalid = Reason.UNSPECIFIED, None
        for said in (one.value for one in found.extensions):
            if isinstance(said, x509.CRLReason):
                reason = Reason[said.reason.name.upper()]
            elif isinstance(said, x509.InvalidityDate):
                invalid = said.invalidity_date_utc
        return Revoked(serial, found.revocation_date_utc, reason, invalid)


def exported(
    there: tuple[str, int], certificate: bytes, protocol: str, asked: bytes, label: str, contexts: Sequence[bytes]
) -> tuple[bytes, tuple[bytes, ...]]:
    """Ask by TLS 1.3 whoever has exactly that certificate (DER): all of his answer, and for each context a key of 32 bytes (RFC 5705).

    Raises: OSError; ValueError where somebody has another certificate.
    """
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_3_VERSION)
    context.set_alpn_protos([protocol.encode("ascii")])
    with socket.create_connection(there, SECONDS) as plain:
        # OpenSSL reads by itself, so that the kernel has to keep the time.
        plain.settimeout(None)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", SECONDS, 0))
        session = SSL.Connection(context, plain)
        session.set_connect_state()
        try:
            session.do_handshake()
            if not _is(session, certificate):
                raise ValueError(Words(N_("it showed another certificate the second time")))
            session.sendall(asked)
            answer = b"".join(_until_closed(session))
        except SSL.WantReadError as late:
            raise TimeoutError from late
        except SSL.Error as failed:
            raise OSError(str(failed)) from failed
        return answer, tuple(session.export_keying_material(label.encode("ascii"), KEY, one) for one in contexts)


def _is(session: SSL.Connection, certificate: bytes) -> bool:
    """Whether it is with whoever has that certificate: who has not its key comes to no end of a handshake."""
    peer = session.get_peer_certificate()
    return peer is not None and crypto.dump_certificate(crypto.FILETYPE_ASN1, peer) == certificate


def _until_closed(session: SSL.Connection) -> Iterator[bytes]:
    whole = 0
    try:
        while whole < MOST and (data := session.recv(MOST)):
            whole += len(data)
            yield data
    except SSL.ZeroReturnError:
        return
