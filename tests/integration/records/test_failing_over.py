"""The database fails over under load: nothing acknowledged is lost, nothing half-done, and nobody has to do anything."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from governance.roles import begin
from lab.database import control, standby
from lab.files import write_private
from lab.place import Place
from records.logbook import LogBook
from records.opening import open_records
from records.rolefiles import RoleFiles
from tests.cast import VERIFIER, HandClock, proven, role_file
from tests.databases import Databases
from tests.integration.records.changing import PLAN, Desk
from zhengyun.change import State

pytestmark = [pytest.mark.lab, pytest.mark.slow]
ROOT: Final = Path(__file__).resolve().parents[3]
WRITERS: Final = 20
SECONDS: Final = 240


class Operator:
    """A process, and what it was told is written."""

    def __init__(self, url: str) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.integration.records.failing_over", url]
        self.process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)
        self.told: list[dict[str, Any]] = []
        self.errors = ""
        self._heard = [threading.Thread(target=self._hear), threading.Thread(target=self._fail)]
        for one in self._heard:
            one.start()

    def say(self, word: str) -> None:
        """One line to the process."""
        assert self.process.stdin
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def end(self) -> int:
        """Wait for its end."""
        code = self.process.wait(SECONDS)
        for one in self._heard:
            one.join(SECONDS)
        return code

    def _hear(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.told.append(json.loads(line))

    def _fail(self) -> None:
        assert self.process.stderr
        self.errors = self.process.stderr.read()


@pytest.fixture
def pair(databases: Databases, tmp_path: Path) -> Iterator[tuple[Place, control.Database, control.Database, Path]]:
    """A server and its synchronous standby, in a lab of their own: the one is killed."""
    place = Place(tmp_path / "pair")
    try:
        first = control.up(place)
        passfile = tmp_path / "passwords"
        write_private(passfile, "*:*:*:keeper:correct horse\n")
        control.as_superuser(first, "CREATE ROLE keeper LOGIN PASSWORD 'correct horse';")
        control.as_superuser(first, "CREATE DATABASE failing OWNER keeper TEMPLATE template0;")
        yield place, first, standby.standby(place), passfile
    finally:
        control.destroy(place)
        control.destroy(place, standby.NAME)


def wait_for(operators: list[Operator], word: str, least: int) -> None:
    """Until each has said a word so often, or has come to an end."""
    turn = threading.Event()
    for one in operators:
        waited = 0.0
        while sum(word in told for told in one.told) < least:
            assert one.process.poll() is None, one.errors
            assert waited < SECONDS
            waited += 0.05
            turn.wait(0.05)


def test_the_primary_is_killed_under_twenty_changes(
    pair: tuple[Place, control.Database, control.Database, Path],
) -> None:
    place, first, second, passfile = pair
    hosts = f"127.0.0.1:{first.port},127.0.0.1:{second.port}"
    url = f"postgresql://keeper@{hosts}/failing?passfile={passfile}&target_session_attrs=read-write"
    records, clock = open_records(url), HandClock()
    roles = role_file()
    begin(proven(roles), RoleFiles(records, clock), LogBook(records, clock), VERIFIER, clock.now(), "lab")
    records.close()
    operators = [Operator(url) for _ in range(WRITERS)]
    try:
        wait_for(operators, "ready", 1)
        for one in operators:
            one.say("go")
        # All of them are in the middle of something.
        wait_for(operators, "asked", 1)
        wait_for(operators[:1], "number", 1)
        control.kill(place)
        standby.promote(second)
        before = [len(one.told) for one in operators]
        for one in operators:
            one.say("stop")
        ends = [one.end() for one in operators]
    finally:
        for one in operators:
            one.process.kill()
    assert ends == [0] * WRITERS, [one.errors for one in operators if one.errors]
    assert all(len(one.told) > there for one, there in zip(operators, before, strict=True))
    assert any("broken" in told for one in operators for told in one.told)
    _nothing_is_lost(Desk(open_records(url, begin=False)), operators)


def _nothing_is_lost(desk: Desk, operators: list[Operator]) -> None:
    told = [one for operator in operators for one in operator.told]
    entries = {entry.number: entry for entry in desk.book.entries()}
    # Every number once, and without a gap; every leaf and node as it must be.
    assert list(entries) == list(range(1, len(entries) + 1))
    assert desk.book.walk().flaws == []
    for one in told:
        if "number" in one:
            assert entries[one["number"]].body["request"] == one["request"]
    known = {one.id: one for one in desk.ledger.requests()}
    assert {one["asked"] for one in told if "asked" in one} <= set(known)
    for one in told:
        if "applied" in one:
            assert known[one["applied"]].stored is State.APPLIED
            assert desk.ledger.receipt(one["applied"])
            outcomes = [each.action for each in desk.ledger.outcomes(one["applied"])]
            assert sorted(outcomes) == sorted(action.id for action in PLAN.actions)
    # What was asked and not told of, because the answer was lost, is whole, too: it waits to be agreed to.
    silent = set(known) - {one["asked"] for one in told if "asked" in one}
    assert {known[one].stored for one in silent} <= {State.SUBMITTED}
