"""`estate history`: what was seen of a thing, when, and by which change; stale and unknown told as such."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from records.database import Database
from records.intervals import Intervals
from records.readings import Reading, Readings
from tests.integration.cli.conftest import Cli
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.instant import SystemClock, text
from zhengyun.interval import Sighting, Work
from zhengyun.ports import Deed
from zhengyun.resource import Address, Existing, World

NETWORK = Address("primary", "network", "finance/office")
GROUP = Address("primary", "group", "finance/web")
START = SystemClock().now() - timedelta(hours=5)
DEED = Deed("2026-03-02T08:00:00Z", "primary", "neutron", "mallory", "u", "p", "g", "update it", "192.0.2.7", "r", True)


def hour(number: int) -> str:
    return text(START + timedelta(hours=number))


def sighting(number: int, **things: Any) -> Sighting:
    """A reading, `number` hours after the first."""
    known = {"network": NETWORK, "group": GROUP}
    existing = {known[name]: Existing(known[name], f"id-{name}", one) for name, one in things.items()}
    return Sighting(World("primary", existing), hour(number), hour(number))


@pytest.fixture
def lived(town: Path) -> Path:
    """A site that was read four times: by its second a change was seen, by the third one of nobody's, by the fourth an end."""
    database = Database(town / "records.sqlite")
    kept = Intervals(database)
    kept.see(sighting(0, network={"name": "office"}), [], "")
    action = Action("update", "cloud", Verb.UPDATE, NETWORK, "id-network", {"name": "hall"})
    made = Action("create", "cloud", Verb.CREATE, GROUP, "", {"name": "web"})
    works = [Work("CR-1", one, hour(1), hour(1), "id-group") for one in (action, made)]
    kept.see(sighting(1, network={"name": "hall"}, group={"name": "web"}), works, "CR-1")
    kept.see(sighting(2, network={"name": "hall"}, group={"name": "bad"}), works, "", lambda *_: (DEED,))
    kept.see(sighting(3, network={"name": "hall"}), works, "")
    Readings(database).add([Reading("primary", hour(3), 10, "operator", {"drift": []}, None, {})])
    database.close()
    return town


def test_every_step_is_told_with_its_change_or_as_done_outside(lived: Path, cli: Cli) -> None:
    said = cli("estate", "history", "finance", "--site", "primary")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0].startswith("primary: readings kept: 4, the first of")
    assert [line.strip() for line in lines[1:]] == [
        "primary/group/finance/web",
        f"{hour(1)}  is there: by CR-1",
        f"{hour(2)}  name: web → bad: outside the tool, between {hour(1)} and {hour(2)}",
        "mallory at 2026-03-02T08:00:00Z from 192.0.2.7: update it",
        f"{hour(3)}  is gone: outside the tool, between {hour(2)} and {hour(3)}",
        "primary/network/finance/office",
        f"{hour(0)}  is there: it was so already at the first reading",
        f"{hour(1)}  name: office → hall: by CR-1",
    ]
    told = cli("estate", "history", "primary/network/finance/office", "-o", "json").json
    assert (told["format"], len(told["things"])) == ("zhengyun-history/1", 1)
    first, second = told["things"][0]["intervals"]
    assert (first["since"], first["until"], first["last_seen"]) == (hour(0), hour(1), hour(0))
    assert (second["until"], second["last_seen"], second["begun"]["requests"]) == (None, hour(3), ["CR-1"])


def test_since_tells_only_what_has_happened_since(lived: Path, cli: Cli) -> None:
    said = cli("estate", "history", "finance", "--site", "primary", "--since", hour(2))
    assert "CR-1" not in said.out
    assert "name: web → bad" in said.out


def test_the_register_as_of_then_with_each_difference_to_now(lived: Path, cli: Cli) -> None:
    told = cli("estate", "history", "--site", "primary", "--at", hour(0), "-o", "json").json
    (network,) = [one for one in told["things"] if one["there"]]
    assert network["facts"] == {"id": "id-network", "name": "office"}
    assert network["differences"] == [
        {"attribute": "name", "then": "office", "now": "hall", "by": "CR-1", "at": hour(1)}
    ]
    said = cli("estate", "history", "--site", "primary", "--at", hour(2))
    assert f"      is gone: outside the tool, seen at {hour(3)}" in said.out
    assert said.out.endswith("there then: 2; of these not the same now: 1; new since: 0\n")


@pytest.mark.parametrize("lost", [3, 4], ids=["in the second of the last reading", "later"])
def test_a_site_that_was_lost_since_is_stale_and_its_things_are_not_ended(lived: Path, cli: Cli, lost: int) -> None:
    database = Database(lived / "records.sqlite")
    Readings(database).add([Reading("primary", hour(lost), 10, "operator", None, {"code": "ZY-CLOUD-002"}, {})])
    database.close()
    said = cli("estate", "history", "finance/office", "--site", "primary")
    assert said.code == 6
    assert (
        f"primary is STALE: it could not be read since {hour(lost)}; what lasts was last seen at {hour(3)}" in said.out
    )
    assert "is gone" not in said.out


def test_before_the_first_reading_nothing_is_known(lived: Path, cli: Cli) -> None:
    said = cli("estate", "history", "--site", "primary", "--at", "2001-01-01")
    assert said.code == 6
    assert f"nothing is known of 2001-01-01T23:59:59Z: the first reading is of {hour(0)}" in said.out
    assert cli("estate", "history", "--site", "dr").code == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["finance/nowhere", "--site", "primary"], "ZY-GOV-170"),
        (["--site", "nowhere"], "ZY-CLI-003"),
        (["--at", "soon"], "soon: expected a day"),
        (["--at", "2026-03-02", "--since", "2026-03-01"], "do not go together"),
    ],
)
def test_asked_wrongly(lived: Path, cli: Cli, arguments: list[str], said: str) -> None:
    answered = cli("estate", "history", *arguments)
    assert answered.code == 2
    assert said in answered.err


def test_what_an_auditor_reads_is_an_entry(lived: Path, cli: Cli) -> None:
    assert cli("estate", "history", "--site", "primary", "--as", "operator").code == 0
    before = len(cli("audit", "show", "-n", "100", "-o", "json").json["entries"])
    assert cli("estate", "history", "finance", "--site", "primary", "--as", "auditor").code == 0
    entries = cli("audit", "show", "-n", "100", "-o", "json").json["entries"]
    assert len(entries) == before + 1
    newest = max(entries, key=lambda one: int(one["number"]))
    assert (newest["kind"], newest["actor"], newest["body"]["read"]) == ("audit.read", "auditor", "estate history")
