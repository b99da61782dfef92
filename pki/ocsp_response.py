"""Answers about the status of certificates (RFC 6960 section 4.2), as strangers give them: read strictly, and believed by `pki.answers`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from pki import der, ocsp_request
from pki.certificate import Extension, extensions_of, parts
from pki.der_rules import bad_form
from pki.ocsp import BASIC, Failure
from pki.ocsp_request import NONCE, CertId
from pki.revocation import BY_NUMBER, Reason, Revoked
from zhengyun.errors import N_

# An answer with its signer's certificate has about a kilobyte.
LONGEST: Final = 64 * 1024
# Whoever answers sends his own certificate, and perhaps what leads to it.
MOST_CERTIFICATES: Final = 8
KEY_ID_OCTETS: Final = 20
GOOD, REVOKED, UNKNOWN = 0x80, 0xA1, 0x82
BY_NAME, BY_KEY = 0xA1, 0xA2


class Said(NamedTuple):
    """What is said of one certificate: revoked, True for good, None where whoever answers does not know it.

    Without `next_update` it says nothing of how long it holds.
    """

    about: CertId
    status: Revoked | bool | None
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it was read. Whoever gives it says his name (`name`, encoded) or his key (`key_id`, SHA-1 of its bits)."""

    raw: bytes
    to_be_signed: bytes
    algorithm: bytes
    signature: bytes
    name: bytes
    key_id: bytes
    produced_at: datetime
    said: tuple[Said, ...]
    nonce: bytes
    certificates: tuple[bytes, ...]


def read(data: bytes, what: str = "-") -> Response:
    """Take an answer apart; `what` names it in an error. One that only says why there is none is refused, too.

    Raises: ZhengyunError (ZY-PKI-002).
    """
    try:
        return _response(data)
    except ValueError as error:
        raise bad_form(error, what, N_("OCSP answer")) from error


def _response(data: bytes) -> Response:
    if len(data) > LONGEST:
        raise der.DerError(N_("more than {most} bytes"), LONGEST, most=LONGEST)
    fields = der.check(data).expect(der.SEQUENCE).children()
    status = fields[0].expect(der.ENUMERATED).content if fields else b""
    if status != b"\0":
        known = {bytes((one,)): one.name.lower() for one in Failure}
        raise der.DerError(N_("no answer, but why there is none: {why}"), 0, why=known.get(status, "-"))
    if len(fields) != 2:
        raise der.DerError(N_("an answer that says nothing"), 0)
    inner = _one(fields[1].expect(0xA0)).expect(der.SEQUENCE).children()
    if len(inner) != 2 or inner[0].raw != BASIC:
        raise der.DerError(N_("an answer of another type than the basic one"), fields[1].offset)
    basic = inner[1].expect(der.OCTET_STRING).content
    certificates: tuple[bytes, ...] = ()
    whole = der.check(basic).expect(der.SEQUENCE).children()
    if len(whole) == 4:
        certificates = _certificates(whole.pop())
    # What is left is signed as certificates are.
    three = parts(der.sequence(*(one.raw for one in whole)), LONGEST, whole=False)
    return _data(data, three.to_be_signed, three.algorithm, three.signature, certificates)


def _certificates(field: der.Node) -> tuple[bytes, ...]:
    found = _one(field.expect(0xA0)).expect(der.SEQUENCE).children()
    if not 1 <= len(found) <= MOST_CERTIFICATES:
        raise der.DerError(N_("no certificates, or more than {most}"), field.offset, most=MOST_CERTIFICATES)
    return tuple(one.expect(der.SEQUENCE).raw for one in found)


def _data(raw: bytes, body: der.Node, algorithm: bytes, signature: bytes, certificates: tuple[bytes, ...]) -> Response:
    fields = body.children()
    if fields and fields[0].tag == 0xA0:
        raise der.DerError(N_("a version other than the first, or the first one written"), fields[0].offset)
    if not 3 <= len(fields) <= 4:
        raise der.DerError(N_("the fields of an answer are needed"), body.offset)
    name, key_id = _responder(fields[0])
    each = fields[2].expect(der.SEQUENCE).children()
    if not 1 <= len(each) <= ocsp_request.MOST:
        raise der.DerError(N_("it is about none, or about more than {most}"), fields[2].offset, most=ocsp_request.MOST)
    found = _extensions(fields[3]) if len(fields) == 4 else {}
    nonce = found[NONCE].value if NONCE in found else b""
    said = tuple(_said(one) for one in each)
    produced = der.moment(fields[1])
    return Response(raw, body.raw, algorithm, signature, name, key_id, produced, said, nonce, certificates)


def _responder(node: der.Node) -> tuple[bytes, bytes]:
    inner = _one(node)
    if node.tag == BY_NAME:
        return inner.expect(der.SEQUENCE).raw, b""
    if node.tag != BY_KEY or len(inner.expect(der.OCTET_STRING).content) != KEY_ID_OCTETS:
        raise der.DerError(N_("neither a name nor a key says who answers"), node.offset)
    return b"", inner.content


def _said(node: der.Node) -> Said:
    fields = node.expect(der.SEQUENCE).children()
    if not 3 <= len(fields) <= 5:
        raise der.DerError(N_("three to five fields say how a certificate stands"), node.offset)
    about, status, this_update, *rest = fields
    asked = ocsp_request.named(about)
    following = der.moment(_one(rest.pop(0))) if rest and rest[0].tag == 0xA0 else None
    if rest:
        _extensions(rest.pop(0))
    if rest:
        raise der.DerError(N_("fields that no answer has"), rest[0].offset)
    begins = der.moment(this_update)
    if following and following < begins:
        raise der.DerError(N_("it ends before it begins"), node.offset)
    return Said(asked, _status(status, asked.serial), begins, following)


def _status(node: der.Node, serial: int) -> Revoked | bool | None:
    if node.tag in {GOOD, UNKNOWN} and not node.content:
        return True if node.tag == GOOD else None
    fields = node.children() if node.tag == REVOKED else []
    if not 1 <= len(fields) <= 2:
        raise der.DerError(N_("neither good, revoked nor unknown"), node.offset)
    number = 0
    if len(fields) == 2:
        number = int.from_bytes(_one(fields[1].expect(0xA0)).expect(der.ENUMERATED).content, "big", signed=True)
    reason = BY_NUMBER.get(number)
    if reason is None or reason is Reason.REMOVE_FROM_CRL:
        raise der.DerError(N_("a reason that there is not"), node.offset)
    return Revoked(serial, der.moment(fields[0]), reason)


def _extensions(field: der.Node) -> Mapping[str, Extension]:
    found = extensions_of(_one(field.expect(0xA1)))
    unknown = [one.oid for one in found.values() if one.critical and one.oid != NONCE]
    if unknown:
        raise der.DerError(N_("critical extension {oid}"), field.offset, oid=unknown[0])
    return found


def _one(field: der.Node) -> der.Node:
    """What is in a field that holds one thing."""
    inner = field.children()
    if len(inner) != 1:
        raise der.DerError(N_("one thing is needed here"), field.offset)
    return inner[0]
