"""`zhengyun vault keep` on a real vault: kept once, as it was given, where only a change comes by it; else nothing is kept, and why is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from keys import passphrases
from lab.place import Place
from lab.vault import control
from lab.vault.place import VaultPlace
from tests.integration.cli.conftest import Cli, Said
from tests.integration.cli.test_terminal import ZHENGYUN, Terminal, terminal, tmux
from tests.integration.cli.test_vault_snapshots import Harbour
from tests.vaults import empty, share_of, text
from vault.control import unwrap
from vault.needs import cloud

pytestmark = pytest.mark.lab

__all__ = ["terminal"]

KEEPERS = ("operator", "security", "auditor")
SITE, USER, PASSWORD = "primary", "caretaker", "hush-水闸-7f3a"


@dataclass
class Bay(Harbour):
    """A training set whose vault is founded and keeps nothing yet."""

    place: Place
    shares: Path

    def seal(self) -> None:
        """Seal it, by a new start."""
        control.down(self.place)
        control.up(self.place, text)

    def kept(self, site: str) -> dict[str, str]:
        """What the vault keeps of a site, as a change gets it: a security administrator agrees."""
        wrapped = self.ask("executor", cloud(site))
        self.agree(wrapped, "security")
        found = unwrap(self.server, wrapped.token, cloud(site), self.enter("executor").token)
        return {str(name): str(one) for name, one in found.data["data"].items()}


@pytest.fixture
def bay(town: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bay]:
    """One."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    with empty(tmp_path / "bay") as (place, server):
        with (town / "zhengyun.toml").open("a") as stream:
            audit = VaultPlace.of(place).audit
            stream.write(f'\n[vault]\naddress = "{server.address}"\naudit = "{audit}"\nfolder = "{town}/waiting"\n')
        keepers = [word for name in KEEPERS for word in ("--keeper", name)]
        said = cli("vault", "init", *keepers, "--threshold", "2", "--shares", str(tmp_path / "shares"))
        assert said.code == 0, said.err
        yield Bay(town, server, place, tmp_path / "shares")


def keeps(cli: Cli, *more: str, stdin: str = f"{PASSWORD}\n", site: str = SITE, user: str = USER) -> Said:
    """Give a password by stdin, or as `more` says."""
    given = more if "--password-file" in more else ("--password-file", "-", *more)
    return cli("vault", "keep", site, "--username", user, *given, stdin=stdin)


def entries(cli: Cli) -> list[dict[str, object]]:
    """What the log says was kept."""
    shown = cli("audit", "query", "--kind", "vault.kept", "--as", "auditor", "-o", "json").json["entries"]
    return [dict(one["body"]) for one in shown]


def test_it_is_kept_as_it_was_given_and_a_change_alone_comes_by_it(cli: Cli, bay: Bay) -> None:
    said = keeps(cli, "--project", "water", "--domain", "d-7", "-o", "json")
    assert said.code == 0, said.err
    assert (said.json["site"], said.json["path"]) == (SITE, cloud(SITE).path)
    assert bay.kept(SITE) == {
        "username": USER,
        "password": PASSWORD,
        "user_domain_id": "d-7",
        "project_name": "water",
        "project_domain_id": "d-7",
    }
    # Nobody reads it without somebody's word: not the executor, who has kept it, nor any administrator.
    assert not bay.has(bay.ask("executor", cloud(SITE)))
    assert entries(cli) == [{"site": SITE, "path": cloud(SITE).path, "user": USER}]
    # The password stands nowhere that it was not given to.
    assert PASSWORD not in said.out + said.err
    for file in (VaultPlace.of(bay.place).audit, *(one for one in bay.root.glob("records.sqlite*") if one.is_file())):
        assert PASSWORD.encode() not in file.read_bytes(), file


