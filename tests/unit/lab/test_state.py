"""What is in a site is complete or is made anew."""

from pathlib import Path

import pytest

from lab import codes
from lab.openstack import boot, kept, state
from lab.openstack.kept import Size
from lab.place import SitePlace
from zhengyun.errors import ZhengyunError


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """Two empty databases."""
    (tmp_path / "blank" / "db").mkdir(parents=True)
    for name in ("nova_api", "keystone"):
        (tmp_path / "blank" / "db" / f"{name}.sqlite").write_text("empty")
    return tmp_path / "blank"


@pytest.fixture
def place(tmp_path: Path) -> SitePlace:
    """A site that was never up."""
    site = SitePlace(tmp_path / "primary")
    site.make()
    return site


def test_a_new_site_gets_a_copy_of_the_blank_databases(place: SitePlace, blank: Path) -> None:
    state.ensure(place, "nova==1", blank)
    assert state.made_from(place) == "nova==1"
    assert (place.state / "db" / "keystone.sqlite").read_text() == "empty"
    assert (place.state / "fernet").stat().st_mode & 0o777 == 0o700


def test_what_is_complete_stays(place: SitePlace, blank: Path) -> None:
    state.ensure(place, "nova==1", blank)
    (place.state / "db" / "keystone.sqlite").write_text("full")
    state.ensure(place, "nova==1", blank)
    assert (place.state / "db" / "keystone.sqlite").read_text() == "full"


@pytest.mark.parametrize("mark", [None, "", "{}", "[]"])
def test_what_is_not_complete_is_made_anew(place: SitePlace, blank: Path, mark: str | None) -> None:
    state.ensure(place, "nova==1", blank)
    (place.state / "db" / "keystone.sqlite").write_text("half")
    (place.state / "complete.json").unlink()
    if mark is not None:
        (place.state / "complete.json").write_text(mark)
    state.ensure(place, "nova==1", blank)
    assert (place.state / "db" / "keystone.sqlite").read_text() == "empty"


def test_databases_of_other_versions_are_refused(place: SitePlace, blank: Path) -> None:
    state.check(place, "new")
    state.ensure(place, "old", blank)
    with pytest.raises(ZhengyunError) as raised:
        state.check(place, "new")
    assert raised.value.code is codes.OTHER_VERSIONS
    state.forget(place)
    state.check(place, "new")


def test_a_new_site_takes_the_size_that_is_asked_for(place: SitePlace) -> None:
    assert boot.settle(place, None).size == Size()
    assert boot.settle(place, Size(hosts=1)).size == Size(hosts=1)


def test_a_size_is_kept_until_another_is_asked_for(place: SitePlace, blank: Path) -> None:
    kept.save(place.kept, kept.new(Size(hosts=2)))
    assert boot.settle(place, None).size == Size(hosts=2)
    assert boot.settle(place, Size(hosts=1)).size == Size(hosts=1), "nothing is in it yet"
    state.ensure(place, "nova==1", blank)
    assert boot.settle(place, Size(hosts=3, vcpus=2)).size == Size(hosts=3, vcpus=2)
    with pytest.raises(ZhengyunError) as raised:
        boot.settle(place, Size(hosts=1))
    assert raised.value.code is codes.FEWER_HOSTS


def test_passwords_that_are_lost_are_not_made_up(place: SitePlace, blank: Path) -> None:
    state.ensure(place, "nova==1", blank)
    with pytest.raises(ZhengyunError) as raised:
        boot.settle(place, None)
    assert raised.value.code is codes.DAMAGED
