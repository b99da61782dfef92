"""What the house makes is read and accepted by OpenSSL's own tools; SM2 with the identity of GM/T 0009."""

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from keys.algorithms import Verifier
from pki import csr, pem
from tests.authorities import FAMILIES, NOW, SERVER, house, wish
from tests.corpus import certificates, lists

IDENTITY = ("-vfyopt", "distid:1234567812345678")


def openssl(*arguments: str) -> str:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(params=FAMILIES)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """A folder with a chain, a request and a list of that family."""
    family = str(request.param)
    city = house(family)
    for name, label, data in (
        ("root", "CERTIFICATE", city.root_certificate.raw),
        ("issuing", "CERTIFICATE", city.certificate.raw),
        ("server", "CERTIFICATE", certificates.sound(family)),
        ("request", "CERTIFICATE REQUEST", wish(family)),
        ("list", "X509 CRL", lists.sound(family)),
    ):
        (tmp_path / f"{name}.pem").write_text(pem.written(label, data))
    return family, tmp_path


def test_the_chain_is_verified(made: tuple[str, Path]) -> None:
    family, at = made
    time = ("-attime", "1795334400")
    way: tuple[str, ...]
    if family == "sm2":
        # OpenSSL 3.0 has the identity for the last of a chain alone.
        openssl("verify", *IDENTITY, *time, "-CAfile", f"{at}/root.pem", f"{at}/issuing.pem")
        way = (*IDENTITY, "-partial_chain", "-CAfile", f"{at}/issuing.pem")
    else:
        strict = ("-x509_strict", "-policy_check", "-verify_hostname", "www.city.example")
        way = (*strict, "-CAfile", f"{at}/root.pem", "-untrusted", f"{at}/issuing.pem")
    assert "server.pem: OK" in openssl("verify", *way, *time, f"{at}/server.pem")


def test_the_certificate_is_shown(made: tuple[str, Path]) -> None:
    family, at = made
    told = openssl("x509", "-in", f"{at}/server.pem", "-noout", "-text")
    usage = "Digital Signature, Non Repudiation" if family == "sm2" else "Digital Signature"
    for line in (
        "Subject: C = CN, O = City, OU = Finance, CN = www.city.example",
        "Signature Algorithm: " + ("SM2-with-SM3" if family == "sm2" else "ecdsa-with-SHA256"),
        "CA:FALSE",
        usage,
        "DNS:www.city.example",
        "TLS Web Server Authentication",
        "OCSP - URI:http://ocsp.city.example/",
    ):
        assert line in told


def test_the_request_proves_its_key(made: tuple[str, Path]) -> None:
    family, at = made
    options = IDENTITY if family == "sm2" else ()
    told = openssl("req", "-in", f"{at}/request.pem", "-noout", "-verify", *options)
    assert "verify OK" in told


def test_the_list_is_shown(made: tuple[str, Path]) -> None:
    _, at = made
    told = openssl("crl", "-in", f"{at}/list.pem", "-noout", "-text")
    assert "Key Compromise" in told


@pytest.mark.parametrize("algorithm", ["p256", "ed25519", "rsa3072", "sm2"])
def test_a_request_of_openssl_is_certified(algorithm: str, tmp_path: Path) -> None:
    made = {"p256": ("EC", "ec_paramgen_curve:P-256"), "rsa3072": ("RSA", "rsa_keygen_bits:3072"), "sm2": ("SM2", "")}
    kind, option = made.get(algorithm, (algorithm, ""))
    key, file = tmp_path / "key.pem", tmp_path / "request.pem"
    openssl("genpkey", "-algorithm", kind, *(("-pkeyopt", option) if option else ()), "-out", str(key))
    signing = ("-sm3", "-sigopt", "distid:1234567812345678") if algorithm == "sm2" else ()
    openssl(
        "req", "-new", "-batch", "-key", str(key), *signing, "-out", str(file), "-utf8",
        "-subj", "/C=CN/O=City/CN=www.city.example", "-addext", "subjectAltName=DNS:www.city.example,IP:10.1.2.3",
    )  # fmt: skip
    found = csr.prove(csr.read(file.read_bytes()), Verifier())
    profile = replace(SERVER, algorithms=("p256", "ed25519", "rsa3072", "sm2"))
    draft = house("p256").template(profile).of_request(found, NOW + timedelta(hours=1))
    assert draft.public_info == found.public_info
