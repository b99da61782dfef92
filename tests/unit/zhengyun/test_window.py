"""Windows open and close by the clock on the wall of their place, across midnight and in the nights in which it jumps."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from zhengyun.window import DAYS, FARTHEST, parse

WEEKEND = "Sat,Sun 22:00-06:00 Asia/Shanghai"
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


class TestWeek:
    """The days and hours that are written."""

    @pytest.mark.parametrize(
        ("instant", "is_open"),
        [
            ("2026-11-21T21:59:59+08:00", False),  # a Saturday
            ("2026-11-21T22:00:00+08:00", True),
            ("2026-11-22T05:59:59+08:00", True),
            ("2026-11-22T06:00:00+08:00", False),
            ("2026-11-22T22:00:00+08:00", True),
            ("2026-11-23T03:00:00+08:00", True),  # Sunday's night
            ("2026-11-23T22:00:00+08:00", False),
            ("2026-11-21T03:00:00+08:00", False),  # Friday's night is not Saturday's
        ],
    )
    def test_a_span_across_midnight_belongs_to_the_day_on_which_it_begins(self, instant: str, is_open: bool) -> None:
        assert parse(WEEKEND).open_at(utc(instant)) is is_open

    @pytest.mark.parametrize(
        ("now", "opens"),
        [
            ("2026-11-18T12:00:00+08:00", "2026-11-21T22:00:00+08:00"),
            ("2026-11-22T06:00:00+08:00", "2026-11-22T22:00:00+08:00"),
            ("2026-11-21T23:30:15+08:00", "2026-11-21T23:30:15+08:00"),
            ("2026-11-23T06:00:00+08:00", "2026-11-28T22:00:00+08:00"),
        ],
    )
    def test_the_next_opening_is_named(self, now: str, opens: str) -> None:
        assert parse(WEEKEND).next_opening(utc(now)) == utc(opens)

    def test_without_days_it_is_every_day(self) -> None:
        nightly = parse("01:00-05:00 Asia/Shanghai")
        assert all(nightly.open_at(utc(f"2026-11-{day}T01:00:00+08:00")) for day in range(16, 23))

    def test_days_may_be_a_span_across_the_end_of_the_week(self) -> None:
        window = parse("Fri-Mon 00:00-24:00 UTC")
        week = [utc("2026-11-16T12:00:00+00:00") + timedelta(days=day) for day in range(7)]
        assert [DAYS[day.weekday()] for day in week if window.open_at(day)] == ["Mon", "Fri", "Sat", "Sun"]

    def test_one_of_several_is_enough(self) -> None:
        window = parse(f"{WEEKEND}; Wed 12:00-13:00 UTC")
        assert window.open_at(utc("2026-11-18T12:30:00+00:00"))
        assert window.open_at(utc("2026-11-21T22:30:00+08:00"))
        assert not window.open_at(utc("2026-11-18T13:00:00+00:00"))

    def test_midnight_may_be_its_end(self) -> None:
        for written in ("22:00-00:00 UTC", "22:00-24:00 UTC"):
            assert parse(written).open_at(utc("2026-11-18T23:59:59+00:00"))
            assert not parse(written).open_at(utc("2026-11-19T00:00:00+00:00"))

    def test_an_instant_is_shown_in_utc_and_by_the_clock_there(self) -> None:
        window = parse(WEEKEND)
        opens = window.next_opening(utc("2026-11-18T12:00:00+08:00"))
        assert window.shown(opens) == "2026-11-21T14:00:00Z (2026-11-21 22:00 Asia/Shanghai)"

    def test_what_is_always_open_never_waits(self) -> None:
        now = utc("2026-11-18T12:30:00+00:00")
        assert parse("00:00-24:00 UTC").next_opening(now) == now


class TestClocksThatJump:
    """Berlin: put forward on 29 March 2026 (02:00 to 03:00), back on 25 October 2026 (03:00 to 02:00)."""

    def test_what_begins_in_the_hour_that_is_left_out_opens_when_that_is_over(self) -> None:
        window = parse("02:30-05:00 Europe/Berlin")
        assert window.next_opening(utc("2026-03-29T00:30:00+01:00")) == utc("2026-03-29T03:00:00+02:00")

    def test_what_lies_in_it_whole_waits_for_the_next_time(self) -> None:
        window = parse("Sun 02:10-02:50 Europe/Berlin")
        assert window.next_opening(utc("2026-03-29T00:30:00+01:00")) == utc("2026-04-05T02:10:00+02:00")

    def test_the_hour_that_comes_twice_is_open_twice(self) -> None:
        window = parse("22:00-02:30 Europe/Berlin")
        assert window.open_at(utc("2026-10-25T02:15:00+02:00"))
        assert not window.open_at(utc("2026-10-25T02:45:00+02:00"))
        assert window.next_opening(utc("2026-10-25T02:45:00+02:00")) == utc("2026-10-25T02:00:00+01:00")
        assert not window.open_at(utc("2026-10-25T02:30:00+01:00"))


CLOCK = st.integers(0, 23 * 60 + 59).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
ZONES = st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
DAYS_WRITTEN = st.sets(st.sampled_from(DAYS)).map(lambda days: ",".join(sorted(days)) + " " if days else "")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
WINDOWS = st.builds("{0}{1}-{2} {3}".format, DAYS_WRITTEN, CLOCK, CLOCK, ZONES)


def readable(written: str) -> bool:
    try:
        parse(written)
    except ValueError:
        return False
    return True


@examples(60)
@given(WINDOWS.filter(readable), INSTANTS)
def test_it_is_open_at_the_next_opening_and_not_a_minute_before(written: str, now: datetime) -> None:
    window = parse(written)
    opens = window.next_opening(now)
    assert window.open_at(opens)
    assert now <= opens <= now + FARTHEST
    if opens > now:
        assert not window.open_at(opens - MINUTE)
        assert not window.open_at(max(now, opens - timedelta(seconds=1)))


@examples(100)
@given(WINDOWS.filter(readable), INSTANTS)
def test_it_is_open_as_a_clock_on_the_wall_there_shows(written: str, now: datetime) -> None:
    days, _, rest = written.rpartition(" ")[0].rpartition(" ")
    begins, _, ends = rest.partition("-")
    there = now.astimezone(ZoneInfo(written.rpartition(" ")[2]))
    shown, today, yesterday = f"{there:%H:%M}", DAYS[there.weekday()], DAYS[there.weekday() - 1]
    of_today, of_yesterday = (not days or one in days.split(",") for one in (today, yesterday))
    expected = (
        of_today and begins <= shown < ends
        if begins < ends
        else (of_today and shown >= begins) or (of_yesterday and shown < ends)
    )
    assert parse(written).open_at(now) is expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        ";",
        "Sat 22:00-06:00",
        "Sat,Sun 22:00-06:00 Asia/Nowhere",
        "Sat,Sun 22:00-06:00 ../../etc/passwd",
        "Sat,Sun 22:00-06:00 /etc/localtime",
        "Saturday 22:00-06:00 UTC",
        "sat 22:00-06:00 UTC",
        "Sat, 22:00-06:00 UTC",
        "Sat- 22:00-06:00 UTC",
        "22:00-22:00 UTC",
        "24:00-06:00 UTC",
        "22:60-23:00 UTC",
        "24:01-25:00 UTC",
        "9:00-10:00 UTC",
        "22:00-06:00 UTC; ",
        "22:00-06:00  UTC",
        "22:00-06:00 UTC" * 20,
    ],
)
def test_what_is_no_window_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(written)


@examples(40)
@given(st.text(max_size=60) | st.text("MonSat,-; 0129:UTC/", max_size=40))
def test_whatever_is_written_nothing_else_is_raised(written: str) -> None:
    if readable(written):
        parse(written).open_at(datetime(2026, 11, 18, tzinfo=UTC))
