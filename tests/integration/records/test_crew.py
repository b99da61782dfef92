"""Rows that several processes look at: the same comes of them as of one, in their order, whoever is killed meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pki import codes
from pki.flows.bureau import bureau_of
from pki.flows.certifier import Certifier, Drafted
from pki.flows.crew import FEW, SHARE, crewed
from pki.flows.issuing import BATCH, Batch, ahead
from tests.issuing import TODAY, Court, asked, court
from zhengyun.application import Asked, Stage
from zhengyun.errors import ZhengyunError

MANY = FEW + SHARE // 2
# A crew whose members never end by themselves.
KILLED = """
import os, time
from pki.flows import crew
from pki.flows.certifier import Certifier

os.sched_getaffinity = lambda _: {0, 1}
Certifier.looked = lambda *_: time.sleep(600)
with crew.crewed(Certifier(None, None), crew.FEW) as (_, many):
    many.expect(range(100), None)
    print(*many._pool._processes, flush=True)
    time.sleep(600)
"""


class Begun:
    """Hears what is expected."""

    def __init__(self) -> None:
        self.rows: list[object] = []

    def expect(self, rows: object, now: object) -> None:
        """Hear of rows."""
        del now
        self.rows.append(rows)


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Court]:
    """The international family."""
    made = court(tmp_path / "records.sqlite")
    yield made
    made.records.database.close()


def rows(count: int) -> list[Asked]:
    """One request under so many holders; every seventh with a broken one, every eleventh known to be wrong."""
    good = asked(1)
    found = [good._replace(number=number, holder=f"finance/h{number}") for number in range(1, count + 1)]
    broken = [one._replace(request=one.request[:-1]) if one.number % 7 == 0 else one for one in found]
    return [one._replace(problem="known") if one.number % 11 == 0 else one for one in broken]


def told(found: Iterator[Drafted | Asked]) -> list[object]:
    """What came of each, but for the serial numbers, which are drawn."""
    return [
        (one.row, replace(one.draft, serial=1)) if isinstance(one, Drafted) else (one.number, one.problem)
        for one in found
    ]


def certifier(here: Court) -> Certifier:
    """Of the profile for servers."""
    made = bureau_of(here.desk(), "server").certifier(TODAY)
    assert isinstance(made, Certifier)
    return made


@pytest.mark.parametrize("expected", [False, True], ids=["asked for", "expected"])
def test_many_find_what_one_finds(here: Court, expected: bool) -> None:
    alone, every = certifier(here), rows(40 * SHARE)
    with crewed(alone, len(every)) as (together, crew):
        assert crew
        if expected:
            crew.expect(every, TODAY)
        assert together.looks
        found = told(together.looks(every, TODAY))
    assert found == told(alone.looked(every, TODAY))
    assert any(isinstance(one, tuple) and isinstance(one[1], str) for one in found)


def test_few_are_looked_at_here(here: Court) -> None:
    alone = certifier(here)
    with crewed(alone, FEW - 1) as (made, crew):
        assert (made, crew) == (alone, None)


def test_of_whom_is_killed_the_rest_is_looked_at_here(here: Court) -> None:
    alone, every = certifier(here), rows(4 * MANY)
    with crewed(alone, len(every)) as (together, crew):
        assert crew
        assert together.looks
        found = together.looks(every, TODAY)
        first = next(found)
        for one in list(crew._pool._processes):
            os.kill(one, signal.SIGKILL)
        assert told(iter([first, *found])) == told(alone.looked(every, TODAY))


def test_a_batch_by_many_is_asked_for_reviewed_and_issued_whole(here: Court) -> None:
    every = rows(BATCH + MANY)
    application = here.ask(*every)
    here.approve(application.id)
    heard: list[int] = []
    assert here.issue(application.id, told=lambda done, _: heard.append(done)).stage is Stage.DONE
    assert heard == [BATCH, BATCH + MANY]
    made = list(here.desk().register.of_application(application.id))
    wrong = here.desk().applications.problems(application.id)
    assert sorted([one.number for one in made] + [one.number for one in wrong]) == list(range(1, len(every) + 1))
    assert {one.number for one in wrong} == {n for n in range(1, len(every) + 1) if not n % 7 or not n % 11}


def test_what_is_wrong_with_the_next_batch_is_heard_when_this_one_is_done() -> None:
    first, second = (Batch((number, number + 1), [asked(number)], TODAY) for number in range(2))

    def batches() -> Iterator[Batch]:
        yield first
        yield second
        raise ZhengyunError(codes.NO_PROFILE, profile="server", legal="-")

    begun = Begun()
    found = ahead(batches(), begun)
    assert (next(found), begun.rows) == (first, [first.rows, second.rows])
    assert next(found) == second
    with pytest.raises(ZhengyunError):
        next(found)


def test_whoever_is_killed_takes_his_crew_along(tmp_path: Path) -> None:
    program = tmp_path / "killed.py"
    program.write_text(KILLED)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    with subprocess.Popen([sys.executable, str(program)], env=environment, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        crew = [int(one) for one in killed.stdout.readline().split()]
        killed.kill()
    ends = time.monotonic() + 180
    while any(Path(f"/proc/{one}").exists() for one in crew):
        assert time.monotonic() < ends
        time.sleep(0.01)
    assert len(crew) > 1
