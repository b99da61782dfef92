"""What is sealed for a key opens by that key alone, as its standard has it; whatever else is given is refused in our words."""

import hmac
from collections.abc import Callable
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from keys import codes, enveloped, sm2_encryption
from keys.algorithms import ALGORITHMS, named
from keys.encryption import MOST, SEALERS, open_sealed, seal
from keys.sm2_cipher import Cipher, from_der, from_raw
from tests.unit.keys.vectors import pair
from zhengyun.errors import Code, ZhengyunError
from zhengyun.signing import PublicKey

KEYS: Final = {name: pair(name) for name in ALGORITHMS}
OTHERS: Final = {name: ALGORITHMS[name].generate() for name in ("p256", "p384", "sm2")}
PUBLIC: Final = {name: named(name, key.public) for name, key in KEYS.items()}
# Ciphertexts for one key each, which what follows turns, cuts and lengthens.
SEALED: Final = {name: seal(PUBLIC[name], b"the encryption key") for name in SEALERS}


def refusal(work: Callable[[], object]) -> Code:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code


@pytest.fixture(params=[pytest.param(one, marks=pytest.mark.slow) if one.startswith("rsa") else one for one in SEALERS])
def algorithm(request: pytest.FixtureRequest) -> str:
    """Each algorithm that seals."""
    return str(request.param)


@given(st.sampled_from([*SEALERS]), st.binary(min_size=1, max_size=3000))
def test_what_is_sealed_opens(algorithm: str, data: bytes) -> None:
    sealed = seal(PUBLIC[algorithm], data)
    assert open_sealed(algorithm, KEYS[algorithm], sealed) == data
    assert len(data) < 8 or data not in sealed


def test_a_key_as_long_as_any_record_of_one_is_sealed(algorithm: str) -> None:
    data = bytes(MOST)
    assert open_sealed(algorithm, KEYS[algorithm], seal(PUBLIC[algorithm], data)) == data


def test_the_same_is_never_sealed_twice_alike(algorithm: str) -> None:
    assert len({seal(PUBLIC[algorithm], b"x" * 16) for _ in range(20)}) == 20


def test_another_key_opens_nothing() -> None:
    for algorithm, other in OTHERS.items():
        assert refusal(lambda a=algorithm, o=other: open_sealed(a, o, SEALED[a])) is codes.NOT_OPENED  # type: ignore[misc]


