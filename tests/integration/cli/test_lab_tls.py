"""The lab's services behind TLS with a certificate of our own authorities, by the commands that people type."""

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keys import passphrases
from lab.openstack import control, kept, processes, rest, tls
from lab.openstack.kept import Kept, Size
from lab.openstack.services import ADDRESS, BEFORE, SERVICES
from lab.place import Place, SitePlace
from tests.integration.cli.conftest import Cli, Said
from tests.serving import OWN, certified
from tests.trusted import trusted

pytestmark = [pytest.mark.lab, pytest.mark.slow]

SITE, NAME = "primary", "services.lab.yunzhou.example"
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass
class City:
    """A training set beside a lab of one site, and the certificate that it shows."""

    cli: Cli
    town: Path
    serial: str = ""

    @property
    def place(self) -> SitePlace:
        """The site's directories."""
        return Place(self.town).site(SITE)

    @property
    def known(self) -> Kept:
        """What it keeps."""
        known = kept.load(self.place.kept)
        assert known
        return known

    def done(self, *words: str) -> str:
        """What a command says that ends well."""
        said = self.cli(*words)
        assert said.code == 0, said.err
        return said.out + said.err

    def carried_out(self, said: str, *words: str) -> str:
        """Review and carry out what was asked for."""
        (application,) = set(re.findall(r"\bCA-[A-Z0-9]{6}\b", said))
        self.done("ca", "approve", application, "--as", "security", "--yes")
        return self.done("ca", "issue", application, "--as", "security2", *words)

    def issued(self, said: str) -> None:
        """The same, where it leads to a certificate."""
        said = self.carried_out(said, "--out", str(self.town / "issued.pem"))
        (self.serial,) = set(re.findall(r"\b[0-9a-f]{40}\b", said))

    def secured(self) -> Said:
        """Export the certificate and show it."""
        chain, roots = self.town / "chain.pem", self.town / "roots.pem"
        self.done("ca", "export", self.serial, "--out", str(chain))
        self.done("ca", "export", self.serial, "--form", "root", "--out", str(roots))
        shown = ("--chain", str(chain), "--key", str(self.town / "key.pem"), "--roots", str(roots))
        return self.cli("lab", "tls", "--site", SITE, *shown, "-o", "json")

    def shown(self) -> str:
        """The serial number that a client of the network service is shown."""
        with (
            socket.create_connection((ADDRESS, self.known.ports[BEFORE["neutron"]]), 10) as raw,
            tls.trusting(self.place.roots).wrap_socket(raw, server_hostname=ADDRESS) as opened,
        ):
            return str((opened.getpeercert() or {})["serialNumber"]).lower()

    def pids(self) -> dict[str, int]:
        """Its processes."""
        return {name: record.pid for name, record in processes.running(self.place).items()}

    def beside(self) -> dict[str, bool]:
        """What the lab has beside its site, and whether it answers, by address."""
        told = self.cli("lab", "status", "-o", "json").json
        return {one["address"]: one["answering"] for one in (told["vault"], *told["databases"])}

    def refused(self, *words: str) -> str:
        """What the operator reads when he plans."""
        said = self.cli("plan", "--site", SITE, "-f", str(self.town / "plan.json"))
        assert said.code == 6
        assert "ZY-CLOUD-310" in said.err
        assert all(word in said.err for word in words), said.err
        assert "openssl s_client -connect 127.0.0.1:" in said.err
        return said.err


