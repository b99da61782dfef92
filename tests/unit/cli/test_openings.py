"""A window that closes in the midst of a run begins nothing more; one that is open disturbs nothing."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from cli import openings
from cli.openings import until_closed
from cli.session import Session
from cli.wiring import House
from tests.cast import NOW, HandClock
from tests.permits import asked
from tests.unit.zhengyun.test_plan import small_plan

WINDOW = "Mon 08:00-09:00 UTC"  # the tests begin on a Monday at eight


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose clock is moved by hand, and looked at often."""
    monkeypatch.setattr(openings, "LOOK", 0.01)
    made = House(Session(quiet=True))
    made.__dict__["clock"] = HandClock()
    return made


def test_when_the_window_closes_nothing_new_is_begun(house: House) -> None:
    stop, closed = threading.Event(), threading.Event()
    with until_closed(replace(asked(small_plan()), window=WINDOW), house, stop, closed):
        assert not stop.wait(0.05)
        house.__dict__["clock"].instant = NOW + timedelta(hours=1)
        assert stop.wait(10)
        assert closed.is_set()


@pytest.mark.parametrize("window", ["", WINDOW])
def test_a_run_within_its_times_is_not_disturbed(house: House, window: str) -> None:
    stop, closed = threading.Event(), threading.Event()
    with until_closed(replace(asked(small_plan()), window=window), house, stop, closed):
        assert not stop.wait(0.05)
    assert not closed.is_set()
