"""Answers about the status of certificates (RFC 6960 section 4.2; GM/T 0014 for SM2), signed by whom the authority has named for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from pki import der
from pki.algorithms import ALGORITHMS, written
from pki.certificate import Certificate, Extension
from pki.ocsp_request import NONCE, CertId, Question
from pki.revocation import NUMBERS, Revoked

BASIC: Final = der.oid("1.3.6.1.5.5.7.48.1.1")
SUCCESSFUL: Final = der.enumerated(0)
GOOD: Final = b"\x80\x00"
UNKNOWN: Final = b"\x82\x00"


class Failure(IntEnum):
    """Why there is no answer (RFC 6960 section 4.2.1). It is not signed, and says nothing of any certificate."""

    MALFORMED = 1
    INTERNAL = 2
    LATER = 3
    UNAUTHORIZED = 6


class Issuer(NamedTuple):
    """An authority as questions name it: by the digests of its name and key, for each word of a digest."""

    digests: frozenset[tuple[str, bytes, bytes]]

    @classmethod
    def of(cls, certificate: Certificate, key: bytes, digest: Callable[[str, bytes], bytes]) -> "Issuer":
        """The authority of that certificate; `key` are the bare bits of its public key."""
        return cls(
            frozenset(
                (word, digest(word, certificate.subject_raw), digest(word, key)) for word in ("sha1", "sha256", "sm3")
            )
        )

    def knows(self, asked: CertId) -> bool:
        """Whether a question is about a certificate of this authority."""
        return (asked.digest, asked.name_hash, asked.key_hash) in self.digests


Lookup = Callable[[int], "Revoked | bool"]
"""What the register says of a number: what is revoked, True for what is good, False for what was never issued."""


@dataclass(frozen=True)
class Responder:
    """Who answers for an authority. `certificate` is his own, `key_id` the SHA-1 of its key's bits, `sign` signs as `keys` do."""

    issuer: Issuer
    certificate: bytes
    key_id: bytes
    algorithm: str
    sign: Callable[[bytes], bytes]
    lookup: Lookup
    holds: timedelta

    def answer(self, question: Question, now: datetime) -> bytes:
        """OCSPResponse. What is asked of other authorities is not answered at all: another may know."""
        if not all(self.issuer.knows(one) for one in question.about):
            return failure(Failure.UNAUTHORIZED)
        this, following = _from_until(now, self.holds)
        single = [der.sequence(one.raw, self._status(one.serial), this, following) for one in question.about]
        nonce = _nonce(question.nonce) if question.nonce else b""
        data = der.sequence(self._named, this, der.sequence(*single), nonce)
        basic = der.sequence(data, self._by, der.bits(written(self.algorithm, self.sign(data))), self._certificates)
        return der.sequence(SUCCESSFUL, der.explicit(0, der.sequence(BASIC, der.octets(basic))))

    # What is the same in every answer.

    @cached_property
    def _named(self) -> bytes:
        return der.explicit(2, der.octets(self.key_id))

    @cached_property
    def _by(self) -> bytes:
        return ALGORITHMS[self.algorithm].signature

    @cached_property
    def _certificates(self) -> bytes:
        return der.explicit(0, der.sequence(self.certificate))

    def _status(self, serial: int) -> bytes:
        """CertStatus."""
        found = self.lookup(serial)
        if isinstance(found, Revoked):
            number = NUMBERS[found.reason]
            reason = der.explicit(0, der.enumerated(number)) if number else b""
            return der.tlv(0xA1, der.generalized(found.at) + reason)
        return GOOD if found else UNKNOWN


# Many answers are given in one second.
@lru_cache(64)
def _from_until(now: datetime, holds: timedelta) -> tuple[bytes, bytes]:
    """thisUpdate and nextUpdate."""
    return der.generalized(now), der.explicit(0, der.generalized(now + holds))


def _nonce(value: bytes) -> bytes:
    """The extensions of an answer: the nonce as it came."""
    return der.explicit(1, der.sequence(Extension(NONCE, False, value).encoded()))


def failure(why: Failure) -> bytes:
    """An OCSPResponse without an answer."""
    return der.sequence(der.enumerated(why))
