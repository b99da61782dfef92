"""TLS 1.3 with certificates as `ca export` hands them out, by clients that trust the root alone."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from OpenSSL import SSL, crypto

from keys import passphrases
from pki import der, pem, profiles
from pki.csr import read as read_request
from tests.authorities import SERVER, holder, wish
from tests.integration.cli.conftest import Cli
from tests.integration.cli.test_revocation_commands import City
from zhengyun.certified import Certified, Standing
from zhengyun.entry import Note
from zhengyun.instant import text

NAME = "www.city.example"
CURVES = {"p256": "1.2.840.10045.3.1.7", "sm2": "1.2.156.10197.1.301"}


@pytest.fixture
def city(town: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city whose authorities and servers have keys on P-256."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    return City(town, "p256")


def key_file(folder: Path, algorithm: str) -> Path:
    """The holder's private key (RFC 5915), as servers read it."""
    key, file = holder(algorithm), folder / "server.key"
    curve, point = der.oid(CURVES[algorithm]), der.bits(key.public)
    data = der.sequence(der.integer(1), der.octets(key.secret), der.explicit(0, curve), der.explicit(1, point))
    file.write_text(pem.written("EC PRIVATE KEY", data))
    return file


def exported(cli: Cli, serial: int, form: str, folder: Path) -> Path:
    file = folder / f"{form}.pem"
    said = cli("ca", "export", f"{serial:040x}", "--form", form, "--out", str(file))
    assert said.code == 0, said.err
    return file


def server(cli: Cli, city: City, folder: Path) -> ssl.SSLContext:
    """A server as an administrator would set it up."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(exported(cli, city.serial, "fullchain", folder), key_file(folder, "p256"))
    return context


def client(root: Path) -> ssl.SSLContext:
    """A client that knows the root and nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    context.load_verify_locations(root)
    return context


