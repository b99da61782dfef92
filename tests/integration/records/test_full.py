"""Recording fails in the middle of an apply: nothing more is begun, a person is told, and there is a way on."""

import json
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cast import NOW
from tests.integration.records.applying import MIDDLE, PLAN, approved, carry_out
from tests.integration.records.processes import ROOT
from tests.records import Records
from tests.unit.governance.requests import refusal
from tests.unit.zhengyun.interpreter import Interpreter
from tests.witnessing import memory_of, watching
from zhengyun.action import Action
from zhengyun.change import State
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.results import Receipt

FIRST, LAST = PLAN.actions[0].id, PLAN.actions[-1].id
# A file system of its own, in a namespace of its own: needs no rights where the kernel lets people have namespaces.
DISK: Final = (
    "unshare",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    'mount -t tmpfs -o size=640k none "$0" && exec "$@"',
)


def disks() -> bool:
    """Whether a small disk can be had here."""
    command = [*DISK, "/mnt", "true"]
    return bool(shutil.which("unshare")) and not subprocess.run(command, check=False, capture_output=True).returncode


@pytest.mark.slow
@pytest.mark.parametrize(
    "how",
    [
        pytest.param(
            "disk", marks=pytest.mark.skipif(not disks(), reason="no namespaces here to mount a small disk in")
        ),
        "limit",
    ],
)
def test_a_disk_that_is_full_stops_an_apply_and_resume_goes_on_when_there_is_room(tmp_path: Path, how: str) -> None:
    command = [sys.executable, "-m", "tests.integration.records.applying", str(tmp_path), how]
    before = [*DISK, str(tmp_path)] if how == "disk" else []
    done = subprocess.run([*before, *command], cwd=ROOT, text=True, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    story: dict[str, Any] = json.loads(done.stdout)
    assert story["full"]["begun"] == [FIRST, MIDDLE], "nothing is begun that could not be recorded"
    assert story["full"]["error"] == "ZY-REC-001"
    assert f"{tmp_path}/records.sqlite is full" in story["full"]["text"]
    assert story["resumed"]["complete"]
    assert story["resumed"]["begun"] == [MIDDLE, LAST], "what is there and was not recorded is looked at again"
    assert story["outcomes"] == sorted(action.id for action in PLAN.actions)
    assert story["sound"], "the log chains over it"
    assert story["kinds"].count("apply.action") == len(PLAN.actions)


class TestClock:
    """The clock is set back while a change is applied."""

    def test_nothing_more_is_begun_and_resume_goes_on_when_the_time_is_right(self, records: Records) -> None:
        world = Interpreter({})
        request = approved(records)

        def set_back(action: Action) -> None:
            if action.id == MIDDLE:
                records.clock.pass_by(-3600)

        ends, begun = carry_out(records, world, resume=False, after=set_back)
        assert isinstance(ends, ZhengyunError)
        assert ends.code.id == "ZY-LOG-001"
        assert begun == [FIRST, MIDDLE]
        assert records.ledger.request(request).stored is State.APPLYING, "nothing can be recorded, not even that"
        ends, begun = carry_out(records, world, resume=True)
        assert isinstance(ends, ZhengyunError)
        assert (ends.code.id, begun) == ("ZY-LOG-001", []), "and nothing is begun before the time is right"
        records.clock.instant = NOW
        ends, begun = carry_out(records, world, resume=True)
        assert isinstance(ends, Receipt)
        assert (ends.complete, begun) == (True, [MIDDLE, LAST])

    def test_a_jump_forward_ends_what_has_expired_and_lets_no_earlier_time_in_again(self, records: Records) -> None:
        world = Interpreter({})
        request = approved(records)

        def ahead(action: Action) -> None:
            if action.id == MIDDLE:
                records.clock.pass_by(30 * 86_400)

        ends, _ = carry_out(records, world, resume=False, after=ahead)
        assert isinstance(ends, Receipt)
        assert ends.complete, "what has begun comes to its end"
        assert records.ledger.request(request).stored is State.APPLIED
        records.clock.instant = NOW
        with pytest.raises(ZhengyunError, match="ZY-LOG-001"):
            approved(records)


def test_on_a_full_database_nothing_is_begun_at_all(records: Records) -> None:
    request = approved(records)
    with records.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # which SQLite takes as: no more than there are
    records.embedded.own().execute("PRAGMA max_page_count=1")

    def fill_up(words: str) -> None:
        for _ in range(500):
            records.book.append(Note("spoken", "w", {"words": words}))

    for words in ("满" * 1000, ""):
        assert refusal(partial(fill_up, words)) == "ZY-REC-001"
    ends, begun = carry_out(records, Interpreter({}), resume=False)
    assert isinstance(ends, ZhengyunError)
    assert (ends.code.id, begun) == ("ZY-REC-001", [])
    kept = records.again().ledger.request(request)
    assert (kept.stored, kept.claim) == (State.APPROVED, None)


def test_a_witness_that_cannot_remember_signs_nothing_until_it_can(records: Records) -> None:
    witnesses, memory = watching(records), memory_of(records)
    entry = records.book.append(Note("spoken", "w", {}))
    full = memory.with_name(memory.name + ".new")
    full.symlink_to("/dev/full")
    with pytest.raises(ZhengyunError, match=f"cannot write {memory}: No space left"):
        witnesses.cosign(entry)
    assert not memory.exists()
    full.unlink()
    assert witnesses.cosign(entry).index == entry.number - 1
