"""References to keys in tokens: read as RFC 7512 writes them, and strictly, since another key is another signer."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keys import codes
from keys.references import LONGEST, Reference, is_reference, parse
from zhengyun.errors import Code, ZhengyunError

NAMES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=32)


def refusal(text: str) -> Code:
    with pytest.raises(ZhengyunError) as raised:
        parse(text)
    assert str(raised.value)
    return raised.value.code


@given(NAMES, NAMES, st.none() | NAMES)
def test_what_is_written_is_read(token: str, label: str, source: str | None) -> None:
    assume(token == token.strip() and label == label.strip() and len(token.encode()) <= LONGEST["token"])
    assume(len(label.encode()) <= LONGEST["object"])
    reference = Reference(token, label, f"/{source}" if source else "")
    assert parse(str(reference)) == reference
    assert is_reference(str(reference))
    # Neither a shell within single quotes nor TOML sees anything in it but itself.
    assert set(str(reference)) <= set(string.ascii_letters + string.digits + "-._~:[]@!$()*+,=&;?%/")


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("pkcs11:token=town;object=log", Reference("town", "log")),
        ("pkcs11:object=log;token=town", Reference("town", "log")),
        (
            "pkcs11:token=The%20Software%20PKCS%2311%20softtoken;object=my-key",
            Reference("The Software PKCS#11 softtoken", "my-key"),
        ),
        ("pkcs11:token=%e5%ae%a1%e8%ae%a1;object=%E6%97%A5%E5%BF%97", Reference("审计", "日志")),
        ("pkcs11:token=a&b:[]@!$'()*+,=;object=c", Reference("a&b:[]@!$'()*+,=", "c")),
        ("pkcs11:token=a;object=b?pin-source=file:/etc/token.pin", Reference("a", "b", "/etc/token.pin")),
        ("pkcs11:token=a;object=b?pin-source=file:/etc/%E5%8F%A3%E4%BB%A4", Reference("a", "b", "/etc/口令")),
    ],
)
def test_what_the_rfc_writes_is_read(text: str, reference: Reference) -> None:
    assert parse(text) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pkcs11",
        "pkcs11:",
        "PKCS11:token=a;object=b",
        " pkcs11:token=a;object=b",
        "pkcs11:token=a",
        "pkcs11:object=b",
        "pkcs11:token=;object=b",
        "pkcs11:token=a;object=",
        "pkcs11:token=a;token=a;object=b",
        "pkcs11:token=a;object=b;object=c",
        "pkcs11:token=a;object=b;",
        "pkcs11:;token=a;object=b",
        "pkcs11:token=a;object=b;id=%01",
        "pkcs11:token=a;object=b;serial=1",
        "pkcs11:token=a;object=b;type=private",
        "pkcs11:token=a;object=b;x-own=1",
        "pkcs11:token=a;object=b c",
        "pkcs11:token=a;object=b\n",
        "pkcs11:token=a;object=b#c",
        "pkcs11:token=a;object=b/c",
        "pkcs11:token=审计;object=b",
        "pkcs11:token=a;object=%",
        "pkcs11:token=a;object=%2",
        "pkcs11:token=a;object=%zz",
        "pkcs11:token=a;object=%ff",
        "pkcs11:token=a;object=%00",
        "pkcs11:token=a;object=b%0A",
        "pkcs11:token=a%20;object=b",
        "pkcs11:token=%20a;object=b",
        "pkcs11:token=%20;object=b",
        f"pkcs11:token={'a' * 33};object=b",
        f"pkcs11:token=a;object={'b' * 129}",
        "pkcs11:token=a;object=b?",
        "pkcs11:token=a;object=b?pin-value=1234",
        "pkcs11:token=a;object=b?pin-source=file:/x&pin-value=1234",
        "pkcs11:token=a;object=b?pin-source=/etc/pin",
        "pkcs11:token=a;object=b?pin-source=file:pin",
        "pkcs11:token=a;object=b?pin-source=file:",
        "pkcs11:token=a;object=b?pin-source=%7Ccat",
        "pkcs11:token=a;object=b?pin-source=file:/x%00",
        "pkcs11:token=a;object=b?module-path=/tmp/evil.so",
        "pkcs11:token=a;object=b?pin-source=file:/x?pin-source=file:/y",
    ],
)
def test_anything_else_names_no_key(text: str) -> None:
    assert refusal(text) is codes.BAD_REFERENCE


def test_a_pin_in_a_reference_is_refused_and_not_told_again() -> None:
    with pytest.raises(ZhengyunError) as raised:
        parse("pkcs11:token=a;object=b?pin-value=0815")
    assert "PIN" in str(raised.value)
    assert "0815" not in str(raised.value)


@given(st.text() | st.text().map("pkcs11:".__add__) | st.text(string.printable).map("pkcs11:token=a;object=".__add__))
def test_whatever_is_given_is_read_or_refused_by_name(text: str) -> None:
    try:
        reference = parse(text)
    except ZhengyunError as error:
        told = error.code
    else:
        told = codes.BAD_REFERENCE
        assert parse(str(reference)) == reference
    assert told is codes.BAD_REFERENCE


@pytest.mark.parametrize(
    ("token", "label"), [("", "b"), ("a" * 33, "b"), ("审" * 11, "b"), ("a\nb", "b"), ("a", " b"), ("\ud800", "b")]
)
def test_a_name_that_no_token_can_have_is_refused_at_once(token: str, label: str) -> None:
    with pytest.raises(ZhengyunError) as raised:
        Reference(token, label)
    assert raised.value.code is codes.BAD_REFERENCE