@pytest.fixture
def city(town: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """Its trust is in force, its authorities have had their ceremonies, and its site is up, without TLS yet."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    monkeypatch.setenv("ZHENGYUN_LAB", str(town))
    trusted(town).database.close()
    city = City(cli, town)
    for authority in ("root", "issuing"):
        city.done("ca", "ceremony", authority, "--yes", "--as", "security", "-q")
    try:
        control.up(Place(town), (SITE,), size=Size(hosts=2))
        yield city
    finally:
        control.destroy(Place(town))


def requested(city: City) -> str:
    """Ask for the certificate of the lab's services, with a key that is made here."""
    key, csr = city.town / "key.pem", city.town / "services.csr"
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", str(key), "-out", str(csr))
    named = ("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:{ADDRESS}")
    subprocess.run(["openssl", "req", "-new", *new, *named], check=True, capture_output=True)
    return city.done("ca", "request", str(csr), "--profile", "lab", "-m", "the lab's services", "--as", "operator")


def catalogue(city: City) -> set[tuple[str, str]]:
    """How each interface is reached, as the catalogue has it that is read by TLS."""
    user = {"name": "zhengyun", "domain": {"id": "default"}, "password": city.known.passwords["zhengyun"]}
    scope = {"project": {"name": "admin", "domain": {"id": "default"}}}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
    trusting = tls.trusting(city.place.roots)
    answer = rest.request("POST", f"{city.known.public_url}/auth/tokens", body, context=trusting)
    endpoints = [one for service in answer.body["token"]["catalog"] for one in service["endpoints"]]
    return {(one["interface"], one["url"].partition(":")[0]) for one in endpoints}


def links(city: City) -> set[str]:
    """Where the services' own documents lead, asked by TLS."""
    trusting = tls.trusting(city.place.roots)
    found = set()
    for service, before in BEFORE.items():
        port = city.known.ports[before]
        answer = rest.request("GET", f"https://{ADDRESS}:{port}{SERVICES[service].versions}", context=trusting)
        found |= set(re.findall(rf"https?://{ADDRESS}:\d+", json.dumps(answer.body)))
    return found


def test_from_a_request_to_a_renewed_certificate(city: City, cli: Cli) -> None:
    plan = ("plan", "--site", SITE, "-f", str(city.town / "plan.json"), "-q")
    plain = cli(*plan)
    assert plain.code == 4, plain.err

    city.issued(requested(city))
    site = city.secured().json["sites"][0]
    assert (site["up"], site["tls"]["version"], site["auth_url"][:8]) == (True, "TLSv1.3", "https://")
    assert city.shown() == city.serial

    # Everything is asked by TLS, says the same, and leads nobody past it.
    text = (city.town / "clouds.yaml").read_text()
    assert "http://" not in text
    assert f'cacert: "{city.place.roots}"' in text
    assert cli(*plan) == plain
    assert catalogue(city) == {("public", "https"), ("internal", "http"), ("admin", "http")}
    assert {one.partition(":")[0] for one in links(city)} == {"https"}
    status = next(one for one in cli("status", "-o", "json").json["sites"] if one["site"] == SITE)
    assert (status["state"], status["silent"], status["problem"]) == ("answers", [], None)
    drift = cli("drift", "--site", SITE)
    assert drift.code == 0, drift.err

    # Another key and certificate, and the old one revoked: shown from the next handshake on, and nothing is started anew.
    before, old = city.pids(), city.serial
    city.issued(requested(city))
    assert city.serial != old
    asked = city.done("ca", "revoke", old, "--reason", "key-compromise", "-m", "its key was copied", "--as", "operator")
    city.carried_out(asked)
    city.secured()
    assert (city.shown(), city.pids()) == (city.serial, before)

    # Down and up again, it stays.
    for part in ("vault", *(["database"] if list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else [])):
        city.done("lab", part)
    beside = city.beside()
    assert set(beside.values()) == {True}
    city.done("lab", "down")
    assert city.pids() == {}
    assert city.beside() == dict.fromkeys(beside, False)
    city.done("lab", "up", "--site", SITE)
    assert city.shown() == city.serial
    assert city.beside() == beside
    city.done("lab", "vault", "--off")
    city.done("lab", "database", "--off")

    many_and_silent_ones(city)
    refused_beforehand(city)
    not_believed(city)

    # Without it again.
    city.done("lab", "tls", "--off", "--site", SITE)
    assert "https" not in (city.town / "clouds.yaml").read_text()
    assert set(city.pids()) == set(before) - {"front"}
    assert cli(*plan) == plain


def many_and_silent_ones(city: City) -> None:
    """Who does not begin a handshake holds nobody up, and many at once are all answered."""
    port = city.known.ports[BEFORE["neutron"]]
    trusting = tls.trusting(city.place.roots)

    def asked(_number: int) -> int:
        return rest.request("GET", f"https://{ADDRESS}:{port}/", context=trusting).status

    with ExitStack() as held, ThreadPoolExecutor(32) as pool:
        for _ in range(100):
            held.enter_context(socket.create_connection((ADDRESS, port)))
        assert set(pool.map(asked, range(300))) == {200}
    with socket.create_connection((ADDRESS, port)) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert b"HTTP" not in plain.recv(100)


def refused_beforehand(city: City) -> None:
    """What clients would not believe is not shown to them: nothing changes."""
    before = (city.pids(), city.shown(), (city.town / "clouds.yaml").read_text())
    ended = certified(city.town / "ended", NOW - timedelta(days=400))
    said = city.cli("lab", "tls", "--chain", str(ended.chain), "--key", str(ended.key), "--roots", str(ended.roots))
    assert (said.code, "ZY-LAB-032" in said.err) == (2, True)
    assert city.cli("lab", "tls", "--chain", str(ended.chain)).code == 2
    assert city.cli("lab", "tls", "--off", "--roots", str(ended.roots)).code == 2
    assert (city.pids(), city.shown(), (city.town / "clouds.yaml").read_text()) == before


def not_believed(city: City) -> None:
    """What the operator reads where the front shows something else."""
    mine = tls.read(city.place.certificate, city.place.certificate, city.place.roots)
    put = city.place

    tls.keep(put, tls.read(*certified(city.town / "elsewhere", NOW, (OWN[0], "address:127.0.0.2"))))
    city.refused("it is for another machine than 127.0.0.1")

    tls.keep(put, mine._replace(roots=certified(city.town / "stranger", NOW, whose="a stranger").roots.read_text()))
    city.refused("it does not lead to a root that is trusted here")

    tls.keep(put, tls.read(*certified(city.town / "ended", NOW - timedelta(days=400))))
    city.refused("it, or one above it, has ended")
    assert "ZY-CLOUD-310" in city.cli("status").out
    assert "ZY-CLOUD-310" in city.cli("doctor").out
    looked = city.cli("lab", "status", "--site", SITE)
    assert (looked.code, "certificate has expired" in looked.out) == (6, True)
    again = city.cli("lab", "up", "--site", SITE)
    assert (again.code, "ZY-LAB-032" in again.err) == (2, True)

    put.roots.unlink()
    said = city.cli("plan", "--site", SITE, "-f", str(city.town / "plan.json"))
    assert ("ZY-CLOUD-001" in said.err, f"cacert {put.roots}" in said.err) == (True, True)
    tls.keep(put, mine)
    assert city.shown() == city.serial
