"""Writers in many processes, some of them killed: what was acknowledged is there once, where it was said to be, in order."""

import random
import signal
from pathlib import Path
from typing import Any

import pytest

from records.backup import check
from records.database import Database
from tests.integration.records.processes import Process, begin, release
from tests.records import Records, fresh
from zhengyun import merkle
from zhengyun.entry import Note
from zhengyun.merkle import leaf_hash

pytestmark = pytest.mark.slow
WRITERS, EACH = 4, 40
# Says what was acknowledged as soon as it was; a writer that dies does so at a place in the work of the queue.
WRITES = """
import os
from records import inbox, queue, slots
place, late = words[2].partition(" ")[::2]
where = {
    "told": (slots.Head, "page"),
    "committed": (queue.Queue, "_say_served"),
    "settled": (queue.Queue, "_settle"),
    "rung": (queue.Queue, "_sleep"),
    "integrated": (inbox, "integrate"),
}.get(place)
if where:
    whole, left = getattr(*where), [1 if place in ("told", "committed") else 3]
    def then(*arguments):
        left[0] -= 1
        ends = whole(*arguments) if left[0] or late else None
        if not left[0]:
            os.kill(os.getpid(), 9)
        return ends
    setattr(*where, then)
inbox.BATCH = inbox.MANY = 16
records = Records(Database(file), SystemClock())
for number in range(int(words[1])):
    entry = records.book.append(Note("spoken", words[0], {"number": number, "words": "政云" * int(words[3])}))
    print(entry.number, entry.hash, flush=True)
"""


def acknowledged(process: Process) -> list[tuple[int, str]]:
    """What a writer was told; whole lines, for it may have been killed in the middle of one."""
    assert process.stdout is not None
    assert process.stderr is not None
    # Not by `communicate`, which knows nothing of what was read ahead with the first lines.
    out, troubles = process.stdout.read(), process.stderr.read()
    process.wait(timeout=300)
    assert troubles == ""
    lines = out[: out.rindex("\n") + 1].splitlines() if "\n" in out else []
    return [(int(line.split()[0]), line.split()[1]) for line in lines]


def is_whole(file: Path, told: list[list[tuple[int, str]]], least: int) -> None:
    """Everything acknowledged is there once, each writer's in his order; the tree is that of the entries."""
    records = Records(Database(file))
    entries = list(records.book.entries())
    assert [one.number for one in entries] == list(range(1, len(entries) + 1))
    hashes = {one.number: one.hash for one in entries}
    for mine in told:
        assert [hashes[number] for number, _ in mine] == [hash_ for _, hash_ in mine]
        assert [number for number, _ in mine] == sorted({number for number, _ in mine})
    said: dict[str, list[Any]] = {}
    for one in entries:
        said.setdefault(one.actor, []).append(one.body["number"])
    assert all(numbers == list(range(len(numbers))) for numbers in said.values()), "none is there twice"
    assert len(entries) >= least
    assert records.book.root(len(entries)) == merkle.root(leaf_hash(one.leaf) for one in entries)
    assert records.book.walk().flaws == []
    assert check(file).sound


@pytest.mark.parametrize("long", [1, 1000, 5000], ids=["short", "long", "too long for a slot"])
def test_what_many_write_at_once_is_all_there(tmp_path: Path, long: int) -> None:
    file = fresh(tmp_path / "records.sqlite").file
    writers = [begin(WRITES, file, f"w{number}", str(EACH), "", str(long)) for number in range(WRITERS)]
    release(*writers)
    told = [acknowledged(one) for one in writers]
    assert [len(mine) for mine in told] == [EACH] * WRITERS
    is_whole(file, told, WRITERS * EACH)


@pytest.mark.parametrize("place", ["told", "told late", "committed", "committed late", "settled", "rung", "integrated", "integrated late"])  # fmt: skip
def test_one_who_is_killed_in_the_middle_of_everybodys_batch_takes_nobodys_row_with_him(
    tmp_path: Path, place: str
) -> None:
    file = fresh(tmp_path / "records.sqlite").file
    dying = begin(WRITES, file, "dying", "100000", place, "1")
    writers = [begin(WRITES, file, f"w{number}", str(EACH), "", "1") for number in range(WRITERS - 1)]
    release(dying, *writers)
    told = [acknowledged(one) for one in writers]
    if dying.poll() is None:
        # It came never to the place, for it was never alone in holding, or never alone in waiting.
        dying.kill()
    told.append(acknowledged(dying))
    assert dying.returncode == -signal.SIGKILL
    assert [len(mine) for mine in told[:-1]] == [EACH] * (WRITERS - 1)
    is_whole(file, told, (WRITERS - 1) * EACH)


def test_whoever_is_killed_whenever_nothing_acknowledged_is_lost_and_nothing_is_there_twice(tmp_path: Path) -> None:
    file, told = fresh(tmp_path / "records.sqlite").file, []
    chance = random.Random(4)
    for turn in range(4):
        writers = [begin(WRITES, file, f"w{turn}-{number}", "100000", "", "1") for number in range(WRITERS)]
        release(*writers)
        for one in writers:
            assert one.stdout is not None
            # So many acknowledgements, then none any more.
            first = [one.stdout.readline() for _ in range(chance.randrange(1, 30))]
            one.kill()
            rest = acknowledged(one)
            told.append([(int(line.split()[0]), line.split()[1]) for line in first] + rest)
    is_whole(file, told, 1)


def test_what_an_earlier_run_of_the_machine_left_in_the_queue_means_nothing(tmp_path: Path) -> None:
    records = fresh(tmp_path / "records.sqlite")
    records.book.append(Note("spoken", "wang", {}))
    records.database.close()
    queue = tmp_path / "records.sqlite-queue"
    content = bytearray(queue.read_bytes())
    content[64:72] = (7).to_bytes(8, "little")  # a bell that was rung
    queue.write_bytes(b"another boot".ljust(64, b"\0") + content[64:])
    again = records.again()
    assert again.book.append(Note("spoken", "wang", {})).number == 2
    assert [one.number for one in again.book.entries()] == [1, 2]
