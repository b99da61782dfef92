"""OpenSSL's and GnuTLS's own tools accept what our authorities make, and refuse the same with one bit turned over."""

from collections.abc import Iterator

import pytest

from tests.acceptance import ACCEPTS, CANNOT, Others
from tests.integration.pki.artefacts import Artefacts, run
from tests.integration.pki.programs import needs

OPENSSL, GNUTLS = "OpenSSL", "GnuTLS"


class TestOpenSSL:
    """SM2 signatures have an identity in them, which the tool takes for the one certificate or request that it is asked about."""

    @pytest.fixture(autouse=True)
    def there(self) -> None:
        needs("openssl", "openssl")

    def test_a_chain(self, made: Artefacts, others: Others) -> None:
        others("chain", made.family, OPENSSL)
        others("dual pair", made.family, OPENSSL)
        for name in ("leaf", "official", "sealed"):
            assert _judged(made, f"{name}.cer").endswith(": OK\n\n[0]"), name
        assert _judged(made, "issuing.cer", by="root.cer").endswith(": OK\n\n[0]")
        assert "certificate signature failure" in _judged(made, "issuing-altered.cer", by="root.cer")
        assert "certificate signature failure" in _judged(made, "leaf-altered.cer")
        signs = _judged(made, "sealed.cer", "-purpose", "smimesign", by="issuing.cer")
        assert "unsuitable certificate purpose" in signs

    def test_a_request(self, made: Artefacts, others: Others) -> None:
        others("request", made.family, OPENSSL)
        words = ("openssl", "req", "-verify", "-noout", *_identity(made), "-in")
        assert "verify OK" in run(*words, made.file("leaf.csr"))
        assert "verify failure" in run(*words, made.file("leaf-altered.csr"))

    def test_a_full_list(self, made: Artefacts, others: Others) -> None:
        sm2 = made.family == "sm2"
        others("list, full", made.family, OPENSSL, CANNOT if sm2 else ACCEPTS)
        lists = ("-crl_check_all", "-CRLfile", made.bundle("root.crl", "issuing.crl"))
        if sm2:
            assert "CRL signature failure" in _judged(made, "leaf.cer", *lists)
            return
        assert ": OK" in _judged(made, "leaf.cer", *lists)
        assert "certificate revoked" in _judged(made, "lost.cer", *lists)
        altered = ("-crl_check_all", "-CRLfile", made.bundle("root.crl", "issuing-altered.crl"))
        assert "CRL signature failure" in _judged(made, "leaf.cer", *altered)

    def test_a_delta_list(self, made: Artefacts, others: Others) -> None:
        sm2 = made.family == "sm2"
        others("list, delta", made.family, OPENSSL, CANNOT if sm2 else ACCEPTS)
        lists = ("-crl_check_all", "-CRLfile", made.bundle("root.crl", "clean.crl", "delta.crl"))
        deltas = (*lists, "-use_deltas", "-extended_crl")
        if sm2:
            assert "CRL signature failure" in _judged(made, "leaf.cer", *deltas)
            return
        assert ": OK" in _judged(made, "lost.cer", *lists)
        assert "certificate revoked" in _judged(made, "lost.cer", *deltas)
        assert ": OK" in _judged(made, "leaf.cer", *deltas)

    def test_an_answer(self, made: Artefacts, others: Others) -> None:
        sm2 = made.family == "sm2"
        others("answer", made.family, OPENSSL, CANNOT if sm2 else ACCEPTS)
        told = _answered(made, "leaf")
        assert "leaf.cer.pem: good" in told
        assert "lost.cer.pem: revoked" in (lost := _answered(made, "lost"))
        assert "Reason: keyCompromise" in lost
        if sm2:
            assert "signature failure" in told
            return
        assert "Response verify OK" in told
        assert "signature failure" in _answered(made, "leaf", "leaf-altered")
        words = ("-reqin", made.file("leaf.question", text=False), "-respin", made.file("leaf.answer", text=False))
        nonce = run("openssl", "ocsp", *words, "-noverify")
        assert "Nonce" not in nonce, nonce
        other = (*words[:3], made.file("lost.answer", text=False))
        assert "error" not in run("openssl", "ocsp", *other, "-noverify").lower()


