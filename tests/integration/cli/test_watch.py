"""Drift and status where sites cannot be read: what was last known is shown with its age, and never as empty."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.watch.repeat import SECONDS
from cloud.openstack import SERVICES
from cloud.port import Service
from records.database import Database
from records.readings import Reading, Readings
from tests.integration.cli.conftest import Cli
from zhengyun.instant import SystemClock, text

RULE: dict[str, Any] = {"match": "primary/*/finance/*", "attribute": "name", "reason": "a trial", "until": "2026-12-31"}
FOUND: dict[str, Any] = {
    "evidence": True,
    "pending": 2,
    "things": {"network": 3, "server": 12},
    "drift": [
        {
            "address": "primary/network/finance/office",
            "state": "changed",
            "changes": [{"attribute": "enabled", "before": False, "after": True}],
            "fault": "",
            "by": [
                {
                    "at": "2026-03-02T08:00:00Z",
                    "actor": "mallory",
                    "origin": "192.0.2.7",
                    "what": "update it",
                    "doubt": "",
                }
            ],
            "expired": [{**RULE, "by": "operator", "even_if": [], "place": "drift.yaml:2"}],
        }
    ],
    "ignored": [
        {
            "address": "primary/server/finance/web",
            "state": "changed",
            "changes": [],
            "rule": {**RULE, "by": "operator", "even_if": [], "place": "drift.yaml:3"},
        }
    ],
    "foreign": [],
}


def _now() -> datetime:
    return SystemClock().now()


@pytest.fixture
def remember(town: Path) -> Any:
    """Records readings of so many minutes ago."""

    def add(site: str, minutes: int, found: Any = FOUND) -> None:
        at = text(_now() - timedelta(minutes=minutes))
        problem = None if found else {"code": "ZY-CLOUD-002", "reason": "no answer", "exit": 6}
        database = Database(town / "records.sqlite")
        Readings(database).add([Reading(site, at, 1200, "operator", found, problem, {})])
        database.close()

    return add


class TestLast:
    """`drift --last`: the records alone."""

    def test_nothing_recorded_is_unknown_and_not_empty(self, cli: Cli) -> None:
        said = cli("drift", "--last")
        assert said.code == 6
        assert "primary: no reading has been recorded" in said.out
        assert "No drift." not in said.out

    def test_each_site_is_shown_with_its_age(self, cli: Cli, remember: Any) -> None:
        remember("primary", 200)
        remember("dr", 2, {**FOUND, "drift": [], "ignored": [], "things": {}})
        said = cli("drift", "--last")
        assert said.code == 4
        assert "primary: read 3 h 20 min ago" in said.out
        assert "dr: read 2 min" in said.out
        assert "enabled: yes → no" in said.out
        assert "mallory at 2026-03-02T08:00:00Z from 192.0.2.7: update it" in said.out
        assert "a rule that expired on 2026-12-31 no longer hides this: a trial (drift.yaml:2)" in said.out
        assert "primary: not told by drift.yaml:3: 1 (until 2026-12-31, by operator: a trial)" in said.out
        assert said.out.endswith("drifted: 1\n")

    def test_one_that_could_not_be_read_since_is_stale(self, cli: Cli, remember: Any) -> None:
        remember("primary", 20)
        remember("dr", 20)
        remember("dr", 5, None)
        said = cli("drift", "--last", "-o", "json")
        assert said.code == 6
        primary, dr = said.json["sites"]
        assert (primary["state"], dr["state"]) == ("recorded", "stale")
        assert 1200 <= dr["age_seconds"] < 1300
        assert dr["problem"]["code"] == "ZY-CLOUD-002"
        assert dr["drift"] == FOUND["drift"]


class TestLost:
    """Sites that do not answer now: nothing listens where the training set's clouds should be."""

    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody waits for what does not come, nor long for the next round."""
        monkeypatch.setattr("cli.wiring.LOOKING", 0.2)
        monkeypatch.setitem(SECONDS, "s", 0.1)

    def test_a_lost_site_shows_what_was_last_known_of_it(self, cli: Cli, town: Path, remember: Any) -> None:
        _unreachable(town)
        remember("primary", 61)
        said = cli("drift")
        assert said.code == 6
        assert "primary is STALE: it could not be read (ZY-CLOUD-002). What follows was read 1 h 1 min ago" in said.out
        assert "primary/network/finance/office is not as declared" in said.out
        assert (
            "dr could not be read (ZY-CLOUD-002), and no reading of it has been recorded: nothing is known" in said.out
        )
        assert "not read: primary, dr" in said.out
        assert "No drift." not in said.out

    def test_what_is_lost_is_recorded_as_lost_and_is_news_once(self, cli: Cli, town: Path, remember: Any) -> None:
        _unreachable(town)
        remember("primary", 61)
        remember("dr", 61)
        first = cli("drift", "--record", "--changed-only")
        assert first.code == 6
        assert "primary is STALE" in first.out
        second = cli("drift", "--record", "--changed-only")
        assert (second.code, "STALE" in second.out) == (6, False)
        last = json.loads(cli("drift", "--last", "-o", "json").out)["sites"][0]
        assert last["lost_since"]
        assert last["drift"] == FOUND["drift"], "what failed is no reading"

    def test_status_shows_it_too(self, cli: Cli, town: Path, remember: Any) -> None:
        _unreachable(town)
        remember("primary", 61)
        said = cli("status")
        assert said.code == 6
        assert "STALE, read 1 h 1 min ago: network 3, server 12; drifted: 1" in said.out
        assert "no reading has been recorded" in said.out
        sites = cli("status", "-o", "json").json["sites"]
        assert [site["state"] for site in sites] == ["stale", "stale"]
        assert sites[0]["last_reading"]["things"] == {"network": 3, "server": 12}
        assert sites[1]["last_reading"] is None

    def test_status_of_a_site_that_answers_is_legible(
        self, cli: Cli, remember: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        well = SimpleNamespace(services=lambda: [Service(name, "1") for name in SERVICES])
        monkeypatch.setattr("cli.wiring.House.reading", lambda *given: dict.fromkeys(given[2], well))
        remember("primary", 61)
        said = cli("status")
        assert "      read 1 h 1 min ago: network 3" in said.out
        assert "\ufffd" not in said.out

    def test_again_and_again(self, cli: Cli, town: Path) -> None:
        _unreachable(town)
        said = cli("drift", "--record", "--every", "1s", "--times", "2", "--site", "dr")
        assert said.code == 6
        assert said.out.count("dr could not be read") == 2

    def test_what_goes_wrong_in_a_round_is_told_and_the_next_comes(self, cli: Cli, town: Path) -> None:
        (town / "estate/estate.yaml").write_text("estate: 7\n")
        said = cli("drift", "--every", "1s", "--times", "2")
        assert said.code == 2
        assert said.err.count("ZY-EST-012") >= 2


@pytest.mark.parametrize(
    "options",
    [
        ("--record", "--only", "finance"),
        ("--last", "--only", "finance"),
        ("--last", "--record"),
        ("--last", "--changed-only"),
        ("--last", "--every", "15m"),
        ("--times", "3"),
        ("--times", "0", "--every", "1s"),
        ("--every", "soon"),
        ("--every", "0m"),
        ("--every", "-5m"),
    ],
)
def test_options_that_make_no_sense_are_bad_input(cli: Cli, options: tuple[str, ...]) -> None:
    said = cli("drift", *options)
    assert said.code == 2
    assert "Error" in said.err


def _unreachable(town: Path) -> None:
    """Entries of clouds.yaml behind which nobody listens."""
    entry = "    auth: {auth_url: 'http://127.0.0.1:9/v3', username: u, password: p, project_name: admin}\n"
    file = town / "nobody.yaml"
    file.write_text(f"clouds:\n  primary:\n{entry}  dr:\n{entry}")
    settings = town / "zhengyun.toml"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith(("clouds", "patience"))]
    settings.write_text("\n".join([f'clouds = "{file}"', "patience = 1", *lines]) + "\n")
