"""Servers that authenticate, and such as only seem to, each a real chronyd with NTS."""

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from clock.asking import Target
from clock.nts import COOKIE, Record, prove_all, records, written
from clock.port import Means
from keys.siv import opened, seal
from pki.openssl import exported
from tests.chrony import Clocks, clocks, is_set

KE = 14_460
MEANS = Means(exported, seal, opened)


class Authority:
    """An authority of its own, and what it certifies."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hill CA")])
        self.certificate = self._signed(self.name, self.key, x509.BasicConstraints(ca=True, path_length=0))

    @property
    def pem(self) -> str:
        """What whoever trusts it is given."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def certify(self, folder: Path, address: str) -> tuple[Path, Path]:
        """A certificate for an address and its key, as files."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        one = self._signed(name, key, names)
        paths = folder / f"{address}.crt", folder / f"{address}.key"
        paths[0].write_bytes(one.public_bytes(serialization.Encoding.PEM))
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
        return paths

    def _signed(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        return builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints)).sign(
            self.key, hashes.SHA256()
        )


@pytest.fixture
def town() -> Iterator[Clocks]:
    with clocks() as made:
        yield made


def secured(town: Clocks, name: str, authority: Authority) -> Target:
    """A server that authenticates by a certificate for its address."""
    certificate, key = authority.certify(town.folder, town.address(name))
    lines = (f"ntsservercert {certificate}", f"ntsserverkey {key}", f"ntsport {KE}")
    town.start(name, "local stratum 1", *lines)
    return town.target(name)


def test_a_server_that_authenticates_is_told_from_those_that_do_not(town: Clocks) -> None:
    ours, other = Authority(), Authority()
    good, foreign = secured(town, "good", ours), secured(town, "foreign", other)
    town.start("plain", "local stratum 1")
    town.until(["good", "foreign", "plain"], is_set)
    told = prove_all([good, foreign, town.target("plain")], ours.pem, MEANS, KE)
    assert set(told) == {"foreign", "plain"}
    assert "certificate" in str(told["foreign"])
    assert "no key establishment" in str(told["plain"])


def test_a_certificate_for_another_address_does_not_count(town: Clocks) -> None:
    ours = Authority()
    certificate, key = ours.certify(town.folder, town.address("other"))
    town.start("good", "local stratum 1", f"ntsservercert {certificate}", f"ntsserverkey {key}", f"ntsport {KE}")
    town.until(["good"], is_set)
    told = prove_all([town.target("good")], ours.pem, MEANS, KE)
    assert "certificate" in str(told["good"])


def test_a_server_whose_time_is_not_authenticated_is_told_although_it_establishes_keys(town: Clocks) -> None:
    """Behind its key establishment stands a server that knows nothing of cookies: it has nothing to say to them."""
    ours = Authority()
    good = secured(town, "good", ours)
    town.start("plain", "local stratum 1")
    town.until(["good", "plain"], is_set)
    certificate, key = ours.certify(town.folder, town.address("front"))
    lines = (
        f"ntsservercert {certificate}",
        f"ntsserverkey {key}",
        f"ntsport {KE}",
        f"ntsntpserver {town.address('plain')}",
    )
    town.start("front", "local stratum 1", *lines)
    town.until(["front"], is_set)
    told = prove_all([good, town.target("front")], ours.pem, MEANS, KE)
    assert set(told) == {"front"}
    assert "takes none" in str(told["front"])


def test_an_answer_that_the_keys_of_the_session_do_not_prove_is_no_proof(town: Clocks) -> None:
    """The session is with the server; between it and us somebody could answer as he likes, without the key."""
    ours = Authority()
    good = secured(town, "good", ours)
    town.until(["good"], is_set)
    told = prove_all([good], ours.pem, MEANS._replace(opened=lambda key, *rest: opened(key[::-1], *rest)), KE)
    assert "keys of the session" in str(told["good"])
    # What we ask with a wrong key, chronyd itself takes for a forgery.
    told = prove_all([good], ours.pem, MEANS._replace(seal=lambda key, *rest: seal(key[::-1], *rest)), KE)
    assert "keys of the session" in str(told["good"])


def test_a_session_is_with_whoever_has_the_certificate_or_with_nobody(town: Clocks) -> None:
    ours = Authority()
    good = secured(town, "good", ours)
    town.until(["good"], is_set)
    with pytest.raises(ValueError, match="another certificate"):
        exported((good.address, KE), b"another", "ntske/1", b"", "EXPORTER-network-time-security", ())


def test_a_client_of_chronys_takes_the_time_of_a_server_that_we_say_authenticates(town: Clocks) -> None:
    ours = Authority()
    good = secured(town, "good", ours)
    (town.folder / "trusted.pem").write_text(ours.pem)
    town.until(["good"], is_set)
    assert not prove_all([good], ours.pem, MEANS, KE)
    town.start(
        "client",
        town.server("good", "nts", f"ntsport {KE}"),
        f"ntstrustedcerts {town.folder}/trusted.pem",
        "nosystemcert",
    )
    town.until(["client"], is_set)


@given(st.lists(st.builds(Record, st.integers(1, 2**15 - 1), st.binary(max_size=200), st.booleans()), max_size=8))
def test_records_are_read_as_they_were_written(some: list[Record]) -> None:
    whole = [*some, Record(0, b"", critical=True)]
    assert list(records(written(whole) + b"what comes after the end is nobody's")) == whole


@given(st.binary(max_size=200))
def test_foreign_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert all(isinstance(one, Record) for one in records(data))
    except ValueError as torn:
        assert torn.args  # noqa: PT017


def test_a_cookie_is_a_record() -> None:
    assert written([Record(COOKIE, b"abcd")]) == b"\x00\x05\x00\x04abcd"
