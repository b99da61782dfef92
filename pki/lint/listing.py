"""Rules of lists of what is revoked (RFC 5280 section 5, GM/T 0015-2023 5.3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from pki import der
from pki import extensions as x
from pki.certificate import SERIAL_OCTETS, instant
from pki.lint.fields import KNOWN, SM2, moments
from pki.lint.opened import DELTA, FRESHEST, NUMBER, POINT
from pki.lint.paper import Paper, Written, written
from pki.lint.rule import Rule
from zhengyun.errors import N_

REASON: Final = "2.5.29.21"
INVALIDITY: Final = "2.5.29.24"
CERTIFICATE_ISSUER: Final = "2.5.29.29"
ENTRY_EXTENSIONS: Final = frozenset({REASON, INVALIDITY, CERTIFICATE_ISSUER})
REMOVED: Final = 8
REASONS: Final = frozenset({0, 1, 2, 3, 4, 5, 6, REMOVED, 9, 10})


class Entry(NamedTuple):
    """One entry as it is written."""

    serial: der.Node
    at: der.Node
    extensions: tuple[Written, ...]

    @property
    def reason(self) -> int | None:
        """Its reason, where it says one that has a form; else -1."""
        for one in self.extensions:
            if one.oid == REASON:
                return one.value[2] if one.value[:2] == b"\x0a\x01" and len(one.value) == 3 else -1
        return None


def entries(paper: Paper) -> list[Entry]:
    """Those that have a form."""
    return [one for one in _entries(paper) if one]


def _entries(paper: Paper) -> list[Entry | None]:
    if "entries" not in paper.memo:
        paper.memo["entries"] = [_entry(one) for one in paper.entries]
    found: list[Entry | None] = paper.memo["entries"]
    return found


def _entry(node: der.Node) -> Entry | None:
    try:
        parts = der.check(node.raw).expect(der.SEQUENCE).children()
        if not 2 <= len(parts) <= 3 or not parts[0].expect(der.INTEGER).content:
            return None
        return Entry(parts[0], parts[1], written(parts[2]) if len(parts) == 3 else ())
    except ValueError:
        return None


def _any(broken: Callable[[Entry], object]) -> Callable[[Paper], object]:
    return lambda paper: any(broken(one) for one in entries(paper))


def _bad_serial(one: Entry) -> bool:
    return bool(one.serial.content[0] & 0x80) or not any(one.serial.content) or len(one.serial.content) > SERIAL_OCTETS


def _bad_time(one: Entry) -> bool:
    return _moment(one) is None


def _moment(one: Entry) -> datetime | None:
    try:
        return instant(one.at)
    except ValueError:
        return None


def _later(paper: Paper) -> bool:
    times = moments(paper)
    return bool(times) and any((at := _moment(one)) and at > times[0] for one in entries(paper))


def _repeated(paper: Paper) -> bool:
    serials = [one.serial.content for one in entries(paper)]
    return len(serials) != len(set(serials))


def _no_form(paper: Paper) -> bool:
    return None in _entries(paper)


def _unknown(one: Entry) -> bool:
    return any(each.critical and each.oid not in ENTRY_EXTENSIONS for each in one.extensions)


def _number(paper: Paper, oid: str) -> int:
    found = paper.get(oid)
    return found.length if found and found.length is not None else -1


def _order(paper: Paper) -> bool:
    times = moments(paper)
    return len(times) == 2 and times[1] <= times[0]


def _delta(paper: Paper) -> bool:
    return DELTA in paper.oids


RULES: Final = (
    Rule("list-version", "RFC 5280 5.1.2.1", "version", N_("the version of the list is not 2"), "list", lambda p: p.version != 1),
    Rule("list-signature-same", "RFC 5280 5.1.1.2", "signature", N_("the signature algorithm differs from that outside"), "list", lambda p: p.outer not in {None, p.algorithm}),
    Rule("list-signature-known", "RFC 5758 3.2; RFC 4055 5; RFC 8410 3", "signature", N_("the signature algorithm is none that is used here, or is not written in its one way"), "list", lambda p: p.algorithm not in KNOWN),
    Rule("list-issuer", "RFC 5280 5.1.2.3", "issuer", N_("the issuer has no name"), "list", lambda p: not p.issuer),
    Rule("list-next", "RFC 5280 5.1.2.5", "nextUpdate", N_("it does not say when the next list comes"), "list", lambda p: len(p.times) != 2),
    Rule("list-times", "RFC 5280 5.1.2.4", "thisUpdate", N_("a time is not in the form or the century that it must have"), "list", lambda p: len(moments(p)) != len(p.times)),
    Rule("list-order", "RFC 5280 5.1.2.5", "nextUpdate", N_("the next list comes before this one"), "list", _order),
    Rule("list-empty", "RFC 5280 5.1.2.6", "revokedCertificates", N_("a list of nothing is not left out"), "list", lambda p: p.empty),
    Rule("list-key", "RFC 5280 5.2.1", "authorityKeyIdentifier", N_("it does not name the issuer's key"), "list", lambda p: not ((found := p.get(x.AUTHORITY_KEY)) and found.octets)),
    Rule("list-number", "RFC 5280 5.2.3", "cRLNumber", N_("the list has no number, or one below 0"), "list", lambda p: _number(p, NUMBER) < 0),
    Rule("list-number-octets", "RFC 5280 5.2.3", "cRLNumber", N_("the number of the list has more than 20 octets"), "list", lambda p: _number(p, NUMBER).bit_length() > 8 * SERIAL_OCTETS),
    Rule("list-number-critical", "RFC 5280 5.2.3", "cRLNumber", N_("the number of the list is critical"), "list", lambda p: p.is_critical(NUMBER)),
    Rule("list-delta-critical", "RFC 5280 5.2.4", "deltaCRLIndicator", N_("that it is a delta is not critical"), "list", lambda p: _delta(p) and not p.is_critical(DELTA)),
    Rule("list-delta-base", "RFC 5280 5.2.4", "deltaCRLIndicator", N_("a delta goes with a list that is not older"), "list", lambda p: _delta(p) and _number(p, DELTA) >= _number(p, NUMBER)),
    Rule("list-freshest", "RFC 5280 5.2.6", "freshestCRL", N_("a delta says where deltas are, or a list says so as critical"), "list", lambda p: (_delta(p) and FRESHEST in p.oids) or p.is_critical(FRESHEST)),
    Rule("list-point", "RFC 5280 5.2.5", "issuingDistributionPoint", N_("what the list is about is not critical"), "list", lambda p: POINT in p.oids and not p.is_critical(POINT)),
    Rule("entry-form", "RFC 5280 5.1.2.6", "revokedCertificates", N_("an entry has no form"), "list", _no_form),
    Rule("entry-serial", "RFC 5280 4.1.2.2", "revokedCertificates", N_("the serial number of an entry is not positive or too long"), "list", _any(_bad_serial)),
    Rule("entry-twice", "RFC 5280 5.1.2.6", "revokedCertificates", N_("a certificate is there twice"), "list", _repeated),
    Rule("entry-time", "RFC 5280 5.1.2.6", "revokedCertificates", N_("the time of an entry is not in its form"), "list", _any(_bad_time)),
    Rule("entry-later", "RFC 5280 5.1.2.6", "revokedCertificates", N_("a certificate is revoked after the list was made"), "list", _later),
    Rule("entry-reason", "RFC 5280 5.3.1", "revokedCertificates", N_("the reason of an entry is none"), "list", _any(lambda one: one.reason is not None and one.reason not in REASONS)),
    Rule("entry-unspecified", "RFC 5280 5.3.1", "revokedCertificates", N_("an unspecified reason is not left out"), "list", _any(lambda one: one.reason == 0), must=False),
    Rule("entry-removed", "RFC 5280 5.3.1", "revokedCertificates", N_("a full list says that something is to be removed from it"), "list", lambda p: not _delta(p) and any(one.reason == REMOVED for one in entries(p))),
    Rule("entry-critical", "RFC 5280 5.3", "revokedCertificates", N_("an entry has a critical extension that nobody knows"), "list", _any(_unknown)),
    Rule("sm2-list-signature", "GM/T 0015-2023 5.3", "signature", N_("a signature of SM2 is not SM2 with SM3 without parameters (1.2.156.10197.1.501)"), "list", lambda p: p.algorithm != SM2, "sm2"),
)  # fmt: skip
