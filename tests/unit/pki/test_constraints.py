"""Name constraints: what an authority may certify, itself and by those below it."""

from dataclasses import replace

import pytest

from pki import certificate, der, names
from pki.certificate import Extension
from pki.constraints import outside
from pki.extensions import ALTERNATIVE_NAMES, NAME_CONSTRAINTS
from pki.verdict import Check, Result
from tests.corpus.subtrees import CASES, Case, dn, dns, ip, mail, net
from tests.paths import Link, called, constraints, path, step

CITY = constraints([dns("city.example")])
WWW, OTHER = called(dns("www.city.example")), called(dns("www.other.example"))


def held(*links: Link) -> str:
    """What is wrong with a path by its names, in words."""
    return str(outside([certificate.read(one) for one in path(links)]))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_names_against_constraints(case: Case) -> None:
    made = case.path()
    assert (step(made, Check.PATH).result is Result.PASSED) is case.accepted
    # By what is held here alone, whatever OpenSSL says.
    assert (not outside([certificate.read(one) for one in made]).text) is case.accepted


def test_every_authority_of_the_path_has_its_say() -> None:
    narrow = constraints([dns("finance.city.example")])
    for leaf, wrong in (("x.finance.city.example", ""), ("www.city.example", "Below"), ("x.other.example", "Upper")):
        found = held(Link("Root"), Link("Upper", (CITY,)), Link("Below", (narrow,)), Link("x", (called(dns(leaf)),)))
        assert wrong in found
        assert bool(found) is bool(wrong)


def test_a_roots_constraints_count() -> None:
    assert "www.other.example" in held(Link("Root", (CITY,)), Link("Issuing"), Link("www", (OTHER,)))
    assert not held(Link("Root", (CITY,)), Link("Issuing"), Link("www", (WWW,)))


def test_authorities_between_are_held_against_them_too() -> None:
    tree = constraints([dn("C=CN,O=City")])
    other = names.encode(names.parse("C=CN,O=Other,CN=Below"))
    assert "O=Other" in held(Link("Root"), Link("Upper", (tree,)), Link("", (), other), Link("www"))


def test_a_certificate_over_its_own_name_is_free_of_them_and_what_is_below_is_not() -> None:
    tree = constraints(excluded=[dn("C=CN,O=City,CN=Issuing"), dns("other.example")])
    again = (Link("Root"), Link("Issuing", (tree,)), Link("Issuing"))
    assert not held(*again, Link("www", (WWW,)))
    assert "www.other.example" in held(*again, Link("www", (OTHER,)))
    assert "CN=Issuing" in held(*again[:2], Link("Issuing", (WWW,)))


@pytest.mark.parametrize(
    ("tree", "name", "told"),
    [
        (net("10.0.0.0/8"), ip("10.1.2.3"), "10.1.2.3"),
        (dn("O=City"), dn("O=City,CN=Holder"), "O=City,CN=Holder"),
        (mail("city.example"), mail("a@city.example"), "a@city.example"),
        (dns("city.example"), dns("\xe4.city.example"), r"\xe4.city.example"),
        (net("10.0.0.0/8"), der.tlv(0x87, b"\x01"), r"\x01"),
    ],
)
def test_the_name_is_told(tree: bytes, name: bytes, told: str) -> None:
    found = held(Link("Root"), Link("Issuing", (constraints(excluded=[tree]),)), Link("www", (called(name),)))
    assert found == f"C=CN,O=City,CN=Issuing: it may not certify the name {told}"


@pytest.mark.parametrize(
    "value",
    [
        der.sequence(der.explicit(1, der.sequence(dns("a"))), der.explicit(0, der.sequence(dns("a")))),
        der.sequence(der.explicit(0, der.sequence(dns("a"))), der.explicit(0, der.sequence(dns("a")))),
        der.sequence(der.explicit(2, der.sequence(dns("a")))),
        der.sequence(der.explicit(0, der.sequence())),
        der.sequence(der.explicit(0, der.tlv(0x82, b"a"))),
        der.sequence(der.explicit(1, der.sequence(net("10.0.0.0/8")[:-1]))),
        der.NULL,
    ],
)
def test_constraints_without_a_form_certify_nobody(value: bytes) -> None:
    leaf, issuing, root = (certificate.read(one) for one in path([Link("Root"), Link("Issuing"), Link("www", (WWW,))]))
    broken = replace(issuing, extensions={NAME_CONSTRAINTS: Extension(NAME_CONSTRAINTS, True, value)})
    assert "have no form" in str(outside([leaf, broken, root]))


def test_a_mailbox_of_another_form_is_refused_where_mailboxes_are_constrained() -> None:
    leaf, issuing, root = (certificate.read(one) for one in path([Link("Root"), Link("Issuing"), Link("www")]))
    tree = constraints(excluded=[mail("city.example")])
    bound = replace(issuing, extensions={NAME_CONSTRAINTS: tree})
    for inside in (b"", der.utf8("a@b.example"), der.explicit(0), der.explicit(0, der.NULL)):
        name = der.tlv(0xA0, der.oid("1.3.6.1.5.5.7.8.9") + inside)
        one = replace(leaf, extensions={ALTERNATIVE_NAMES: called(name)})
        assert "may not certify" in str(outside([one, bound, root]))
