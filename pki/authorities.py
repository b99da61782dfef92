"""The certificates of authorities themselves: a root's over its own key, and those of the authorities that it certifies."""

from datetime import datetime, timedelta

from pki import codes, extensions, names
from pki.algorithms import key_of, public_info
from pki.certificate import Certificate, Draft, Extension
from pki.profiles import BACKDATED, SECOND, issuing, serial_number, status, validity
from pki.soundness import UNKNOWN, flaw
from pki.uses import key_usages
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.trust import Authority
from zhengyun.instant import text
from zhengyun.signing import PublicKey


def root(authority: Authority, public: PublicKey, now: datetime) -> Draft:
    """The draft of a root's certificate, which its own key signs.

    Raises: ZhengyunError (ZY-PKI-001: its name, ZY-PKI-005 or -011: its key).
    """
    info, identifier = _key(authority, public)
    name = names.encode(names.parse(authority.subject))
    begin = now.replace(microsecond=0) - BACKDATED
    end = begin + timedelta(days=authority.days) - SECOND
    found = _extensions(authority, identifier, identifier)
    return Draft(serial_number(), name, name, begin, end, info, tuple(found), authority.algorithm)


def certified(
    authority: Authority, public: PublicKey, issuer: Authority, certificate: Certificate, now: datetime
) -> Draft:
    """The draft of the certificate that `issuer`, whose own is `certificate`, gives to another authority.

    Raises: ZhengyunError (ZY-PKI-001, -005, -011, -013: the issuer is not in force, -014: not its certificate).
    """
    _, issuers = issuing(issuer, certificate)
    if not certificate.not_before <= now < certificate.not_after:
        raise ZhengyunError(
            codes.AUTHORITY_NOT_IN_FORCE,
            authority=issuer.name,
            begin=text(certificate.not_before),
            end=text(certificate.not_after),
            now=text(now),
        )
    length = extensions.constraints_of(certificate.extensions[extensions.BASIC].value).path_length
    if length is not None and authority.path_length >= length:
        problem = Words(N_("only {length} authorities may follow below it"), {"length": length})
        raise ZhengyunError(codes.NOT_ITS_CERTIFICATE, authority=issuer.name, problem=problem)
    info, identifier = _key(authority, public)
    begin, end = validity(now, authority.days, certificate.not_before, certificate.not_after)
    found = (*_extensions(authority, identifier, issuers), *status(issuer))
    subject = names.encode(names.parse(authority.subject))
    return Draft(serial_number(), certificate.subject_raw, subject, begin, end, info, found, issuer.algorithm)


def _extensions(authority: Authority, own: bytes, issuers: bytes) -> list[Extension]:
    found = [
        extensions.subject_key(own),
        extensions.authority_key(issuers),
        extensions.basic(True, authority.path_length),
        extensions.key_usage(key_usages("authority", authority.algorithm)),
    ]
    if authority.policies:
        found.append(extensions.policies(authority.policies))
    if authority.permitted:
        found.append(extensions.name_constraints(authority.permitted))
    return found


def _key(authority: Authority, public: PublicKey) -> tuple[bytes, bytes]:
    """Its SubjectPublicKeyInfo and its identifier."""
    if public.algorithm != authority.algorithm:
        raise ZhengyunError(
            codes.KEY_NOT_TAKEN, profile=authority.name, algorithm=public.algorithm, algorithms=authority.algorithm
        )
    info = public_info(public)
    found = key_of(info)
    problem = flaw(*found) if found else UNKNOWN
    if not found or problem:
        raise ZhengyunError(codes.FORBIDDEN_KEY, what=authority.name, problem=Words(problem))
    return info, extensions.key_identifier(found[1])
