"""Questions about the status of certificates, and their answers."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as theirs
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import ALGORITHMS, named
from keys.digests import digest
from pki import der, names, ocsp, ocsp_request
from pki.algorithms import public_info
from pki.certificate import Draft, Extension, read, signed
from pki.revocation import Reason, Revoked
from zhengyun.errors import ZhengyunError

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KEY = ALGORITHMS["p256"].generate()
NAME = names.encode(names.parse("C=CN,O=Example City,CN=Issuing"))
DRAFT = Draft(
    7,
    NAME,
    NAME,
    NOW - timedelta(days=1),
    NOW + timedelta(days=300),
    public_info(named("p256", KEY.public)),
    (Extension("2.5.29.19", True, der.sequence(der.boolean(True))),),
    "p256",
)
CERTIFICATE = signed(DRAFT.to_be_signed(), "p256", KEY.sign(DRAFT.to_be_signed()))
ISSUER = ocsp.Issuer.of(read(CERTIFICATE), KEY.public, digest)
KNOWN: dict[int, Revoked | bool] = {1: True, 2: Revoked(2, NOW, Reason.KEY_COMPROMISE), 3: Revoked(3, NOW)}
RESPONDER = ocsp.Responder(
    ISSUER,
    CERTIFICATE,
    digest("sha1", KEY.public),
    "p256",
    KEY.sign,
    lambda serial: KNOWN.get(serial, False),
    timedelta(hours=6),
)


def asked(serial: int, nonce: bytes = b"", word: str = "sha1") -> bytes:
    (found,) = (one for one in ISSUER.digests if one[0] == word)
    return ocsp_request.ask((ocsp_request.cert_id(*found, serial),), nonce)


def answered(serial: int, nonce: bytes = b"", word: str = "sha1") -> theirs.OCSPResponse:
    return theirs.load_der_ocsp_response(RESPONDER.answer(ocsp_request.read(asked(serial, nonce, word)), NOW))


def test_good_revoked_and_never_issued() -> None:
    assert answered(1).certificate_status is theirs.OCSPCertStatus.GOOD
    revoked = answered(2)
    assert revoked.certificate_status is theirs.OCSPCertStatus.REVOKED
    assert (revoked.revocation_time_utc, revoked.revocation_reason) == (NOW, x509.ReasonFlags.key_compromise)
    assert answered(3).revocation_reason is None
    assert answered(4).certificate_status is theirs.OCSPCertStatus.UNKNOWN


@pytest.mark.parametrize("word", ["sha1", "sha256"])
def test_the_answer_names_the_certificate_as_the_question_did(word: str) -> None:
    algorithm = {"sha1": SHA1, "sha256": SHA256}[word]
    assert isinstance(answered(1, word=word).hash_algorithm, algorithm)


def test_an_issuer_is_known_by_sm3_too() -> None:
    assert ocsp_request.read(asked(1, word="sm3")).about[0].digest == "sm3"
    assert RESPONDER.answer(ocsp_request.read(asked(1, word="sm3")), NOW)[:8] != ocsp.failure(ocsp.Failure.UNAUTHORIZED)


def test_the_nonce_comes_back() -> None:
    found = answered(1, b"n" * 16)
    assert found.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 16


def test_the_signature_is_the_responders() -> None:
    found = answered(1)
    public = x509.load_der_x509_certificate(CERTIFICATE).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(found.signature, found.tbs_response_bytes, ec.ECDSA(SHA256()))
    assert found.certificates[0].public_bytes(Encoding.DER) == CERTIFICATE
    assert (found.this_update_utc, found.next_update_utc) == (NOW, NOW + timedelta(hours=6))


def test_a_strangers_certificate_is_not_answered_for() -> None:
    strange = ocsp_request.ask((ocsp_request.cert_id("sha1", b"x" * 20, b"y" * 20, 1),))
    data = RESPONDER.answer(ocsp_request.read(strange), NOW)
    assert theirs.load_der_ocsp_response(data).response_status is theirs.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize("octets", [129, 1000])
def test_a_nonce_that_is_too_long_is_refused(octets: int) -> None:
    with pytest.raises(ZhengyunError, match="nonce of 1 to 128"):
        ocsp_request.read(asked(1, b"n" * octets))


def test_a_question_about_too_many_is_refused() -> None:
    one = ocsp_request.cert_id("sha1", b"x" * 20, b"y" * 20, 1)
    with pytest.raises(ZhengyunError, match="more than 64"):
        ocsp_request.read(ocsp_request.ask((one,) * 65))


def test_a_long_question_is_refused_unread() -> None:
    with pytest.raises(ZhengyunError, match="more than 16384 bytes"):
        ocsp_request.read(b"\x30" * 20_000)


@given(st.integers(0, 120), st.integers(0, 255))
def test_a_changed_byte_never_ends_in_an_error_that_is_not_ours(at: int, value: int) -> None:
    data = bytearray(asked(1, b"n" * 16))
    data[at % len(data)] = value
    with suppress(ZhengyunError):
        RESPONDER.answer(ocsp_request.read(bytes(data)), NOW)


@given(st.binary(max_size=100))
def test_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ZhengyunError, match="ZY-PKI-002"):
        ocsp_request.read(data)
