"""A certificate for one change from a real OpenBao, believed by a real sshd: one account, for minutes, and then nothing."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.attacks import Attack
from tests.sshd import ME, Machine, programs, serving
from tests.vaults import Vault
from vault import codes
from vault.ssh import need, received, shown
from zhengyun.errors import ZhengyunError
from zhengyun.secret import Secret

pytestmark = pytest.mark.lab

ROLE: Final = "one-change"
ELSEBODY: Final = "somebody-else"
DEADLINE: Final = 180


@pytest.fixture(scope="module")
def authority(bao: Vault) -> Vault:
    """The vault with an SSH authority as the executor has it: for named accounts, for an hour at most."""
    if "ssh/" not in bao.ask("GET", "sys/mounts"):
        bao.ask("POST", "sys/mounts/ssh", {"type": "ssh"})
        bao.ask("POST", "ssh/config/ca", {"generate_signing_key": True, "key_type": "ed25519"})
    role = {
        "key_type": "ca",
        "allow_user_certificates": True,
        "allowed_users": f"{ME},{ELSEBODY}",
        "allow_user_key_ids": True,
        "default_extensions": {"permit-pty": ""},
        "ttl": "5m",
        "max_ttl": "30m",
    }
    bao.ask("POST", f"ssh/roles/{ROLE}", role)
    return bao


@pytest.fixture
def machine(authority: Vault, tmp_path: Path) -> Iterator[Machine]:
    """A machine that believes the vault's authority, and nobody else."""
    found = programs(tmp_path / "lab")
    subprocess.run([found.keygen, "-q", "-N", "", "-t", "ed25519", "-f", tmp_path / "host"], check=True)
    (tmp_path / "authority.pub").write_text(authority.ask("GET", "ssh/config/ca")["public_key"])
    lines = (f"HostKey {tmp_path / 'host'}", f"TrustedUserCAKeys {tmp_path / 'authority.pub'}")
    with serving(found, tmp_path, *lines) as made:
        host = (tmp_path / "host.pub").read_text()
        (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{made.port} {host}")
        yield made


def asked(vault: Vault, change: str, account: str = ME, seconds: int = 300, public: str = "") -> Secret:
    """What the vault makes of a request that nobody else has to agree to."""
    wanted = need(ROLE, [account], seconds, change, public)
    return received(wanted, vault.server.ask("POST", wanted.path, wanted.body, token=vault.root))


def login(machine: Machine, made: Secret) -> "subprocess.CompletedProcess[str]":
    with shown(made) as options:
        return machine.login(*options)


def told(machine: Machine, made: Secret, folder: Path) -> str:
    """What ssh-keygen says of a certificate."""
    (folder / "told-cert.pub").write_text(made["certificate"])
    keygen = programs(machine.folder / "lab").keygen
    said = subprocess.run([keygen, "-L", "-f", folder / "told-cert.pub"], capture_output=True, text=True, check=True)
    return said.stdout


def test_it_opens_one_account_and_the_machines_log_names_the_change(authority: Vault, machine: Machine) -> None:
    made = asked(authority, "CH-2041-3F")
    assert login(machine, made).stdout == "let in\n", machine.log.read_text()
    assert "ID zhengyun CH-2041-3F" in machine.log.read_text()


def test_its_end_is_what_was_asked_for_and_not_the_servers_default(
    authority: Vault, machine: Machine, tmp_path: Path
) -> None:
    text = told(machine, asked(authority, "CH-2041-40", seconds=60), tmp_path)
    assert re.search(rf"Principals:\s+{ME}\s+Critical", text)
    begins, ends = re.search(r"Valid: from (\S+) to (\S+)", text).groups()  # type: ignore[union-attr]
    form = "%Y-%m-%dT%H:%M:%S"
    # The authority sets the beginning half a minute back, for machines whose clocks are behind.
    assert 60 <= time.mktime(time.strptime(ends, form)) - time.mktime(time.strptime(begins, form)) <= 120


def test_another_account_is_refused(authority: Vault, machine: Machine, attack: Attack) -> None:
    assert login(machine, asked(authority, "CH-2041-41", ELSEBODY)).returncode == 255
    assert "name is not a listed principal" in machine.log.read_text()
    with pytest.raises(ZhengyunError) as refused:
        asked(authority, "CH-2041-42", "postgres")
    assert "not a valid value for valid_principals" in str(refused.value)
    attack("an account that the role does not name, asked of the SSH authority", "refused", "the vault")


def test_after_its_end_the_machine_refuses_it(authority: Vault, machine: Machine, attack: Attack) -> None:
    made, deadline = asked(authority, "CH-2041-43", seconds=1), time.monotonic() + DEADLINE
    while login(machine, made).returncode == 0:
        assert time.monotonic() < deadline, "it is still let in"
        time.sleep(0.2)
    assert "Certificate invalid: expired" in machine.log.read_text()
    attack("log in with a change's SSH certificate after its end", "refused", "sshd, by the certificate")


def test_a_key_that_is_there_is_signed(authority: Vault, machine: Machine) -> None:
    subprocess.run(
        [programs(machine.folder / "lab").keygen, "-q", "-N", "", "-t", "ed25519", "-f", machine.folder / "id"],
        check=True,
    )
    made = asked(authority, "CH-2041-44", public=(machine.folder / "id.pub").read_text().strip())
    assert list(made.names()) == ["certificate"]
    assert not machine.gets_in()
    (machine.folder / "id-cert.pub").write_text(made["certificate"])
    assert machine.gets_in(), machine.log.read_text()


def test_nothing_of_it_lies_in_a_folder_and_what_showed_it_is_gone(authority: Vault, machine: Machine) -> None:
    made = asked(authority, "CH-2041-45")
    with shown(made) as options:
        path = Path(options[1])
        assert path.read_text() == made["private_key"]
        assert path.stat().st_mode & 0o077 == 0
        assert path.readlink().name.endswith("(deleted)")
    assert not path.exists()
    left = [
        file
        for file in machine.folder.rglob("*")
        if file.is_file() and "PRIVATE KEY" in file.read_text(errors="replace")
    ]
    assert [file.name for file in left] == ["host"]
    assert "PRIVATE" not in repr(made)


def test_what_another_engine_answers_is_no_certificate(authority: Vault) -> None:
    wanted = need(ROLE, [ME], 60, "CH-2041-46")
    answer = authority.server.ask("GET", "sys/mounts", token=authority.root)
    with pytest.raises(ZhengyunError) as refused:
        received(wanted, answer)
    assert refused.value.code is codes.NOT_CERTIFIED
