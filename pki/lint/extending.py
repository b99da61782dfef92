"""Rules of extensions: which there are, which are critical, what they hold (RFC 5280 section 4.2, GM/T 0015-2023 5.2.4)."""

from collections.abc import Callable
from typing import Final

from pki import extensions as x
from pki.lint.naming import SAFE, URI
from pki.lint.opened import CODES, FRESHEST, IDENTITY, READERS
from pki.lint.paper import Paper
from pki.lint.rule import Rule
from zhengyun.errors import N_

# SHA-1 of the key's bits; a longer digest is cut to as many (RFC 7093).
IDENTIFIER_OCTETS: Final = 20
# RFC 5280 sections 4.2.1.1, .2, .13, .15, 4.2.2.1, .2; RFC 6960 section 4.2.2.2.1.
NEVER_CRITICAL: Final = {
    x.AUTHORITY_KEY: "RFC 5280 4.2.1.1",
    x.SUBJECT_KEY: "RFC 5280 4.2.1.2",
    FRESHEST: "RFC 5280 4.2.1.15",
    x.INFORMATION: "RFC 5280 4.2.2.1",
    x.ISSUER_NAMES: "RFC 5280 4.2.1.7",
    x.CRL_POINTS: "RFC 5280 4.2.1.13",
    x.NO_CHECK: "RFC 6960 4.2.2.2.1",
    IDENTITY: "GM/T 0015-2023 5.2.4",
    **dict.fromkeys(CODES, "GM/T 0015-2023 5.2.4"),
}
ALWAYS_CRITICAL: Final = {
    x.NAME_CONSTRAINTS: "RFC 5280 4.2.1.10",
    x.POLICY_CONSTRAINTS: "RFC 5280 4.2.1.11",
    x.INHIBIT_ANY: "RFC 5280 4.2.1.14",
}
AUTHORITIES_ONLY: Final = (x.NAME_CONSTRAINTS, x.POLICY_CONSTRAINTS, x.MAPPINGS, x.INHIBIT_ANY)


def has(oid: str) -> Callable[[Paper], bool]:
    """Whether the extension is there."""
    return lambda paper: oid in paper.oids


def _twice(paper: Paper) -> bool:
    return len(paper.oids) != len(paper.extensions)


def _unknown(paper: Paper) -> bool:
    return any(one.critical and one.oid not in READERS for one in paper.extensions)


def _default(paper: Paper) -> bool:
    return any(one.critical == b"" for one in paper.extensions)


def _no_form(paper: Paper) -> bool:
    return any(one.broken for one in paper.content.values())


def _wrongly_critical(paper: Paper) -> bool:
    return any(paper.is_critical(oid) for oid in NEVER_CRITICAL)


def _wrongly_not(paper: Paper) -> bool:
    return any(oid in paper.oids and not paper.is_critical(oid) for oid in ALWAYS_CRITICAL)


def _misplaced(paper: Paper) -> bool:
    return any(oid in paper.oids for oid in AUTHORITIES_ONLY)


def _empty(*oids: str) -> Callable[[Paper], bool]:
    def broken(paper: Paper) -> bool:
        found = (paper.get(oid) for oid in oids)
        return any(one and not (one.broken or one.words or one.names or one.places) for one in found)

    return broken


def _repeated(oid: str) -> Callable[[Paper], bool]:
    def broken(paper: Paper) -> bool:
        found = paper.get(oid)
        return found is not None and len(set(found.words)) != len(found.words)

    return broken


def _unreachable(oid: str) -> Callable[[Paper], bool]:
    def broken(paper: Paper) -> bool:
        found = paper.get(oid)
        names = found.names if found else ()
        return any(tag == URI and not content.decode("latin-1").startswith(SAFE) for tag, content in names)

    return broken


def _missing_key(paper: Paper) -> bool:
    """A certificate over its own key names no other."""
    return not paper.same_names and not _key(paper, x.AUTHORITY_KEY)


def _key(paper: Paper, oid: str) -> bytes:
    found = paper.get(oid)
    return found.octets if found else b""


def _own_key(paper: Paper) -> bool:
    own, above = _key(paper, x.SUBJECT_KEY), _key(paper, x.AUTHORITY_KEY)
    return bool(own) and own == above and not paper.same_names


def _distances(paper: Paper) -> bool:
    found = paper.get(x.NAME_CONSTRAINTS)
    return found is not None and not all(found.places)


def _nowhere(paper: Paper) -> bool:
    found = paper.get(x.CRL_POINTS)
    return found is not None and not all(found.places)


def _any_policy(oid: str) -> Callable[[Paper], bool]:
    def broken(paper: Paper) -> bool:
        found = paper.get(oid)
        return found is not None and x.ANY_POLICY in found.words

    return broken


