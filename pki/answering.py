"""Answering questions from the register: who signs, what is said of a number, and answers made beforehand for all that are in force."""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from pki import certificate, codes, extensions, ocsp_request
from pki.algorithms import key_of
from pki.certificate import Certificate
from pki.listing import Office
from pki.ocsp import Failure, Issuer, Responder, failure
from pki.openssl import Store
from pki.port import Certificates, Statuses
from pki.purposes import fits
from pki.revocation import Reason, Revoked
from zhengyun.certified import Certified, Standing
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.instant import parse
from zhengyun.signing import Signer

Digest = Callable[[str, bytes], bytes]


def responder(
    office: Office, delegate: bytes, signer: Signer, certificates: Certificates, digest: Digest, now: datetime
) -> Responder:
    """Who answers for an authority: whoever has the key of that certificate, which the authority itself has issued for it.

    Raises: ZhengyunError (ZY-PKI-002; ZY-PKI-058: it may not answer, or the signer has another key).
    """
    found = certificate.read(delegate)
    problem = _problem(office, found, signer, now) or _revoked(
        certificates.certificate(office.authority.name, found.serial)
    )
    if problem:
        what, name = Words(problem), office.authority.name
        raise ZhengyunError(codes.NOT_IN_PLACE, certificate=f"{found.serial:x}", authority=name, what=what)
    return Responder(
        Issuer.of(office.certificate, _bits(office.certificate), digest),
        delegate,
        extensions.key_identifier(_bits(found)),
        signer.public.algorithm,
        lambda data: base64.b64decode(signer.sign(data)),
        lambda serial: standing_of(certificates.certificate(office.authority.name, serial)),
        timedelta(seconds=office.authority.schedule.answers),
    )


def answer(by: Responder, data: bytes, now: datetime) -> bytes:
    """The answer to a question as it came; one that cannot be read has an answer, too (RFC 6960 section 2.3).

    Raises: ZhengyunError, where the key cannot sign or the register cannot be read: whoever asked is not to blame.
    """
    try:
        question = ocsp_request.read(data)
    except ZhengyunError:
        return failure(Failure.MALFORMED)
    return by.answer(question, now)


class Beforehand(NamedTuple):
    """An answer that was made before anybody asked, for one certificate."""

    serial: int
    data: bytes


def beforehand(by: Responder, certificates: Certificates, office: Office, now: datetime) -> Iterator[Beforehand]:
    """Answers without a nonce for every certificate that has not ended (RFC 5019 section 2.2), one by one."""
    word, name, key = next(one for one in by.issuer.digests if one[0] == "sha1")
    for one in certificates.ending(now.strftime("%Y-%m-%dT%H:%M:%SZ"), "~"):
        if one.authority == office.authority.name:
            asked = ocsp_request.Question((ocsp_request.cert_id(word, name, key, one.serial),))
            yield Beforehand(one.serial, by.answer(asked, now))


def standing_of(one: Certified | None) -> Revoked | bool:
    """What is to be said of a certificate of the register: revoked, True for good, False where there never was one."""
    if one is None:
        return False
    if one.state is Standing.GOOD:
        return True
    reason = Reason(one.reason or Reason.UNSPECIFIED)
    return Revoked(one.serial, parse(one.state_at), reason, parse(one.invalidity) if one.invalidity else None)


def archived(
    certificates: Certificates, statuses: Statuses, now: datetime
) -> Callable[[Certificate, datetime], Revoked | bool | None]:
    """What the register says of a certificate as of an instant; nothing of one that no authority of ours has issued.

    Whoever was revoked later was good then, unless the key was in other hands by then. That something will be good, nobody knows.
    """

    def look(found: Certificate, at: datetime) -> Revoked | bool | None:
        ours = next((one for one in certificates.called(found.serial) if one.certificate == found.raw), None)
        if ours is None:
            return None
        said: Revoked | bool = True
        for one in statuses.history(ours.authority, ours.serial):
            since = min(one.at, one.invalidity or one.at)
            if parse(since) <= at:
                reason = Reason(one.reason or Reason.UNSPECIFIED)
                said = one.state is Standing.GOOD or Revoked(ours.serial, parse(one.at), reason)
        return None if said is True and at > now else said

    return look


def _problem(office: Office, found: Certificate, signer: Signer, now: datetime) -> str:
    own = office.certificate
    if key_of(found.public_info) != (signer.public.algorithm, base64.b64decode(signer.public.value)):
        return N_("it is not for the key that signs")
    if not found.not_before <= now <= found.not_after:
        return N_("it is not in force")
    if found.raw == own.raw:
        return ""
    if found.issuer_raw != own.subject_raw or Store([own.raw], partial=True).judge(found.raw, (), now).error:
        return N_("the authority itself has not issued it")
    return fits(found, "ocsp") and N_("it was not made for that")


def _revoked(row: Certified | None) -> str:
    """Whoever answers often says that nobody needs to ask about him (ocspNoCheck): so it is asked here."""
    return "" if row is None or row.state is Standing.GOOD else N_("it was revoked or is suspended")


def _bits(found: Certificate) -> bytes:
    key = key_of(found.public_info)
    return key[1] if key else b""
