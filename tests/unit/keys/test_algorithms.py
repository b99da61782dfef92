"""The algorithms agree with their standards, and nothing that comes from elsewhere makes the verifier stumble or say yes."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import ed25519, sm2
from keys.algorithms import ALGORITHMS, Verifier, named, raw, text
from tests.unit.keys.vectors import REFUSED, VECTORS, pair
from zhengyun.signing import PublicKey

ROOT = Path(__file__).resolve().parents[3]
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ORDER_OF_P384 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
ANYTHING: st.SearchStrategy[Any] = st.none() | st.integers() | st.text() | st.binary() | st.lists(st.text())
VERIFIER = Verifier()
KEYS = {name: pair(name) for name in ALGORITHMS}


@pytest.fixture(
    params=[pytest.param(one, marks=pytest.mark.slow) if one.startswith("rsa") else one for one in ALGORITHMS]
)
def algorithm(request: pytest.FixtureRequest) -> str:
    """Each algorithm."""
    return str(request.param)


@pytest.mark.parametrize(("algorithm", "public", "message", "signature"), VECTORS)
def test_the_verifier_agrees_with_the_standards(algorithm: str, public: str, message: bytes, signature: str) -> None:
    key = named(algorithm, bytes.fromhex(public))
    assert VERIFIER.verify(key, message, text(bytes.fromhex(signature)))
    assert not VERIFIER.verify(key, message + b".", text(bytes.fromhex(signature)))


@pytest.mark.parametrize(("algorithm", "public", "message", "signature"), REFUSED)
def test_the_verifier_refuses_what_the_standards_refuse(
    algorithm: str, public: str, message: bytes, signature: str
) -> None:
    assert not VERIFIER.verify(named(algorithm, bytes.fromhex(public)), message, text(bytes.fromhex(signature)))


def test_a_key_is_restored_from_its_secret(algorithm: str) -> None:
    made = KEYS[algorithm]
    restored = ALGORITHMS[algorithm].restore(made.secret)
    assert restored.public == made.public
    assert VERIFIER.verify(named(algorithm, made.public), b"yes", text(restored.sign(b"yes")))
    assert restored.secret.hex() not in repr(restored)


@pytest.mark.parametrize("secret", [b"", b"\0" * 31, b"\0" * 33, b"\xff" * 4096])
def test_what_is_no_secret_restores_nothing(algorithm: str, secret: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        ALGORITHMS[algorithm].restore(secret)


@pytest.mark.parametrize(("algorithm", "order"), [("p256", ORDER_OF_P256), ("p384", ORDER_OF_P384), ("sm2", sm2.ORDER)])
def test_numbers_out_of_range_are_no_private_numbers(algorithm: str, order: int) -> None:
    width = order.bit_length() // 8
    for number in (0, order, order + 1, 2 ** (8 * width) - 1):
        with pytest.raises(ValueError, match=r"."):
            ALGORITHMS[algorithm].restore(number.to_bytes(width, "big"))


@pytest.mark.slow
def test_any_flipped_bit_of_key_or_signature_counts_no_more(algorithm: str) -> None:
    public, signature = KEYS[algorithm].public, KEYS[algorithm].sign(b"yes")
    assert VERIFIER.verify(named(algorithm, public), b"yes", text(signature))
    for place in range(0, 8 * len(signature), step(signature)):
        assert not VERIFIER.verify(named(algorithm, public), b"yes", text(flipped(signature, place)))
    for place in range(0, 8 * len(public), step(public)):
        assert not VERIFIER.verify(named(algorithm, flipped(public, place)), b"yes", text(signature))


def step(data: bytes) -> int:
    """Every bit of what is short; of the rest one in each byte, another one each time."""
    return 1 if len(data) < 70 else 9


def flipped(data: bytes, place: int) -> bytes:
    """The data with one bit turned over."""
    altered = bytearray(data)
    altered[place // 8] ^= 1 << place % 8
    return bytes(altered)


def test_a_signature_counts_under_its_own_algorithm_alone(algorithm: str) -> None:
    key = named(algorithm, KEYS[algorithm].public)
    signature = text(KEYS[algorithm].sign(b"yes"))
    for other in {*ALGORITHMS, "rsa", "", "Ed25519", "none"} - {algorithm}:
        assert not VERIFIER.verify(key._replace(algorithm=other), b"yes", signature)


def test_only_one_spelling_counts(algorithm: str) -> None:
    """Base64 with other bits in what it fills up with, with spaces, unpadded, or padded twice."""
    key, signature = named(algorithm, KEYS[algorithm].public), text(KEYS[algorithm].sign(b"yes"))
    assert VERIFIER.verify(key, b"yes", signature)
    bare = signature.rstrip("=")
    spelt = {
        bare[:-1] + chr(ord(bare[-1]) + 1) + "==",
        bare,
        bare + "=",
        bare + "====",
        signature + "\n",
        f" {signature}",
    }
    for one in (*(spelt - {signature}), signature.encode()):
        assert not VERIFIER.verify(key, b"yes", one)  # type: ignore[arg-type]


@pytest.mark.parametrize(("algorithm", "width"), [("p256", 32), ("p384", 48), ("sm2", 32)])
def test_of_a_point_and_of_a_pair_there_is_one_form(algorithm: str, width: int) -> None:
    public, signature = KEYS[algorithm].public, KEYS[algorithm].sign(b"yes")
    assert (len(public), len(signature)) == (1 + 2 * width, 2 * width)
    compressed = bytes([2 + (public[-1] & 1)]) + public[1 : 1 + width]
    hybrid = bytes([6 + (public[-1] & 1)]) + public[1:]
    for point in (compressed, hybrid, b"\0", b"", public[1:], public + b"\0"):
        assert not VERIFIER.verify(named(algorithm, point), b"yes", text(signature))
    r, s = signature[:width], signature[width:]
    der = bytes([0x30, 4 + 2 * width, 2, width]) + r + bytes([2, width]) + s
    for other in (der, signature + b"\0", b"\0" + signature, signature[:-1], bytes(2 * width), b"\xff" * 2 * width):
        assert not VERIFIER.verify(named(algorithm, public), b"yes", text(other))


@pytest.mark.parametrize(("algorithm", "width"), [("rsa3072", 384), ("rsa4096", 512)])
def test_of_an_rsa_key_there_is_one_form(algorithm: str, width: int) -> None:
    """Other exponents, other lengths of length, a modulus that is even or too short, SubjectPublicKeyInfo, what follows."""
    public, signature = KEYS[algorithm].public, KEYS[algorithm].sign(b"yes")
    assert (len(public), len(signature)) == (width + 14, width)
    modulus = public[9:-5]
    info = bytes.fromhex("308201a2300d06092a864886f70d01010105000382018f00") + public
    for one in (
        public[:-3] + b"\x01\x00\x03",
        public[:-5] + b"\x02\x01\x03",
        public[:9] + b"\x7f" + modulus[1:] + public[-5:],
        public[:-6] + bytes([public[-6] ^ 1]) + public[-5:],
        public + b"\0",
        public[1:],
        info,
        b"",
    ):
        assert not VERIFIER.verify(named(algorithm, one), b"yes", text(signature))
    for one in (signature + b"\0", b"\0" + signature, signature[:-1], bytes(width), b"\xff" * width, modulus):
        assert not VERIFIER.verify(named(algorithm, public), b"yes", text(one))


@pytest.mark.parametrize("algorithm", ["rsa3072", "rsa4096"])
def test_an_rsa_key_whose_halves_do_not_belong_together_restores_nothing(algorithm: str) -> None:
    secret = KEYS[algorithm].secret
    place = secret.index(KEYS[algorithm].public[9:-5])
    for bit in (1, 9, 700):
        altered = flipped(secret, 8 * place + bit)
        with pytest.raises(ValueError, match=r"."):
            ALGORITHMS[algorithm].restore(altered)


def test_a_key_of_another_size_or_kind_restores_nothing() -> None:
    for algorithm, other in (("rsa3072", "rsa4096"), ("rsa4096", "rsa3072"), ("p384", "p256"), ("p256", "p384")):
        with pytest.raises(ValueError, match=r"."):
            ALGORITHMS[algorithm].restore(KEYS[other].secret)


def test_the_other_half_of_an_ecdsa_signature_says_the_same() -> None:
    """(r, n - s) can be made by whoever has seen (r, s): it counts, and for the same data alone."""
    public, signature = KEYS["p256"].public, KEYS["p256"].sign(b"yes")
    other = signature[:32] + (ORDER_OF_P256 - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    assert VERIFIER.verify(named("p256", public), b"yes", text(other))
    assert not VERIFIER.verify(named("p256", public), b"no", text(other))


@pytest.mark.parametrize("sign", [0x00, 0x80])
@pytest.mark.parametrize("point", sorted(ed25519.SMALL_ORDER))
def test_a_key_that_anybody_can_sign_for_is_none(point: bytes, sign: int) -> None:
    """With R the neutral element and S = 0 such a key would fit one message in eight, or every one."""
    key = named("ed25519", point[:-1] + bytes([point[-1] | sign]))
    for number in range(64):
        assert not VERIFIER.verify(key, b"%d" % number, text(b"\1" + b"\0" * 63))


@given(st.sampled_from([*ALGORITHMS, "rsa"]) | ANYTHING, ANYTHING, st.binary(), ANYTHING)
def test_the_verifier_says_no_to_whatever_is_no_signature(
    algorithm: Any, value: Any, data: bytes, signature: Any
) -> None:
    assert VERIFIER.verify(PublicKey("k", algorithm, value), data, signature) is False


@given(st.sampled_from([*ALGORITHMS]), st.binary(max_size=100), st.binary(), st.binary(max_size=100))
def test_the_verifier_says_no_to_foreign_keys(algorithm: str, public: bytes, data: bytes, signature: bytes) -> None:
    assert VERIFIER.verify(named(algorithm, public), data, text(signature)) is False


@given(st.sampled_from([*ALGORITHMS]), st.binary(), st.binary(min_size=64, max_size=64))
def test_no_guess_is_a_signature(algorithm: str, data: bytes, guess: bytes) -> None:
    assert VERIFIER.verify(named(algorithm, KEYS[algorithm].public), data, text(guess)) is False


@pytest.mark.slow
def test_where_the_system_does_no_sm2_that_is_told_and_nothing_else_suffers() -> None:
    """A machine whose libcrypto is none: the C library is found in its place."""
    script = (
        "import ctypes.util, sys\nfind = ctypes.util.find_library\nctypes.util.find_library = lambda name: find('c')\n"
        "from pathlib import Path\nfrom keys import files\nfrom keys.algorithms import Verifier, named, text\n"
        "from keys.provider import sm2\nfrom zhengyun.errors import ZhengyunError\n"
        "try:\n    files.make(Path('never.json'), 'correct horse', 'sm2')\n"
        "except ZhengyunError as error:\n    print(error.code.id, repr(sm2()))\n"
        "for line in sys.stdin:\n    name, public, message, signature = line.split(',')\n"
        "    data = [bytes.fromhex(one) for one in (public, message, signature)]\n"
        "    print(name, Verifier().verify(named(name, data[0]), data[1], text(data[2])))\n"
    )
    lines = "".join(f"{name},{public},{message.hex()},{signature}\n" for name, public, message, signature in VECTORS)
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=lines, cwd=ROOT, capture_output=True, text=True, check=True)
    first, *rest = done.stdout.splitlines()
    assert first == "ZY-KEY-008 ''"
    assert rest == [f"{name} {name != 'sm2'}" for name, *_ in VECTORS]
    assert "sm2 False" in rest
    assert not (ROOT / "never.json").exists()


@given(st.binary())
def test_base64_is_read_as_it_is_written(data: bytes) -> None:
    assert raw(text(data)) == data