RULES: Final = (
    *(
        rule
        for kind in ("certificate", "list", "request")
        for rule in (
            Rule("extension-twice", "RFC 5280 4.2", "extensions", N_("an extension is there twice"), kind, _twice),
            Rule("extension-default", "X.690 11.5", "extensions", N_("an extension writes that it is not critical, which is left out"), kind, _default),
            Rule("extension-form", "RFC 5280 4.2", "extensions", N_("an extension says something that has not its form"), kind, _no_form),
            Rule("extension-critical", "RFC 5280 4.2", "extensions", N_("an extension is critical and nobody knows it"), kind, _unknown),
        )
    ),
    Rule("extension-none", "RFC 5280 4.1.2.9", "extensions", N_("there are extensions, and none is in them"), "certificate", lambda p: p.empty),
    Rule("extension-not-critical", "RFC 5280 4.2", "extensions", N_("an extension is critical that must never be"), "certificate", _wrongly_critical),
    Rule("extension-always-critical", "RFC 5280 4.2.1.10, .11, .14", "extensions", N_("a constraint is not critical"), "certificate", _wrongly_not),
    Rule("extension-authorities", "RFC 5280 4.2.1.10, .11, .5, .14", "extensions", N_("a constraint is there that only authorities have"), "holder", _misplaced),
    Rule("extension-empty", "RFC 5280 4.2.1.4, .5, .10, .12, .13; 4.2.2.1", "extensions", N_("an extension is a list of nothing"), "certificate", _empty(x.POLICIES, x.MAPPINGS, x.EXTENDED, x.CRL_POINTS, x.INFORMATION, x.NAME_CONSTRAINTS, x.POLICY_CONSTRAINTS)),
    Rule("authority-key", "RFC 5280 4.2.1.1", "authorityKeyIdentifier", N_("it does not name the issuer's key"), "certificate", _missing_key),
    Rule("authority-key-other", "RFC 5280 4.2.1.1", "authorityKeyIdentifier", N_("it names its own key as the issuer's"), "certificate", _own_key),
    Rule("subject-key-authority", "RFC 5280 4.2.1.2", "subjectKeyIdentifier", N_("an authority does not name its key"), "authority", lambda p: not _key(p, x.SUBJECT_KEY)),
    Rule("subject-key", "RFC 5280 4.2.1.2", "subjectKeyIdentifier", N_("it does not name its key"), "holder", lambda p: not _key(p, x.SUBJECT_KEY), "international", must=False),
    Rule("subject-key-octets", "RFC 5280 4.2.1.2; RFC 7093 2", "subjectKeyIdentifier", N_("the key's identifier has other than 20 octets"), "certificate", lambda p: len(_key(p, x.SUBJECT_KEY)) not in {0, IDENTIFIER_OCTETS}, must=False),
    Rule("constraints-distance", "RFC 5280 4.2.1.10", "nameConstraints", N_("a name constraint has a distance"), "certificate", _distances),
    Rule("policies-twice", "RFC 5280 4.2.1.4", "certificatePolicies", N_("a policy is there twice"), "certificate", _repeated(x.POLICIES)),
    Rule("policies-any", "RFC 5280 4.2.1.4", "certificatePolicies", N_("a holder has the policy that stands for any"), "holder", _any_policy(x.POLICIES), must=False),
    Rule("mappings-any", "RFC 5280 4.2.1.5", "policyMappings", N_("a policy is mapped to the one that stands for any, or from it"), "certificate", _any_policy(x.MAPPINGS)),
    Rule("points-place", "RFC 5280 4.2.1.13", "cRLDistributionPoints", N_("a point says neither where nor by whom its list is"), "certificate", _nowhere),
    Rule("points-reached", "RFC 5280 4.2.1.13", "cRLDistributionPoints", N_("a list is at an address that is reached neither by HTTP nor by LDAP"), "certificate", _unreachable(x.CRL_POINTS)),
    Rule("information-reached", "RFC 5280 4.2.2.1", "authorityInfoAccess", N_("an address is reached neither by HTTP nor by LDAP"), "certificate", _unreachable(x.INFORMATION)),
    Rule("sm2-subject-key", "GM/T 0015-2023 5.2.4", "subjectKeyIdentifier", N_("it does not name its key"), "certificate", lambda p: not _key(p, x.SUBJECT_KEY), "sm2"),
    Rule("sm2-authority-key", "GM/T 0015-2023 5.2.4", "authorityKeyIdentifier", N_("it does not name the issuer's key"), "certificate", lambda p: not _key(p, x.AUTHORITY_KEY), "sm2"),
)  # fmt: skip
