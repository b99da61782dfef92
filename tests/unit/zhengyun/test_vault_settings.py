"""`[vault]` of the settings: which addresses are taken, and what is said of the others."""

from pathlib import Path

import pytest

from zhengyun.errors import Problems
from zhengyun.settings import load

BARE = 'estate = "estate"\nrecords = "records.sqlite"\nkeys = "keys"\n'


def settings(folder: Path, vault: str) -> Path:
    """A settings file with these lines about a vault."""
    file = folder / "zhengyun.toml"
    file.write_text(BARE + vault)
    return file


def test_without_the_table_there_is_no_vault(tmp_path: Path) -> None:
    assert load(settings(tmp_path, "")).vault is None


def test_roots_are_below_the_files_folder_and_the_executor_has_a_usual_name(tmp_path: Path) -> None:
    found = load(settings(tmp_path, '[vault]\naddress = "https://vault.city.example:8200/"\nroots = "tls/roots.pem"\n'))
    assert found.vault
    assert found.vault[:3] == ("https://vault.city.example:8200", tmp_path / "tls/roots.pem", "executor")
    assert found.wrapped_store == tmp_path / "wrapped"


def test_how_others_start_the_executor_and_what_he_alone_has(tmp_path: Path) -> None:
    lines = (
        'folder = "mine"\npassphrase = "mine/phrase"\nrun = ["sudo", "-n", "-u", "worker", "zhengyun", "change", "run"]'
    )
    found = load(settings(tmp_path, f'[vault]\naddress = "https://192.0.2.7:8200"\n{lines}\n'))
    assert found.vault
    assert (found.wrapped_store, found.vault.passphrase) == (tmp_path / "mine", tmp_path / "mine/phrase")
    assert found.vault.run == ("sudo", "-n", "-u", "worker", "zhengyun", "change", "run")


@pytest.mark.parametrize("line", ['run = "sudo"', "run = []", 'run = [""]', "folder = 1", 'passphrase = ""'])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(Problems) as said:
        load(settings(tmp_path, f'[vault]\naddress = "https://192.0.2.7:8200"\n{line}\n'))
    assert f"vault.{line.partition(' ')[0]}" in str(said.value.errors[0])


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8200", "http://[::1]:8200", "http://localhost:8200", "https://192.0.2.7:8200"]
)
def test_plain_http_is_for_the_loopback(tmp_path: Path, address: str) -> None:
    found = load(settings(tmp_path, f'[vault]\naddress = "{address}"\nexecutor = "worker"\n')).vault
    assert found
    assert (found.address, found.executor) == (address, "worker")


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.7:8200",
        "http://127.0.0.1.city.example:8200",
        "https://someone:secret@vault.city.example",
        "https://vault.city.example/v1",
        "https://vault.city.example:none",
        "ftp://127.0.0.1",
        "vault.city.example",
        "",
    ],
)
def test_whatever_others_could_read_or_nobody_could_reach_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(Problems) as said:
        load(settings(tmp_path, f'[vault]\naddress = "{address}"\n'))
    assert "vault.address" in str(said.value.errors[0])


@pytest.mark.parametrize("lines", ['vault = "here"', "[vault]", '[vault]\naddress = "https://a"\ntoken = "s.1"'])
def test_a_table_of_another_shape_is_refused(tmp_path: Path, lines: str) -> None:
    with pytest.raises(Problems):
        load(settings(tmp_path, lines + "\n"))
