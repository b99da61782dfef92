"""Processes that are ours, and none that is not."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lab import codes
from lab.openstack import detach, supervisor
from lab.openstack.supervisor import Launch, Record
from lab.openstack.turn import hold
from lab.progress import silent
from zhengyun.errors import ZhengyunError

SLEEP = [sys.executable, "-c", "print('hello', flush=True); import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


@pytest.fixture
def launch(tmp_path: Path) -> Launch:
    """A launch of something that sleeps."""
    return Launch(SLEEP, {"ONLY": "this"}, tmp_path, tmp_path / "run.json", tmp_path / "out.log", "digest")


@pytest.fixture
def holding(tmp_path: Path) -> Iterator[int]:
    """A lock, held."""
    with hold(tmp_path / "lock", silent) as turn:
        yield turn.descriptor


@pytest.fixture
def started(launch: Launch, holding: int) -> Iterator[Record]:
    """A process that runs, and is ended at last."""
    record = supervisor.start(launch, [], holding)
    yield record
    supervisor.stop([record])


def _wait_for(log: Path, text: str) -> None:
    deadline = time.monotonic() + 30
    while text not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_started_process_is_recorded_and_detached(launch: Launch, started: Record) -> None:
    assert supervisor.alive(started)
    assert supervisor.read_record(launch.record) == started
    assert started.digest == "digest"
    _wait_for(launch.log, "hello")
    assert os.getsid(started.pid) != os.getsid(0)
    assert Path(f"/proc/{started.pid}/cwd").readlink() == launch.directory
    assert Path(f"/proc/{started.pid}/environ").read_bytes() == b"ONLY=this\0"
    opened = {str(Path(f"/proc/{started.pid}/fd/{name}").readlink()) for name in ("0", "1", "2")}
    assert opened == {"/dev/null", str(launch.log)}
    assert launch.log.stat().st_mode & 0o777 == 0o600


def test_a_started_process_does_not_hold_the_lock(launch: Launch, tmp_path: Path) -> None:
    with hold(tmp_path / "lock", silent) as turn:
        record = supervisor.start(launch, [], turn.descriptor)
    try:
        _wait_for(launch.log, "hello")
        told: list[object] = []
        with hold(tmp_path / "lock", told.append):
            assert not told
    finally:
        supervisor.stop([record])


def test_stopping_ends_it(started: Record) -> None:
    assert supervisor.stop([started]) == ()
    assert not supervisor.alive(started)
    assert supervisor.stop([started]) == ()


def test_who_does_not_listen_is_killed(launch: Launch, holding: int) -> None:
    record = supervisor.start(replace(launch, command=STUBBORN), [], holding)
    _wait_for(launch.log, "deaf")
    assert supervisor.stop([record], grace=0.2) == ()
    assert not supervisor.alive(record)


@pytest.mark.parametrize("change", [{"started": 1}, {"boot": "another"}])
def test_a_number_that_was_given_away_is_not_ours(started: Record, change: dict[str, object]) -> None:
    stranger = replace(started, **change)  # type: ignore[arg-type]
    assert not supervisor.alive(stranger)
    assert supervisor.stop([stranger]) == ()
    assert supervisor.alive(started)


def test_a_process_that_ended_by_itself_is_dead(launch: Launch, holding: int) -> None:
    record = supervisor.start(replace(launch, command=[sys.executable, "-c", ""]), [], holding)
    deadline = time.monotonic() + 30
    while supervisor.alive(record):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert supervisor.state(os.getpid()) in "RS"


def test_a_dead_child_that_nobody_waits_for_is_dead() -> None:
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"], {})
    record = Record(**detach.identity(pid), digest="")
    assert supervisor.alive(record)
    os.kill(pid, signal.SIGKILL)
    while supervisor.state(pid) != "Z":
        pass
    assert not supervisor.alive(record)
    os.waitpid(pid, 0)


def test_a_command_that_cannot_be_run_says_so_in_its_log(launch: Launch, holding: int) -> None:
    supervisor.start(replace(launch, command=["/no/such/program"]), [], holding)
    _wait_for(launch.log, "/no/such/program: No such file or directory")


def test_no_process_without_a_record(launch: Launch, holding: int, tmp_path: Path) -> None:
    (tmp_path / "blocked").mkdir()
    with pytest.raises(ZhengyunError) as raised:
        supervisor.start(replace(launch, record=tmp_path / "blocked"), [], holding)
    assert raised.value.code is codes.NOT_WRITABLE
    assert not launch.log.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "started": 1, "boot": "", "more": 1}'])
def test_an_unreadable_record_is_no_record(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    assert supervisor.read_record(path) is None
    path.write_text(text)
    assert supervisor.read_record(path) is None


def test_a_long_log_is_put_aside_while_it_is_written(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    supervisor.shorten(log, limit=10)
    with log.open("a") as file:
        print("x" * 20, file=file, flush=True)
        supervisor.shorten(log, limit=10)
        print("after", file=file, flush=True)
    assert log.read_text() == "after\n"
    assert (tmp_path / "a.log.1").read_text() == "x" * 20 + "\n"


def test_the_end_of_a_log_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    assert supervisor.last_lines(log) == "(no log)"
    log.write_bytes(b"\n".join(b"line %d" % number for number in range(5000)) + b"\n\xff\n")
    assert supervisor.last_lines(log, count=3) == "line 4998\nline 4999\n\N{REPLACEMENT CHARACTER}"
