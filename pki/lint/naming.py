"""Rules of names: which strings, how long, with what in them (RFC 5280 section 4.1.2.4 and appendix A, GM/T 0015-2023 5.2.3)."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from pki import alternative, der, extensions
from pki.alternative import KINDS, Alternative
from pki.lint.paper import Attribute, Paper
from pki.lint.rule import Rule
from pki.names import ASCII, PRINTABLE, PRINTED, READERS, TYPES, WORDS
from zhengyun.errors import N_

DIRECTORY: Final = frozenset({der.UTF8, der.PRINTABLE})
SAFE: Final = ("http://", "https://", "ldap://", "ldaps://")
LONGEST_KNOWN: Final = 128
EMAIL: Final = 0x81
DNS: Final = 0x82
URI: Final = 0x86
ADDRESS: Final = 0x87
SERVER: Final = extensions.PURPOSES["serverAuth"]


def word(one: Attribute) -> str:
    """The attribute's word, or its identifier."""
    return WORDS.get(one.oid, one.oid)


def text(one: Attribute) -> str:
    """What it says; nothing where its type cannot hold it."""
    try:
        return one.content.decode(READERS.get(one.tag, "utf-8"))
    except UnicodeDecodeError:
        return ""


def _printed(one: Attribute) -> bool:
    return word(one) in PRINTED and one.tag != der.PRINTABLE


def _ia5(one: Attribute) -> bool:
    return word(one) in ASCII and one.tag != der.IA5


def _directory(one: Attribute) -> bool:
    return word(one) not in ASCII and one.tag not in DIRECTORY


def _utf8(one: Attribute) -> bool:
    return word(one) not in ASCII | PRINTED and one.tag != der.UTF8


def _too_long(one: Attribute) -> bool:
    return len(text(one)) > (TYPES[word(one)][1] if word(one) in TYPES else 256)


def _unseen(one: Attribute) -> bool:
    said = text(one)
    return bool(said) and not said.isprintable()


def _not_printable(one: Attribute) -> bool:
    return one.tag == der.PRINTABLE and not PRINTABLE.fullmatch(text(one))


def _country(one: Attribute) -> bool:
    said = text(one)
    return word(one) == "C" and not (len(said) == 2 and said.isascii() and said.isalpha() and said.isupper())


def _alternatives(paper: Paper) -> tuple[tuple[int, bytes], ...]:
    found = paper.get(extensions.ALTERNATIVE_NAMES)
    return found.names if found else ()


def _of(tag: int, paper: Paper) -> list[str]:
    return [content.decode("latin-1") for kind, content in _alternatives(paper) if kind == tag]


def _bad(tag: int) -> Callable[[Paper], object]:
    return lambda paper: any(alternative.flaw(Alternative(KINDS[tag], one.lower())) for one in _of(tag, paper))


def _relative(paper: Paper) -> bool:
    return any("://" not in one or not one.isascii() for one in _of(URI, paper))


def _octets(paper: Paper) -> bool:
    return any(len(content) not in {4, 16} for kind, content in _alternatives(paper) if kind == ADDRESS)


def _mail_aside(paper: Paper) -> bool:
    mails = {text(one).lower() for one in paper.subject if word(one) == "E"}
    return not mails <= {one.lower() for one in _of(EMAIL, paper)}


def _twice(paper: Paper) -> bool:
    words = [one.oid for one in paper.subject if word(one) in {"C", "CN", "SN", "E"}]
    return len(words) != len(set(words))


def _is_there(paper: Paper) -> bool:
    return extensions.ALTERNATIVE_NAMES in paper.oids


def _unreached(paper: Paper) -> bool:
    return SERVER in paper.purposes and not any(kind in {DNS, ADDRESS} for kind, _ in _alternatives(paper))


