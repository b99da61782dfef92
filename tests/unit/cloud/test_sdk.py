"""Where credentials are looked for, and which of them lead to one project alone. Nobody is asked."""

from pathlib import Path

import pytest

from cloud.sdk import Sdk
from tests.unit.governance.requests import refusal

ENTRY = "clouds:\n  primary:\n    auth: {auth_url: 'http://127.0.0.1:9/v3', username: u, project_name: p}\n"
SECRET = "clouds:\n  primary:\n    auth: {password: apart}\n"


def _password(sdk: Sdk) -> object:
    return sdk._region.config["auth"].get("password")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE", "OS_CLOUD"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.parametrize("name", ["secure.yaml", "secure.yml"])
def test_a_password_may_lie_beside_the_file_that_is_named(tmp_path: Path, name: str) -> None:
    clouds = tmp_path / "clouds.yaml"
    clouds.write_text(ENTRY)
    (tmp_path / name).write_text(SECRET)
    assert _password(Sdk("primary", "primary", clouds)) == "apart"


def test_the_environment_names_both_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(ENTRY)
    (tmp_path / "b.yaml").write_text(SECRET)
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "a.yaml"))
    monkeypatch.setenv("OS_CLIENT_SECURE_FILE", str(tmp_path / "b.yaml"))
    assert _password(Sdk("primary", "primary")) == "apart"


def test_an_entry_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    clouds = tmp_path / "clouds.yaml"
    clouds.write_text(ENTRY)
    assert refusal(lambda: Sdk("primary", "mine", clouds)) == "ZY-CLOUD-001"


@pytest.mark.parametrize(("kind", "bound"), [("password", False), ("v3applicationcredential", True)])
def test_an_application_credential_leads_to_one_project(tmp_path: Path, kind: str, bound: bool) -> None:
    clouds = tmp_path / "clouds.yaml"
    auth = "{auth_url: 'http://127.0.0.1:9/v3', application_credential_id: a, application_credential_secret: s}"
    other = "{auth_url: 'http://127.0.0.1:9/v3', username: u, password: p, project_name: p}"
    clouds.write_text(f"clouds:\n  primary:\n    auth_type: {kind}\n    auth: {auth if bound else other}\n")
    sdk = Sdk("primary", "primary", clouds)
    assert sdk.bound == (kind if bound else "")
    assert sdk.known_as == "primary"
