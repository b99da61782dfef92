"""Algorithms are written as the standards have them, and as others read them."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import ALGORITHMS as KEYS
from keys.algorithms import named
from pki import der
from pki.algorithms import ALGORITHMS, FAMILIES, bare, key_of, modulus_bits, public_info, written

SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
# Made when they are asked for: whoever collects tests does not wait for RSA.
THEIRS: dict[str, Callable[[], ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey]] = {
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "rsa3072": lambda: rsa.generate_private_key(65537, 3072),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}
WIDE = st.integers(1, (1 << 256) - 1)


def test_the_families_are_all_algorithms() -> None:
    assert sorted(word for family in FAMILIES.values() for word in family) == sorted(ALGORITHMS)
    assert set(KEYS) == set(ALGORITHMS)


@pytest.mark.slow
@pytest.mark.parametrize("word", THEIRS)
def test_another_librarys_key_is_read_and_written_the_same(word: str) -> None:
    info = THEIRS[word]().public_key().public_bytes(serialization.Encoding.DER, SPKI)
    found = key_of(info)
    assert found
    assert found[0] == word
    assert public_info(named(*found)) == info


@pytest.mark.parametrize("word", ["p256", "ed25519", "sm2"])
def test_our_keys_are_read_by_another_library(word: str) -> None:
    info = public_info(named(word, KEYS[word].generate().public))
    assert key_of(info)
    if word != "sm2":
        assert serialization.load_der_public_key(info).public_bytes(serialization.Encoding.DER, SPKI) == info


@given(WIDE, WIDE)
def test_two_numbers_are_written_and_read(r: int, s: int) -> None:
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    for word in ("p256", "sm2"):
        assert decode_dss_signature(written(word, signature)) == (r, s)
        assert bare(word, written(word, signature)) == signature


@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (-1, 1), (1 << 256, 1)])
def test_numbers_that_do_not_fit(pair: tuple[int, int]) -> None:
    with pytest.raises(der.DerError):
        bare("p256", der.sequence(*map(der.integer, pair)))


@given(st.binary(max_size=120))
def test_any_bytes_are_a_key_or_are_none(data: bytes) -> None:
    for ask in (key_of, modulus_bits):
        with suppress(der.DerError):
            ask(data)


@pytest.mark.parametrize(
    "info",
    [
        der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL), der.bits(der.sequence())),
        der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1")), der.bits(der.sequence(der.integer(5)))),
        der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.10"), der.NULL), der.bits(b"")),
        der.sequence(der.sequence(), der.bits(b"", 0)),
        der.sequence(ALGORITHMS["p256"].key, der.bits(b"\4\0", 3)),
    ],
)
def test_a_key_of_none_of_our_algorithms(info: bytes) -> None:
    assert key_of(info) is None


@pytest.mark.parametrize("info", [der.sequence(), der.sequence(der.NULL), der.integer(1), b"", b"\x30\x80"])
def test_what_is_no_key(info: bytes) -> None:
    with pytest.raises(der.DerError):
        key_of(info)


def test_ed25519_is_written_bare() -> None:
    assert written("ed25519", b"a" * 64) == bare("ed25519", b"a" * 64) == b"a" * 64
