"""`zhengyun records move` and `records separate` as people type them: from a file to a server, and each office its own rights there."""

from pathlib import Path

import pytest

from lab.database.configuration import ADDRESS
from records.separation.separating import Separation
from tests.databases import Databases
from tests.integration.cli.conftest import Cli

pytestmark = pytest.mark.lab


def test_a_site_goes_over_to_a_server_and_each_office_has_its_own_rights_there(
    cli: Cli, town: Path, databases: Databases
) -> None:
    url = databases.fresh()
    name = url.partition("?")[0].rpartition("/")[2]
    verified = cli("audit", "verify", "-o", "json")
    assert verified.code == 0, verified.err
    before = verified.json
    moved = cli("records", "move", "--to", url, "-o", "json", "--as", "operator")
    assert moved.code == 0, moved.err
    assert moved.json["to"] == f"postgresql://{ADDRESS}:{databases.server.port}/{name}"
    told = cli("records", "check")
    assert (told.code, "ZY-REC-044" in told.err, moved.json["to"] in told.err) == (3, True, True)
    settings = town / "zhengyun.toml"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("records ")]
    settings.write_text(f'records = "{url}"\n' + "\n".join(lines) + "\n")
    verified = cli("audit", "verify", "-o", "json")
    assert verified.code == 0, verified.err
    after = verified.json
    assert (after["sound"], after["entries"] > before["entries"]) == (True, True)
    databases.login(f"dba_after_{name}", "SUPERUSER")
    by = ("--by", databases.url(name, f"dba_after_{name}"))
    checked = cli("records", "separate", *by, "--check", "-o", "json")
    assert checked.code == 4, checked.err
    assert [one for one in checked.json["differences"] if one["lacks"] and one["kind"] == "policy"]
    done = cli("records", "separate", *by, "--yes")
    assert f"zy.operator.{name}" in done.err, done.err
    # Whose the tables were has nothing to say there any more; everybody comes in as himself.
    (town / "passwords").write_text("*:*:*:*:correct horse\n")
    (town / "passwords").chmod(0o600)
    separation = Separation(by[1])
    for person in ("operator", "auditor"):
        separation.password(separation.names.login(person), "correct horse")
    own = f"postgresql://{ADDRESS}:{databases.server.port}/{name}?passfile={town / 'passwords'}"
    settings.write_text(settings.read_text().replace(url, own))
    left = cli("records", "separate", *by, "--check", "-o", "json", "--as", "auditor")
    assert left.code == 4, left.err
    # Others' tests look after databases of their own at this server.
    strange = [one["what"] for one in left.json["differences"]]
    assert f"strange superuser dba_after_{name}" in strange
    assert all(one.startswith("strange superuser dba_") for one in strange)
    said = cli("audit", "verify", "-o", "json", "--as", "auditor")
    assert (said.code, said.json["sound"]) == (0, True), said.err
    assert said.json["entries"] > after["entries"]
    secret = ("--secret-file", "-")
    given = cli(
        "records",
        "separate",
        *by,
        "--check",
        "--password",
        "executor",
        *secret,
        "--as",
        "auditor",
        stdin="correct horse\n",
    )
    assert given.code == 4, given.err
    slip = cli("records", "separate", *by, "--check", "--password", "nobody", "--as", "auditor")
    assert (slip.code, "ZY-REC-063" in slip.err) == (2, True)
    # The settings' address names nobody: each looks as himself, and is told what the server does not show him.
    seen = cli("records", "separate", "--check", "-o", "json", "--as", "auditor")
    assert {one["what"] for one in seen.json["differences"]} == set(strange)
    assert ["pg_hba.conf" in one for one in seen.json["untried"]] == [True]
    assert left.json["untried"] == []
    proven = cli("role", "prove", "--part", "database", "-o", "json", "--as", "auditor")
    assert {one["role"] for one in proven.json["attempts"]} >= {"system", "audit", "executor"}, proven.err
    assert (proven.json["worked"], proven.json["unknown"]) == ([], [])
    # Whoever alters roles is named.
    nobody = cli("records", "separate", "--by", own, "--check")
    assert (nobody.code, "ZY-REC-061" in nobody.err) == (2, True)
    settings.write_text(settings.read_text().replace(f"/{name}?", "/?"))
    nowhere = cli("role", "prove", "--part", "database", "-o", "json", "--as", "auditor")
    assert nowhere.code != 0
    assert "ZY-REC-060" in nowhere.err + nowhere.out
