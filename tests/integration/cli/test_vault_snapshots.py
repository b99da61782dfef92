"""Yesterday's snapshot brought back: by people of two roles, and nothing that was handed out before lives on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from lab.place import Place
from lab.vault import control
from lab.vault.place import VaultPlace
from tests.integration.cli.conftest import Cli
from tests.vaults import empty, share_of, text
from vault import codes, snapshots
from vault.control import authorise, unwrap
from vault.entrance import Pass, enter, leave
from vault.port import Need, Wrapped
from vault.server import HttpServer
from zhengyun.errors import Code, ZhengyunError

pytestmark = pytest.mark.lab


KEEPERS = ("operator", "security", "auditor")
SECRET = Need("read", "secret/data/cloud/harbour")
TAKEN = "vault-snapshot"


def refused(code: Code, do: Callable[[], object]) -> bool:
    """Whether the vault refuses something with this code, and with no other."""
    try:
        do()
    except ZhengyunError as error:
        if error.code is not code:
            raise
        return True
    return False


@dataclass
class Harbour:
    """A training set whose vault is founded, and its people at the vault."""

    root: Path
    server: HttpServer

    def house(self, person: str) -> House:
        """What somebody works with."""
        return House(Session(quiet=True, settings_name=str(self.root / "zhengyun.toml"), person_name=person))

    def enter(self, person: str) -> Pass:
        """Come in."""
        return enter(self.server, person, self.house(person).signer(), datetime.now(UTC))

    def ask(self, person: str, need: Need) -> Wrapped:
        """Ask for something that waits."""
        wrapped = self.server.ask("GET", need.path, token=self.enter(person).token).wrapped
        assert wrapped
        return wrapped

    def agree(self, wrapped: Wrapped, *people: str) -> None:
        """Say yes to what was asked for."""
        for person in people:
            authorise(self.server, self.enter(person).token, wrapped.accessor)

    def has(self, wrapped: Wrapped) -> bool:
        """Whether somebody gets what it stands for."""
        return not refused(codes.NOT_AUTHORISED, lambda: unwrap(self.server, wrapped.token, SECRET, ""))

    def lives(self, token: str) -> bool:
        """Whether somebody is in by a token."""
        return not refused(codes.REFUSED, lambda: self.server.ask("GET", "auth/token/lookup-self", token=token))


@pytest.fixture
def harbour(town: Path, cli: Cli, tmp_path: Path) -> Iterator[Harbour]:
    """A founded vault with one secret."""
    with empty(tmp_path / "harbour") as (place, server):
        with (town / "zhengyun.toml").open("a") as stream:
            audit = VaultPlace.of(place).audit
            stream.write(f'\n[vault]\naddress = "{server.address}"\naudit = "{audit}"\nfolder = "{town}/waiting"\n')
        keepers = [word for name in KEEPERS for word in ("--keeper", name)]
        said = cli("vault", "init", *keepers, "--threshold", "2", "--shares", str(tmp_path / "shares"))
        assert said.code == 0, said.err
        made = Harbour(town, server)
        body = {"data": {"password": "first"}, "options": {"cas": 0}}
        server.ask("POST", SECRET.path, body, token=made.enter("executor").token)
        yield made


def taken(cli: Cli, file: Path) -> None:
    """Have a snapshot taken, as it is done."""
    assert cli("vault", "snapshot", str(file)).code == 8
    for person in ("security", "operator"):
        assert cli("vault", "agree", TAKEN, "--as", person).code == 0
    said = cli("vault", "snapshot", str(file))
    assert said.code == 0, said.err


def brought(cli: Cli, file: Path, *more: str) -> str:
    """Have one brought back, as far as people's words go; the name of it."""
    said = cli("vault", "restore", str(file), "-o", "json", *more)
    assert said.code == 8, said.err
    request = str(said.json["request"])
    for person in ("security2", "operator2"):
        agreed = cli("vault", "agree", request, "--as", person)
        assert (agreed.code, "the snapshot of 20" in agreed.err) == (0, True)
    return request


