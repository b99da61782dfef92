"""Rules of the fields that every certificate has (RFC 5280 section 4.1, GM/T 0015-2023 5.2.3)."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from pki import der
from pki.algorithms import ALGORITHMS, BY_SIGNATURE, FAMILIES, RSA_SIGNATURE
from pki.certificate import SERIAL_OCTETS, instant
from pki.lint.paper import Paper
from pki.lint.rule import Rule
from pki.soundness import flaw
from zhengyun.errors import N_

KNOWN: Final = frozenset({RSA_SIGNATURE, *BY_SIGNATURE})
SM2: Final = ALGORITHMS["sm2"].signature
SM2_KEY: Final = ALGORITHMS["sm2"].key
# RFC 5280 section 4.1.2.2 asks for numbers that nobody foresees; the baseline requirements 7.1 for 64 bits.
SERIAL_LEAST: Final = 8
LONGEST_HOLDER: Final = timedelta(days=5 * 366)
LONGEST_AUTHORITY: Final = timedelta(days=30 * 366)


def moments(paper: Paper) -> list[datetime]:
    """The times that have a form."""
    return _moments(paper.times)


@lru_cache(16)
def _moments(times: tuple[der.Node, ...]) -> list[datetime]:
    found = []
    for one in times:
        try:
            found.append(instant(one))
        except ValueError:
            continue
    return found


def _is_time(node: der.Node) -> bool:
    size = 13 if node.tag == der.UTC_TIME else 15
    return len(node.content) == size and node.content[:-1].isdigit() and node.content[-1:] == b"Z"


def _wrong_century(node: der.Node) -> bool:
    """RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050."""
    return node.tag == der.GENERALIZED_TIME and node.content[:4] < b"%d" % der.SHORT_YEARS


def _span(paper: Paper) -> timedelta:
    times = moments(paper)
    return times[1] - times[0] if len(times) == 2 else timedelta(0)


def _weak(paper: Paper) -> bool:
    try:
        return paper.key is not None and bool(flaw(*paper.key))
    except ValueError:
        return True


def _family_of_key(paper: Paper) -> bool:
    return paper.key is not None and paper.algorithm_of_key not in FAMILIES[paper.family]


RULES: Final = (
    Rule("version", "RFC 5280 4.1.2.1", "version", N_("the version is not 3"), "certificate", lambda p: p.version != 2),
    Rule("serial-positive", "RFC 5280 4.1.2.2", "serialNumber", N_("the serial number is not positive"), "certificate", lambda p: p.serial[0] & 0x80 or not any(p.serial)),
    Rule("serial-octets", "RFC 5280 4.1.2.2", "serialNumber", N_("the serial number has more than 20 octets"), "certificate", lambda p: len(p.serial) > SERIAL_OCTETS),
    Rule("serial-random", "RFC 5280 4.1.2.2", "serialNumber", N_("the serial number has no room for 64 random bits"), "certificate", lambda p: len(p.serial) < SERIAL_LEAST, must=False),
    Rule("signature-same", "RFC 5280 4.1.1.2", "signature", N_("the signature algorithm differs from that outside"), "certificate", lambda p: p.outer not in {None, p.algorithm}),
    Rule("signature-known", "RFC 5758 3.2; RFC 4055 5; RFC 8410 3", "signature", N_("the signature algorithm is none that is used here, or is not written in its one way"), "certificate", lambda p: p.algorithm not in KNOWN),
    Rule("issuer-named", "RFC 5280 4.1.2.4", "issuer", N_("the issuer has no name"), "certificate", lambda p: not p.issuer),
    Rule("validity-form", "RFC 5280 4.1.2.5.1", "validity", N_("a time is not in whole seconds of UTC"), "certificate", lambda p: not all(map(_is_time, p.times))),
    Rule("validity-century", "RFC 5280 4.1.2.5", "validity", N_("a time through 2049 is not a UTCTime"), "certificate", lambda p: any(map(_wrong_century, p.times))),
    Rule("validity-real", "RFC 5280 4.1.2.5", "validity", N_("a time is on no calendar"), "certificate", lambda p: all(map(_is_time, p.times)) and not any(map(_wrong_century, p.times)) and len(moments(p)) != 2),
    Rule("validity-order", "RFC 5280 4.1.2.5", "validity", N_("it ends before it begins"), "certificate", lambda p: _span(p) < timedelta(0)),
    Rule("validity-holder", "CA/Browser Forum BR 6.3.2", "validity", N_("it holds for more than five years"), "holder", lambda p: _span(p) > LONGEST_HOLDER, must=False),
    Rule("validity-authority", "NIST SP 800-57 part 1 5.3.6", "validity", N_("it holds for more than thirty years"), "authority", lambda p: _span(p) > LONGEST_AUTHORITY, must=False),
    Rule("unique-identifiers", "RFC 5280 4.1.2.8", "issuerUniqueID", N_("it has unique identifiers"), "certificate", lambda p: p.identifiers),
    Rule("authority-named", "RFC 5280 4.1.2.6", "subject", N_("an authority has no name"), "authority", lambda p: not p.subject),
    Rule("key-known", "RFC 5480 2.1.1; RFC 8410 3; RFC 4055 1.2", "subjectPublicKeyInfo", N_("the key is of no algorithm, curve or length that is certified here"), "certificate", lambda p: p.key is None),
    Rule("key-known", "RFC 5480 2.1.1; RFC 8410 3; RFC 4055 1.2", "subjectPublicKeyInfo", N_("the key is of no algorithm, curve or length that is certified here"), "request", lambda p: p.key is None),
    Rule("key-sound", "NIST SP 800-56A 5.6.2.3; SP 800-89 5", "subjectPublicKeyInfo", N_("the key is weak, or its point is not on the curve"), "certificate", _weak),
    Rule("key-sound", "NIST SP 800-56A 5.6.2.3; SP 800-89 5", "subjectPublicKeyInfo", N_("the key is weak, or its point is not on the curve"), "request", _weak),
    Rule("request-version", "RFC 2986 4.1", "version", N_("the version of the request is not 1"), "request", lambda p: p.version != 0),
    Rule("sm2-signature", "GM/T 0015-2023 5.2.3; GM/T 0006", "signature", N_("a signature of SM2 is not SM2 with SM3 without parameters (1.2.156.10197.1.501)"), "certificate", lambda p: p.algorithm != SM2, "sm2"),
    Rule("sm2-key", "GM/T 0015-2023 5.2.3; GM/T 0006", "subjectPublicKeyInfo", N_("the key is not on the curve of SM2 (1.2.156.10197.1.301)"), "certificate", lambda p: SM2_KEY not in p.public_info, "sm2"),
    Rule("family", "GM/T 0015-2023 5.2.3", "subjectPublicKeyInfo", N_("the key belongs to another family than the signature"), "certificate", _family_of_key),
)  # fmt: skip
