"""Copies of volumes by the road of a change: made when they are due, gone when others have taken their place."""

from typing import Any, Final

import pytest

from lab.openstack.proxy import holds
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Town, wait_for

pytestmark = [pytest.mark.lab, pytest.mark.slow]

DATA: Final = "{size: 1 GiB, snapshots: {every: 1 d, keep: 2}, backups: {every: 7 d, keep: 1}}"
WANTED: Final = Department({"db": ("tiny", {"data": DATA})})
PATH: Final = "copies/desk/db/data"


def _agreed(town: Town, moment: str) -> str:
    file = str(town.root / "copies.json")
    said = town.types("cloud", "copies", "--at", moment, "-f", file)
    assert said.code == 4, said.out + said.err
    request = str(town.types("change", "submit", file, "-m", "nightly", "-o", "json").json["request"])
    town.agree(request)
    return request


def _done(town: Town, moment: str) -> list[str]:
    """Taken through the whole road; returns what was done, and asks that nothing is left to do."""
    request = _agreed(town, moment)
    said = town.types("change", "apply", request)
    assert said.code == 0, said.out + said.err
    again = town.types("cloud", "copies", "--at", moment, "-f", "/dev/null")
    assert (again.code, "Nothing to do." in again.out) == (0, True), again.out
    assert town.receipt(request)["complete"]
    return sorted(str(one["action"]) for one in town.receipt(request)["outcomes"])


def _listed(town: Town, moment: str) -> tuple[int, dict[str, Any]]:
    said = town.types("cloud", "copies", "--list", "--at", moment, "-o", "json")
    return said.code, {row["kind"]: (row["state"], row["count"]) for row in said.json["copies"]}


def test_copies_are_made_when_they_are_due_and_go_when_others_have_come(found: Found) -> None:
    town = found("copies")
    town.applied(WANTED)
    assert _listed(town, "2026-10-01T03:00Z") == (4, {"snapshot": ("none", 0), "backup": ("none", 0)})
    assert _done(town, "2026-10-01T03:00Z") == [
        f"create primary/backup/{PATH}/20261001t0000z",
        f"create primary/snapshot/{PATH}/20261001t0000z",
    ]
    assert _listed(town, "2026-10-01T23:00Z") == (0, {"snapshot": ("kept", 1), "backup": ("kept", 1)})
    assert _done(town, "2026-10-02T03:00Z") == [f"create primary/snapshot/{PATH}/20261002t0000z"]
    _killed_and_resumed(town)
    assert _listed(town, "2026-10-03T04:00Z") == (0, {"snapshot": ("kept", 2), "backup": ("kept", 1)})
    assert town.left() == [], "no plan of the files minds them"
    assert _listed(town, "2026-10-09T04:00Z")[0] == 4, "days later they are overdue"


def _killed_and_resumed(town: Town) -> None:
    """Killed while a snapshot was being made: resumed, it is made once, and only then does the oldest go."""
    request = _agreed(town, "2026-10-03T03:00Z")
    fault = holds("POST", r"/snapshots$")
    with town.proxy.told(fault):
        applying = town.starts("change", "apply", request)
        wait_for(fault.reached)
        applying.kill()
    resumed = town.types("change", "apply", request, "--resume")
    assert resumed.code == 0, resumed.out + resumed.err
    became = {one["action"]: one["status"] for one in town.receipt(request)["outcomes"]}
    assert became == {
        f"create primary/snapshot/{PATH}/20261003t0000z": "done",
        f"delete primary/snapshot/{PATH}/20261001t0000z": "done",
    }
    session = town.session()
    query = f"/{session.project}/snapshots/detail?all_tenants=1"
    there = [one["name"] for one in session.get("block-storage", query)["snapshots"]]
    assert sorted(name for name in there if name.startswith("desk-db-data-")) == [
        "desk-db-data-20261002t0000z",
        "desk-db-data-20261003t0000z",
    ]
