"""Requests are read strictly, bounded, and only from who has the key."""

import base64
from math import gcd

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from keys.algorithms import ALGORITHMS as KEYS
from keys.algorithms import Verifier
from pki import codes, csr, der
from pki.algorithms import ALGORITHMS, public_info
from pki.alternative import Alternative
from pki.names import show
from pki.soundness import SMALL_PRIMES
from tests.authorities import FAMILIES, holder, pem, public, wish
from zhengyun.errors import Code, ZhengyunError
from zhengyun.signing import PublicKey

VERIFIER = Verifier()


def refused(data: bytes, code: Code, part: str = "") -> None:
    with pytest.raises(ZhengyunError) as caught:
        csr.prove(csr.read(data, "it"), VERIFIER, "it")
    assert caught.value.code is code, str(caught.value)
    assert part in str(caught.value)


def rough(number: int) -> int:
    """The next number downwards that no small prime divides."""
    return number if gcd(number, SMALL_PRIMES) == 1 else rough(number - 2)


def of_key(info: bytes, algorithm: str = "p256") -> bytes:
    return wish(algorithm, info=info)


@pytest.mark.parametrize("algorithm", [*FAMILIES, "ed25519"])
def test_a_request_says_what_is_asked_for_and_proves_its_key(algorithm: str) -> None:
    found = csr.prove(csr.read(wish(algorithm)), VERIFIER)
    assert show(found.subject) == "C=CN,O=City,OU=Finance,CN=www.city.example"
    assert found.names == (Alternative("dns", "www.city.example"),)
    assert found.public == public(algorithm, holder(algorithm))


@pytest.mark.parametrize("label", ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"])
def test_pem_says_the_same(label: str) -> None:
    assert csr.read(pem(label, wish("p256"))).raw[:1] == b"0"


@pytest.mark.parametrize("kind", ["p256", "ed25519"])
def test_a_request_of_another_tool_is_read(kind: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "财政局")])
    built = x509.CertificateSigningRequestBuilder().subject_name(name)
    made = built.sign(key, hashes.SHA256() if kind == "p256" else None)
    found = csr.prove(csr.read(made.public_bytes(serialization.Encoding.PEM)), VERIFIER)
    assert found.subject == (("CN", "财政局"),)


