"""Names are read as they are written, by us and by others."""

from contextlib import suppress

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from pki import der, names
from pki.names import Name, Part
from tests.examples import examples
from zhengyun.errors import ZhengyunError

ANY = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip()) and text.isprintable() and text == text.strip()
)
PRINTABLE = st.text("abcXYZ019 '()+,-./:=?", min_size=1, max_size=20).filter(
    lambda text: bool(text.strip()) and text == text.strip()
)
PARTS = (
    st.builds(Part, st.sampled_from(["O", "OU", "CN", "L", "ST", "T", "UID"]), ANY)
    | st.builds(Part, st.just("SN"), PRINTABLE)
    | st.just(Part("C", "CN"))
    | st.builds(Part, st.just("DC"), st.text("abc-", min_size=1, max_size=9))
)
NAMES = st.lists(PARTS, min_size=1, max_size=6).map(tuple)


@given(NAMES)
@examples(40)
def test_what_is_encoded_is_decoded(name: Name) -> None:
    assert names.decode(der.check(names.encode(name))) == name


@given(NAMES)
@examples(40)
def test_what_is_shown_is_parsed(name: Name) -> None:
    assert names.parse(names.show(name)) == name


@given(NAMES)
@examples(40)
def test_another_library_reads_the_same(name: Name) -> None:
    read = x509.load_der_x509_certificate(_around(names.encode(name))).subject
    assert [(one.oid.dotted_string, one.value) for one in read] == [
        (names.TYPES[word][0], value) for word, value in name
    ]


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_is_none(text: str) -> None:
    with suppress(ZhengyunError):
        assert names.parse(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_name_or_are_none(data: bytes) -> None:
    with suppress(der.DerError):
        names.decode(der.check(data))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no part"),
        ("CN", "is not one of"),
        ("XX=1", "is not one of"),
        ("CN=", "1 to 64"),
        ("CN=" + "a" * 65, "1 to 64"),
        ("C=China", "1 to 2"),
        ("C=cn", "ISO 3166"),
        ("SN=a_b", "simple signs"),
        ("E=政@a.example", "ASCII"),
        ("CN=a\x00b", "printable"),
    ],
)
def test_what_is_no_name(text: str, problem: str) -> None:
    with pytest.raises(ZhengyunError) as caught:
        names.parse(text)
    assert problem in str(caught.value)


def test_a_comma_in_a_value() -> None:
    assert names.parse(r"CN=a\,b\\c,O=x") == (("CN", r"a,b\c"), ("O", "x"))


def test_several_attributes_in_one_part() -> None:
    both = der.set_of(der.sequence(der.oid("2.5.4.3"), der.utf8("a")), der.sequence(der.oid("2.5.4.10"), der.utf8("b")))
    assert set(names.decode(der.check(der.sequence(both)))) == {("CN", "a"), ("O", "b")}


def _around(subject: bytes) -> bytes:
    """A certificate of that subject, which nobody has signed."""
    from tests.authorities import house

    whole = house("p256").certificate.raw
    body, *rest = der.read(whole).children()
    fields = [one.raw for one in body.children()]
    fields[5] = subject
    return der.sequence(der.sequence(*fields), *(one.raw for one in rest))
