"""`[hosts]` of the settings: which lines there are, and what is wrong with others."""

from pathlib import Path

import pytest

from zhengyun.errors import Problems
from zhengyun.settings import load

BASE = 'estate = "estate"\nrecords = "records.sqlite"\nkeys = "keys"\n'


def told(folder: Path, lines: str) -> Path:
    """A settings file with these lines."""
    file = folder / "zhengyun.toml"
    file.write_text(f"{BASE}[hosts]\n{lines}\n")
    return file


def test_paths_are_below_the_folder_of_the_file(tmp_path: Path) -> None:
    found = load(told(tmp_path, 'look = "ssh/look"\nsecrets = "/srv/secrets"')).hosts
    assert found == (tmp_path / "ssh" / "look", None, Path("/srv/secrets"), None, None, None)


def test_keys_of_probes_and_of_devices_are_told_beside(tmp_path: Path) -> None:
    found = load(told(tmp_path, 'look = "look"\nprobe = "probe"\nnet = "net"\nlogins = "logins"')).hosts
    assert found
    assert (found.probe, found.net, found.logins) == (tmp_path / "probe", tmp_path / "net", tmp_path / "logins")


@pytest.mark.parametrize(
    "lines", ["", 'run = "x"', 'look = "x"\nuser = "root"', "look = 5", 'look = ""', 'look = "x"\nprobe = 1']
)
def test_what_is_none_of_it_is_refused(tmp_path: Path, lines: str) -> None:
    with pytest.raises(Problems) as refused:
        load(told(tmp_path, lines))
    assert {error.code.id for error in refused.value.errors} == {"ZY-SET-004"}
