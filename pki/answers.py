"""What answers of OCSP say of a certificate, now or as of a date that has passed, and why one of them does not count (RFC 6960 section 3.2)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pki.algorithms import key_of
from pki.certificate import Certificate
from pki.extensions import NO_CHECK, key_identifier
from pki.lint.opened import whole
from pki.ocsp import Issuer
from pki.ocsp_response import Response, Said
from pki.purposes import OCSP_SIGNING, extended_of, fits
from pki.revocation import Revoked, Told
from pki.status import Lists, signed_by
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.instant import text
from zhengyun.signing import Verifier

Digest = Callable[[str, bytes], bytes]


@dataclass(frozen=True)
class Answers:
    """Answers of anybody, of any dates. `nonces` are those that were sent with the questions; where there are any, an answer has one.

    `lists` say whether a delegate was revoked who does not say that nobody needs to ask.
    """

    given: Sequence[Response]
    verifier: Verifier
    digest: Digest
    lists: Lists = field(default_factory=Lists)
    nonces: frozenset[bytes] = frozenset()

    def status(self, found: Certificate, issuer: Certificate, at: datetime) -> Told:
        """What they say of a certificate as of that instant. Whoever was revoked later was not yet; who was revoked for good stays so."""
        told = [self._counts(answer, said, issuer, at) for answer, said in self._about(found, issuer)]
        revoked = [one for one in told if isinstance(one.status, Revoked)]
        if revoked:
            # One that is in force, before one that is old.
            return min(revoked, key=lambda one: bool(one.why.text))
        return next((one for one in told if one.status), told[-1] if told else Told(None))

    def _about(self, found: Certificate, issuer: Certificate) -> Iterator[tuple[Response, Said]]:
        key = _bits(issuer)
        by = Issuer.of(issuer, key, self.digest)
        for answer in self.given:
            for said in answer.said:
                if said.about.serial == found.serial and by.knows(said.about):
                    yield answer, said

    def _counts(self, answer: Response, said: Said, issuer: Certificate, at: datetime) -> Told:
        """What one of them says, or why it says nothing."""
        if self.nonces and answer.nonce not in self.nonces:
            return Told(None, Words(N_("the answer belongs to another question")))
        wrong = self._signed(answer, issuer)
        return Told(None, Words(wrong)) if wrong else _says(said, at)

    def _signed(self, answer: Response, issuer: Certificate) -> str:
        """Why neither the issuer nor somebody whom he has named for it has signed it; nothing where one of them has."""
        if _is(answer, issuer):
            return "" if self._by(issuer, answer) else N_("the issuer has not signed the answer")
        wrong = N_("neither the issuer nor a delegate of his has signed the answer")
        for data in answer.certificates:
            try:
                one = whole(data)
            except ZhengyunError:
                continue
            if _is(answer, one):
                wrong = self._delegate(one, issuer, answer) or ("" if self._by(one, answer) else wrong)
        return wrong

    def _delegate(self, one: Certificate, issuer: Certificate, answer: Response) -> str:
        """Why that certificate names nobody who may answer for the issuer (RFC 6960 section 4.2.2.2)."""
        by = signed_by(issuer, one.algorithm, one.to_be_signed, one.signature, self.verifier)
        if one.issuer_raw != issuer.subject_raw or not by:
            return N_("who has signed the answer has no certificate of the issuer's")
        if OCSP_SIGNING not in extended_of(one) or fits(one, "ocsp"):
            return N_("who has signed the answer has a certificate for something else")
        if not one.not_before <= answer.produced_at <= one.not_after:
            return N_("who has signed the answer had no certificate in force then")
        if NO_CHECK not in one.extensions and self.lists.status(one, issuer, answer.produced_at).status is not True:
            return N_("nothing says whether the certificate of who has signed the answer was revoked by then")
        return ""

    def _by(self, signer: Certificate, answer: Response) -> bool:
        return signed_by(signer, answer.algorithm, answer.to_be_signed, answer.signature, self.verifier)


def _says(said: Said, at: datetime) -> Told:
    """What an answer that is rightly signed says of an instant."""
    if said.status is None:
        return Told(None, Words(N_("whoever answers does not know it")))
    facts = {"begins": text(said.this_update), "ends": text(said.next_update) if said.next_update else "-"}
    if isinstance(said.status, Revoked) and said.status.at <= at:
        if said.this_update > at or _holds(said, at):
            return Told(said.status)
        if said.status.final:
            return Told(said.status, Words(N_("an answer that holds from {begins} to {ends} says so"), facts))
    if not _holds(said, at):
        return Told(None, Words(N_("the answer holds from {begins} to {ends}"), facts))
    return Told(True)


def _is(answer: Response, found: Certificate) -> bool:
    """Whether that certificate is of whom the answer says that he gives it."""
    if answer.name:
        return answer.name == found.subject_raw
    return answer.key_id == key_identifier(_bits(found))


def _holds(said: Said, at: datetime) -> bool:
    """Whether it speaks of that instant; one that says nothing of its end speaks of its beginning alone."""
    return said.this_update <= at < said.next_update if said.next_update else said.this_update == at


def _bits(found: Certificate) -> bytes:
    try:
        key = key_of(found.public_info)
    except ValueError:
        return b""
    return key[1] if key else b""
