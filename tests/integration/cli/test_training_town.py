"""The training set of a network of the town: made once where it is missing, whole, and for nobody else's eyes."""

from pathlib import Path

import pytest

from cli.session import Session
from cli.training import make_estate
from cli.training_town import NAMES, entrust
from cli.wiring import House
from keys import passphrases
from playbooks.training import FolderSecrets


def test_it_is_made_once_and_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    make_estate(tmp_path / "estate")
    settings = entrust(tmp_path)
    house = House(Session(quiet=True, settings_name=str(settings)))
    ssh, secrets, logins = tmp_path / "ssh", tmp_path / "host-secrets", tmp_path / "logins"
    assert house.host_settings == (ssh / "look", ssh / "run", secrets, ssh / "probe", ssh / "net", logins)
    assert house.roles.training
    kept = FolderSecrets(tmp_path / "host-secrets")
    assert len({kept.value(name) for name in NAMES}) == len(NAMES)
    assert {(tmp_path / "host-secrets" / name).stat().st_mode & 0o777 for name in NAMES} == {0o600}
    before = {file: file.read_bytes() for file in (settings, *(tmp_path / "host-secrets" / name for name in NAMES))}
    roles = house.roles
    house.database.close()
    assert entrust(tmp_path) == settings
    assert {file: file.read_bytes() for file in before} == before
    assert House(Session(quiet=True, settings_name=str(settings))).roles == roles
