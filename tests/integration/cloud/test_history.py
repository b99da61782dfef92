"""The history of a department on a real site: changes, hands, and a site that is lost meanwhile."""

import time
from dataclasses import dataclass
from typing import Any

import pytest

from lab.openstack import intruder
from lab.openstack.proxy import EVER, resets
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Said, Town
from tests.lab_site import NAME, LabSite, answer
from zhengyun.instant import SystemClock, text

pytestmark = [pytest.mark.lab, pytest.mark.slow]

BEFORE = Department({"app": ("tiny", {"data": 1})})
AFTER = Department({"app": ("tiny", {"data": 2})})


@dataclass(frozen=True)
class Lived:
    """A town through two changes, with a hand between them; and what it was when the first was done."""

    town: Town
    first: str
    second: str
    then: str

    def told(self, *arguments: str) -> Said:
        """What its history is."""
        return self.town.types("estate", "history", *arguments, "-o", "json")

    def steps(self, kind: str, path: str) -> list[Any]:
        """Why each interval of one thing began."""
        said = self.told(f"{NAME}/{kind}/{self.town.name}/{path}")
        assert said.code == 0, said.err
        return [one["begun"] for one in said.json["things"][0]["intervals"]]


@pytest.fixture(scope="module")
def lived(found: Found, lab_site: LabSite) -> Lived:
    """The hand renames the server and closes a port; the second change makes a volume larger, and puts both right."""
    town = found("lived")
    first = town.applied(BEFORE)
    assert town.types("drift", "--record", "-q").code == 0
    # Readings are known to the second: what was seen before, and what is seen after, lie in other seconds than `then`.
    time.sleep(2)
    then = text(SystemClock().now())
    time.sleep(2)
    mallory = intruder.log_in(lab_site.place, NAME, town.name)
    (server,) = mallory.get("compute", "/servers")["servers"]
    answer(mallory, "PUT", "compute", f"/servers/{server['id']}", {"server": {"name": "mine"}})
    groups = mallory.get("network", f"/v2.0/security-groups?name=web&project_id={mallory.project}")["security_groups"]
    rule = next(one for one in groups[0]["security_group_rules"] if one["direction"] == "ingress")
    answer(mallory, "DELETE", "network", f"/v2.0/security-group-rules/{rule['id']}")
    assert town.types("drift", "--record", "-q").code == 4
    return Lived(town, first, town.applied(AFTER), then)


def test_what_a_change_did_is_linked_to_it(lived: Lived) -> None:
    made, larger = lived.steps("volume", "desk/app/data")
    assert (made["requests"], made["outside"]) == ([lived.first], False)
    assert [(one["attribute"], one["before"], one["after"], one["by"]) for one in larger["differences"]] == [
        ("size_gib", 1, 2, lived.second)
    ]


def test_what_a_hand_did_is_outside_the_tool_with_who_it_was(lived: Lived) -> None:
    made, renamed, back = lived.steps("server", "desk/app")
    assert made["requests"] == [lived.first]
    assert [(one["attribute"], one["by"]) for one in renamed["differences"]] == [("name", "outside")]
    assert [(deed["actor"], deed["what"].split()[0]) for deed in renamed["deeds"]] == [("intruder", "update")]
    assert renamed["after"] <= renamed["deeds"][0]["at"]
    assert (back["requests"], back["outside"]) == ([lived.second], False)


def test_what_was_taken_away_and_made_again_is_two_things_one_after_the_other(lived: Lived) -> None:
    said = lived.told(f"{lived.town.name}/web/in tcp 443 from 0.0.0.0/0")
    first, second = said.json["things"][0]["intervals"]
    assert first["ended"]["outside"]
    assert [deed["actor"] for deed in first["ended"]["deeds"]] == ["intruder"]
    assert second["begun"]["requests"] == [lived.second]
    assert first["facts"]["id"] != second["facts"]["id"]


def test_nothing_else_was_done_by_anybody(lived: Lived) -> None:
    things = lived.told(lived.town.name).json["things"]
    causes = [cause for one in things for each in one["intervals"] for cause in (each["begun"], each["ended"]) if cause]
    assert sum(one["outside"] for one in causes) == 2


def test_the_register_of_then_is_what_was_there_then(lived: Lived) -> None:
    told = lived.told(lived.town.name, "--at", lived.then).json
    by_address = {one["address"]: one for one in told["things"]}
    volume = by_address[f"{NAME}/volume/lived/desk/app/data"]
    assert volume["facts"]["size_gib"] == 1
    assert [(one["now"], one["by"]) for one in volume["differences"]] == [(2, lived.second)]
    assert by_address[f"{NAME}/server/lived/desk/app"]["differences"] == []


def test_a_site_that_is_lost_ends_nothing(lived: Lived) -> None:
    with lived.town.proxy.told(resets("GET", "/v2.1/servers/detail", times=EVER)):
        assert lived.town.types("drift", "--record", "-q").code == 6
    said = lived.town.types("estate", "history", f"{lived.town.name}/desk")
    assert said.code == 6
    assert "primary is STALE" in said.out
    assert "is gone" not in said.out
    assert lived.town.types("drift", "--record", "-q").code == 0
    assert lived.told(f"{lived.town.name}/desk").code == 0
