"""What is said of certificates that are not to be relied on any more, and in which words (RFC 5280 section 5.3)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from zhengyun.errors import N_, Words


class Reason(StrEnum):
    """CRLReason (RFC 5280 section 5.3.1), in the words that people write and records keep."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "key-compromise"
    CA_COMPROMISE = "ca-compromise"
    AFFILIATION_CHANGED = "affiliation-changed"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessation-of-operation"
    CERTIFICATE_HOLD = "certificate-hold"
    REMOVE_FROM_CRL = "remove-from-crl"
    PRIVILEGE_WITHDRAWN = "privilege-withdrawn"
    AA_COMPROMISE = "aa-compromise"


# 7 was never given.
BY_NUMBER: Final[Mapping[int, Reason]] = dict(zip((0, 1, 2, 3, 4, 5, 6, 8, 9, 10), Reason, strict=True))
NUMBERS: Final[Mapping[Reason, int]] = {reason: number for number, reason in BY_NUMBER.items()}
TITLES: Final[Mapping[Reason, str]] = {
    Reason.UNSPECIFIED: N_("no reason given"),
    Reason.KEY_COMPROMISE: N_("the key has, or may have, come into other hands"),
    Reason.CA_COMPROMISE: N_("the authority's key has come into other hands"),
    Reason.AFFILIATION_CHANGED: N_("the holder's name or post has changed"),
    Reason.SUPERSEDED: N_("another certificate has taken its place"),
    Reason.CESSATION_OF_OPERATION: N_("it is no longer needed"),
    Reason.CERTIFICATE_HOLD: N_("suspended"),
    Reason.REMOVE_FROM_CRL: N_("no longer suspended"),
    Reason.PRIVILEGE_WITHDRAWN: N_("the holder's right has been withdrawn"),
    Reason.AA_COMPROMISE: N_("the attribute authority's key has come into other hands"),
}
# What a person may give when something is revoked: the others say what the register says by itself.
GIVEN: Final[Mapping[str, Reason]] = {
    str(reason): reason
    for reason in Reason
    if reason not in {Reason.CERTIFICATE_HOLD, Reason.REMOVE_FROM_CRL, Reason.AA_COMPROMISE}
}


class Revoked(NamedTuple):
    """One certificate that is revoked or suspended; `invalid` is since when its key is not to be trusted, where that is known."""

    serial: int
    at: datetime
    reason: Reason = Reason.UNSPECIFIED
    invalid: datetime | None = None

    @property
    def final(self) -> bool:
        """Whether there is no way back: from a suspension alone there is one (RFC 5280 section 5.3.1)."""
        return self.reason not in {Reason.CERTIFICATE_HOLD, Reason.REMOVE_FROM_CRL}


class Told(NamedTuple):
    """What is known of a certificate: revoked, True for good, False for never issued, or nothing.

    `why` says of what is revoked how old that word is, where it is no longer in force; and of nothing what is wrong with what there is.
    """

    status: Revoked | bool | None
    why: Words = Words("")
