"""An estate in a real repository: the files as they stand, and as a commit holds them."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.loader import load
from inventory.source import Commit, Folder, head, resolve, uncommitted
from tests.unit.inventory.estates import FILES, NAMES
from zhengyun.errors import Place, Problems, ZhengyunError


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write(folder: Path) -> Path:
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """An estate in a folder of a repository, with a name that is no plain word."""
    git(tmp_path, "init", "-q", "-b", "main")
    folder = write(tmp_path / "our estate 政")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return folder


def test_a_clean_folder_is_its_head(estate: Path) -> None:
    assert Folder(estate).commit == head(estate) == load(Folder(estate)).commit


def test_a_change_that_is_not_committed_makes_it_no_commits_files(estate: Path) -> None:
    (estate / NAMES["estate"]).write_text(FILES[NAMES["estate"]].replace("Town", "Village"), "utf-8")
    assert Folder(estate).commit == ""
    assert [name.rpartition("/")[2] for name in uncommitted(estate)] == ["estate.yaml"]
    assert load(Folder(estate)).title == "Village"


def test_a_new_file_counts_as_a_change(estate: Path) -> None:
    (estate / "primary/tenants/health.yaml").write_text("tenant: health\n", "utf-8")
    assert Folder(estate).commit == ""


def test_a_commit_is_read_whatever_the_folder_looks_like_now(estate: Path) -> None:
    first = head(estate)
    (estate / NAMES["estate"]).write_text("broken: [", "utf-8")
    (estate / NAMES["finance"]).unlink()
    found = load(Commit(estate, first))
    assert found.title == "Town"
    assert found.commit == first
    assert [tenant.name for tenant in found.sites[0].tenants] == ["finance"]


def test_a_commit_is_found_by_any_name_that_git_knows(estate: Path) -> None:
    first = head(estate)
    (estate / NAMES["estate"]).write_text(FILES[NAMES["estate"]].replace("Town", "Village"), "utf-8")
    git(estate, "commit", "-q", "-a", "-m", "second")
    assert resolve(estate, "HEAD~1") == resolve(estate, first[:10]) == first


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:estate.yaml"])
def test_what_is_no_commit_is_refused(estate: Path, revision: str) -> None:
    with pytest.raises(ZhengyunError) as caught:
        resolve(estate, revision)
    assert caught.value.code.id == "ZY-EST-062"


def test_a_commit_that_is_not_there_is_refused(estate: Path) -> None:
    with pytest.raises(ZhengyunError) as caught:
        load(Commit(estate, "0" * 40))
    assert caught.value.code.id == "ZY-EST-062"


def test_a_folder_without_a_repository_can_be_read_but_is_no_commit(tmp_path: Path) -> None:
    folder = write(tmp_path / "plain")
    assert load(Folder(folder)).commit == ""
    with pytest.raises(ZhengyunError) as caught:
        head(folder)
    assert caught.value.code.id == "ZY-EST-063"


def test_a_folder_without_an_estate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ZhengyunError) as caught:
        load(Folder(tmp_path))
    assert caught.value.code.id == "ZY-EST-060"


@pytest.mark.parametrize("make", [Path.mkdir, lambda file: file.symlink_to("health.yaml"), os.mkfifo])
def test_what_cannot_be_read_is_told_and_never_passed_over(estate: Path, make: Callable[[Path], object]) -> None:
    file = estate / NAMES["finance"]
    file.unlink()
    make(file)
    with pytest.raises(Problems) as refused:
        load(Folder(estate))
    assert [(one.code.id, one.place) for one in refused.value.errors] == [("ZY-EST-025", Place(str(file)))]


def test_what_cannot_be_read_hides_nothing_of_the_rest_and_has_no_consequences(estate: Path) -> None:
    finance = estate / NAMES["finance"]
    finance.write_text(FILES[NAMES["finance"]].replace("rto: 4 h", "rto: soon"))
    site = estate / NAMES["site"]
    site.unlink()
    site.symlink_to("elsewhere.yaml")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "a link")
    for source in (Folder(estate), Commit(estate, head(estate))):
        with pytest.raises(Problems) as refused:
            load(source)
        assert [one.code.id for one in refused.value.errors] == ["ZY-EST-025", "ZY-EST-012"]


def test_an_estate_file_that_cannot_be_read_hides_nothing_of_the_rest(estate: Path) -> None:
    (estate / "estate.yaml").unlink()
    (estate / "estate.yaml").mkdir()
    (estate / NAMES["finance"]).write_text(FILES[NAMES["finance"]].replace("level: 3\n", "level: 4\n"))
    with pytest.raises(Problems) as refused:
        load(Folder(estate))
    assert [one.code.id for one in refused.value.errors] == ["ZY-EST-025", "ZY-EST-030"]


def test_a_link_out_of_the_estate_is_not_followed_in_a_commit_either(estate: Path) -> None:
    file = estate / NAMES["finance"]
    file.unlink()
    file.symlink_to("/etc/hostname")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "a link")
    with pytest.raises(Problems) as refused:
        load(Commit(estate, head(estate)))
    assert [one.code.id for one in refused.value.errors] == ["ZY-EST-025"]


@pytest.mark.parametrize("name", ["finance.yml", "finance.YAML"])
def test_a_department_under_another_ending_is_stray(estate: Path, name: str) -> None:
    file = estate / NAMES["finance"]
    file.with_name(name).write_bytes(file.read_bytes())
    with pytest.raises(Problems) as refused:
        load(Folder(estate))
    assert [(one.code.id, one.values["nearest"]) for one in refused.value.errors] == [("ZY-EST-024", "finance.yaml")]