STRINGS: Final = (
    ("string-printed", "RFC 5280 A.1", N_("a country or serial number is not a PrintableString"), _printed, True),
    ("string-ia5", "RFC 5280 A.1", N_("an e-mail address or domain label is not an IA5String"), _ia5, True),
    ("string-directory", "RFC 5280 4.1.2.4", N_("a string is neither UTF8String nor PrintableString"), _directory, True),
    ("string-decoded", "X.690 8.23", N_("a string has octets that its type cannot hold"), lambda one: one.content and not text(one), True),
    ("string-empty", "RFC 5280 A.1", N_("a part of a name is empty"), lambda one: not one.content, True),
    ("string-bounds", "RFC 5280 A.1", N_("a part of a name is longer than its upper bound"), _too_long, True),
    ("string-unseen", "RFC 5280 7.1", N_("a part of a name has characters that cannot be seen"), _unseen, True),
    ("string-signs", "X.680 41.4", N_("a PrintableString has other signs than it may"), _not_printable, True),
    ("string-space", "RFC 5280 7.1", N_("a part of a name begins or ends with a space"), lambda one: text(one) != text(one).strip(), False),
    ("country", "RFC 5280 A.1; ISO 3166", N_("a country is not two capital letters"), _country, True),
)  # fmt: skip

BROKEN: Final = {name: broken for name, _, _, broken, _ in STRINGS} | {"sm2-utf8": _utf8}


def _wrong(one: Attribute) -> frozenset[str]:
    """The rules that one attribute breaks."""
    return frozenset(name for name, broken in BROKEN.items() if broken(one))


# The same attributes stand in one certificate after the other; what is long is nobody's twice.
_known: Final = lru_cache(1024)(_wrong)


def _strings(paper: Paper) -> frozenset[str]:
    """The rules that any attribute breaks."""
    found: frozenset[str] | None = paper.memo.get("strings")
    if found is None:
        every = (*paper.issuer, *paper.subject)
        each = (_known(one) if len(one.content) <= LONGEST_KNOWN else _wrong(one) for one in every)
        found = paper.memo["strings"] = frozenset[str]().union(*each)
    return found


def _any(name: str) -> Callable[[Paper], object]:
    return lambda paper: name in _strings(paper)


RULES: Final = (
    *(Rule(name, clause, "issuer, subject", what, kind, _any(name), must=must) for name, clause, what, _, must in STRINGS for kind in ("certificate", "request", "list")),
    Rule("sm2-utf8", "GM/T 0015-2023 5.2.3", "issuer, subject", N_("a string is not a UTF8String"), "certificate", _any("sm2-utf8"), "sm2"),
    Rule("subject-twice", "RFC 5280 4.1.2.6", "subject", N_("the subject says the same kind of thing twice"), "certificate", _twice, must=False),
    Rule("subject-or-names", "RFC 5280 4.1.2.6", "subject", N_("it names nobody: no subject and no alternative name"), "certificate", lambda p: not p.subject and not _is_there(p)),
    Rule("names-critical", "RFC 5280 4.1.2.6", "subjectAltName", N_("the subject is empty and the alternative names are not critical"), "certificate", lambda p: not p.subject and _is_there(p) and not p.is_critical(extensions.ALTERNATIVE_NAMES)),
    Rule("names-not-critical", "RFC 5280 4.2.1.6", "subjectAltName", N_("the alternative names are critical beside a subject"), "certificate", lambda p: p.subject and p.is_critical(extensions.ALTERNATIVE_NAMES), must=False),
    Rule("names-some", "RFC 5280 4.2.1.6", "subjectAltName", N_("there is no name among the alternative names"), "certificate", lambda p: _is_there(p) and not _alternatives(p)),
    Rule("names-dns", "RFC 5280 4.2.1.6; RFC 1034 3.5; RFC 5890", "subjectAltName", N_("a domain name is not in its form"), "certificate", _bad(DNS)),
    Rule("names-email", "RFC 5280 4.2.1.6; RFC 5321", "subjectAltName", N_("an e-mail address is not in its form"), "certificate", _bad(EMAIL)),
    Rule("names-address", "RFC 5280 4.2.1.6", "subjectAltName", N_("an address has neither 4 nor 16 octets"), "certificate", _octets),
    Rule("names-uri", "RFC 5280 4.2.1.6; RFC 3986", "subjectAltName", N_("a URI is not absolute"), "certificate", _relative),
    Rule("names-mail", "RFC 5280 4.1.2.6", "subjectAltName", N_("an e-mail address of the subject is not among the alternative names"), "certificate", _mail_aside),
    Rule("names-server", "RFC 9525 2", "subjectAltName", N_("a server has neither a domain name nor an address among its alternative names"), "certificate", _unreached),
)  # fmt: skip
