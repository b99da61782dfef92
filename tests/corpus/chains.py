"""What can be wrong with a chain of sound certificates: `data` are the leaf and those that lead from it to the root, one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from keys.algorithm import Private
from keys.algorithms import ALGORITHMS
from pki import certificate, csr, der, names
from pki import extensions as x
from pki.algorithms import public_info
from pki.certificate import Draft, Extension
from tests.authorities import NOW, house, public, sign, wish
from tests.corpus.case import Case

DAY = timedelta(days=1)
Change = Callable[[Draft], Draft]


def between(family: str) -> Draft:
    """The issuing authority as the root certifies it."""
    made = house(family)
    found = certificate.read(made.certificate.raw)
    return Draft(
        found.serial,
        found.issuer_raw,
        found.subject_raw,
        found.not_before,
        found.not_after,
        found.public_info,
        tuple(found.extensions.values()),
        family,
    )


def end(family: str) -> Draft:
    """The leaf."""
    return house(family).template().of_request(csr.read(wish(family)), NOW)


def sound(family: str) -> bytes:
    """The chain that everything is done to."""
    return chain(family, lambda one: one, lambda one: one)


def chain(family: str, authority: Change, leaf: Change) -> bytes:
    """Both, altered and signed again."""
    made = house(family)
    second = sign(authority(between(family)).to_be_signed(), family, made.root_key)
    return sign(leaf(end(family)).to_be_signed(), family, made.issuing_key) + second


def put(*more: Extension) -> Change:
    """These extensions, in the place of those that are there."""
    given = {one.oid: one for one in more}
    return lambda one: replace(
        one, extensions=(*(each for each in one.extensions if each.oid not in given), *given.values())
    )


def without(oid: str) -> Change:
    """Not this extension."""
    return lambda one: replace(one, extensions=tuple(each for each in one.extensions if each.oid != oid))


def named(text: str) -> Change:
    """Another common name, and the DNS name that goes with it."""
    return lambda one: replace(one, subject=names.encode(names.parse(f"C=CN,O=City,CN={text}")))


AUTHORITIES: dict[str, tuple[Change, str]] = {
    "authority-that-is-none": (put(x.basic(False)), "path"),
    "authority-that-does-not-say-so": (without(x.BASIC), "path"),
    "authority-that-may-not-sign": (put(x.key_usage(("cRLSign",))), "path"),
    "authority-that-has-ended": (lambda one: replace(one, not_before=NOW - 9 * DAY, not_after=NOW - DAY), "period"),
    "authority-yet-to-begin": (lambda one: replace(one, not_before=NOW + DAY), "period"),
    "authority-of-another-name": (lambda one: replace(one, subject=names.encode(names.parse("CN=Other"))), "path"),
    "authority-for-other-names": (put(x.name_constraints((".other.example",))), "path"),
    "authority-with-what-nobody-knows": (put(Extension("1.2.3.4", True, b"\x05\x00")), "path"),
    "authority-of-another-key-identifier": (put(x.subject_key(b"k" * 20)), "path"),
}
LEAVES: dict[str, tuple[Change, str]] = {
    "leaf-that-has-ended": (lambda one: replace(one, not_before=NOW - 9 * DAY, not_after=NOW - DAY), "period"),
    "leaf-yet-to-begin": (lambda one: replace(one, not_before=NOW + DAY), "period"),
    "leaf-for-another-use": (put(x.extended(("clientAuth",))), "purpose"),
    "leaf-for-no-use": (without(x.EXTENDED), "purpose"),
    "leaf-for-signing-certificates": (put(x.key_usage(("cRLSign",))), "purpose"),
    "leaf-of-another-name": (put(x.alternative_names(b"\x30\x12\x82\x10api.city.example")), "name"),
    "leaf-named-in-its-subject-alone": (without(x.ALTERNATIVE_NAMES), "name"),
    "leaf-with-what-nobody-knows": (put(Extension("1.2.3.4", True, b"\x05\x00")), "path"),
    "leaf-of-another-issuer": (lambda one: replace(one, issuer=names.encode(names.parse("CN=Other"))), "path"),
    "leaf-outside-of-its-authority": (put(x.alternative_names(b"\x30\x13\x82\x11www.other.example")), "path"),
    "leaf-of-another-key-of-its-authority": (put(x.authority_key(b"k" * 20)), "path"),
}


def cases(family: str) -> Iterator[Case]:
    """All of them."""
    for name, (change, reason) in AUTHORITIES.items():
        yield Case("chain", family, name, partial(chain, family, change, lambda one: one), reason)
    for name, (change, reason) in LEAVES.items():
        yield Case("chain", family, name, partial(chain, family, lambda one: one, change), reason)
    bound = Extension(
        x.NAME_CONSTRAINTS, True, der.sequence(der.explicit(1, der.sequence(_dns(b"vault.city.example"))))
    )
    any_of_it = x.alternative_names(der.sequence(_dns(b"*.city.example"), _dns(b"www.city.example")))
    yield Case(
        "chain", family, "wildcard-over-an-excluded-name", partial(chain, family, put(bound), put(any_of_it)), "path"
    )
    made = house(family)
    leaf = sign(end(family).to_be_signed(), family, made.issuing_key)
    yield Case("chain", family, "authority-missing", lambda: leaf, "path")
    yield Case("chain", family, "another-root-between", lambda: leaf + made.root_certificate.raw, "path")
    yield Case("chain", family, "leaf-signed-by-a-leaf", partial(_below_a_leaf, family), "path")
    yield Case("chain", family, "one-authority-too-many", partial(_too_long, family), "path")
    yield Case("chain", family, "a-root-of-ones-own", partial(_own_root, family), "path")


def _dns(name: bytes) -> bytes:
    return der.tlv(0x82, name)


def _below_a_leaf(family: str) -> bytes:
    """Whoever has a certificate issues another one."""
    key = ALGORITHMS[family].generate()
    first = end(family)
    issuer = replace(first, public_info=public_info(public(family, key)))
    made = house(family)
    second = sign(issuer.to_be_signed(), family, made.issuing_key)
    third = replace(first, serial=99, issuer=issuer.subject)
    return sign(third.to_be_signed(), family, key) + second + made.certificate.raw


def _too_long(family: str) -> bytes:
    """An authority below one that may have none (RFC 5280 section 4.2.1.9)."""
    key, made = ALGORITHMS[family].generate(), house(family)
    name = names.encode(names.parse("C=CN,O=City,CN=City Below"))
    info, above = public_info(public(family, key)), made.certificate.subject_raw
    below = replace(between(family), serial=98, issuer=above, subject=name, public_info=info)
    below = _identified(below, x.key_identifier(key.public), x.key_identifier(made.issuing_key.public))
    leaf = put(x.authority_key(x.key_identifier(key.public)))(replace(end(family), issuer=name))
    second = sign(below.to_be_signed(), family, made.issuing_key)
    return sign(leaf.to_be_signed(), family, key) + second + made.certificate.raw


def _own_root(family: str) -> bytes:
    """The same names over other keys."""
    top, key = (ALGORITHMS[family].generate() for _ in range(2))
    info, own = public_info(public(family, key)), x.key_identifier(key.public)
    second = _identified(replace(between(family), public_info=info), own, x.key_identifier(top.public))
    leaf = put(x.authority_key(own))(end(family))
    return sign(leaf.to_be_signed(), family, key) + _signed(second, family, top)


def _identified(one: Draft, own: bytes, issuers: bytes) -> Draft:
    return put(x.subject_key(own), x.authority_key(issuers))(one)


def _signed(one: Draft, family: str, key: Private) -> bytes:
    return sign(one.to_be_signed(), family, key)
