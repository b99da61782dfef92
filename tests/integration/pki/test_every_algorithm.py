"""Authorities of each algorithm of the international family: a chain and its lists, to the house's verifier and to OpenSSL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keys.algorithms import Verifier as Signatures
from pki.crl import Head
from pki.csr import read as request_of
from pki.status import Lists
from pki.verdict import Result
from pki.verifying import Verifier, Wanted
from tests.authorities import SERVER, holder, house, listed, pem, wish
from tests.integration.pki.artefacts import run
from tests.integration.pki.programs import needs
from zhengyun.estate.trust import FAMILIES

HOST = "www.city.example"


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", FAMILIES["international"])
def test_what_they_have_certified_is_relied_on(algorithm: str, tmp_path: Path) -> None:
    needs("openssl", "openssl")
    now = datetime.now(UTC).replace(microsecond=0)
    made = house(algorithm, now - timedelta(hours=1))
    profile = replace(SERVER, algorithms=(algorithm,))
    asked = request_of(wish(algorithm, key=holder(algorithm)))
    leaf = made.issue(made.template(profile).of_request(asked, now))
    head = Head(b"", algorithm, b"", 1, now, now + timedelta(days=1))
    lists = [
        listed(made.root, made.root_certificate, made.root_key, head),
        listed(made.issuing, made.certificate, made.issuing_key, head),
    ]

    verifier = Verifier([made.root_certificate.raw], [made.certificate.raw], Lists(lists, Signatures()))
    found = verifier.verify(leaf, Wanted(now, use="server", host=HOST))
    assert found.result is Result.PASSED, [str(step.why) for step in found.steps]
    broken = bytearray(leaf)
    broken[-3] ^= 1
    assert verifier.verify(bytes(broken), Wanted(now)).result is Result.FAILED

    (tmp_path / "root").write_bytes(pem("CERTIFICATE", made.root_certificate.raw))
    (tmp_path / "issuing").write_bytes(pem("CERTIFICATE", made.certificate.raw))
    (tmp_path / "leaf").write_bytes(pem("CERTIFICATE", leaf))
    (tmp_path / "lists").write_bytes(b"".join(pem("X509 CRL", one) for one in lists))
    said = run(
        "openssl", "verify", "-x509_strict", "-crl_check_all", "-CRLfile", tmp_path / "lists", "-CAfile", tmp_path / "root",
        "-untrusted", tmp_path / "issuing", "-verify_hostname", HOST, tmp_path / "leaf",
    )  # fmt: skip
    assert said.endswith("[0]"), said