def test_nobody_types_over_it_and_what_was_first_stays(cli: Cli, bay: Bay) -> None:
    assert keeps(cli).code == 0
    again = keeps(cli, stdin="another\n")
    assert (again.code, "ZY-VAULT-090" in again.err) == (3, True)
    assert bay.kept(SITE)["password"] == PASSWORD
    assert len(entries(cli)) == 1
    other = keeps(cli, site="dr", stdin="another\n")
    assert other.code == 0, other.err
    assert bay.kept("dr")["password"] == "another"
    spoken = keeps(cli, "--lang", "zh_CN")
    assert (spoken.code, "ZY-VAULT-090" in spoken.err, "保管库在" in spoken.err) == (3, True, True)
    assert "The vault keeps" not in spoken.err


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_wrong_values_are_refused_and_nothing_is_kept(cli: Cli, bay: Bay, tmp_path: Path, language: str) -> None:
    (tmp_path / "two").write_text("auth:\n  password: hush\n")
    (tmp_path / "long").write_text("x" * 5000)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "nothing").write_text("\n")
    lang = ("--lang", language)

    def file(name: str) -> Said:
        return keeps(cli, "--password-file", str(tmp_path / name), *lang)

    wrong = [
        (file("two"), 2, "ZY-CLI-006"),
        (file("long"), 2, "ZY-CLI-031"),
        (file("bytes"), 2, "ZY-CLI-006"),
        (file("none"), 2, "ZY-CLI-006"),
        (file("nothing"), 3, "ZY-VAULT-057"),
        (keeps(cli, *lang, stdin=""), 3, "ZY-VAULT-057"),
        (keeps(cli, *lang, user=" "), 3, "ZY-VAULT-057"),
        (keeps(cli, *lang, "--project", ""), 3, "ZY-VAULT-057"),
        (keeps(cli, *lang, site="nowhere"), 2, "ZY-CLI-003"),
        (cli("vault", "keep", SITE, "--password-file", "-", *lang, stdin="hush\n"), 2, ""),
        (cli("vault", "keep", SITE, "--username", USER, *lang), 2, "ZY-VAULT-095"),
    ]
    for number, (said, code, told) in enumerate(wrong):
        assert (said.code, told in said.err, said.out) == (code, True, ""), (number, said)
        assert "Traceback" not in said.err
        assert "hush" not in said.err
    assert entries(cli) == []
    # The place is free: the first that is right is taken.
    assert keeps(cli).code == 0


def test_a_vault_that_is_sealed_or_gone_says_so_and_the_next_attempt_is_the_first(cli: Cli, bay: Bay) -> None:
    control.down(bay.place)
    gone = keeps(cli)
    assert (gone.code, "ZY-VAULT-001" in gone.err) == (6, True)
    spoken = keeps(cli, "--lang", "zh_CN")
    assert (spoken.code, "无法连接" in spoken.err) == (6, True)
    control.up(bay.place, text)
    sealed = keeps(cli)
    assert (sealed.code, "ZY-VAULT-002" in sealed.err) == (6, True)
    spoken = keeps(cli, "--lang", "zh_CN")
    assert (spoken.code, "封存" in spoken.err) == (6, True)
    assert entries(cli) == []
    for keeper in KEEPERS[:2]:
        cli("vault", "unseal", str(share_of(bay.shares, keeper)), "--as", keeper)
    assert keeps(cli).code == 0
    assert bay.kept(SITE)["password"] == PASSWORD


def test_somebody_whom_the_vault_does_not_know_keeps_nothing(cli: Cli, bay: Bay) -> None:
    """The executor's key is taken, whoever types: with another key in its place the vault lets nobody in."""
    keys = bay.root / "keys"
    (keys / "executor.json").write_bytes((keys / "department.json").read_bytes())
    (keys / "passphrases" / "executor").write_bytes((keys / "passphrases" / "department").read_bytes())
    said = keeps(cli)
    assert said.code == 3, said
    assert "Traceback" not in said.err
    assert entries(cli) == []


@tmux
def test_at_a_terminal_it_is_asked_for_twice_and_ctrl_c_keeps_nothing(cli: Cli, bay: Bay, terminal: Terminal) -> None:
    typed = f"clear; {ZHENGYUN} vault keep {SITE} --username {USER}; echo ended $?"
    terminal.type(typed)
    terminal.see(lambda screen: f"Password of {USER}:" in screen)
    terminal.type(PASSWORD)
    terminal.see(lambda screen: "Repeat for confirmation:" in screen)
    terminal.press("C-c")
    terminal.see(lambda screen: "Interrupted." in screen and "ended 1" in screen)
    assert entries(cli) == []
    terminal.type(typed.replace("vault keep", "--lang zh_CN vault keep"))
    asked = f"{USER} \u7684\u5bc6\u7801"
    terminal.see(lambda screen: screen.count(asked) == 1)
    terminal.type(PASSWORD)
    terminal.see(lambda screen: len(screen.split(asked)[-1].strip().splitlines()) == 2)
    terminal.type("mistyped")
    # What differs is asked for once more.
    terminal.see(lambda screen: screen.count(asked) == 2)
    terminal.type(PASSWORD)
    terminal.see(lambda screen: len(screen.split(asked)[-1].strip().splitlines()) == 2)
    terminal.type(PASSWORD)
    screen = terminal.see(lambda screen: "ended 0" in screen)
    assert PASSWORD not in screen
    assert "已保存于" in screen
    assert bay.kept(SITE)["password"] == PASSWORD
