"""The log: writing it beside bare commits to the same file, one by one and 32 at once; verifying and proving a million entries."""

import multiprocessing
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from statistics import median
from typing import Final

from bench.measure import call, table
from bench.memory import most
from records.database import Database
from records.logbook import LogBook
from records.tree import add
from zhengyun.entry import Note, Sheet, leaf_of
from zhengyun.instant import SystemClock
from zhengyun.merkle import included

WRITERS: Final = 32
ROUNDS: Final = 3
ONE_BY_ONE: Final = 2_000
EACH: Final = 150
ENTRIES: Final = 1_000_000
PROOFS: Final = 1_000
NOTE: Final = Note(
    "request.reviewed",
    "wang",
    {"request": "CR-20260302-0001", "plan": "sha256:" + "a" * 64, "decision": "yes", "reason": "按计划扩容"},
)
AT: Final = "2026-03-02T08:00:00Z"


def log() -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder:
        _writing(Path(folder) / "records.sqlite")
        _million(Path(folder) / "million.sqlite")


# Writing


def _writing(file: Path) -> None:
    Database(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE bare (at, kind, actor, body)")
    ways: dict[str, tuple[Callable[[Path], Write], int, int]] = {
        "bare, one writer": (bare, 1, ONE_BY_ONE),
        "ours, one writer": (ours, 1, ONE_BY_ONE),
        f"bare, {WRITERS} writers": (bare, WRITERS, EACH),
        f"ours, {WRITERS} writers": (ours, WRITERS, EACH),
    }
    # Round by round, so that whatever else the machine does falls on all of them.
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            rates.setdefault(name, []).append(_rate(file, *way))
    middle = {name: median(found) for name, found in rates.items()}
    alone, together = middle["bare, one writer"], middle[f"bare, {WRITERS} writers"]
    rows = [
        (name, count * writers, rate, rate / alone, rate / together, _syncs(name))
        for (name, (_, writers, count)), rate in zip(ways.items(), middle.values(), strict=True)
    ]
    head = ("", "rows", "rows/s", "to one bare", f"to {WRITERS} bare", "fsyncs a row")
    table("Writing the log, each row durable when its writer goes on", head, rows)


Write = Callable[[], object]
"""One row, durable when it returns."""


def bare(file: Path) -> Write:
    """INSERT and COMMIT of the same content into a table of no schema, each on the disk."""
    connection = sqlite3.connect(file, timeout=60, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    row = (AT, NOTE.kind, NOTE.actor, leaf_of(1, AT, Sheet.of(*NOTE)).decode())

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare VALUES (?, ?, ?, ?)", row)
        connection.execute("COMMIT")

    return write


def ours(file: Path) -> Write:
    """Entries of the log."""
    book = LogBook(Database(file), SystemClock())
    return lambda: book.append(NOTE)


def _rate(file: Path, opened: Callable[[Path], Write], writers: int, count: int) -> float:
    """Rows a second, from the first writer's beginning to the last one's end."""
    fork = multiprocessing.get_context("fork")
    ready = fork.Barrier(writers)
    spans: SimpleQueue[tuple[float, float]] = fork.SimpleQueue()

    def one() -> None:
        # What opening takes is not what is measured.
        write = opened(file)
        write()
        ready.wait()
        begun = time.perf_counter()
        for _ in range(count):
            write()
        spans.put((begun, time.perf_counter()))

    processes = [fork.Process(target=one) for _ in range(writers)]
    for process in processes:
        process.start()
    times = [spans.get() for _ in processes]
    for process in processes:
        process.join()
    return writers * count / (max(end for _, end in times) - min(begun for begun, _ in times))


def _syncs(name: str) -> str:
    """Calls of fsync and fdatasync a row, counted by strace in a run of its own."""
    if not shutil.which("strace"):
        return "no strace"
    how, writers = name.partition(",")[0], WRITERS if str(WRITERS) in name else 1
    count = ONE_BY_ONE // 10 if writers == 1 else EACH // 5
    with tempfile.TemporaryDirectory() as folder:
        file, told = Path(folder) / "records.sqlite", Path(folder) / "strace"
        Database(file).close()
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE bare (at, kind, actor, body)")
        run = [sys.executable, "-m", "bench.log", how, str(file), str(writers), str(count)]
        subprocess.run(["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", told, *run], check=True)
        calls = [int(line.split()[3]) for line in told.read_text().splitlines() if line.endswith("sync")]
    return f"{sum(calls) / (writers * (count + 1)):.2f}"


# A million


def _million(file: Path) -> None:
    size = _build(file)
    done = subprocess.run(
        [sys.executable, "-m", "bench.log", "verify", file], capture_output=True, text=True, check=True
    )
    wall, cpu, mib = map(float, done.stdout.split())
    rows = [(ENTRIES, f"{size / 1e6:.0f} MB", wall, cpu, mib)]
    table(
        "A log verified: every leaf, node, number and time", ("entries", "file", "wall s", "CPU s", "MiB at most"), rows
    )
    done = subprocess.run(
        [sys.executable, "-m", "bench.log", "prove", file], capture_output=True, text=True, check=True
    )
    middle, slowest, bare_ = map(float, done.stdout.split())
    head = ("proofs", "ms, median", "ms, slowest", "ms, one row by its number")
    table("An entry proved to be in it", head, [(PROOFS, middle, slowest, bare_)])


def _build(file: Path) -> int:
    database, sheet = Database(file), Sheet.of(*NOTE)
    for first in range(1, ENTRIES + 1, 10_000):
        connection = database.own()
        connection.execute("BEGIN IMMEDIATE")
        add(connection, [(number, leaf_of(number, AT, sheet)) for number in range(first, first + 10_000)])
        connection.execute("COMMIT")
    database.close()
    return file.stat().st_size


def _verify(file: Path) -> None:
    book = LogBook(Database(file), SystemClock())
    found = []
    took = call(lambda: found.append((book.walk(), book.root(ENTRIES))))
    assert found[0][0].size == ENTRIES
    assert found[0][0].flaws == []
    print(took.wall, took.cpu, most())


def _prove(file: Path) -> None:
    book, chance = LogBook(Database(file), SystemClock()), random.Random(1)  # noqa: S311 - a choice of numbers
    root, times = book.root(ENTRIES), []
    numbers = [chance.randrange(1, ENTRIES + 1) for _ in range(PROOFS)]
    for number in numbers:
        begun = time.perf_counter()
        proof = book.inclusion(number, ENTRIES)
        times.append(time.perf_counter() - begun)
        entry = book.entry(number)
        assert entry
        assert included(bytes.fromhex(entry.hash), number - 1, ENTRIES, proof, root)
    single = median(call(lambda number=number: book.entry(number)).wall for number in numbers)  # type: ignore[misc]
    print(median(times) * 1e3, max(times) * 1e3, single * 1e3)


def main() -> None:
    """`python -m bench.log bare|ours FILE WRITERS COUNT`, or `verify|prove FILE`."""
    verb, file = sys.argv[1], Path(sys.argv[2])
    if verb in {"verify", "prove"}:
        {"verify": _verify, "prove": _prove}[verb](file)
    else:
        _rate(file, {"bare": bare, "ours": ours}[verb], *map(int, sys.argv[3:]))


if __name__ == "__main__":
    main()
