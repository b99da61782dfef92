"""NTS in the town, all of the way: an authority by ceremony, certificates that three people have a hand in, keys as host secrets, the
road of a change, cookies at a client; and a server with another authority's certificate, which is named.
"""

import ipaddress
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cli.training import commit
from clock.rendering import CERTIFICATE, KEY, TRUSTED
from inventory.loader import load
from inventory.source import Folder
from lab.town.node import File
from lab.town.standing import Town
from tests.hosts_road import Road, Said, road_in, soon
from tests.town import town, town_place
from zhengyun.estate.hosts import Hosts
from zhengyun.estate.time import Time, asked_at

__all__ = ["town", "town_place"]

pytestmark = [pytest.mark.lab, pytest.mark.slow]

# A reference, a server of the office, its client behind other routers, and whoever measures.
TREE: Final = """\
sources:
  receiver-p: {title: 授时接收机（替身）, kind: local}
servers:
  p-c2: {sources: [receiver-p], stratum: 1}
  p-ih1: {sources: [p-c2]}
  mgmt-int: {sources: [p-c2]}
nts: {profile: clocks}
"""
SERVERS: Final = ("p-c2", "p-ih1", "mgmt-int")
CLIENT: Final = "p-ih2"
ROLES: Final = (*(f"{name}/time_server" for name in SERVERS), f"{CLIENT}/time_client")
ONLY: Final = tuple(word for role in ROLES for word in ("--only", role))
FILES: Final = ("/etc/chrony/chrony.conf", TRUSTED, CERTIFICATE, KEY)
APPLICATION: Final = re.compile(r"\bCA-[A-Z0-9]{6}\b")
OF_TIME: Final = re.compile(r"time_(?:server|client): \{\}, ")
ENTRY: Final = re.compile(r"^  ([a-z0-9-]+):$")


def overlaid(root: Path) -> None:
    """The town's estate with this tree, and no role of time on any other host."""
    (root / "time.yaml").write_text(TREE, "utf-8")
    for file in sorted(root.glob("*/hosts.yaml")):
        lines, name = [], ""
        for line in file.read_text("utf-8").splitlines():
            found = ENTRY.match(line)
            name = found[1] if found else name
            lines.append(line if name in {*SERVERS, CLIENT} else OF_TIME.sub("", line))
        file.write_text("\n".join(lines) + "\n", "utf-8")
    commit(root, "Time that authenticates")


@dataclass(frozen=True)
class Clocked:
    """The road in the management host, and the tree that it is to lay."""

    road: Road

    @property
    def town(self) -> Town:
        """Where it is."""
        return self.road.town

    @property
    def tree(self) -> tuple[Time, Hosts]:
        """What the estate's files say."""
        found = load(Folder(self.road.root / "estate"))
        assert found.time
        return found.time, found.hosts

    def done(self, *words: str, person: str = "operator", code: int = 0) -> Said:
        """Something that ends as it shall."""
        said = self.road(*words, person=person)
        assert said.code == code, (words, said.out + said.err)
        return said

    def trust(self) -> None:
        """Whom we trust comes into force by the road of every change; then the authorities are made by ceremony."""
        plan = str(self.road.root / "trust.json")
        self.done("plan", "--site", "trust", "-f", plan, code=4)
        said = self.done("change", "submit", plan, "-m", "who certifies time", "-o", "json")
        request = str(said.json["request"])
        for person in ("security", "security2"):
            self.done("change", "approve", request, "--yes", person=person)
        self.done("change", "apply", request)
        for name in ("town-root", "town-issuing"):
            self.done("ca", "ceremony", name, "--yes", person="security")

    def certify(self, name: str) -> None:
        """A server's key becomes a host secret; its certificate is asked for, agreed to and issued by three people."""
        told = self.done("clock", "plan", name, "-o", "json").json["hosts"][0]["nts"]
        assert (told["profile"], told["certified"]) == ("clocks", False)
        key, asked = requested(told["addresses"])
        secret = self.road.root / "host-secrets" / "nts" / name
        secret.parent.mkdir(mode=0o700, exist_ok=True)
        secret.touch(mode=0o600)
        secret.write_bytes(key)
        file = self.road.root / f"{name}.csr"
        file.write_bytes(asked)
        words = ("--profile", "clocks", "--for", f"hosts/{name}", "-m", "time that authenticates")
        said = self.done("ca", "request", str(file), *words)
        (application,) = set(APPLICATION.findall(said.out + said.err))
        self.done("ca", "approve", application, "--yes", person="security")
        self.done("ca", "issue", application, "--out", str(self.road.root / f"{name}.pem"), person="security2")

    def checked(self) -> tuple[int, Any]:
        """How the clocks are, from the management host."""
        said = self.road("clock", "check", "-o", "json")
        assert said.out, said.err
        return said.code, json.loads(said.out)

    def cookies(self, name: str) -> dict[str, tuple[str, int]]:
        """Of each server that a host asks: how it authenticates, and how many cookies are left."""
        said = self.town.node(name).run("chronyc", "-n", "-c", "authdata").stdout
        rows = [line.split(",") for line in said.splitlines()]
        return {one[0]: (one[1], int(one[8])) for one in rows}


