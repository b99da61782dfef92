"""Where the lab lives, and that nobody else can read it."""

from pathlib import Path

import pytest

from lab import codes, files
from lab.place import CHECKOUT, Place, cache
from zhengyun.errors import ZhengyunError


def test_the_environment_names_the_place(tmp_path: Path) -> None:
    assert Place.of({"ZHENGYUN_LAB": str(tmp_path)}).root == tmp_path
    assert Place.of({}).root == CHECKOUT / ".lab"
    assert Place.of({"ZHENGYUN_LAB": ""}).root == CHECKOUT / ".lab"
    assert Place.of({"ZHENGYUN_LAB": "town"}).root.is_absolute()


def test_a_site_has_directories_of_its_own(tmp_path: Path) -> None:
    place = Place(tmp_path / "new" / "lab")
    place.make()
    site = place.site("dr")
    site.make()
    for directory in (place.root, place.openstack, site.root, site.etc, site.run, site.log):
        assert directory.stat().st_mode & 0o777 == 0o700
    assert site.name == "dr"
    assert place.clouds == tmp_path / "new" / "lab" / "clouds.yaml"


def test_what_is_open_is_closed(tmp_path: Path) -> None:
    directory = tmp_path / "open"
    directory.mkdir(mode=0o755)
    files.private_directory(directory)
    assert directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/var/caches", "HOME": "/home/a"}, "/var/caches/zhengyun"),
        ({"XDG_CACHE_HOME": "not/absolute", "HOME": "/home/a"}, "/home/a/.cache/zhengyun"),
        ({"HOME": "/home/a"}, "/home/a/.cache/zhengyun"),
    ],
)
def test_the_cache_is_where_the_user_wants_it(environment: dict[str, str], expected: str) -> None:
    assert cache(environment, Path("/place")) == Path(expected)


def test_a_user_without_a_home_has_the_cache_in_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    assert cache({}, Path("/place")) == Path("/place/cache")


def test_a_file_is_written_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)
    files.write_private(path, "new 政\n")
    assert path.read_text(encoding="utf-8") == "new 政\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for attempt in (
        lambda: files.write_private(tmp_path / "file" / "below", ""),
        lambda: files.private_directory(tmp_path / "file" / "below"),
    ):
        with pytest.raises(ZhengyunError) as raised:
            attempt()
        assert raised.value.code is codes.NOT_WRITABLE
        assert "below" in str(raised.value)


def test_somebody_elses_directory_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(ZhengyunError) as raised:
        files.private_directory(tmp_path)
    assert raised.value.code is codes.NOT_OURS


def test_json_files_hold_one_object(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    assert files.read_json(path) is None
    for text in ("", "[]", "{", "1"):
        path.write_text(text)
        with pytest.raises(ValueError):  # noqa: PT011 - json's own, or ours
            files.read_json(path)
    path.write_text('{"a": 1}')
    assert files.read_json(path) == {"a": 1}


def test_removing_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    files.remove_tree(tmp_path / "nothing")
    (tmp_path / "some" / "thing").mkdir(parents=True)
    files.remove_tree(tmp_path / "some")
    assert not (tmp_path / "some").exists()
