"""`zhengyun lab` and what is beside the clouds: a vault and a database, told, stopped, brought back and taken away with the lab."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lab import codes
from lab.database import program
from lab.place import Place
from lab.vault.place import VaultPlace
from tests.integration.cli.conftest import Cli, Said
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab


@pytest.fixture
def place(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A lab with nothing in it; what is started in it is gone in the end."""
    monkeypatch.setenv("ZHENGYUN_LAB", str(tmp_path / "quay"))
    yield Place(tmp_path / "quay")
    said = cli("lab", "destroy", "--yes", "-q")
    assert said.code == 0, said.err


@pytest.fixture
def postgresql() -> None:
    """Skip where this machine has none."""
    try:
        program.programs()
    except ZhengyunError as error:
        if error.code is not codes.NO_DATABASE_SERVER:
            raise
        pytest.skip("no PostgreSQL on this machine; to run it: apt-get install postgresql-15")


def told(cli: Cli, *words: str) -> Said:
    """What a command of the lab says as data."""
    return cli("lab", *words, "-o", "json", "-q")


@pytest.mark.usefixtures("postgresql")
def test_a_database_is_told_stopped_brought_back_and_thrown_away(cli: Cli, place: Place) -> None:
    began = told(cli, "database")
    assert began.code == 0, began.err
    url = began.json["records"]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    (one,) = told(cli, "status").json["databases"]
    assert (one["name"], one["answering"], one["version"][:2] >= "15", one["pid"] > 0) == ("records", True, True, True)
    assert f"database records: {one['address']}: answers, PostgreSQL {one['version']}" in cli("lab", "status").out

    # Twice is once: the same address, the same process, the same password.
    again = told(cli, "database").json
    assert (again["records"], again["databases"][0]["pid"]) == (url, one["pid"])

    assert told(cli, "down").json["databases"][0]["pid"] == 0
    said = cli("lab", "status")
    assert "does not run" in said.out.splitlines()[-1]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)

    # A password file that was lost is written anew, and opens.
    (place.root / "database" / "records" / "passwords").unlink()
    assert told(cli, "database").json["records"] == url
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)

    assert cli("lab", "database", "--off", "-q").out == "The database is stopped.\n"
    anew = told(cli, "database", "--anew").json["records"]
    with psycopg.connect(anew) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT count(*) FROM kept")
    assert (said.code, cli("lab", "database", "--off", "--anew").code) == (6, 2)

    assert told(cli, "destroy", "--yes").json["databases"] == []
    assert not (place.root / "database").exists()


@pytest.mark.usefixtures("postgresql")
def test_what_a_server_was_started_with_it_is_started_with_again(cli: Cli, place: Place) -> None:
    from lab.database import control, standing

    first = control.up(place, settings={"work_mem": "'6789kB'"})
    assert standing.names(place) == ("records",)
    assert told(cli, "down").code == 0
    standing.again(place)
    assert control.status(place) == first
    assert control.as_superuser(first, "SHOW work_mem;") == "6789kB\n"
    # A file of before settings were kept in it.
    assert told(cli, "down").code == 0
    kept = json.loads(first.server.kept.read_text())
    del kept["settings"]
    first.server.kept.write_text(json.dumps(kept))
    standing.again(place)
    assert control.as_superuser(first, "SHOW work_mem;") == "4MB\n"
    first.server.kept.write_text("[]")
    said = cli("lab", "status")
    assert (said.code, "ZY-LAB-053" in said.err) == (5, True)


def test_a_vault_is_told_and_goes_down_and_away_with_the_lab(cli: Cli, place: Place) -> None:
    began = told(cli, "vault")
    assert began.code == 0, began.err
    address = began.json["vault"]["address"]
    found = told(cli, "status").json["vault"]
    assert (found["address"], found["answering"], found["begun"]) == (address, True, False)
    assert f"vault: {address}: answers; it has not been set up" in cli("lab", "status").out
    down = told(cli, "down").json["vault"]
    assert (down["address"], down["pid"], down["answering"]) == (address, 0, False)
    assert told(cli, "destroy", "--yes").json["vault"] is None
    assert not VaultPlace.of(place).root.exists()


@pytest.mark.parametrize("left", [None, "{}", '{"vault": 15001}', '{"vault": null, "vault-cluster": 15002}', "[]", "{"])
def test_a_lab_that_was_begun_before_there_was_a_vault_is_told_stopped_and_given_one(
    cli: Cli, place: Place, left: str | None
) -> None:
    """As it lies there: sites, no folder of a vault, or one whose ports were never written to the end."""
    own = VaultPlace.of(place)
    for site in ("primary", "dr"):
        place.site(site).make()
        size = {"hosts": 3, "vcpus": 64, "ram_mib": 262_144, "disk_gib": 4_000}
        kept = {"size": size, "ports": {"keystone": 15_000}, "passwords": {"zhengyun": "hush"}}
        place.site(site).kept.write_text(json.dumps(kept))
    if left is not None:
        own.root.mkdir()
        own.kept.write_text(left)
    for words in (("status",), ("down",)):
        said = told(cli, *words)
        assert said.code == (6 if words == ("status",) else 0), said.err
        assert (said.json["vault"], said.json["databases"]) == (None, [])
        assert "vault" not in cli("lab", *words, "-q").out
    if left in {None, '{"vault": 15001}'}:
        began = told(cli, "vault")
        assert (began.code, began.json["vault"]["answering"]) == (0, True), began.err
    shutil.rmtree(place.openstack / "dr")
