"""Settings that name a server: the same commands, backup and restore among them."""

import re
from pathlib import Path

import pytest

from records.opening import open_records
from tests.databases import Databases
from tests.integration.cli.conftest import Cli

pytestmark = pytest.mark.lab


@pytest.fixture
def url(town: Path, databases: Databases) -> str:
    """The address of an empty database, which the town's settings name."""
    made, file = databases.fresh(), town / "zhengyun.toml"
    file.write_text(re.sub(r'(?m)^records = ".*"$', f'records = "{made}"', file.read_text()))
    return made


def test_records_on_a_server_are_asked_and_checked_like_others(cli: Cli, url: str) -> None:
    said = cli("records", "check")
    assert (said.code, "ZY-REC-015" in said.err) == (2, True)
    open_records(url).close()
    said = cli("records", "check", "-o", "json")
    assert (said.code, said.json["sound"], said.json["entries"]) == (0, True, 0)
    assert cli("change", "list").code == 0


def named(town: Path, url: str) -> None:
    """Write another place into the settings."""
    file = town / "zhengyun.toml"
    file.write_text(re.sub(r'(?m)^records = ".*"$', f'records = "{url}"', file.read_text()))


def test_they_are_backed_up_and_put_back_into_an_empty_database_and_a_witness_tells_what_is_missing(
    cli: Cli, town: Path, databases: Databases
) -> None:
    first, second, file = databases.fresh(), databases.fresh(), town / "night"
    assert cli("records", "move", "--to", first).code == 0
    named(town, first)
    assert cli("audit", "witness", "run").code == 0
    made = cli("records", "backup", str(file), "-o", "json")
    assert (made.code, made.json["format"]) == (0, "zhengyun-backup/1"), made.err
    assert cli("audit", "show", "--as", "auditor").code == 0
    assert cli("audit", "witness", "run").code == 0

    # Where records are, none are put on top.
    said = cli("records", "restore", str(file))
    assert (said.code, "ZY-REC-070" in said.err) == (3, True)
    named(town, second)
    back = cli("records", "restore", str(file), "-o", "json")
    assert (back.code, back.json["head"], back.json["kept"]) == (0, made.json["head"], ""), back.err
    checked = cli("records", "check", "-o", "json").json
    assert (checked["sound"], checked["entries"], checked["head"]) == (True, made.json["entries"], made.json["head"])

    # What is missing since, the witness remembers.
    said = cli("audit", "witness", "run")
    assert "ZY-GOV-119" in said.out + said.err, said
    assert said.code != 0

    # The same file is put into SQLite as well; a witness says the same there.
    named(town, str(town / "back.sqlite"))
    assert cli("records", "restore", str(file)).code == 0
    assert "ZY-GOV-119" in str(cli("audit", "witness", "run"))


def test_what_is_on_a_server_already_is_not_moved_there_again(cli: Cli, url: str, databases: Databases) -> None:
    open_records(url).close()
    said = cli("records", "move", "--to", databases.fresh())
    assert (said.code, "ZY-REC-029" in said.err) == (2, True)
    assert cli("records", "restore", "nothing.there").code == 2


def test_a_password_in_the_settings_is_refused_and_never_shown(cli: Cli, url: str, town: Path) -> None:
    file = town / "zhengyun.toml"
    file.write_text(file.read_text().replace("keeper@", "keeper:hunter2@"))
    said = cli("records", "check")
    assert (said.code, "ZY-REC-020" in said.err) == (2, True)
    assert "hunter2" not in said.err + said.out
