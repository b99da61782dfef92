"""The certificate that a site shows its clients: looked at as they will look at it, kept, and seen from outside.

Whether it is believed is not worked out here: a client and a server of Python's own shake hands in memory.
"""

import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from lab import codes
from lab.files import private_directory, write_private
from lab.openstack import kept
from lab.openstack.services import ADDRESS
from lab.place import SitePlace
from zhengyun.errors import N_, Code, Words, ZhengyunError

MOST: Final = 1 << 20
# What verifying ends with (X509_V_ERR_* of OpenSSL's x509_vfy.h).
NOT_IN_FORCE: Final = frozenset({9, 10})
NO_ROOT: Final = frozenset({2, 18, 19, 20, 21})
OTHER_NAME: Final = frozenset({62, 63, 64})


class Material(NamedTuple):
    """A certificate with those between it and a root, its private key, and the roots: texts in PEM, and where they came from."""

    chain: str
    key: str
    roots: str
    files: tuple[Path, Path, Path]


class Seen(NamedTuple):
    """What a client sees of a site: until when the certificate holds, or why it is not believed."""

    until: str = ""
    version: str = ""
    problem: str = ""


def read(chain: Path, key: Path, roots: Path) -> Material:
    """The three files.

    Raises: ZhengyunError ZY-LAB-030 for one that cannot be read, or is none of this kind.
    """
    texts = _text(chain, "CERTIFICATE"), _text(key, "PRIVATE KEY"), _text(roots, "CERTIFICATE")
    return Material(*texts, (chain, key, roots))


def check(material: Material) -> str:
    """The instant until which clients at the lab's address believe it.

    Raises: ZhengyunError ZY-LAB-030 to -035.
    """
    server, client = _server(material), _client(material)
    try:
        peer = _meet(server, client)
    except ssl.SSLCertVerificationError as refused:
        raise _refusal(material, refused, server, client) from refused
    except ssl.SSLError as failed:
        raise ZhengyunError(codes.TLS_UNUSABLE, file=material.files[0], problem=_said(failed)) from failed
    return until(peer)


def check_kept(place: SitePlace) -> None:
    """Raise ZhengyunError ZY-LAB-030 to -035 where the site has a certificate and clients would not believe it any more."""
    known = kept.load(place.kept)
    if known and known.tls:
        check(read(place.certificate, place.certificate, place.roots))


def keep(place: SitePlace, material: Material) -> None:
    """Put it where the front takes it from: what it shows is replaced at once, and the roots are there before."""
    private_directory(place.certificate.parent)
    write_private(place.roots, material.roots)
    write_private(place.certificate, f"{material.chain.rstrip()}\n{material.key}")


def forget(place: SitePlace) -> None:
    """Remove it."""
    for file in (place.certificate, place.roots):
        file.unlink(missing_ok=True)


def trusting(roots: Path) -> ssl.SSLContext:
    """A client that believes those roots and no others."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(roots)
    return context


def look(port: int, roots: Path, timeout: float) -> Seen:
    """What a client sees that believes those roots; `timeout` in seconds."""
    try:
        with (
            socket.create_connection((ADDRESS, port), timeout) as raw,
            trusting(roots).wrap_socket(raw, server_hostname=ADDRESS) as opened,
        ):
            return Seen(until(opened.getpeercert() or {}), opened.version() or "")
    except OSError as failed:
        return Seen(problem=_said(failed))


def until(peer: Mapping[str, object]) -> str:
    """The end of a certificate that was believed."""
    ends = ssl.cert_time_to_seconds(str(peer["notAfter"]))
    return datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(file: Path, kind: str) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST + 1)
    except OSError as failed:
        raise ZhengyunError(codes.TLS_FILE, file=file, problem=failed.strerror) from failed
    text = data.decode("ascii", errors="replace")
    if len(data) > MOST:
        raise ZhengyunError(codes.TLS_FILE, file=file, problem=Words(N_("it is larger than 1 MiB")))
    if f"{kind}-----" not in text:
        raise ZhengyunError(codes.TLS_FILE, file=file, problem=Words(N_("no {kind} in PEM is in it"), {"kind": kind}))
    if kind == "PRIVATE KEY" and "ENCRYPTED" in text:
        raise ZhengyunError(
            codes.TLS_FILE,
            file=file,
            problem=Words(N_("it is under a passphrase, and the lab starts when nobody is there to type it")),
        )
    return text


def _server(material: Material) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    chain, key, _ = material.files
    try:
        with _in_memory(f"{material.chain}\n{material.key}") as file:
            context.load_cert_chain(file, password="")
    except ssl.SSLError as failed:
        if failed.reason == "KEY_VALUES_MISMATCH":
            raise ZhengyunError(codes.TLS_OTHER_KEY, key=key, chain=chain) from failed
        raise ZhengyunError(codes.TLS_UNUSABLE, file=chain, problem=_said(failed)) from failed
    return context


def _client(material: Material) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=material.roots)
    except ssl.SSLError as failed:
        raise ZhengyunError(codes.TLS_FILE, file=material.files[2], problem=_said(failed)) from failed
    return context


@contextmanager
def _in_memory(text: str) -> Iterator[str]:
    """A file that no disk ever sees: OpenSSL reads keys from files alone."""
    with os.fdopen(os.memfd_create("certificate"), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        yield f"/proc/self/fd/{file.fileno()}"


def _meet(server: ssl.SSLContext, client: ssl.SSLContext) -> dict[str, object]:
    """The server's certificate, as a client has it that believed it. Raises: ssl.SSLError."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(back, there, server_hostname=ADDRESS)
    other = server.wrap_bio(there, back, server_side=True)
    for _ in range(4):
        for side in (one, other):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return dict(one.getpeercert() or {})


def _refusal(
    material: Material, refused: ssl.SSLCertVerificationError, server: ssl.SSLContext, client: ssl.SSLContext
) -> ZhengyunError:
    code: Code = codes.TLS_UNUSABLE
    number, problem = refused.verify_code, refused.verify_message
    if number in OTHER_NAME:
        # Asked again without the name, it tells whose it is.
        client.check_hostname = False
        names = _meet(server, client).get("subjectAltName", ())
        shown = ", ".join(value for _, value in names) if isinstance(names, tuple) else ""
        return ZhengyunError(codes.TLS_OTHER_MACHINE, file=material.files[0], address=ADDRESS, names=shown or "-")
    if number in NOT_IN_FORCE:
        code = codes.TLS_NOT_IN_FORCE
    elif number in NO_ROOT:
        code = codes.TLS_NO_ROOT
    return ZhengyunError(code, file=material.files[0], roots=material.files[2], problem=problem)


def _said(failed: OSError) -> str:
    """OpenSSL's own words, or the system's, without the place in their source."""
    if isinstance(failed, ssl.SSLCertVerificationError):
        return failed.verify_message
    if isinstance(failed, ssl.SSLError):
        return (failed.reason or str(failed)).replace("_", " ").lower()
    return failed.strerror or str(failed)
