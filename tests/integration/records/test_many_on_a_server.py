"""Many processes at one PostgreSQL, some of them killed, and the server too: what was acknowledged is there once, in order."""

import random
from typing import Any

import pytest

from lab.database import control
from records.checking import check
from records.opening import open_records
from tests.databases import Databases
from tests.integration.records.processes import Process, begin, go, release
from tests.records import Records
from zhengyun import merkle
from zhengyun.merkle import leaf_hash

pytestmark = [pytest.mark.lab, pytest.mark.slow]
WRITERS, EACH = 6, 40
OPENS = """
print(at(SystemClock()).book.append(Note("opened", words[0], {})).number)
"""
# Every third is written together with something else, as a change's state is.
WRITES = """
from records import postgresql
from records.logbook import append
postgresql.BATCH = 16
records = at(SystemClock())
for number in range(int(words[1])):
    note = Note("spoken", words[0], {"number": number, "words": "政云"})
    if number % 3 == 2:
        with records.database.write() as connection:
            entry = append(connection, note, records.clock)
    else:
        entry = records.book.append(note)
    print(entry.number, entry.hash, flush=True)
"""


def acknowledged(process: Process) -> list[tuple[int, str]]:
    """What a writer was told; whole lines, for it may have been killed in the middle of one."""
    out, _ = process.communicate(timeout=300)
    lines = out[: out.rindex("\n") + 1].splitlines() if "\n" in out else []
    return [(int(line.split()[0]), line.split()[1]) for line in lines]


def is_whole(url: str, told: list[list[tuple[int, str]]], least: int) -> None:
    """Everything acknowledged is there once, each writer's in his order; the tree is that of the entries."""
    records = Records(open_records(url), url=url)
    entries = list(records.book.entries())
    assert [one.number for one in entries] == list(range(1, len(entries) + 1))
    assert [one.at for one in entries] == sorted(one.at for one in entries)
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
    records.database.close()
    assert check(url).sound


def test_many_who_open_an_empty_database_at_the_same_instant_all_come_in(databases: Databases) -> None:
    url = databases.fresh()
    said = go(*(begin(OPENS, url, str(number)) for number in range(WRITERS)))
    assert [troubles for _, troubles in said] == [""] * WRITERS
    assert sorted(int(result) for result, _ in said) == list(range(1, WRITERS + 1))
    assert check(url).sound


def test_what_many_write_at_once_is_all_there(databases: Databases) -> None:
    url = databases.fresh()
    open_records(url).close()
    writers = [begin(WRITES, url, f"w{number}", str(EACH)) for number in range(WRITERS)]
    release(*writers)
    told = [acknowledged(one) for one in writers]
    assert [len(mine) for mine in told] == [EACH] * WRITERS
    is_whole(url, told, WRITERS * EACH)


def test_whoever_is_killed_whenever_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    databases: Databases,
) -> None:
    url, chance = databases.fresh(), random.Random(4)
    open_records(url).close()
    told = []
    for turn in range(3):
        writers = [begin(WRITES, url, f"w{turn}-{number}", "100000") for number in range(WRITERS)]
        release(*writers)
        told += [_killed(one, chance.randrange(1, 30)) for one in writers]
    is_whole(url, told, 1)


def test_the_server_is_killed_while_many_write_and_what_it_acknowledged_is_there(databases: Databases) -> None:
    url = databases.fresh()
    open_records(url).close()
    told: list[list[tuple[int, str]]] = []
    for turn in range(2):
        writers = [begin(WRITES, url, f"w{turn}-{number}", "100000") for number in range(WRITERS)]
        release(*writers)
        first = [_lines(one, 10) for one in writers]
        control.kill(databases.place)
        told += [begun + acknowledged(one) for begun, one in zip(first, writers, strict=True)]
        control.up(databases.place, settings={"fsync": "off"})
    is_whole(url, told, 2 * WRITERS * 10)


def _killed(process: Process, after: int) -> list[tuple[int, str]]:
    """What a writer was told that is killed after so many acknowledgements."""
    first = _lines(process, after)
    process.kill()
    return first + acknowledged(process)


def _lines(process: Process, count: int) -> list[tuple[int, str]]:
    assert process.stdout is not None
    words = [process.stdout.readline().split() for _ in range(count)]
    return [(int(number), hash_) for number, hash_ in words]
