"""`audit reconcile`: whose it is, and what it cannot be asked."""

import json
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Cli


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--since", "2001-01-02", "--until", "2001-01-01"], 2, "ZY-GOV-171"),
        (["--until", "2999-01-01"], 2, "ZY-GOV-171"),
        (["--since", "2999-01-01"], 2, "ZY-GOV-171"),
        (["--since", "yesterday"], 2, "yesterday: expected a day"),
        (["--site", "nowhere"], 2, "ZY-CLI-003"),
    ],
)
def test_asked_wrongly(cli: Cli, arguments: list[str], code: int, said: str) -> None:
    answered = cli("audit", "reconcile", *arguments, "--as", "auditor")
    assert answered.code == code
    assert said in answered.err


@pytest.mark.parametrize("person", ["operator", "security"])
def test_it_takes_an_auditor(cli: Cli, person: str) -> None:
    answered = cli("audit", "reconcile", "--as", person)
    assert answered.code == 3
    assert "ZY-GOV-" in answered.err


def test_a_site_out_of_reach_is_unknown_and_that_is_an_entry(town: Path, cli: Cli) -> None:
    entry = {"auth_url": "http://127.0.0.1:9/v3", "username": "u", "password": "p", "project_name": "p"}
    clouds = {"clouds": {"primary": {"auth": {**entry, "user_domain_id": "default", "project_domain_id": "default"}}}}
    (town / "clouds.yaml").write_text(json.dumps(clouds), "utf-8")
    settings = town / "zhengyun.toml"
    settings.write_text("patience = 1\n" + settings.read_text("utf-8"), "utf-8")
    said = cli("audit", "reconcile", "--site", "primary", "--as", "auditor")
    assert said.code == 6, said.err
    assert "the site could not be reached" in said.out
    entries = cli("audit", "show", "-n", "100", "-o", "json").json["entries"]
    (told,) = [one for one in entries if one["kind"] == "audit.reconciled"]
    # The next one does not begin where this has ended.
    assert (
        cli("audit", "reconcile", "--site", "primary", "--as", "auditor", "-o", "json").json["sites"][0]["since"]
        == (told["body"]["sites"]["primary"]["since"])
    )
    assert (told["body"]["sites"]["primary"]["unexplained"], told["body"]["sites"]["primary"]["unknown"]) == (0, 1)
