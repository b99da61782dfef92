"""Faults of a segment, as packets meet them: three hosts that notice, and a switch that does it all.

Bounds hold on a machine under any load: what a fault adds is asserted, never how fast the rest is.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.town import breaking_codes as codes
from lab.town.breaking import Breaking
from tests.cabled import Cabled, cabled, said
from zhengyun.breaker import Breaker
from zhengyun.errors import ZhengyunError

WHOLE = ["lo", "quay", "v0", "v1", "v2"]


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabled]:
    """The hosts; a folder whose path has a space and characters beyond ASCII."""
    with cabled(tmp_path_factory.mktemp("quay") / "the quay 码头") as made:
        yield made


@pytest.fixture
def hosts(laid: Cabled) -> Iterator[Cabled]:
    """The hosts, on a segment that is whole, and is so afterwards."""
    yield laid
    laid.breaking.heal_all()
    assert laid.interfaces() == WHOLE
    assert not laid.wires()


def test_it_is_what_the_kernel_calls_a_breaker(hosts: Cabled) -> None:
    breaker: Breaker = hosts.breaking
    breaker.heal("quay")
    assert hosts.reaches("pier", "crane")


def test_a_cut_end_loses_carrier_and_the_others_do_not_notice(hosts: Cabled) -> None:
    for _ in range(2):
        hosts.breaking.cut("quay:pier")
    assert not hosts.carrier("pier")
    assert hosts.silent("crane", "pier")
    assert hosts.reaches("crane", "barge")
    for _ in range(2):
        hosts.breaking.heal("quay:pier")
    assert hosts.carrier("pier")
    assert hosts.reaches("crane", "pier")


def test_a_cut_segment_is_dark_at_every_host(hosts: Cabled) -> None:
    hosts.breaking.cut("quay")
    assert [hosts.carrier(host) for host in hosts.spaces if host != "switch"] == [False] * 3
    hosts.breaking.heal("quay")
    assert hosts.reaches("pier", "barge")


def test_a_silent_cut_keeps_carrier(hosts: Cabled) -> None:
    hosts.breaking.cut("quay:pier", silent=True)
    assert hosts.carrier("pier")
    assert hosts.silent("crane", "pier")
    assert hosts.silent("pier", "crane")
    assert hosts.reaches("crane", "barge")
    hosts.breaking.cut("quay", silent=True)
    assert hosts.carrier("crane")
    assert hosts.silent("crane", "barge")
    hosts.breaking.heal("quay")
    assert hosts.reaches("crane", "pier")
    assert not hosts.breaking.standing()


def test_a_delay_is_met_once_each_way(hosts: Cabled) -> None:
    hosts.breaking.delay("quay", 100)
    came = hosts.asked("pier", "crane", 10, seconds=20)
    assert len(came) == 10
    # The best of ten: twice each way would be 0.4 s.
    assert 0.2 <= min(came) < 0.4
    hosts.breaking.delay("quay:crane", 100)
    assert min(hosts.asked("pier", "crane", 10, seconds=20)) >= 0.4
    assert 0.2 <= min(hosts.asked("pier", "barge", 10, seconds=20)) < 0.4
    hosts.breaking.delay("quay", 0)
    assert 0.2 <= min(hosts.asked("pier", "crane", 10, seconds=20)) < 0.4
    assert min(hosts.asked("pier", "barge", 10, seconds=20)) < 0.2


def test_what_is_lost_is_counted(hosts: Cabled) -> None:
    hosts.breaking.loss("quay:pier", 30)
    # Both ways: 49 of 100 come back. Of 1,000 the standard deviation is 16; these bounds are eight of them away.
    came = hosts.asked("pier", "crane", 1000, 0.001, 2.0)
    assert 360 < len(came) < 620
    assert len(hosts.asked("crane", "barge", 100, 0.002, 20)) == 100
    hosts.breaking.loss("quay:pier", 100)
    assert hosts.silent("pier", "crane")


def test_no_more_gets_through_than_asked(hosts: Cabled) -> None:
    hosts.breaking.rate("quay", 16)
    assert hosts.sent("pier", "crane", 1_000_000) < 16
    assert hosts.sent("crane", "pier", 1_000_000) < 16
    hosts.breaking.rate("quay:crane", 4)
    assert hosts.sent("pier", "crane", 500_000) < 4


def test_large_pieces_come_through_a_wire_whole(hosts: Cabled) -> None:
    """The kernel leaves cutting and checksums to the card; a wire must not spoil either."""
    hosts.breaking.delay("quay", 1)
    assert hosts.sent("pier", "crane", 30_000_000) > 0


def test_faults_add_up_and_are_taken_back_each(hosts: Cabled) -> None:
    hosts.breaking.delay("quay:pier", 30)
    hosts.breaking.loss("quay:pier", 10)
    hosts.breaking.cut("quay")
    (segment, end) = hosts.breaking.standing()
    assert (segment.link, segment.fault.cut) == ("quay", "carrier")
    assert (end.link, end.fault.delay, end.fault.loss, end.wire) == ("quay:pier", 30, 10, True)
    hosts.breaking.heal("quay:pier")
    assert [one.link for one in hosts.breaking.standing()] == ["quay"]


def test_the_same_again_changes_nothing(hosts: Cabled) -> None:
    hosts.breaking.delay("quay:pier", 5)
    before = hosts.wires()
    hosts.breaking.delay("quay:pier", 5)
    assert hosts.wires() == before


def test_a_wire_that_was_killed_is_told_and_made_again(hosts: Cabled) -> None:
    hosts.breaking.delay("quay:pier", 20)
    (wire,) = hosts.wires()
    os.kill(wire, signal.SIGKILL)
    _until(lambda: not hosts.breaking.standing()[0].wire)
    assert hosts.silent("pier", "crane")
    hosts.breaking.delay("quay:pier", 20)
    assert min(hosts.asked("pier", "crane", 10, seconds=20)) >= 0.040


def test_a_host_that_was_killed_is_left_out(tmp_path: Path) -> None:
    with cabled(tmp_path / "run") as hosts:
        said(hosts.spaces["switch"], "ip", "link", "del", "v0")
        hosts.breaking.delay("quay", 20)
        assert min(hosts.asked("barge", "crane", 10, seconds=20)) >= 0.040
        hosts.breaking.cut("quay:pier")
        hosts.breaking.heal_all()
        assert hosts.interfaces() == ["lo", "quay", "v1", "v2"]


def test_ports_that_were_isolated_are_so_behind_a_wire_and_after_it(tmp_path: Path) -> None:
    with cabled(tmp_path / "run", isolated=True) as hosts:
        for milliseconds in (0, 1, 0):
            hosts.breaking.delay("quay", milliseconds)
            assert bool(hosts.wires()) == bool(milliseconds)
            assert hosts.reaches("pier", "crane")
            assert hosts.silent("barge", "crane")


def test_wires_end_with_the_switch(tmp_path: Path) -> None:
    with cabled(tmp_path / "run") as hosts:
        hosts.breaking.delay("quay", 3)
        left = hosts.wires()
        assert left
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))


def test_a_link_that_is_not_there(hosts: Cabled) -> None:
    for link in ("mole", "quay:tug", "mole:pier", ""):
        with pytest.raises(ZhengyunError) as refused:
            hosts.breaking.cut(link)
        assert refused.value.code is codes.NO_SUCH_LINK
        assert "quay" in str(refused.value)


@pytest.mark.parametrize(
    ("method", "value"), [("delay", -1), ("delay", 10_001), ("loss", 101), ("rate", 0), ("rate", float("nan"))]
)
def test_what_no_link_can_have(hosts: Cabled, method: str, value: float) -> None:
    with pytest.raises(ZhengyunError) as refused:
        getattr(hosts.breaking, method)("quay", value)
    assert refused.value.code is codes.OUT_OF_BOUNDS
    assert not hosts.breaking.standing()


def test_a_switch_that_has_ended(tmp_path: Path) -> None:
    with cabled(tmp_path / "run") as hosts:
        ports = hosts.ports
    with pytest.raises(ZhengyunError) as refused:
        Breaking(ports, tmp_path / "run", hosts.killed).cut("quay")
    assert refused.value.code is codes.NO_SWITCH


def test_a_wire_that_cannot_stand_leaves_the_link_as_it_was(hosts: Cabled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.town.wire.__file__", "/nonexistent/wire.py")
    with pytest.raises(ZhengyunError) as refused:
        hosts.breaking.delay("quay", 5)
    assert refused.value.code is codes.NO_WIRE
    assert "wire.py" in str(refused.value)
    assert hosts.reaches("pier", "crane")
    assert not hosts.breaking.standing()


def test_many_at_once_wait_for_each_other(hosts: Cabled) -> None:
    wanted = {"quay": 1, "quay:pier": 2, "quay:crane": 3, "quay:barge": 4}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda item: hosts.breaking.delay(*item), wanted.items()))
    assert {one.link: one.fault.delay for one in hosts.breaking.standing()} == wanted
    assert len(hosts.wires()) == 1
    assert hosts.reaches("pier", "barge")


@pytest.mark.parametrize("step", ["lab.town.switching.settle", "lab.town.wiring.Wires.let_go"])
def test_what_was_broken_off_half_way_is_healed(hosts: Cabled, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fails(*_: object) -> None:
        raise ZhengyunError(codes.NO_SWITCH, segment="quay", problem="of a test")

    with monkeypatch.context() as patch:
        patch.setattr(step, fails)
        with pytest.raises(ZhengyunError):
            hosts.breaking.delay("quay", 5)
    assert not hosts.breaking.standing()
    hosts.breaking.heal("quay")
    assert hosts.interfaces() == WHOLE
    assert hosts.reaches("pier", "crane")
    _until(lambda: not hosts.wires())


def test_damaged_records_count_as_none(hosts: Cabled) -> None:
    hosts.breaking.delay("quay:pier", 5)
    for name in ("faults.json", "wires.json"):
        (hosts.folder / name).write_text(json.dumps([1]) if name == "faults.json" else "{")
    assert hosts.breaking.standing() == ()
    hosts.breaking.heal_all()
    assert hosts.interfaces() == WHOLE
    assert hosts.reaches("pier", "crane")
    for pid in hosts.wires():
        os.kill(pid, signal.SIGKILL)
    _until(lambda: not hosts.wires())


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
