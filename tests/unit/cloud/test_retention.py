"""Which copies are made and which go: whatever there was before, and however long it goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.errands.retention import PATH, Copy, of_path, slot, spoken, turn
from zhengyun.estate import Retention

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
DAILY = Retention(86_400, 3)
minutes = st.integers(0, 60 * 24 * 30).map(lambda ago: NOW - timedelta(minutes=ago))
copies = st.lists(st.builds(Copy, minutes, st.booleans(), st.booleans(), st.booleans()), max_size=12, unique_by=lambda one: one.moment)  # fmt: skip
retentions = st.builds(Retention, st.integers(1, 60 * 24 * 10).map(lambda every: every * 60), st.integers(1, 6))


def _after(found: list[Copy], retention: Retention, now: datetime) -> list[Copy]:
    """What there is when the whole of a turn was done."""
    make, drop = turn(found, retention, now)
    left = [copy for copy in found if copy not in drop and copy.moment != make]
    return [*left, Copy(make)] if make else left


@given(copies, retentions)
def test_there_are_never_more_than_are_kept_nor_none(found: list[Copy], retention: Retention) -> None:
    left = _after(found, retention, NOW)
    whole = [copy for copy in left if copy.whole and not copy.broken]
    held = [copy for copy in whole if copy.relied_on]
    assert 1 <= len(whole) <= retention.keep + len(held)
    assert all(NOW - copy.moment < timedelta(seconds=retention.every_seconds) for copy in [max(whole)])


@given(copies, retentions)
def test_the_second_time_there_is_nothing_to_do(found: list[Copy], retention: Retention) -> None:
    left = _after(found, retention, NOW)
    make, drop = turn(left, retention, NOW)
    assert (make, drop) == (None, ())


@given(copies, retentions)
def test_what_goes_has_as_many_newer_ones_as_are_kept(found: list[Copy], retention: Retention) -> None:
    """The one that is made counted in, after which it goes; where nothing is made, all of them are there and whole."""
    make, drop = turn(found, retention, NOW)
    whole = [copy for copy in found if copy.whole and not copy.broken]
    assert not any(copy.relied_on for copy in drop)
    assert all(copy.broken or copy.whole for copy in drop)
    for copy in drop:
        newer = [one for one in whole if one.moment > copy.moment]
        assert len(newer) + bool(make) >= (1 if copy.broken else retention.keep)


@given(retentions, st.lists(st.integers(1, 60 * 24 * 5), min_size=1, max_size=30))
def test_however_often_it_is_asked_the_newest_is_never_older_than_it_may_be(
    retention: Retention, pauses: list[int]
) -> None:
    found, now = list[Copy](), NOW
    for pause in pauses:
        now += timedelta(minutes=pause)
        found = _after(found, retention, now)
        assert len(found) <= retention.keep
        assert now - max(found).moment < timedelta(seconds=retention.every_seconds)


@pytest.mark.parametrize(
    ("found", "make", "drop"),
    [
        ([], "2026-11-21T00:00Z", []),
        (["2026-11-21T00:00Z"], None, []),
        (["2026-11-20T00:00Z"], "2026-11-21T00:00Z", []),
        (["2026-11-20T12:00Z"], None, []),
        (["2026-11-18T00:00Z", "2026-11-19T00:00Z", "2026-11-20T00:00Z"], "2026-11-21T00:00Z", ["2026-11-18T00:00Z"]),
        (["2026-11-18T00:00Z", "2026-11-19T00:00Z", "2026-11-20T00:00Z", "2026-11-21T00:00Z"], None, ["2026-11-18T00:00Z"]),
        (["2026-11-22T00:00Z"], None, []),
    ],
)  # fmt: skip
def test_known_turns(found: list[str], make: str | None, drop: list[str]) -> None:
    told = turn([Copy(spoken(one)) for one in found], DAILY, NOW)
    assert told.make == (spoken(make) if make else None)
    assert [copy.moment for copy in told.drop] == [spoken(one) for one in drop]


def test_one_that_is_being_made_is_waited_for_and_one_that_failed_is_made_again() -> None:
    midnight = spoken("2026-11-21T00:00Z")
    old = [Copy(midnight - timedelta(days=day)) for day in (1, 2, 3)]
    for newest in (Copy(midnight, whole=False), Copy(midnight, whole=False, broken=True)):
        told = turn([*old, newest], DAILY, NOW)
        assert told == (midnight, (old[2],))


def test_who_is_late_one_day_is_not_late_every_day() -> None:
    assert slot(NOW, 86_400) == spoken("2026-11-21T00:00Z")
    assert slot(NOW, 3_600) == NOW
    assert slot(NOW, 7 * 86_400) == spoken("2026-11-19T00:00Z")


@given(minutes)
def test_a_moment_is_read_as_it_is_written(moment: datetime) -> None:
    assert of_path(moment.strftime(PATH)) == moment
    assert spoken(moment.strftime("%Y-%m-%dT%H:%MZ")) == moment


@pytest.mark.parametrize("text", ["", "now", "2026-11-21", "2026-11-21T03:00", "2026-11-21T3:00Z", "2026-13-01T00:00Z"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert of_path(text) is None
    with pytest.raises(ValueError, match=r".*"):
        spoken(text)