def test_a_snapshot_takes_the_words_of_two_roles(cli: Cli, harbour: Harbour, tmp_path: Path) -> None:
    file = tmp_path / "yesterday.snap"
    waits = cli("vault", "snapshot", str(file), "-o", "json")
    assert (waits.code, len(waits.json["waiting"])) == (8, 1)
    for person in ("security", "security2"):
        assert cli("vault", "agree", TAKEN, "--as", person).code == 0
        assert cli("vault", "snapshot", str(file)).code == 8
    # Whoever is of no role that is asked may say what he likes.
    assert cli("vault", "agree", TAKEN, "--as", "auditor").code != 0
    assert not file.exists()
    assert cli("vault", "agree", TAKEN, "--as", "operator").code == 0
    said = cli("vault", "snapshot", str(file), "-o", "json")
    assert said.code == 0, said.err
    assert said.json["done"]["digest"] == snapshots.Snapshot(file.read_bytes()).digest
    assert file.stat().st_mode & 0o777 == 0o600
    # Once: whoever wants another one asks again.
    assert cli("vault", "snapshot", str(tmp_path / "second.snap")).code == 8
    # The executor alone cannot read or write one, whatever he has.
    for method in ("GET", "POST"):
        with pytest.raises(ZhengyunError) as refused:
            harbour.server.ask(method, "sys/storage/raft/snapshot", token=harbour.enter("executor").token)
        assert refused.value.code is codes.REFUSED


def test_what_was_agreed_to_used_or_taken_back_since_does_not_come_alive(
    cli: Cli, harbour: Harbour, tmp_path: Path
) -> None:
    file = tmp_path / "yesterday.snap"
    agreed, used, unheard = (harbour.ask("executor", SECRET) for _ in range(3))
    for one in (agreed, used):
        harbour.agree(one, "security")
    gone, staying = harbour.enter("security"), harbour.enter("operator")
    taken(cli, file)
    # What happens after the snapshot: one is had and taken back, a person leaves, a later one is agreed to.
    assert harbour.has(used)
    leave(harbour.server, used.token)
    leave(harbour.server, gone.token)
    later = harbour.ask("executor", SECRET)
    harbour.agree(later, "security2")
    assert (harbour.has(used), harbour.lives(gone.token)) == (False, False)
    brought(cli, file)
    said = cli("vault", "restore", str(file), "-o", "json")
    assert said.code == 0, said.err
    # At least: three that wait, and those who were in.
    assert said.json["done"]["revoked"] >= 5
    assert not any(map(harbour.has, (agreed, used, unheard, later)))
    assert not any(map(harbour.lives, (gone.token, staying.token)))
    kinds = [one["kind"] for one in cli("audit", "show", "--as", "auditor", "-o", "json").json["entries"]]
    found = [kind for kind in kinds if kind in {snapshots.TAKEN, snapshots.RESTORING, snapshots.RESTORED}]
    assert found == [snapshots.TAKEN, snapshots.RESTORING, snapshots.RESTORED]
    # It works as before, from the beginning.
    fresh = harbour.ask("executor", SECRET)
    harbour.agree(fresh, "security")
    assert harbour.has(fresh)


def test_until_it_is_swept_the_executor_asks_nothing_of_it(
    cli: Cli, harbour: Harbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "yesterday.snap"
    agreed = harbour.ask("executor", SECRET)
    harbour.agree(agreed, "security")
    taken(cli, file)
    leave(harbour.server, agreed.token)
    brought(cli, file)

    def torn(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "finish", torn)
        assert cli("vault", "restore", str(file)).code != 0
    # This is why: it lives.
    assert harbour.has(agreed)
    status = cli("vault", "status")
    assert (status.code, "ZY-VAULT-022" in status.out) == (5, True)
    assert "ZY-VAULT-022" in cli("vault", "snapshot", str(tmp_path / "next.snap")).err
    assert cli("vault", "restore", "--finish").code == 0
    assert not harbour.has(agreed)
    assert cli("vault", "status").code == 0
    assert cli("vault", "snapshot", str(tmp_path / "next.snap")).code == 8


def test_a_snapshot_that_the_log_does_not_know_is_not_brought_back(cli: Cli, harbour: Harbour, tmp_path: Path) -> None:
    assert harbour
    file = tmp_path / "yesterday.snap"
    taken(cli, file)
    other = tmp_path / "altered.snap"
    other.write_bytes(file.read_bytes() + b"\0")
    said = cli("vault", "restore", str(other))
    assert (said.code, "ZY-VAULT-023" in said.err) == (3, True)
    # A word for one is no word for another.
    request = brought(cli, file)
    assert request not in cli("vault", "restore", str(other), "--unknown", "-o", "json").out


def test_after_a_restore_and_a_restart_the_shares_of_then_open_it(cli: Cli, harbour: Harbour, tmp_path: Path) -> None:
    file = tmp_path / "yesterday.snap"
    taken(cli, file)
    brought(cli, file)
    assert cli("vault", "restore", str(file)).code == 0
    place = Place(tmp_path / "harbour")
    control.down(place)
    control.up(place, text)
    assert harbour.server.health().sealed
    for keeper in ("operator", "auditor"):
        cli("vault", "unseal", "--as", keeper, str(share_of(tmp_path / "shares", keeper)))
    assert cli("vault", "status").code == 0