class TestGnuTLS:
    """It has no SM2, and says of such signatures that they are not verified."""

    @pytest.fixture(autouse=True)
    def there(self) -> None:
        needs("certtool", "gnutls-bin")

    def test_a_chain(self, made: Artefacts, others: Others) -> None:
        others("chain", made.family, GNUTLS, _says(made))
        others("dual pair", made.family, GNUTLS, _says(made))
        words = ("certtool", "--verify", "--load-ca-certificate", made.file("root.cer"), "--infile")
        for name in ("leaf", "official", "sealed"):
            told = run(*words, made.bundle(f"{name}.cer", "issuing.cer"))
            assert _trusted(told) is (made.family != "sm2"), told
        whole = run("certtool", "--verify-chain", "--infile", made.bundle("leaf.cer", "issuing.cer", "root.cer"))
        assert _trusted(whole) is (made.family != "sm2")
        if made.family == "sm2":
            assert "Signature algorithm: 1.2.156.10197.1.501" in whole
        assert not _trusted(run(*words, made.bundle("leaf-altered.cer", "issuing.cer")))

    def test_a_request(self, made: Artefacts, others: Others) -> None:
        others("request", made.family, GNUTLS, _says(made))
        said = "FAILED" if made.family == "sm2" else "verified"
        assert f"Self signature: {said}" in run("certtool", "--crq-info", "--infile", made.file("leaf.csr"))
        assert "Self signature: FAILED" in run("certtool", "--crq-info", "--infile", made.file("leaf-altered.csr"))

    @pytest.mark.parametrize(("kind", "name"), [("full", "issuing"), ("delta", "delta")])
    def test_lists(self, made: Artefacts, kind: str, name: str, others: Others) -> None:
        others(f"list, {kind}", made.family, GNUTLS, _says(made))
        words = ("certtool", "--verify-crl", "--load-ca-certificate", made.file("issuing.cer"), "--infile")
        assert _trusted(run(*words, made.file(f"{name}.crl"))) is (made.family != "sm2")
        assert not _trusted(run(*words, made.file(f"{name}-altered.crl")))

    def test_what_is_revoked(self, made: Artefacts) -> None:
        lists = made.bundle("root.crl", "issuing.crl")
        words = (
            "certtool",
            "--verify",
            "--load-ca-certificate",
            made.file("root.cer"),
            "--load-crl",
            lists,
            "--infile",
        )
        told = run(*words, made.bundle("lost.cer", "issuing.cer"))
        assert not _trusted(told)
        assert "revoked" in told or made.family == "sm2"
        assert _trusted(run(*words, made.bundle("leaf.cer", "issuing.cer"))) is (made.family != "sm2")

    def test_an_answer(self, made: Artefacts, others: Others) -> None:
        others("answer", made.family, GNUTLS, _says(made))
        words = ("ocsptool", "--verify-response", "--load-trust", made.bundle("issuing.cer", "root.cer"))
        told = run(*words, "--load-response", made.file("leaf.answer", text=False))
        assert ("Verifying OCSP Response: Success." in told) is (made.family != "sm2")
        altered = run(*words, "--load-response", made.file("leaf-altered.answer", text=False))
        assert "Verifying OCSP Response: Failure" in altered


def _identity(made: Artefacts) -> Iterator[str]:
    if made.family == "sm2":
        yield from ("-vfyopt", "distid:1234567812345678")


def _judged(made: Artefacts, name: str, *more: object, by: str = "") -> str:
    """The whole chain; of SM2 one link, for the identity is taken for the first certificate alone."""
    if by or (made.family == "sm2" and not more):
        trusted: tuple[object, ...] = ("-partial_chain", "-CAfile", made.file(by or "issuing.cer"))
    else:
        trusted = ("-CAfile", made.file("root.cer"), "-untrusted", made.file("issuing.cer"))
    return run("openssl", "verify", "-x509_strict", *_identity(made), *trusted, *more, made.file(name))


def _answered(made: Artefacts, about: str, answer: str = "") -> str:
    told = made.file(f"{answer or about}.answer", text=False)
    trusted = ("-CAfile", made.file("root.cer"), "-verify_other", made.file("issuing.cer"), "-no_nonce")
    asked = ("-issuer", made.file("issuing.cer"), "-cert", made.file(f"{about}.cer"))
    return run("openssl", "ocsp", "-respin", told, *trusted, *asked)


def _says(made: Artefacts) -> str:
    return CANNOT if made.family == "sm2" else ACCEPTS


def _trusted(told: str) -> bool:
    return "The certificate is trusted." in told and "NOT trusted" not in told
