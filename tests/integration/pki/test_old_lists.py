"""A list that has ended: who was revoked on it is so for others too, and that somebody is not on it counts for nobody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keys.algorithms import Verifier as Signatures
from pki import certificate, csr
from pki.revocation import Reason, Revoked
from pki.status import Lists
from pki.verdict import Result
from pki.verifying import Verifier, Wanted
from tests.authorities import house, listed, pem, wish
from tests.integration.pki.artefacts import head, run
from tests.integration.pki.programs import needs

DAY = timedelta(days=1)
FAMILY = "p256"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root and what it has revoked as of now, an authority with a list of ten days ago, and two of its certificates, one of them on it."""
    folder = tmp_path_factory.mktemp("old")
    now = datetime.now(UTC).replace(microsecond=0)
    city = house(FAMILY, now - 30 * DAY)
    leaf, lost = (city.issue(city.template().of_request(csr.read(wish(FAMILY)), now - 20 * DAY)) for _ in range(2))
    gone = Revoked(certificate.read(lost).serial, now - 11 * DAY, Reason.KEY_COMPROMISE)
    files = {
        "root.cer": ("CERTIFICATE", city.root_certificate.raw),
        "issuing.cer": ("CERTIFICATE", city.certificate.raw),
        "leaf.cer": ("CERTIFICATE", leaf),
        "lost.cer": ("CERTIFICATE", lost),
        "root.crl": ("X509 CRL", listed(city.root, city.root_certificate, city.root_key, head(now, 1))),
        "old.crl": (
            "X509 CRL",
            listed(city.issuing, city.certificate, city.issuing_key, head(now - 10 * DAY, 1), gone),
        ),
    }
    for name, (label, data) in files.items():
        (folder / name).write_bytes(data)
        (folder / f"{name}.pem").write_bytes(pem(label, data))
    (folder / "lists.pem").write_bytes((folder / "root.crl.pem").read_bytes() + (folder / "old.crl.pem").read_bytes())
    return folder


@pytest.mark.parametrize(("name", "expected"), [("leaf", Result.UNKNOWN), ("lost", Result.FAILED)])
def test_the_house(made: Path, name: str, expected: Result) -> None:
    data = {file.name: file.read_bytes() for file in made.iterdir()}
    lists = Lists([data["root.crl"], data["old.crl"]], Signatures())
    trusting = Verifier([data["root.cer"]], [data["issuing.cer"]], lists)
    found = trusting.verify(data[f"{name}.cer"], Wanted(datetime.now(UTC)))
    assert found.result is expected
    assert ("which ended at" in str(found.steps[-1].why)) is (name == "lost")


@pytest.mark.parametrize("name", ["leaf", "lost"])
def test_openssl(made: Path, name: str) -> None:
    needs("openssl", "openssl")
    lists = ("-crl_check_all", "-CRLfile", made / "lists.pem")
    trust = ("-CAfile", made / "root.cer.pem", "-untrusted", made / "issuing.cer.pem")
    told = run("openssl", "verify", *lists, *trust, made / f"{name}.cer.pem")
    assert "CRL has expired" in told
    assert ("certificate revoked" in told) is (name == "lost")
    assert not told.endswith("[0]")


@pytest.mark.parametrize("name", ["leaf", "lost"])
def test_nss(made: Path, name: str, tmp_path: Path) -> None:
    """It takes whoever is not on an old list for good, which the house does not."""
    needs("vfychain", "libnss3-tools")
    place = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", place, "--empty-password")
    run("certutil", "-A", "-d", place, "-n", "root", "-t", "C,C,C", "-i", made / "root.cer")
    run("certutil", "-A", "-d", place, "-n", "issuing", "-t", ",,", "-i", made / "issuing.cer")
    run("crlutil", "-I", "-d", place, "-i", made / "old.crl", "-t", "1")
    told = run("vfychain", "-d", place, "-u", 1, made / f"{name}.cer", made / "issuing.cer")
    assert ("has been revoked" in told) is (name == "lost")
    assert ("Chain is good!" in told) is (name == "leaf")
