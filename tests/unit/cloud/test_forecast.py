"""What growth foretells, by how much that may be wrong, and when it foretells nothing."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from cloud.capacity.forecast import Forecast, backtest, fit, forecast
from zhengyun.errors import ZhengyunError

BEGAN: Final = datetime(2026, 1, 1, 3, tzinfo=UTC)


def _readings(days: int, used: Callable[[int], float]) -> list[tuple[datetime, int]]:
    return [(BEGAN + timedelta(days=day), round(used(day))) for day in range(days)]


def _told(days: int, used: Callable[[int], float], capacity: int = 1000, months: int = 6) -> Forecast:
    return forecast(_readings(days, used), capacity, months, "processors")


def test_a_straight_line_goes_on() -> None:
    told = _told(60, lambda day: 100 + 2 * day)
    assert (told.used, told.readings, told.span) == (218, 60, 59)
    assert told.month == pytest.approx(2 * 30.44)
    assert told.then == pytest.approx(218 + 2 * 6 * 30.44, abs=1)
    assert told.out == 391
    assert told.error == pytest.approx(0.0, abs=1e-9)


def test_wild_readings_do_not_move_it() -> None:
    told = _told(60, lambda day: 900 if day % 5 == 0 else 100 + 2 * day)
    assert told.month == pytest.approx(2 * 30.44, rel=0.02)


def test_what_does_not_grow_never_runs_out() -> None:
    told = _told(60, lambda day: 500 - day)
    assert (told.out, told.out_first, told.out_last) == (None, None, None)
    assert _told(60, lambda _: 500).out is None


def test_what_is_exhausted_is_so_now() -> None:
    assert _told(60, lambda day: 1000 + day).out == 0


def test_its_bounds_hold_the_truth_nine_times_out_of_ten() -> None:
    dice, held = random.Random(3), 0
    for _ in range(60):
        slope = dice.uniform(0.5, 3)
        told = _told(60, lambda day, slope=slope: 100 + slope * day + dice.gauss(0, 6), months=3)  # type: ignore[misc]
        truth = 100 + slope * (59 + 3 * 30.44)
        held += told.then_least <= truth <= told.then_most
    assert held >= 54


def test_the_error_is_that_on_the_last_third() -> None:
    bent = [(float(day), 100.0 if day < 20 else 200.0) for day in range(30)]
    assert backtest(bent) == pytest.approx(0.5)
    assert fit([(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]).slope == 1.0


def test_several_readings_of_a_day_count_as_one() -> None:
    many = [(BEGAN + timedelta(hours=hour), 100) for hour in range(24 * 5)]
    with pytest.raises(ZhengyunError) as refused:
        forecast(many, 1000, 1, "processors")
    assert (refused.value.code.id, refused.value.values["days"]) == ("ZY-CLOUD-190", 6)


@pytest.mark.parametrize(
    ("days", "months", "code"),
    [(0, 6, "190"), (7, 1, "190"), (14, 1, "190"), (15, 6, "191"), (15, 1, ""), (46, 6, "191")],
)
def test_too_little_is_refused_and_said(days: int, months: int, code: str) -> None:
    if not code:
        assert _told(days, lambda day: day, months=months).readings == days
        return
    with pytest.raises(ZhengyunError) as refused:
        _told(days, lambda day: day, months=months)
    assert refused.value.code.id == f"ZY-CLOUD-{code}"


def test_years_of_readings_are_borne() -> None:
    told = _told(1000, lambda day: 100 + day / 10)
    assert told.readings <= 400
    assert told.month == pytest.approx(3.04, rel=0.1)
