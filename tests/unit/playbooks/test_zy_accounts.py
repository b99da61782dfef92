"""How accounts are made on a host, and that a way back takes away what this change has made and nothing else."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Final

import pytest

from tests.unit.playbooks.test_zy_file import PLUGINS, STATE, loaded


class Host:
    """The module as it would run on a host that has these accounts."""

    def __init__(self, module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module, self.accounts, self.full = module, ["games", "zy-look"], ""
        self.shells: dict[str, str] = {}
        monkeypatch.setattr(module, "pwd", SimpleNamespace(getpwnam=self._known))
        monkeypatch.setattr(module, "call", self._call)

    def _known(self, name: str) -> None:
        if name not in self.accounts:
            raise KeyError(name)

    def _call(self, words: tuple[str, ...]) -> None:
        if words[0].endswith("userdel"):
            self.accounts.remove(words[-1])
            return
        self.shells[words[-1]] = words[words.index("--shell") + 1]
        # As useradd does it: the account is there before its home is not.
        self.accounts.append(words[-1])
        if words[-1] == self.full:
            raise self.module.Refused("no space left")


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    state = loaded(STATE, PLUGINS / "module_utils" / "zy_state.py")
    monkeypatch.setitem(sys.modules, STATE, state)
    monkeypatch.setattr(state, "KEPT", str(tmp_path / "kept"))
    monkeypatch.setattr(state.shutil, "chown", lambda *_: None)
    return Host(loaded("zy_accounts_of_a_test", PLUGINS / "modules" / "zy_accounts.py"), monkeypatch)


WANTED: Final = ["zy-audit", "zy-look", "zy-system"]


def test_a_way_back_takes_away_what_the_change_has_made(host: Host) -> None:
    assert host.module.make("c-1", WANTED) == ["zy-audit", "zy-system"]
    assert host.module.remove("c-1") == ["zy-audit", "zy-system"]
    assert host.accounts == ["games", "zy-look"]
    assert host.module.remove("c-1") == []


def test_who_speaks_to_a_device_has_its_program_for_a_shell_and_nobody_else_has(host: Host) -> None:
    host.module.make("c-1", ["zy-audit", "zy-net"])
    assert host.shells == {"zy-audit": "/bin/sh", "zy-net": "/usr/local/libexec/zhengyun-frr"}


def test_names_that_a_change_has_made_are_no_list_of_files(host: Host) -> None:
    host.module.make("c-1", WANTED)
    # As the next change does, once it has laid its files.
    sys.modules[STATE].forget_others("c-2")
    assert host.module.remove("c-1") == ["zy-audit", "zy-system"]


def test_where_nothing_was_made_nothing_is_taken_away(host: Host) -> None:
    host.module.make("c-1", WANTED)
    assert host.module.remove("c-2") == []
    assert set(WANTED) <= set(host.accounts)


def test_what_was_made_half_is_taken_away(host: Host) -> None:
    host.full = "zy-system"
    with pytest.raises(host.module.Refused, match="no space left"):
        host.module.make("c-1", WANTED)
    host.module.remove("c-1")
    assert host.accounts == ["games", "zy-look"]


@pytest.mark.parametrize("name", ["games", "root", "ALL", "zy-", "zy-a\n", "-zy", "zy-a b", "../zy-a"])
def test_an_account_that_is_none_of_ours_is_not_made(host: Host, name: str) -> None:
    with pytest.raises(host.module.Refused, match="no account of ours"):
        host.module.make("c-1", ["zy-audit", name])
    assert host.accounts == ["games", "zy-look"]