@pytest.mark.slow
def test_any_flipped_bit_opens_nothing(algorithm: str) -> None:
    """Of RSA's long ciphertext one bit in each of many bytes."""
    sealed = SEALED[algorithm]
    for place in range(0, 8 * len(sealed), 61 if len(sealed) > 200 else 7):
        altered = bytearray(sealed)
        altered[place // 8] ^= 1 << place % 8
        assert refusal(lambda a=bytes(altered): open_sealed(algorithm, KEYS[algorithm], a)) is codes.NOT_OPENED  # type: ignore[misc]


@given(st.sampled_from([*SEALERS]), st.integers(-40, 40), st.binary(max_size=40))
def test_what_is_cut_or_lengthened_opens_nothing(algorithm: str, cut: int, more: bytes) -> None:
    sealed = SEALED[algorithm]
    altered = sealed[:cut] + more if cut else sealed + more
    if altered != sealed:
        assert refusal(lambda: open_sealed(algorithm, KEYS[algorithm], altered)) is codes.NOT_OPENED


@given(st.sampled_from([*SEALERS]), st.binary(max_size=200))
def test_what_was_never_sealed_opens_nothing(algorithm: str, sealed: bytes) -> None:
    assert refusal(lambda: open_sealed(algorithm, KEYS[algorithm], sealed)) is codes.NOT_OPENED


@pytest.mark.parametrize("size", [0, MOST + 1])
def test_nothing_and_too_much_are_not_sealed(algorithm: str, size: int) -> None:
    assert refusal(lambda: seal(PUBLIC[algorithm], bytes(size))) is codes.NO_SIZE_TO_SEAL
    sealed = bytes(2 * MOST + 1)
    assert refusal(lambda: open_sealed(algorithm, KEYS[algorithm], sealed)) is codes.NOT_OPENED


def test_a_key_that_signs_alone_is_said_to() -> None:
    assert refusal(lambda: seal(PUBLIC["ed25519"], b"x")) is codes.CANNOT_SEAL
    assert refusal(lambda: open_sealed("ed25519", KEYS["ed25519"], b"x")) is codes.CANNOT_SEAL
    assert refusal(lambda: enveloped.envelop(PUBLIC["p256"], KEYS["sm2"])) is codes.CANNOT_SEAL


@pytest.mark.parametrize("value", ["", "AAAA", "中", "BA==", None, 5, named("p256", b"\x04" + bytes(64)).value])
def test_what_is_no_public_key_seals_nothing(algorithm: str, value: str) -> None:
    assert refusal(lambda: seal(PublicKey("k", algorithm, value), b"x")) is codes.NOT_FOR_SEALING


# SM2


# GB/T 32918.5 annex C: the private number, C1, C3 and C2 of "encryption standard".
ANNEX_C: Final = (
    bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"),
    Cipher(
        bytes.fromhex(
            "0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73"
            "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0"
        ),
        bytes.fromhex("59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766"),
        bytes.fromhex("21886ca989ca9c7d58087307ca93092d651efa"),
    ),
    b"encryption standard",
)
# test/recipes/30-test_evp_data/evppkey_sm2.txt of OpenSSL.
OPENSSL: Final = (
    bytes.fromhex("d0915673301 7bdad809fd9bbd8c693f602305931 69b6f94aaf1c8ee138cc99b5".replace(" ", "")),
    bytes.fromhex(
        "30818a0220466be2ef5c11782ec77864a0055417f407a5afc11d653c6bce69e417bb1d05b6022062b572e21ff0ddf5c726bd3f9ff2eae5"
        "6e6294713a607e9b9525628965f62cc804203c1b5713b5db2728eb7bf775e44f4689fc32668bdc564f52ea45b09e8df2a5f40422084a9d"
        "0cc2997092b7d3c404fce95956eb604d732b2307a8e5b8900ed6608ca5b197"
    ),
    b"The floofy bunnies hop at midnight",
)


def test_sm2_decrypts_what_the_standard_has_encrypted() -> None:
    secret, cipher, data = ANNEX_C
    assert sm2_encryption.decrypt(secret, cipher) == data
    assert sm2_encryption.decrypt(secret, cipher.der) == data
    assert sm2_encryption.decrypt(secret, from_raw(cipher.raw)) == data


def test_sm2_decrypts_what_openssl_has_encrypted() -> None:
    secret, sealed, data = OPENSSL
    assert sm2_encryption.decrypt(secret, sealed) == data
    assert from_der(sealed).der == sealed


@pytest.mark.slow
def test_one_byte_is_never_left_as_it_is() -> None:
    """GB/T 32918.4 section 6, A5: one mask in 256 is zero, and drawn anew."""
    for _ in range(300):
        assert from_der(sm2_encryption.encrypt(KEYS["sm2"].public, b"x")).masked != b"x"


@given(st.binary(min_size=65, max_size=65), st.binary(min_size=32, max_size=32), st.binary(min_size=1, max_size=300))
def test_both_forms_of_a_ciphertext_say_the_same(point: bytes, check: bytes, masked: bytes) -> None:
    cipher = Cipher(b"\x04" + point[1:], check, masked)
    assert from_raw(cipher.raw) == cipher == from_der(cipher.der)


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_reading_a_ciphertext_raises_nothing_but_valueerror(data: bytes, place: int, byte: int) -> None:
    altered = bytearray(OPENSSL[1])
    altered[place % len(altered)] = byte
    for read in (from_der, from_raw):
        for one in (data, bytes(altered)):
            try:
                assert read(one) in {from_raw(read(one).raw), from_der(read(one).der)}
            except ValueError:
                continue


# SM2EnvelopedKey


def test_a_pair_is_enveloped_for_its_holder() -> None:
    made = enveloped.envelop(PUBLIC["sm2"], OTHERS["sm2"])
    unwrapped = enveloped.unwrap(KEYS["sm2"], made)
    assert (unwrapped.secret, unwrapped.public) == (OTHERS["sm2"].secret, OTHERS["sm2"].public)
    assert OTHERS["sm2"].secret not in made
    assert refusal(lambda: enveloped.unwrap(OTHERS["sm2"], made)) is codes.NOT_OPENED
    nobody = PUBLIC["sm2"]._replace(value="BA==")
    assert refusal(lambda: enveloped.envelop(nobody, KEYS["sm2"])) is codes.NOT_FOR_SEALING


@pytest.mark.slow
def test_an_altered_envelope_opens_nothing() -> None:
    made = enveloped.envelop(PUBLIC["sm2"], OTHERS["sm2"])
    for place in range(0, 8 * len(made), 11):
        altered = bytearray(made)
        altered[place // 8] ^= 1 << place % 8
        assert refusal(lambda a=bytes(altered): enveloped.unwrap(KEYS["sm2"], a)) is codes.NOT_OPENED  # type: ignore[misc]
    for other in (made[:-1], made + b"\0", b"", made[2:]):
        assert refusal(lambda o=other: enveloped.unwrap(KEYS["sm2"], o)) is codes.NOT_OPENED  # type: ignore[misc]


# HPKE, written down once more from RFC 9180, for P-256 with HKDF-SHA256.


def extract(suite: bytes, salt: bytes, label: bytes, key: bytes) -> bytes:
    """Section 4, LabeledExtract."""
    return hmac.digest(salt, b"HPKE-v1" + suite + label + key, "sha256")


def expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """Section 4, LabeledExpand; of one block."""
    text = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, text + b"\x01", "sha256")[:length]


def opened(secret: bytes, enc: bytes, sealed: bytes, info: bytes, aad: bytes, size: int, aead: int) -> bytes:
    """Sections 4.1, 5.1 and 5.2: the first message of the base mode."""
    key = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
    own = ALGORITHMS["p256"].restore(secret).public
    kem = b"KEM\x00\x10"
    agreed = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), enc))
    shared = expand(kem, extract(kem, b"", b"eae_prk", agreed), b"shared_secret", enc + own, 32)
    suite = b"HPKE\x00\x10\x00\x01" + aead.to_bytes(2, "big")
    context = b"\0" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    scheduled = extract(suite, shared, b"secret", b"")
    by, nonce = (expand(suite, scheduled, label, context, n) for label, n in ((b"key", size), (b"base_nonce", 12)))
    return AESGCM(by).decrypt(nonce, sealed, aad)


def test_hpke_is_rfc_9180() -> None:
    """What stands above opens the RFC's own test vector, of appendix A.3.1, and what the house has sealed."""
    secret = bytes.fromhex("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2")
    enc = bytes.fromhex(
        "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
        "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
    )
    sealed = bytes.fromhex("5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434")
    info, aad = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"), b"Count-0"
    assert opened(secret, enc, sealed, info, aad, 16, 1) == b"Beauty is truth, truth beauty"
    ours = SEALED["p256"]
    assert opened(KEYS["p256"].secret, ours[:65], ours[65:], b"zhengyun-sealed/1", b"", 32, 2) == b"the encryption key"