def meet(serves: ssl.SSLContext, asks: ssl.SSLContext, name: str = NAME) -> str:
    """The version on which the two agree. Raises: ssl.SSLError as the client does."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = asks.wrap_bio(back, there, server_hostname=name)
    other = serves.wrap_bio(there, back, server_side=True)
    for _ in range(6):
        for side in (one, other):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return str(one.version())


def another(city: City, **values: object) -> int:
    """One more certificate for the server's key, with other words than the profile's."""
    issuing, below = city.issuing, city.house.signer("issuing")
    template = profiles.template(issuing, city.office.certificate, SERVER)
    draft = template.of_request(read_request(wish("p256")), city.house.clock.now())
    draft = replace(draft, **values)  # type: ignore[arg-type]
    data = city._sign(draft.to_be_signed(), below)
    begins, ends = text(draft.not_before), text(draft.not_after)
    row = Certified("issuing", draft.serial, "finance", "server", "CN=www", begins, ends, begins, data, b"")
    city.house.certificates.add([row], Note("certificate.issued", "security", {}))
    return draft.serial


class TestServer:
    def test_a_client_that_trusts_the_root_alone_connects(self, cli: Cli, city: City, tmp_path: Path) -> None:
        serves, root = server(cli, city, tmp_path), exported(cli, city.serial, "root", tmp_path)
        assert meet(serves, client(root)) == "TLSv1.3"

    def test_without_the_authority_between_there_is_no_path(self, cli: Cli, city: City, tmp_path: Path) -> None:
        serves, root = server(cli, city, tmp_path), exported(cli, city.serial, "root", tmp_path)
        serves.load_cert_chain(exported(cli, city.serial, "certificate", tmp_path), key_file(tmp_path, "p256"))
        with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
            meet(serves, client(root))

    def test_another_name_is_refused(self, cli: Cli, city: City, tmp_path: Path) -> None:
        serves, root = server(cli, city, tmp_path), exported(cli, city.serial, "root", tmp_path)
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            meet(serves, client(root), "mail.city.example")

    def test_a_revoked_one_is_refused_by_who_has_the_list(self, cli: Cli, city: City, tmp_path: Path) -> None:
        serves, root = server(cli, city, tmp_path), exported(cli, city.serial, "root", tmp_path)
        city.stands(Standing.REVOKED, "key-compromise")
        cli("ca", "crl", "issuing", "--sign", "--as", "security", "--publish", str(tmp_path / "web"))
        found = tmp_path / "issuing.crl"
        found.write_text(pem.written(pem.CRL[0], (tmp_path / "web" / "issuing.crl").read_bytes()))
        asks = client(root)
        asks.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
        asks.load_verify_locations(found)
        with pytest.raises(ssl.SSLCertVerificationError, match="certificate revoked"):
            meet(serves, asks)
        assert "nobody should rely on it" in cli("ca", "export", f"{city.serial:x}", "--out", str(found)).err

    def test_one_that_has_ended_is_refused(self, cli: Cli, city: City, tmp_path: Path) -> None:
        root = exported(cli, city.serial, "root", tmp_path)
        serial = another(city, not_after=city.house.clock.now() - timedelta(seconds=30))
        serves = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serves.load_cert_chain(exported(cli, serial, "fullchain", tmp_path), key_file(tmp_path, "p256"))
        with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
            meet(serves, client(root))

    def test_the_openssl_tool_serves_with_the_same_files(self, cli: Cli, city: City, tmp_path: Path) -> None:
        root, chain = (exported(cli, city.serial, form, tmp_path) for form in ("root", "fullchain"))
        with serving(chain, key_file(tmp_path, "p256")) as port, socket.create_connection(("127.0.0.1", port)) as raw:
            raw.settimeout(180)
            with client(root).wrap_socket(raw, server_hostname=NAME) as opened:
                assert opened.version() == "TLSv1.3"


@contextmanager
def serving(chain: Path, key: Path) -> Iterator[int]:
    """OpenSSL's own server for one connection, and its port."""
    words = ("-accept", "127.0.0.1:0", "-cert", chain, "-cert_chain", chain, "-key", key, "-tls1_3", "-naccept", "1")
    with subprocess.Popen(
        ("openssl", "s_server", *map(str, words)), stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            line = next(one for one in process.stdout if one.startswith("ACCEPT"))
            yield int(line.rpartition(":")[2])
        finally:
            process.kill()


class TestForms:
    def test_what_stands_in_them(self, cli: Cli, city: City, tmp_path: Path) -> None:
        found = {
            form: exported(cli, city.serial, form, tmp_path).read_bytes() for form in ("fullchain", "chain", "root")
        }
        root, between, leaf = city.top.own.certificate, city.office.own.certificate, city.leaf
        assert pem.each(found["fullchain"], pem.CERTIFICATE) == [leaf, between]
        assert pem.each(found["chain"], pem.CERTIFICATE) == [between]
        assert pem.each(found["root"], pem.CERTIFICATE) == [root]
        assert exported(cli, city.serial, "der", tmp_path).read_bytes() == leaf

    def test_what_is_asked_wrongly(self, cli: Cli, city: City, tmp_path: Path) -> None:
        assert "ZY-PKI-141" in cli("ca", "export", "7").err
        assert cli("ca", "export", "x").code == 2
        assert cli("ca", "export", f"{city.serial:x}", "--form", "pkcs12").code == 2
        said = cli("ca", "export", f"{city.serial:x}", "--out", str(tmp_path / "no" / "such" / "file"))
        assert said.code != 0
        assert "ZY-" in said.err
        asked = ("ca", "export", f"{city.serial:x}", "--out", str(tmp_path / "f"), "-o", "json")
        assert cli(*asked).json == cli(*asked).json

    def test_one_that_no_root_of_ours_is_above(self, cli: Cli, city: City) -> None:
        row = city.house.certificates.certificate("issuing", city.serial)
        assert row
        stranger = row._replace(authority="elsewhere", serial=99, certificate=city.leaf[:-1] + b"\x00")
        city.house.certificates.add([stranger], Note("certificate.issued", "security", {}))
        assert "ZY-PKI-230" in cli("ca", "export", f"{99:x}").err


@pytest.mark.filterwarnings("ignore:Passing pyOpenSSL")
class TestSm2:
    """RFC 8998, by the OpenSSL that pyOpenSSL brings: the system's does not offer the suites."""

    @pytest.fixture
    def ends(
        self, town: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> tuple[City, SSL.Context, SSL.Context]:
        """A city, a server in it, and a client that trusts nobody yet."""
        monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        city = City(town, "sm2")
        chain = pem.each(exported(cli, city.serial, "fullchain", tmp_path).read_bytes(), pem.CERTIFICATE)
        leaf, between = (crypto.load_certificate(crypto.FILETYPE_ASN1, one) for one in chain)
        serves, asks = (SSL.Context(SSL.TLS_METHOD) for _ in range(2))
        for context in (serves, asks):
            context.set_min_proto_version(SSL.TLS1_3_VERSION)
            context.set_tls13_ciphersuites(b"TLS_SM4_GCM_SM3")
        serves.use_certificate(leaf)
        serves.add_extra_chain_cert(between)
        serves.use_privatekey(crypto.load_privatekey(crypto.FILETYPE_PEM, key_file(tmp_path, "sm2").read_bytes()))
        asks.set_verify(SSL.VERIFY_PEER, lambda _connection, _one, _error, _depth, fine: bool(fine))
        return city, serves, asks

    def test_hands_are_shaken_with_sm4_and_sm3(
        self, cli: Cli, ends: tuple[City, SSL.Context, SSL.Context], tmp_path: Path
    ) -> None:
        city, serves, asks = ends
        (root,) = pem.each(exported(cli, city.serial, "root", tmp_path).read_bytes(), pem.CERTIFICATE)
        store = asks.get_cert_store()
        assert store
        store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, root))
        one = shake(asks, serves)
        assert (one.get_protocol_version_name(), one.get_cipher_name()) == ("TLSv1.3", "TLS_SM4_GCM_SM3")
        seen = one.get_peer_certificate(as_cryptography=False)
        assert seen
        assert crypto.dump_certificate(crypto.FILETYPE_ASN1, seen) == city.leaf

    def test_who_does_not_know_the_root_refuses(self, ends: tuple[City, SSL.Context, SSL.Context]) -> None:
        _, serves, asks = ends
        with pytest.raises(SSL.Error, match="certificate verify failed"):
            shake(asks, serves)


def shake(asks: SSL.Context, serves: SSL.Context) -> SSL.Connection:
    """Carry what one says to the other until nothing more is said; the client's end. Raises: SSL.Error as it does."""
    one, other = SSL.Connection(asks), SSL.Connection(serves)
    one.set_connect_state()
    other.set_accept_state()
    for _ in range(6):
        for side, peer in ((one, other), (other, one)):
            with suppress(SSL.WantReadError):
                side.do_handshake()
            with suppress(SSL.WantReadError):
                peer.bio_write(side.bio_read(1 << 16))
    return one
