"""SM2, SM3 and SM4 give what the annexes of their standards print."""

from typing import Final

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given
from hypothesis import strategies as st

from keys import sm2, sm4
from keys.digests import digest

# GB/T 32907 annex A.
KEY: Final = bytes.fromhex("0123456789abcdeffedcba9876543210")
# draft-ribose-cfrg-sm4 appendix A.2: its second key, and the text of two blocks.
OTHER: Final = bytes.fromhex("fedcba98765432100123456789abcdef")
TEXT: Final = bytes.fromhex("aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb")
VECTOR: Final = bytes(range(16))


def test_the_pair_and_the_signature_of_gb_t_32918_5_annex_a() -> None:
    """Of "message digest" by the identity of GM/T 0009."""
    key = sm2.restore(bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"))
    assert key.public.hex() == (
        "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    )
    signature = bytes.fromhex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    assert sm2.verify(key.public, b"message digest", signature)
    assert not sm2.verify(key.public, b"message digest.", signature)


@given(st.integers(1, sm2.ORDER - 2), st.binary(max_size=100))
def test_what_libcrypto_signs_is_right_and_nothing_near_it(number: int, data: bytes) -> None:
    """GB/T 32918.2 section 7.1: both numbers from 1 to below the order, and their sum no multiple of it."""
    key = sm2.restore(number.to_bytes(32, "big"))
    signature = key.sign(data)
    assert sm2.verify(key.public, data, signature)
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    # Where the sum is no point: of one who has the key, the second number, and the first that goes with it.
    nowhere = (-pow(number, -1, sm2.ORDER) - 1) % sm2.ORDER
    for one, two in ((0, s), (r, 0), (sm2.ORDER, s), (r, sm2.ORDER), (r, sm2.ORDER - r), (s, r), (nowhere, 1)):
        assert (one, two) == (r, s) or not sm2.verify(
            key.public, data, one.to_bytes(32, "big") + two.to_bytes(32, "big")
        )


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_the_examples_of_gb_t_32905_annex_a(data: bytes, printed: str) -> None:
    assert digest("sm3", data).hex() == printed


def test_example_1_of_gb_t_32907_annex_a() -> None:
    assert sm4.encrypt_blocks(KEY, KEY).hex() == "681edf34d206965e86b3e94f536e4246"
    assert sm4.decrypt_blocks(KEY, bytes.fromhex("681edf34d206965e86b3e94f536e4246")) == KEY


@pytest.mark.slow
def test_example_2_of_gb_t_32907_annex_a() -> None:
    """A million times over."""
    block, work = bytearray(KEY) + bytearray(15), Cipher(SM4(KEY), ECB()).encryptor()  # noqa: S305 - the example's
    for _ in range(1_000_000):
        work.update_into(bytes(block[:16]), block)
    assert block[:16].hex() == "595298c7c6fd271f0402f804c33d3f66"


@pytest.mark.parametrize(
    ("key", "blocks", "chained"),
    [
        (
            KEY,
            "5ec8143de509cff7b5179f8f474b86192f1d305a7fb17df985f81c8482192304",
            "78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d",
        ),
        (
            OTHER,
            "c5876897e4a59bbba72a10c83872245b12dd90bc2d200692b529a4155ac9e600",
            "0d3a6ddc2d21c698857215587b7bb59a91f2c147911a4144665e1fa1d40bae38",
        ),
    ],
)
def test_sm4_in_both_modes(key: bytes, blocks: str, chained: str) -> None:
    assert sm4.encrypt_blocks(key, TEXT).hex() == blocks
    assert sm4.encrypt(key, TEXT, VECTOR).hex()[:96] == VECTOR.hex() + chained


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=100))
def test_what_sm4_encrypts_it_decrypts(key: bytes, data: bytes) -> None:
    assert sm4.decrypt(key, sm4.encrypt(key, data)) == data
    blocks = data[: len(data) // 16 * 16]
    assert sm4.decrypt_blocks(key, sm4.encrypt_blocks(key, blocks)) == blocks


@given(st.binary(max_size=100))
def test_what_sm4_has_not_encrypted_is_refused_or_is_something_else(data: bytes) -> None:
    for work in (sm4.decrypt, sm4.decrypt_blocks):
        try:
            assert work(KEY, data) != data or not data
        except ValueError:
            continue
