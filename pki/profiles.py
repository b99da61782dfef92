"""What an authority certifies: from a profile and what was asked for to the draft of a certificate.

A request fills in what the profile leaves open and nothing else; what it says besides is refused by name. Everything that is the
same in each certificate of a profile is put together once (`template`).
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pki import alternative, codes, extensions, names
from pki.algorithms import ALGORITHMS, key_of
from pki.alternative import Alternative
from pki.bounds import alternatives, subject_of
from pki.certificate import Certificate, Draft, Extension
from pki.constraints import Unsigned, outside
from pki.csr import Csr
from pki.der import DerError
from pki.der_rules import bad_form
from pki.uses import key_usages, purposes
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.trust import Authority, Profile
from zhengyun.instant import text

# Positive and at most twenty octets (RFC 5280 section 4.1.2.2); a guess hits one in 2 to the 159.
SERIAL_BITS: Final = 159
# Clocks of others are a little behind.
BACKDATED: Final = timedelta(seconds=60)
SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Template:
    """What is the same in every certificate of one profile by one authority's certificate."""

    authority: Authority
    profile: Profile
    issuer: bytes
    not_before: datetime
    not_after: datetime
    key: bytes
    subject: names.Name
    before: tuple[Extension, ...]
    after: tuple[Extension, ...]
    usages: dict[str, Extension]
    above: tuple[Certificate, ...] = ()

    def of_request(self, csr: Csr, now: datetime, more: tuple[Alternative, ...] = ()) -> Draft:
        """The draft for a request, with the alternative names that were asked for beside it.

        Raises: ZhengyunError (ZY-PKI-008 to -013).
        """
        draft = self.draft(csr.public_info, csr.subject, (*csr.names, *more), now)
        given = {one.oid: one.value for one in draft.extensions}
        for oid, asked in csr.extensions.items():
            if oid != extensions.ALTERNATIVE_NAMES and given.get(oid) != asked.value:
                raise ZhengyunError(codes.EXTENSION_REFUSED, extension=extension_title(oid), profile=self.profile.name)
        for oid in csr.attributes:
            raise ZhengyunError(codes.EXTENSION_REFUSED, extension=extension_title(oid), profile=self.profile.name)
        return draft

    def draft(self, public_info: bytes, subject: names.Name, asked: tuple[Alternative, ...], now: datetime) -> Draft:
        """The draft for a key, the attributes and the alternative names that were asked for; the key is a sound one.

        Raises: ZhengyunError (ZY-PKI-008 to -013).
        """
        begin, end = self._validity(now)
        algorithm, key = self._key(public_info)
        whole = subject_of(self.profile, self.subject, subject)
        found = alternatives(self.profile, self.authority, whole, asked)
        usual = (extensions.subject_key(extensions.key_identifier(key)), *self.before, self.usages[algorithm])
        own = (extensions.alternative_names(alternative.encode(found), critical=not whole),) if found else ()
        named = names.encode(whole)
        self._within(Unsigned(named, self.issuer, whole, {one.oid: one for one in own}))
        every = usual + own + self.after
        return Draft(serial_number(), self.issuer, named, begin, end, public_info, every, self.authority.algorithm)

    def _within(self, found: Unsigned) -> None:
        """What files declare by now is one thing, what the certificates above say another: these are what programs go by."""
        wrong = outside((found, *self.above)) if self.above else None
        if wrong and wrong.text:
            name = names.show(found.subject) or "-"
            raise ZhengyunError(codes.NAME_REFUSED, profile=self.profile.name, name=name, problem=wrong)

    def _validity(self, now: datetime) -> tuple[datetime, datetime]:
        if not self.not_before <= now < self.not_after:
            raise ZhengyunError(
                codes.AUTHORITY_NOT_IN_FORCE,
                authority=self.authority.name,
                begin=text(self.not_before),
                end=text(self.not_after),
                now=text(now),
            )
        return validity(now, self.profile.days, self.not_before, self.not_after)

    def _key(self, public_info: bytes) -> tuple[str, bytes]:
        found = key_of(public_info)
        if not found or found[0] not in self.usages:
            title = ALGORITHMS[found[0]].title if found else "-"
            taken = ", ".join(ALGORITHMS[word].title for word in self.usages)
            raise ZhengyunError(codes.KEY_NOT_TAKEN, profile=self.profile.name, algorithm=title, algorithms=taken)
        if found[1] == self.key:
            problem = Words(N_("it is the authority's own"))
            raise ZhengyunError(codes.FORBIDDEN_KEY, what=self.profile.name, problem=problem)
        return found


def encryption(profile: Profile) -> Profile:
    """The profile of the encryption certificate that goes with each signing certificate of a `dual` one.

    Of its extended uses only mail has to do with encryption. A certificate that says none GnuTLS takes for one of a server, too,
    and holds its common name against the authority's constraints on DNS names.
    """
    mail = tuple(one for one in profile.extended if one == "emailProtection")
    return replace(profile, use="person-encryption", extended=mail)


