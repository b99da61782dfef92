"""All rules, and a paper held against them."""

from functools import cache
from typing import Final, NamedTuple

from pki import codes, der, pem
from pki.lint import extending, fields, listing, naming, using
from pki.lint.paper import Kind, lay_open
from pki.lint.rule import Finding, Rule
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.trust import Family

RULES: Final = (*fields.RULES, *naming.RULES, *extending.RULES, *using.RULES, *listing.RULES)
FORM: Final = "form"
LABELS: Final = (*pem.CERTIFICATE, *pem.REQUEST, *pem.CRL)
# The lists of a city with two million certificates; nothing else is nearly as large.
LONGEST: Final = 128 * 1024 * 1024


class Report(NamedTuple):
    """What was looked at, as what, against how many rules, and what was found. Without a form it is none of the kinds."""

    kind: Kind | None
    family: Family | None
    rules: int
    findings: tuple[Finding, ...]


def lint(data: bytes) -> tuple[Finding, ...]:
    """What rules a certificate, a request or a list breaks, signed or about to be signed, in DER. It never raises."""
    return report(data).findings


def report(data: bytes) -> Report:
    """The same, with what was looked at."""
    try:
        paper = lay_open(data)
    except der.DerError as error:
        found = Finding(FORM, "X.690 10 and 11; RFC 5280 A", f"byte {error.offset}", str(error.what))
        return Report(None, None, 1, (found,))
    rules = applying(paper.kinds, paper.family)
    return Report(paper.kinds[-1], paper.family, len(rules), tuple(one.finding() for one in rules if one.broken(paper)))


@cache
def applying(kinds: tuple[Kind, ...], family: Family) -> tuple[Rule, ...]:
    """The rules for papers of such kinds in that family."""
    return tuple(one for one in RULES if one.on in kinds and one.family in {"", family})


def refuse(data: bytes, what: str = "-") -> None:
    """Refuse what is about to be signed, if it breaks a rule that must be kept.

    Raises: ZhengyunError (ZY-PKI-015).
    """
    wrong = [one for one in lint(data) if one.must]
    if wrong:
        first = wrong[0]
        raise ZhengyunError(
            codes.BREAKS_RULES,
            what=what,
            count=len(wrong),
            field=first.place,
            problem=Words(first.what),
            rules=", ".join(f"{one.rule} ({one.clause})" for one in wrong),
        )


def opened(data: bytes, what: str = "-") -> bytes:
    """The DER bytes of a file in PEM or bare.

    Raises: ZhengyunError (ZY-PKI-002: nothing of what is signed begins so, -003: too large, -004: no such PEM).
    """
    found = pem.bare(data, LABELS, LONGEST, what)
    if found[:1] != bytes((der.SEQUENCE,)):
        raise ZhengyunError(
            codes.BAD_FORM, what=what, form=Words(N_("certificate")), problem=Words(N_("it is neither DER nor PEM"))
        )
    return found
