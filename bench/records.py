"""The log on PostgreSQL: 32 operators' processes beside as many that INSERT and COMMIT the same bytes, in one run; and a move."""

import multiprocessing
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from statistics import median
from typing import Final

import psycopg

from bench.log import AT, NOTE
from bench.measure import call, table
from lab.database import control
from lab.files import write_private
from lab.place import Place
from records.database import Database
from records.logbook import LogBook
from records.moving.move import move
from records.opening import open_records
from records.separation.offices import Holder, Office
from records.separation.separating import Separation
from records.tree import add
from zhengyun.entry import Note, Sheet, leaf_of
from zhengyun.instant import SystemClock

WRITERS: Final = 32
ROUNDS: Final = 3
EACH: Final = 200
ALONE: Final = 2_000
CARRIED: Final = 1_000_000
OWNER: Final = "bench_owner"
DATABASE: Final = "bench"

Write = Callable[[], object]
"""One row, durable when it returns."""
Opened = Callable[[int], Write]
"""A writer of that number, ready."""


def records() -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as (server, passfile):
        url = server.url(OWNER, DATABASE, passfile)
        open_records(url).close()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE bare (leaf bytea)")
        _writing(url, _logins(server, passfile))
        _moving(Path(folder) / "records.sqlite", server.url(OWNER, "moved", passfile))


@contextmanager
def _server(folder: Path) -> Iterator[tuple[control.Database, Path]]:
    place, passfile, password = Place(folder / "lab"), folder / "passwords", secrets.token_hex(16)
    write_private(passfile, f"*:*:*:*:{password}\n")
    try:
        server = control.up(place)
        control.as_superuser(server, f"CREATE ROLE {OWNER} LOGIN SUPERUSER PASSWORD '{password}';")
        for name in (DATABASE, "moved"):
            control.as_superuser(server, f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0;")
        yield server, passfile
    finally:
        control.destroy(place)


def _logins(server: control.Database, passfile: Path) -> Sequence[str]:
    """Each writer's own address, in a database whose roles are separated."""
    separation = Separation(server.url(OWNER, DATABASE, passfile))
    people = [Holder(separation.names.login(f"wang{one}"), f"wang{one}", (Office.SYSTEM,)) for one in range(WRITERS)]
    separation.apply(people, Note("records.separated", "bench", {}), SystemClock())
    password = passfile.read_text().strip().rpartition(":")[2]
    for one in people:
        separation.password(one.login, password)
    return [server.url(one.login, DATABASE, passfile) for one in people]


# Writing


def _writing(url: str, logins: Sequence[str]) -> None:
    ways: dict[str, tuple[Opened, int, int]] = {
        "bare, one writer": (lambda _: bare(url), 1, ALONE),
        "ours, one writer": (lambda number: ours(logins[number], number), 1, ALONE),
        f"bare, {WRITERS} writers": (lambda _: bare(url), WRITERS, EACH),
        f"ours, {WRITERS} writers, each by his own login": (lambda number: ours(logins[number], number), WRITERS, EACH),
    }
    # Round by round, so that whatever else the machine does falls on all of them.
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            rates.setdefault(name, []).append(_rate(*way))
    middle = {name: median(found) for name, found in rates.items()}
    alone, together = middle["bare, one writer"], middle[f"bare, {WRITERS} writers"]
    rows = [
        (name, count * writers, rate, rate / alone, rate / together)
        for (name, (_, writers, count)), rate in zip(ways.items(), middle.values(), strict=True)
    ]
    head = ("", "rows", "rows/s", "to one bare", f"to {WRITERS} bare")
    table("Writing the log on PostgreSQL, each row durable when its writer goes on", head, rows)


def bare(url: str) -> Write:
    """INSERT and COMMIT of the same bytes into a table without a key."""
    connection, row = psycopg.connect(url, autocommit=True), (leaf_of(1, AT, Sheet.of(*NOTE)),)
    return lambda: connection.execute("INSERT INTO bare VALUES (%b)", row)


def ours(url: str, number: int) -> Write:
    """Entries of the log, by who has logged in."""
    book, note = LogBook(open_records(url, begin=False), SystemClock()), NOTE._replace(actor=f"wang{number}")
    return lambda: book.append(note)


def _rate(opened: Opened, writers: int, count: int) -> float:
    """Rows a second, from the first writer's beginning to the last one's end."""
    fork = multiprocessing.get_context("fork")
    ready = fork.Barrier(writers)
    spans: SimpleQueue[tuple[float, float]] = fork.SimpleQueue()

    def one(number: int) -> None:
        # What opening takes is not what is measured.
        write = opened(number)
        write()
        ready.wait()
        begun = time.perf_counter()
        for _ in range(count):
            write()
        spans.put((begun, time.perf_counter()))

    processes = [fork.Process(target=one, args=(number,)) for number in range(writers)]
    for process in processes:
        process.start()
    times = [spans.get() for _ in processes]
    for process in processes:
        process.join()
    return writers * count / (max(end for _, end in times) - min(begun for begun, _ in times))


# Moving


def _moving(file: Path, url: str) -> None:
    database, sheet = Database(file), Sheet.of(*NOTE)
    for first in range(1, CARRIED + 1, 10_000):
        connection = database.own()
        connection.execute("BEGIN IMMEDIATE")
        add(connection, [(number, leaf_of(number, AT, sheet)) for number in range(first, first + 10_000)])
        connection.execute("COMMIT")
    database.close()
    open_records(url).close()
    took = call(lambda: move(file, url, "bench", SystemClock(), lambda _: False, lambda *_: None))
    rows = [(CARRIED, took.wall, took.cpu)]
    table("A log carried from SQLite, every row held against what it was", ("entries", "wall s", "CPU s"), rows)
