"""Paths that are signed soundly, and that nobody relies on all the same: weak digests, short keys, demands on policies."""

from datetime import timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import MD5, SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from pki import der
from pki.certificate import Extension
from pki.revocation import Reason, Revoked
from pki.verdict import Check, Result
from pki.verifying import Verifier, Wanted
from tests.unit.pki.test_verifying import (
    AUTHORITY,
    CALLED,
    NOW,
    POLICY,
    SERVES,
    SIGNS,
    issuing,
    leaf,
    made,
    result,
    root,
)

RSA = bytes.fromhex("06092a864886f70d0101")
DAY = timedelta(days=1)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def certificate(title: str, own: Key, *, authority: bool) -> bytes:
    by = key(2048)
    name, issuer = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one)]) for one in (title, "Root"))
    signs = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(7)
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(signs, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, SHA256())
        .public_bytes(Encoding.DER)
    )


def again(data: bytes, last: int, digest: HashAlgorithm) -> bytes:
    """The same certificate, signed over another digest."""
    body = der.read(data).children()[0].raw.replace(RSA + b"\x0b", RSA + bytes([last]))
    algorithm = der.sequence(RSA + bytes([last]), der.NULL)
    return der.sequence(body, algorithm, der.bits(key(2048).sign(body, PKCS1v15(), digest)))


def path(data: bytes) -> Result:
    trusting = Verifier([certificate("Root", key(2048), authority=True)])
    return result(trusting.verify(data, Wanted(NOW, status=False)), Check.PATH)


def test_digests_that_others_can_have_too() -> None:
    sound = certificate("www", key(2048), authority=False)
    assert path(sound) is Result.PASSED
    assert path(again(sound, 5, SHA1())) is Result.FAILED  # noqa: S303
    assert path(again(sound, 4, MD5())) is Result.FAILED  # noqa: S303


@pytest.mark.parametrize("bits", [1024, 2048])
def test_moduli(bits: int) -> None:
    found = path(certificate("www", key(bits), authority=False))
    assert found is (Result.PASSED if bits == 2048 else Result.FAILED)


@pytest.mark.parametrize(("curve", "holds"), [(ec.SECP192R1(), Result.FAILED), (ec.SECP256R1(), Result.PASSED)])
def test_curves(curve: ec.EllipticCurve, holds: Result) -> None:
    assert path(certificate("www", ec.generate_private_key(curve), authority=False)) is holds


@pytest.mark.parametrize("family", ["p256", "sm2"])
class TestDemands:
    def test_a_policy_is_demanded_by_who_certifies(self, family: str) -> None:
        demands = Extension("2.5.29.36", True, der.sequence(der.tlv(0x80, b"\0")))
        by = made(family, "Demanding", root(family), *AUTHORITY, POLICY, demands, serial=5)
        trusting = Verifier([root(family).certificate], [by.certificate])
        for more, holds in (((), Result.FAILED), ((POLICY,), Result.SKIPPED)):
            one = made(family, "www", by, SIGNS, SERVES, CALLED, *more, serial=6)
            assert result(trusting.verify(one.certificate, Wanted(NOW, status=False)), Check.POLICY) is holds

    @pytest.mark.parametrize(("skips", "holds"), [(0, Result.FAILED), (1, Result.PASSED)])
    def test_any_policy_stands_for_each_only_as_long_as_nobody_inhibits_it(
        self, family: str, skips: int, holds: Result
    ) -> None:
        inhibits = Extension("2.5.29.54", True, der.integer(skips))
        any_policy = Extension("2.5.29.32", False, der.sequence(der.sequence(der.oid("2.5.29.32.0"))))
        by = made(family, "Inhibiting", root(family), *AUTHORITY, POLICY, inhibits, serial=5)
        one = made(family, "www", by, SIGNS, SERVES, CALLED, any_policy, serial=6)
        trusting = Verifier([root(family).certificate], [by.certificate])
        found = trusting.verify(one.certificate, Wanted(NOW, policy="1.2.156.99999.1", status=False))
        assert result(found, Check.POLICY) is holds

    def test_a_name_with_the_dot_of_the_root_names_nobody(self, family: str) -> None:
        called = Extension("2.5.29.17", False, der.sequence(der.tlv(0x82, b"www.city.example.")))
        one = made(family, "www", issuing(family), SIGNS, SERVES, called, serial=6)
        trusting = Verifier([root(family).certificate], [issuing(family).certificate])
        found = trusting.verify(one.certificate, Wanted(NOW, host="www.city.example", status=False))
        assert result(found, Check.NAME) is Result.FAILED

    def test_a_root_that_the_register_calls_revoked_carries_nobody(self, family: str) -> None:
        first = Revoked(1, NOW - DAY, Reason.CA_COMPROMISE)
        trusting = Verifier(
            [root(family).certificate],
            [issuing(family).certificate],
            archive=lambda one, _: first if one.raw == root(family).certificate else True,
        )
        assert result(trusting.verify(leaf(family).certificate, Wanted(NOW)), Check.STATUS) is Result.FAILED