def requested(addresses: Sequence[str]) -> tuple[bytes, bytes]:
    """A new key, and a request for a certificate for these addresses; both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(one)) for one in addresses])
    request = (
        x509.CertificateSigningRequestBuilder().subject_name(named(addresses[0])).add_extension(names, critical=False)
    )
    made = request.sign(key, hashes.SHA256())
    return written(key), made.public_bytes(serialization.Encoding.PEM)


def foreign(addresses: Sequence[str]) -> tuple[bytes, bytes]:
    """A new key, and a certificate for these addresses by an authority that nobody here trusts; both PEM."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(one)) for one in addresses])
    builder = x509.CertificateBuilder().subject_name(named("Elsewhere")).issuer_name(named("Elsewhere"))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    return written(key), made.public_bytes(serialization.Encoding.PEM)


def named(name: str) -> x509.Name:
    """A name of one word."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def written(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A key as chronyd reads it."""
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, *form)


@pytest.fixture
def clocked(town: Town) -> Iterator[Clocked]:
    """A training set with that tree; the hosts have their chronyd back as it was afterwards."""
    nodes = [town.node(name) for name in (*SERVERS, CLIENT)]
    before = {path: path.read_bytes() for node in nodes for one in FILES if (path := node.path(one)).exists()}
    with road_in(town, "nts") as road:
        overlaid(road.root / "estate")
        yield Clocked(road)
    for node in nodes:
        for path in map(node.path, FILES):
            path.write_bytes(before[path]) if path in before else path.unlink(missing_ok=True)
        node.run("service", "chrony", "restart")


def test_time_is_authenticated_by_our_own_authority_and_by_no_other(clocked: Clocked) -> None:
    clocked.trust()
    for name in SERVERS:
        clocked.certify(name)
    assert all(
        one["nts"] is None or one["nts"]["certified"]
        for one in clocked.done("clock", "plan", "-o", "json").json["hosts"]
    )
    request = clocked.road.agreed(*ONLY)
    clocked.done("change", "apply", request)
    again = clocked.road.plan(*ONLY, "-o", "json")
    assert (again.code, again.json["plan"]["actions"]) == (0, []), again.out + again.err

    def authenticated() -> bool:
        (told,) = clocked.cookies(CLIENT).values()
        return told[0] == "NTS" and told[1] > 0

    soon(authenticated)
    soon(lambda: clocked.checked()[0] == 0)
    _, seen = clocked.checked()
    assert {one["clock"]: one["by"] for one in seen["clocks"]} == {**dict.fromkeys(SERVERS, "ntp"), CLIENT: "ssh"}
    assert not seen["findings"]

    key, certificate = foreign(asked_at("p-ih1", *clocked.tree))
    server = clocked.town.node("p-ih1")
    server.lay([File(KEY, key.decode(), 0o640), File(CERTIFICATE, certificate.decode())])
    server.run("chgrp", "_chrony", KEY)
    assert server.run("service", "chrony", "restart").returncode == 0
    soon(lambda: ("p-ih1", "unauthenticated") in findings(clocked))
    (words,) = (one["text"] for one in clocked.checked()[1]["findings"] if one["kind"] == "unauthenticated")
    assert "its certificate does not count" in words
    # What was laid by hand is drift.
    drifted = clocked.done("drift", "--site", "hosts", *ONLY, code=4)
    assert f"time_server{CERTIFICATE} is not as declared" in drifted.out


def findings(clocked: Clocked) -> set[tuple[str, str]]:
    """What is wrong with which clock."""
    return {(one["clock"], one["kind"]) for one in clocked.checked()[1]["findings"]}
