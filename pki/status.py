"""What lists say of a certificate, now or as of a date that has passed (RFC 5280 section 6.3)."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from pki import crl
from pki.algorithms import bare, key_of, means
from pki.certificate import Certificate
from pki.crl import RevocationList
from pki.extensions import AUTHORITY_KEY, KEY_USAGE
from pki.openssl import SerialNumbers
from pki.purposes import CRL_SIGN, bits_of
from pki.revocation import Reason, Revoked, Told
from zhengyun.errors import N_, Words
from zhengyun.instant import text
from zhengyun.signing import PublicKey, Verifier

KNOWN: Final = frozenset({crl.NUMBER, crl.DELTA, AUTHORITY_KEY})


class Held(NamedTuple):
    """A list, its entries for looking up, and the digest by which it is known again."""

    head: RevocationList
    entries: SerialNumbers
    digest: bytes


@dataclass
class Lists:
    """Lists of any issuers and any dates. Raises: ZhengyunError (ZY-PKI-002) where one cannot be read."""

    data: Sequence[bytes] = ()
    verifier: Verifier | None = None
    _held: list[Held] = field(default_factory=list)
    _sound: dict[tuple[bytes, bytes], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.data:
            self._held.append(Held(crl.read(one), SerialNumbers(one), hashlib.sha256(one).digest()))

    def status(self, found: Certificate, issuer: Certificate, at: datetime) -> Told:
        """What the issuer's lists say of a certificate as of that instant: revoked, True for good, None where none of them says so.

        Good is said by a list that was in force then. Later ones say besides whether the key was in other hands by then; who
        was suspended and is no longer, they do not say. One that had ended by then says who was revoked for good, and no more than that.
        """
        said = [one for one in self._held if one.head.issuer_raw == found.issuer_raw and self._signed(one, issuer)]
        later = (_as_of(one.entries.find(found.serial), at) for one in said if one.head.this_update > at)
        revoked = next((one for one in later if one), None)
        full = [one for one in said if one.head.this_update <= at < one.head.next_update and one.head.base is None]
        newest = max(full, key=lambda one: one.head.number, default=None)
        known = (_as_of(_latest(newest, said, found.serial, at), at) if newest else None) or revoked
        if known:
            return Told(known)
        gone = _gone([one for one in said if one.head.this_update <= at and one is not newest], found.serial, at)
        return Told(True) if newest and gone.status is None else gone

    def _signed(self, one: Held, issuer: Certificate) -> bool:
        """Whether the issuer, who may sign lists, has signed this one."""
        place = one.digest, issuer.public_info
        if place not in self._sound:
            self._sound[place] = self._verifies(one.head, issuer)
        return self._sound[place]

    def _verifies(self, head: RevocationList, issuer: Certificate) -> bool:
        may = KEY_USAGE not in issuer.extensions or CRL_SIGN in set(bits_of(issuer))
        unknown = [one.oid for one in head.extensions.values() if one.critical and one.oid not in KNOWN]
        if not may or unknown or self.verifier is None:
            return False
        return signed_by(issuer, head.algorithm, head.to_be_signed, head.signature, self.verifier)


def _latest(full: Held, lists: Sequence[Held], serial: int, at: datetime) -> Revoked | None:
    """The entry of a full list, or of the newest delta that goes with it."""
    deltas = [
        one for one in lists if _goes_with(one.head, full.head) and one.head.this_update <= at < one.head.next_update
    ]
    newer = (one.entries.find(serial) for one in sorted(deltas, key=lambda one: one.head.number, reverse=True))
    return next((one for one in newer if one), full.entries.find(serial))


def _gone(lists: Sequence[Held], serial: int, at: datetime) -> Told:
    """What lists say that none takes back, whether they are in force or have ended: nobody comes back who was revoked for good."""
    doubt = Words("")
    for one in sorted(lists, key=lambda one: one.head.this_update, reverse=True):
        entry = _as_of(one.entries.find(serial), at)
        facts = {"begins": text(one.head.this_update), "ends": text(one.head.next_update)}
        ended = one.head.next_update <= at
        if entry and entry.final:
            return Told(entry, Words(N_("a list of {begins} says so, which ended at {ends}") if ended else "", facts))
        if entry and ended and not doubt.text:
            doubt = Words(N_("a list of {begins}, which ended at {ends}, has it suspended"), facts)
    return Told(None, doubt)


def signed_by(issuer: Certificate, algorithm: bytes, data: bytes, signature: bytes, verifier: Verifier) -> bool:
    """Whether the key of that certificate made this signature, by that algorithm."""
    try:
        key = key_of(issuer.public_info)
        if key is None or not means(algorithm, key[0]):
            return False
        word, bits = key
        public = PublicKey("", word, base64.b64encode(bits).decode())
        return verifier.verify(public, data, base64.b64encode(bare(word, signature)).decode())
    except ValueError:
        return False


def _goes_with(delta: RevocationList, full: RevocationList) -> bool:
    """Whether a delta may be added to that full list (RFC 5280 section 5.2.4)."""
    return delta.base is not None and delta.base <= full.number < delta.number


def _as_of(entry: Revoked | None, at: datetime) -> Revoked | None:
    """An entry as of an instant: whoever was revoked later was not yet, unless the key was in other hands by then."""
    if entry is None or entry.reason is Reason.REMOVE_FROM_CRL:
        return None
    return entry if min(entry.at, entry.invalid or entry.at) <= at else None
