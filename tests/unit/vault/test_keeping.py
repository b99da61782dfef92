"""The executor's own folder: whole or not at all, and nobody else's."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from vault.entrance import Pass
from vault.keeping import Case, Folder, Held
from zhengyun.errors import ZhengyunError

HELD = Held("s.wrapped", "acc", "2026-03-02T09:00:00Z", "read", "secret/data/cloud/east", "")
CASE = Case("CR-KEPT22", Pass("s.pass", "entity", 900), "2026-03-02T09:00:00Z", (HELD,))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder that is not there yet."""
    return Folder(tmp_path / "deep" / "wrapped")


def test_it_is_read_as_it_was_kept(folder: Folder) -> None:
    assert folder.read("CR-KEPT22") is None
    folder.keep(CASE)
    assert folder.read("CR-KEPT22") == CASE
    assert list(folder.requests()) == ["CR-KEPT22"]
    folder.forget("CR-KEPT22")
    folder.forget("CR-KEPT22")
    assert not list(folder.requests())


def test_what_is_opened_anew_takes_the_place_of_what_was(folder: Folder) -> None:
    folder.keep(CASE.having(HELD._replace(token="s.second", accessor="other")))
    found = folder.read("CR-KEPT22")
    assert found
    assert [one.accessor for one in found.held] == ["other"]


def test_nobody_else_can_read_it(folder: Folder) -> None:
    folder.keep(CASE)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.path, *folder.path.iterdir())]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize(("whose", "mode"), [("folder", 0o755), ("file", 0o644), ("file", 0o620)])
def test_where_others_could_have_read_it_nothing_is_used(folder: Folder, whose: str, mode: int) -> None:
    folder.keep(CASE)
    (file,) = folder.path.iterdir()
    (folder.path if whose == "folder" else file).chmod(mode)
    with pytest.raises(ZhengyunError, match="ZY-VAULT-058"):
        list(folder.requests()) if whose == "folder" else folder.read("CR-KEPT22")


@pytest.mark.parametrize(
    "written", ["", "{", "[]", '{"held": [], "until": ""}', '{"held": [{}], "entrance": {}, "until": ""}']
)
def test_what_was_cut_off_or_altered_is_refused(folder: Folder, written: str) -> None:
    folder.keep(CASE)
    (file,) = folder.path.iterdir()
    file.write_text(written)
    with pytest.raises(ZhengyunError, match="ZY-VAULT-058"):
        folder.read("CR-KEPT22")


@pytest.mark.parametrize("name", ["../CR-KEPT22", "", "a/b", ".", "CR-\n"])
def test_a_name_that_is_no_requests_leads_nowhere(folder: Folder, name: str) -> None:
    with pytest.raises(ZhengyunError, match="ZY-VAULT-058"):
        folder.read(name)


def test_no_token_is_shown() -> None:
    shown = f"{CASE} {CASE!r} {HELD} {CASE.entrance!r}"
    assert "s.pass" not in shown
    assert "s.wrapped" not in shown


def test_what_a_dead_process_left_half_written_goes_and_a_living_ones_stays(folder: Folder) -> None:
    folder.keep(CASE)
    # No process has a number as high as this, and number one always lives.
    dead, living = (folder.path / f"CR-KEPT22.{process}.part" for process in (2**30, 1))
    for left in (dead, living):
        left.write_text("s.half")
    folder.keep(CASE)
    assert [dead.exists(), living.exists()] == [False, True]
    dead.write_text("s.half")
    folder.forget("CR-KEPT22")
    assert [path.name for path in folder.path.iterdir()] == [living.name]


def test_what_is_held_beforehand_is_handed_to_one_request_and_to_no_second(folder: Folder) -> None:
    pool = folder.of("SP-KEPT22")
    pool.keep(replace(CASE, request="1"))
    assert (list(folder.names()), list(folder.requests()), list(pool.requests())) == (["SP-KEPT22"], [], ["1"])
    assert pool.hand("1", folder, "CR-KEPT22")
    assert folder.read("CR-KEPT22") == CASE
    assert not pool.hand("1", folder, "CR-OTHER2")
    assert folder.read("CR-OTHER2") is None
    pool.close()
    assert not list(folder.names())


def test_a_folder_that_holds_something_stays(folder: Folder) -> None:
    pool = folder.of("SP-KEPT22")
    pool.keep(replace(CASE, request="1"))
    pool.close()
    assert list(pool.requests()) == ["1"]
    pool.path.chmod(0o755)
    with pytest.raises(ZhengyunError, match="ZY-VAULT-058"):
        list(pool.requests())


@pytest.mark.parametrize("name", ["..", "a/b", ""])
def test_no_name_leads_out_of_it(folder: Folder, name: str) -> None:
    with pytest.raises(ZhengyunError, match="ZY-VAULT-058"):
        folder.of(name)


def test_one_has_it_to_himself_until_he_ends(folder: Folder) -> None:
    with folder.alone("CR-KEPT22"):
        folder.keep(CASE)
    with folder.alone("CR-KEPT22"):
        with pytest.raises(ZhengyunError, match="ZY-VAULT-072"), Folder(folder.path).alone("CR-KEPT22"):
            pass
        folder.forget("CR-KEPT22")
    folder.keep(CASE)
    with folder.alone("CR-KEPT22"):
        assert folder.read("CR-KEPT22") == CASE
