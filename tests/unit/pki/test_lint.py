"""What breaks a rule is found with its clause, and is not signed."""

from dataclasses import replace

import pytest

from pki import codes, csr, der
from pki import extensions as x
from pki.lint.table import RULES, lint, refuse, report
from tests.authorities import FAMILIES, NOW, SERVER, house, wish
from tests.corpus import certificates, lists, requests
from tests.corpus.changes import Change, both, general, given, names, times, utc
from tests.corpus.tree import grow
from zhengyun.errors import ZhengyunError


def test_every_rule_has_its_clause_and_its_words() -> None:
    assert len({one.name for one in RULES}) >= 80
    for one in RULES:
        assert one.clause.startswith(("RFC ", "GM/T ", "X.6", "NIST ", "CA/Browser")), one.name
        assert one.what[0].islower() or one.what.startswith("URI"), one.name
        assert one.place, one.name


def test_one_name_says_one_thing() -> None:
    said: dict[str, str] = {}
    for one in RULES:
        assert said.setdefault(one.name, one.what) == one.what


@pytest.mark.parametrize("family", FAMILIES)
def test_what_the_house_makes_breaks_none(family: str) -> None:
    city = house(family)
    made = (
        city.root_certificate.raw,
        city.certificate.raw,
        certificates.sound(family),
        wish(family),
        lists.sound(family),
    )
    assert [lint(one) for one in made] == [()] * len(made)


@pytest.mark.parametrize("algorithm", ["p384", "ed25519"])
def test_authorities_of_other_algorithms_break_none(algorithm: str) -> None:
    city = house(algorithm)
    draft = city.template().of_request(csr.read(wish("p256")), NOW)
    assert [lint(one) for one in (city.root_certificate.raw, city.certificate.raw, city.issue(draft))] == [()] * 3


@pytest.mark.parametrize("family", FAMILIES)
def test_it_is_found_out_what_it_is(family: str) -> None:
    city = house(family)
    kinds = [
        report(one).kind
        for one in (city.certificate.raw, certificates.sound(family), wish(family), lists.sound(family))
    ]
    assert kinds == ["authority", "holder", "request", "list"]
    assert report(wish(family)).family == ("sm2" if family == "sm2" else "international")


def test_what_is_about_to_be_signed_is_refused_with_all_that_is_wrong() -> None:
    body = grow(certificates.sound("p256"))[0]
    given(x.policies(()), x.extended(("timeStamping",)))(body)
    with pytest.raises(ZhengyunError) as caught:
        refuse(body.written(), "it")
    assert caught.value.code is codes.BREAKS_RULES
    assert "extension-empty (RFC 5280 4.2.1.4" in str(caught.value)
    assert "purpose-time (RFC 3161 2.3)" in str(caught.value)


def test_what_is_only_recommended_is_told_and_signed() -> None:
    city = house("p256")
    long = city.template(replace(SERVER, days=3000))
    draft = long.of_request(csr.read(wish("p256")), NOW).to_be_signed()
    assert [(one.rule, one.must) for one in lint(draft)] == [("validity-holder", False)]
    refuse(draft)


# What is wrong and may be signed all the same, and so is no part of what is refused.
RECOMMENDED: dict[str, tuple[str, Change]] = {
    "names-not-critical": ("certificate", names(der.tlv(0x82, b"www.city.example"), critical=True)),
    "subject-key-octets": ("certificate", given(x.subject_key(b"short"))),
    "policies-any": ("certificate", given(x.policies(("2.5.29.32.0",)))),
    "validity-holder": ("certificate", times(utc("261122075900Z"), utc("361122075900Z"))),
    "validity-authority": (
        "certificate",
        both(certificates.AUTHORITY, times(utc("261122075900Z"), general("20661122075900Z"))),
    ),
    "entry-unspecified": ("list", lists.reason(der.enumerated(0))),
}


@pytest.mark.parametrize("rule", RECOMMENDED)
def test_what_breaks_a_recommendation(rule: str) -> None:
    kind, change = RECOMMENDED[rule]
    altered = certificates.altered if kind == "certificate" else lists.altered
    found = lint(altered("p256", change))
    assert (rule, False) in [(one.rule, one.must) for one in found]


@pytest.mark.slow
def test_each_rule_has_something_that_breaks_it() -> None:
    broken = set(RECOMMENDED)
    for family in FAMILIES:
        for source in (certificates, requests, lists):
            broken |= {one.rule for case in source.cases(family) for one in lint(case.make())}
    assert {one.name for one in RULES} <= broken
