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


def _vault_line(second: int, path: str, who: str = "root", operation: str = "update") -> str:
    """A line as OpenBao writes it, cut down to what is read."""
    auth = {"display_name": who, "policies": [who]}
    request = {
        "id": f"r{second}",
        "operation": operation,
        "path": path,
        "remote_address": "192.0.2.44",
        "mount_class": "secret",
    }
    return (
        json.dumps({"time": f"2001-01-01T00:00:{second:02d}.5Z", "type": "response", "auth": auth, "request": request})
        + "\n"
    )


def test_the_vault_is_held_against_the_log_too(town: Path, cli: Cli) -> None:
    """Beside the clouds: with who, from where, what; and from where the last look ended."""
    audit = town / "vault-audit.log"
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text() + f'\n[vault]\naddress = "http://127.0.0.1:9"\naudit = "{audit}"\n')
    gone = cli("audit", "reconcile", "--site", "vault", "--as", "auditor", "--since", "2001-01-01T00:00:01Z")
    assert gone.code == 6
    assert "UNKNOWN: openbao" in gone.out
    assert "its events are not collected" in gone.out
    older, policy = _vault_line(0, "sys/health"), _vault_line(2, "sys/policies/acl/back-door")
    audit.write_text(older + policy)
    span = ("--since", "2001-01-01T00:00:01Z", "--until", "2001-01-02")
    said = cli("audit", "reconcile", "--site", "vault", "--as", "auditor", *span)
    assert said.code == 4, said.err
    assert "192.0.2.44" in said.out
    assert "update sys/policies/acl/back-door" in said.out
    assert "with a root token, of which none should be left" in said.out
    audit.write_text(older + _vault_line(2, "auth/token/revoke-self"))
    clean = cli("audit", "reconcile", "--site", "vault", "--as", "auditor", *span, "-o", "json")
    assert (clean.code, clean.json["sites"][0]["unexplained"]) == (0, [])
    audit.write_text(older + "torn\n" + _vault_line(3, "auth/token/revoke-self"))
    torn = cli("audit", "reconcile", "--site", "vault", "--as", "auditor", *span, "-o", "json")
    assert torn.code == 6
    assert torn.json["sites"][0]["unknown"][0]["number"] == 1
