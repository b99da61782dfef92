"""Settings that name a server: the same commands, and which of them are the server's own tools' to do."""

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


def test_they_are_backed_up_by_the_servers_own_tools(cli: Cli, url: str, town: Path) -> None:
    for words in (("backup", str(town / "b")), ("restore", str(town / "b"))):
        said = cli("records", *words)
        assert (said.code, "ZY-REC-029" in said.err) == (2, True)
        assert not (town / "b").exists()


def test_a_password_in_the_settings_is_refused_and_never_shown(cli: Cli, url: str, town: Path) -> None:
    file = town / "zhengyun.toml"
    file.write_text(file.read_text().replace("keeper@", "keeper:hunter2@"))
    said = cli("records", "check")
    assert (said.code, "ZY-REC-020" in said.err) == (2, True)
    assert "hunter2" not in said.err + said.out
