"""Several sites at once, and Ctrl-C."""

import threading
from pathlib import Path

import pytest

from lab.openstack.installed import Installed
from lab.openstack.turn import Turn
from lab.openstack.work import Halted, Work, side_by_side
from lab.place import SitePlace
from lab.progress import Progress, Steps, one_at_a_time, silent


def _work(tmp_path: Path, count: int) -> list[Work]:
    halt = threading.Event()
    installed = Installed(tmp_path / "bin" / "python", "lock", "additions")
    return [
        Work(SitePlace(tmp_path / f"site-{number}"), installed, tmp_path, Turn(0), Steps("", 0, silent), halt)
        for number in range(count)
    ]


def test_sites_are_worked_on_at_the_same_time(tmp_path: Path) -> None:
    meeting = threading.Barrier(2)

    def do(_work: Work) -> None:
        meeting.wait(30)

    side_by_side(_work(tmp_path, 2), do)


def test_one_failure_lets_the_other_finish(tmp_path: Path) -> None:
    work, finished = _work(tmp_path, 2), []

    def do(each: Work) -> None:
        if each is work[0]:
            raise OSError("primary fails")
        finished.append(each)

    with pytest.raises(OSError, match="primary fails"):
        side_by_side(work, do)
    assert finished == [work[1]]


def test_an_interrupt_halts_all_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halted = []

    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    def do(each: Work) -> None:
        each.halt.wait(30)
        try:
            each.go_on()
        except Halted:
            halted.append(each.place.name)
            raise

    monkeypatch.setattr("lab.openstack.work._wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        side_by_side(_work(tmp_path, 2), do)
    assert sorted(halted) == ["site-0", "site-1"]


def test_steps_are_counted_as_they_are_done() -> None:
    told: list[Progress] = []
    steps = Steps("primary", 5, one_at_a_time(told.append))
    steps.expect(2)
    steps.begin("starting {process}", process="nova")
    steps.done("started")
    steps.done("ready")
    steps.done("one more than expected")
    assert [(each.done, each.total) for each in told] == [(0, 2), (1, 2), (2, 2), (2, 2)]
    assert told[0] == Progress("primary", "starting {process}", {"process": "nova"}, 0, 2)
