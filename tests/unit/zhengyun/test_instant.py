"""Instants are written in one way only, so that texts compare as the times they name."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyun.instant import SystemClock, after, parse, text

INSTANTS = st.datetimes(timezones=st.just(UTC))


@given(INSTANTS)
def test_what_was_written_is_read_back_to_the_second(instant: datetime) -> None:
    assert parse(text(instant)) == instant.replace(microsecond=0)
    assert text(parse(text(instant))) == text(instant)


@given(INSTANTS, INSTANTS)
def test_texts_compare_as_the_instants_do(one: datetime, other: datetime) -> None:
    assert (text(one) < text(other)) == (parse(text(one)) < parse(text(other)))


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001 - made aware below
def test_an_instant_of_another_zone_is_written_in_utc(local: datetime, hours: int) -> None:
    aware = local.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert parse(text(aware)) == aware.replace(microsecond=0)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "now",
        "2026-01-31",
        "2026-01-31T08:00:00",
        "2026-01-31 08:00:00Z",
        "2026-01-31T08:00:00z",
        "2026-01-31T08:00:00+00:00",
        "2026-01-31T08:00:00.5Z",
        "2026-01-31T16:00:00+08:00",
        "0001-01-01T00:00:00+23:00",
        "2026-1-31T08:00:00Z",
        "2026-01-31T8:0:0Z",
        "20260131T080000Z",
        "2026-W05-6T08:00:00Z",
        "2026-02-30T08:00:00Z",
        "2026-01-31T24:00:00Z",
        "٢٠٢٦-01-31T08:00:00Z",
        " 2026-01-31T08:00:00Z",
        "2026-01-31T08:00:00Z\n",
    ],
)
def test_any_other_way_of_writing_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(written)


@given(st.text())
def test_garbage_is_refused_and_nothing_worse(written: str) -> None:
    with suppress(ValueError):
        assert text(parse(written)) == written


def test_a_later_instant_is_so_many_seconds_later() -> None:
    assert after(datetime(2026, 1, 31, 23, 59, 58, 999, tzinfo=UTC), 3) == "2026-02-01T00:00:01Z"


def test_the_machines_clock_is_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