def template(
    authority: Authority, certificate: Certificate, profile: Profile, above: tuple[Certificate, ...] = ()
) -> Template:
    """What that profile's certificates by this authority have in common; `above` are those that its own rests on.

    Raises: ZhengyunError (ZY-PKI-001: the profile's subject, ZY-PKI-014: not the authority's certificate).
    """
    key, identifier = issuing(authority, certificate)
    words = purposes(profile.use, profile.extended)
    policies, path = profile.policies or authority.policies, (certificate, *above)
    before = (extensions.authority_key(identifier), extensions.basic(False))
    after = [extensions.extended(words, critical=profile.use == "timestamp")] if words else []
    after += [extensions.policies(policies)] if policies else []
    after += [extensions.no_check()] if profile.use == "ocsp" else status(authority)
    usages = {word: key_usages(profile.use, word) for word in profile.algorithms}
    return Template(
        authority,
        profile,
        certificate.subject_raw,
        certificate.not_before,
        certificate.not_after,
        key,
        names.parse(profile.subject) if profile.subject else (),
        before,
        tuple(after),
        {word: extensions.key_usage(one) for word, one in usages.items() if one},
        path if any(extensions.NAME_CONSTRAINTS in one.extensions for one in path) else (),
    )


def issuing(authority: Authority, certificate: Certificate) -> tuple[bytes, bytes]:
    """The key of an authority's certificate and the key's identifier.

    Raises: ZhengyunError (ZY-PKI-002: its extensions have no form, ZY-PKI-014: not its certificate).
    """
    try:
        return _issuing(authority, certificate)
    except DerError as error:
        raise bad_form(error, authority.name, N_("certificate")) from error


def _issuing(authority: Authority, certificate: Certificate) -> tuple[bytes, bytes]:
    algorithm, key = subject_key_of(certificate)
    basic = certificate.extensions.get(extensions.BASIC)
    checks = (
        (N_("it may not sign certificates"), basic is not None and extensions.constraints_of(basic.value).authority),
        (N_("its key is of another algorithm"), algorithm == authority.algorithm),
        (N_("it has another name"), certificate.subject_raw == names.encode(names.parse(authority.subject))),
    )
    for problem, holds in checks:
        if not holds:
            raise ZhengyunError(codes.NOT_ITS_CERTIFICATE, authority=authority.name, problem=Words(problem))
    named = certificate.extensions.get(extensions.SUBJECT_KEY)
    return key, extensions.identifier_of(named.value) if named else extensions.key_identifier(key)


def subject_key_of(certificate: Certificate) -> tuple[str, bytes]:
    """The word and the bytes of a certificate's key; no word where it is of none of our algorithms."""
    try:
        return key_of(certificate.public_info) or ("", b"")
    except DerError:
        return "", b""


def status(authority: Authority) -> list[Extension]:
    """Where it is said what the authority has revoked."""
    found = [extensions.crl_points(authority.crl_urls)] if authority.crl_urls else []
    if authority.ocsp_urls or authority.issuer_urls:
        found.append(extensions.information(authority.ocsp_urls, authority.issuer_urls))
    return found


def serial_number() -> int:
    """A new serial number from the system's source of randomness, never 0."""
    while not (number := secrets.randbits(SERIAL_BITS)):
        pass
    return number


def validity(now: datetime, days: int, earliest: datetime, latest: datetime) -> tuple[datetime, datetime]:
    """From a minute ago for so many days, both ends counted (RFC 5280 section 4.1.2.5), within the authority's own."""
    begin = max(now.replace(microsecond=0) - BACKDATED, earliest)
    return begin, min(begin + timedelta(days=days) - SECOND, latest)


def extension_title(oid: str) -> str:
    """An extension by its name in the standards, or its identifier."""
    return f"{TITLES[oid]} ({oid})" if oid in TITLES else oid


TITLES: Final = {
    extensions.SUBJECT_KEY: "subjectKeyIdentifier",
    extensions.KEY_USAGE: "keyUsage",
    extensions.BASIC: "basicConstraints",
    extensions.NAME_CONSTRAINTS: "nameConstraints",
    extensions.CRL_POINTS: "cRLDistributionPoints",
    extensions.POLICIES: "certificatePolicies",
    extensions.AUTHORITY_KEY: "authorityKeyIdentifier",
    extensions.EXTENDED: "extKeyUsage",
    extensions.INFORMATION: "authorityInfoAccess",
    extensions.NO_CHECK: "ocspNoCheck",
    extensions.ISSUER_NAMES: "issuerAltName",
    "1.2.840.113549.1.9.7": "challengePassword",
    "1.2.840.113549.1.9.2": "unstructuredName",
}