class TestRefusals:
    """Each with its own reason."""

    def test_what_is_too_large_is_not_looked_at(self) -> None:
        refused(bytes(csr.LONGEST + 1), codes.TOO_LARGE)
        refused(pem("CERTIFICATE REQUEST", bytes(1 << 20)), codes.TOO_LARGE)
        refused(pem("CERTIFICATE REQUEST", bytes(csr.LONGEST + 1)), codes.TOO_LARGE)

    def test_a_name_of_a_megabyte(self) -> None:
        refused(der.sequence(der.integer(0), der.utf8("a" * (1 << 20))), codes.TOO_LARGE)

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (pem("CERTIFICATE", b"0"), "it holds a CERTIFICATE"),
            (pem("CERTIFICATE REQUEST", b"0") * 2, "several objects"),
            (pem("CERTIFICATE REQUEST", b"0").replace(b"END", b"EMD"), "RFC 7468"),
            (pem("CERTIFICATE REQUEST", b"0").replace(b"END CERT", b"END CART"), "different labels"),
            (pem("CERTIFICATE REQUEST", b"0").replace(b"MA==", b"MB=="), "one form of base64"),
            (pem("CERTIFICATE REQUEST", b"0").replace(b"MA==", b"MA"), "not base64"),
            (pem("CERTIFICATE REQUEST", b"0").replace(b"MA==", b"M" * 80), "longer"),
            (pem("CERTIFICATE REQUEST", b"0").replace(b"-----\nMA", b"-----\nA: b\n\nMA"), "RFC 7468"),
            (pem("CERTIFICATE REQUEST", b"0") + b"more", "RFC 7468"),
            (b"Certificate Request:\n" + pem("CERTIFICATE REQUEST", b"0"), "something stands before"),
            (b"\xef\xbb\xbf" + pem("CERTIFICATE REQUEST", b"0"), "something stands before"),
        ],
    )
    def test_pem_of_another_form(self, text: bytes, problem: str) -> None:
        refused(text, codes.BAD_PEM, problem)

    @pytest.mark.parametrize("algorithm", FAMILIES)
    def test_a_request_that_somebody_else_signed(self, algorithm: str) -> None:
        other = public_info(public(algorithm, KEYS[algorithm].generate()))
        refused(of_key(other, algorithm), codes.NOT_PROVEN)

    @pytest.mark.parametrize("algorithm", FAMILIES)
    def test_a_request_that_was_altered(self, algorithm: str) -> None:
        refused(wish(algorithm).replace(b"Finance", b"Fi-ance"), codes.NOT_PROVEN)

    def test_sha_256_inside_sm2_and_sm3_inside_p256(self) -> None:
        for one, other in (("sm2", "p256"), ("p256", "sm2")):
            mixed = wish(one).replace(ALGORITHMS[one].signature, ALGORITHMS[other].signature)
            refused(mixed, codes.OTHER_ALGORITHM, ALGORITHMS[one].title)

    @pytest.mark.parametrize("algorithm", FAMILIES)
    def test_a_point_off_the_curve(self, algorithm: str) -> None:
        key = bytearray(holder(algorithm).public)
        key[-1] ^= 1
        refused(of_key(_info(algorithm, bytes(key)), algorithm), codes.FORBIDDEN_KEY, "not on the curve")

    @pytest.mark.parametrize("algorithm", FAMILIES)
    def test_a_point_in_another_form(self, algorithm: str) -> None:
        key = b"\x02" + holder(algorithm).public[1:33]
        refused(of_key(_info(algorithm, key), algorithm), codes.FORBIDDEN_KEY, "uncompressed")

    @pytest.mark.parametrize("y", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18])
    def test_a_point_of_small_order_or_another_form(self, y: int) -> None:
        problem = "small order" if y < 2**255 - 19 else "its one form"
        refused(of_key(_info("ed25519", y.to_bytes(32, "little"))), codes.FORBIDDEN_KEY, problem)

    def test_an_ed25519_key_that_is_no_point(self) -> None:
        refused(of_key(_info("ed25519", (2).to_bytes(32, "little"))), codes.FORBIDDEN_KEY, "not on the curve")

    @pytest.mark.parametrize(
        ("modulus", "exponent", "problem"),
        [
            ((1 << 3071) + 2, 65537, "even"),
            ((1 << 3071) | 1, 3, "less than 65537"),
            ((1 << 3071) | 1, 65538, "even or less"),
            ((1 << 3071) | 1, (1 << 256) | 1, "longer than 256"),
            (3 * (((1 << 3071) + 5) // 3 | 1), 65537, "small factor"),
            (rough((1 << 1536) - 1) * rough((1 << 1536) - 5001), 65537, "close together"),
            ((1 << 2047) | 1, 65537, "no algorithm, curve or length"),
            ((1 << 3072) | 1, 65537, "no algorithm, curve or length"),
        ],
    )
    def test_rsa_keys_that_anybody_sees_to_be_weak(self, modulus: int, exponent: int, problem: str) -> None:
        key = der.sequence(der.integer(modulus), der.integer(exponent))
        refused(of_key(_info("rsa3072", key)), codes.FORBIDDEN_KEY, problem)

    @pytest.mark.slow
    def test_a_good_rsa_key_is_not_refused_for_itself(self) -> None:
        key = rsa.generate_private_key(65537, 3072).public_key()
        info = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        refused(of_key(info), codes.OTHER_ALGORITHM, "RSA 3072")

    @pytest.mark.parametrize(
        ("attributes", "problem"),
        [
            (der.sequence(der.oid("1.2.3"), der.set_of()), "one value"),
            (der.sequence(der.oid("1.2.3"), der.set_of(der.NULL)) * 2, "once"),
            (der.sequence(der.oid("1.2.3")), "its type and its values"),
            (der.sequence(der.oid("1.2.3"), der.utf8("x")), "tag 0x31"),
        ],
    )
    def test_attributes_of_no_form(self, attributes: bytes, problem: str) -> None:
        refused(wish("p256", attributes=attributes), codes.BAD_FORM, problem)


def _info(algorithm: str, key: bytes) -> bytes:
    return public_info(PublicKey("", algorithm, base64.b64encode(key).decode()))
