"""Where whose key is, how firmly it is held, and what a token's own words mean."""

from itertools import product
from pathlib import Path

import pkcs11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import codes
from keys.algorithms import named
from keys.holding import TEXTS, Holding, holding
from keys.keyring import Keyring
from keys.references import Reference
from keys.refusing import MEANT, refusal
from keys.rsa import encoded
from keys.schemes import SCHEMES, read, read_rsa
from zhengyun.errors import Code, ZhengyunError

HERE = Reference("town", "log")
KEYRING = Keyring(Path("keys"), {"auditor": "pkcs11:token=town;object=a-1", "bad": "pkcs11:token=town"})


@pytest.mark.parametrize(
    ("name", "token", "place"),
    [
        ("wang", "", Path("keys/wang.json")),
        ("elsewhere/li.json", "", Path("elsewhere/li.json")),
        ("auditor", "", Reference("town", "a-1")),
        ("auditor", "county", Reference("county", "auditor")),
        ("wang", "town", Reference("town", "wang")),
        ("pkcs11:token=town;object=log", "", HERE),
    ],
)
def test_everybody_s_key_has_its_place(name: str, token: str, place: object) -> None:
    assert KEYRING.place(name, token) == place


@pytest.mark.parametrize(
    ("name", "token", "code"),
    [
        ("bad", "", codes.BAD_REFERENCE),
        ("pkcs11:", "", codes.BAD_REFERENCE),
        ("wang", "x" * 33, codes.BAD_REFERENCE),
        ("wang.json", "town", codes.A_PLACE),
        ("pkcs11:token=town;object=log", "town", codes.A_PLACE),
    ],
)
def test_a_place_that_cannot_be_is_said(name: str, token: str, code: Code) -> None:
    with pytest.raises(ZhengyunError) as raised:
        KEYRING.place(name, token)
    assert raised.value.code is code


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.touch()
    ring = Keyring(folder)
    with pytest.raises(ZhengyunError, match=codes.NOT_WRITTEN.id):
        ring.make(ring.place("wang"), "ed25519", lambda _: "correct horse")


def test_a_key_in_a_token_opens_nothing() -> None:
    with pytest.raises(ZhengyunError) as raised:
        KEYRING.opener(KEYRING.place("auditor"), lambda _: "1234")
    assert raised.value.code is codes.TOKEN_OPENS_NOTHING
    assert "object=a-1" in str(raised.value)


def test_only_what_never_could_be_taken_out_is_said_to_be_firm() -> None:
    """All 32 cases of the five attributes."""
    firm = []
    for values in product((False, True), repeat=5):
        extractable, never, sensitive, always, local = values
        found = holding(
            extractable=extractable, never_extractable=never, sensitive=sensitive, always_sensitive=always, local=local
        )
        assert (found is Holding.NOW) is (extractable or not sensitive)
        firm += [values] if found is Holding.NEVER else []
    assert firm == [(False, True, True, True, True)]
    assert set(TEXTS) == set(Holding)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (pkcs11.PinIncorrect(), codes.WRONG_PIN),
        (pkcs11.PinLenRange(), codes.WRONG_PIN),
        (pkcs11.PinLocked(), codes.LOCKED_PIN),
        (pkcs11.PinExpired(), codes.LOCKED_PIN),
        (pkcs11.UserPinNotInitialized(), codes.LOCKED_PIN),
        (pkcs11.DeviceMemory(), codes.TOKEN_FULL),
        (pkcs11.TokenWriteProtected(), codes.TOKEN_FULL),
        (pkcs11.DeviceRemoved(), codes.TOKEN_GONE),
        (pkcs11.TokenNotPresent(), codes.TOKEN_GONE),
        (pkcs11.SessionHandleInvalid(), codes.TOKEN_GONE),
        (pkcs11.GeneralError(), codes.TOKEN_FAILED),
        (pkcs11.PKCS11Error("CKR_VENDOR 0x80000001"), codes.TOKEN_FAILED),
    ],
)
def test_a_token_s_own_words_are_told_in_ours(error: pkcs11.PKCS11Error, code: Code) -> None:
    told = refusal(error, HERE)
    assert told.code is code
    assert "town" in str(told)


def test_the_words_are_those_of_the_library() -> None:
    assert {name for name in MEANT if not issubclass(getattr(pkcs11, name), pkcs11.PKCS11Error)} == set()


@given(st.sampled_from(["ed25519", "p256", "p384"]), st.data())
def test_a_point_is_read_bare_and_wrapped_alike(algorithm: str, data: st.DataObject) -> None:
    scheme = SCHEMES[algorithm]
    point = data.draw(st.binary(min_size=scheme.length, max_size=scheme.length))
    for curve in scheme.curves:
        assert read(curve, point) == read(curve, bytes([4, scheme.length]) + point) == named(algorithm, point)
        for other in (point[1:], point + b"\0", bytes([3, scheme.length]) + point, b""):
            assert read(curve, other) is None
    assert read(b"another curve", point) is None


def test_a_modulus_is_read_with_and_without_its_zero() -> None:
    for bits in (3072, 4096):
        modulus = b"\xc5" + bytes(bits // 8 - 2) + b"\x01"
        found = read_rsa(modulus, b"\1\0\1")
        assert found == read_rsa(b"\0" + modulus, b"\0\1\0\1") == named(f"rsa{bits}", encoded(modulus))
        for other, exponent in ((modulus[1:], b"\1\0\1"), (modulus + b"\0", b"\1\0\1"), (modulus, b"\3"), (b"", b"")):
            assert read_rsa(other, exponent) is None


def test_the_words_of_the_schemes_are_those_of_the_library() -> None:
    for scheme in SCHEMES.values():
        assert scheme.key_type in pkcs11.KeyType.__members__
        assert pkcs11.Mechanism[scheme.makes] is not pkcs11.Mechanism[scheme.signs]
