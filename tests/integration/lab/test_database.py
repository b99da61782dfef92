"""The lab's PostgreSQL: up, asked, killed and up again, with what was committed; and whom it lets in."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lab.database import control
from lab.place import Place
from tests.databases import Databases
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab


def test_what_was_committed_is_there_after_a_power_cut(databases: Databases) -> None:
    url = databases.fresh()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE t (n int)")
        connection.execute("INSERT INTO t VALUES (7)")
    control.kill(databases.place)
    assert control.status(databases.place) is None
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    again = control.up(databases.place)
    assert again.port == databases.server.port
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT n FROM t").fetchall() == [(7,)]


def test_an_end_that_was_asked_for_keeps_everything(databases: Databases) -> None:
    url = databases.fresh()
    with psycopg.connect(url, autocommit=True) as left:
        left.execute("CREATE TABLE t (n int)")
        control.down(databases.place)
    control.up(databases.place)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_nobody_but_its_own_account_comes_in_as_superuser(databases: Databases) -> None:
    server = databases.server
    with pytest.raises(psycopg.OperationalError, match=r"pg_hba\.conf rejects connection"):
        psycopg.connect(host=server.host, port=server.port, user="postgres", dbname="postgres", password="guess")
    assert databases.ask("SELECT current_user") == "postgres\n"
    if os.geteuid() == 0:
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            psycopg.connect(host=str(server.server.sockets), port=server.port, user="postgres", dbname="postgres")


def test_a_wrong_password_is_none(databases: Databases) -> None:
    url = databases.fresh().partition("?")[0]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url, password="guess")


def test_its_log_tells_who_came_and_what_was_changed(databases: Databases) -> None:
    url = databases.fresh()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE remembered (n int)")
    told = [json.loads(line) for line in databases.server.log.read_text().splitlines()]
    (made,) = [one for one in told if "CREATE TABLE remembered" in one["message"]]
    assert (made["user"], made["backend_type"]) == ("keeper", "client backend")


def test_its_folder_is_closed_to_others(databases: Databases) -> None:
    assert databases.server.server.data.stat().st_mode & 0o077 == 0
    assert databases.server.server.log.stat().st_mode & 0o077 == 0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "lab")
    yield place
    control.destroy(place)


def test_destroyed_nothing_of_it_is_left(place: Place) -> None:
    made = control.up(place)
    control.destroy(place)
    assert not made.server.home.exists()
    assert not made.server.root.exists()
    assert control.status(place) is None


def test_a_setting_that_is_none_is_told_with_the_servers_own_words(place: Place) -> None:
    with pytest.raises(ZhengyunError, match="max_connectoins") as caught:
        control.up(place, settings={"max_connectoins": "7"})
    assert caught.value.code.id == "ZY-LAB-052"


def test_who_asks_for_nonsense_hears_it(databases: Databases) -> None:
    with pytest.raises(ZhengyunError, match='syntax error at or near "SELEKT"'):
        databases.ask("SELEKT 1;")
