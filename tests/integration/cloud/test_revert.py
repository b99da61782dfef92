"""The way back of a change on a real site: what it made goes, what it took away is made again, and the rest is told."""

import shlex
import subprocess
from dataclasses import dataclass
from typing import Any, Final

import pytest

from cloud import mark
from cloud.kinds.legs import ADDRESS
from lab.openstack.proxy import says
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Town

pytestmark = [pytest.mark.lab, pytest.mark.slow]

BEFORE: Final = Department({"db": ("tiny", {"data": 1}), "old": ("tiny", {"books": 1})})
AFTER: Final = Department({"db": ("tiny", {"data": 1}), "new": ("tiny", {"more": 1})}, dns=("198.51.100.9",), spare="198.51.100.64/28")  # fmt: skip


@dataclass(frozen=True)
class Pinned(Department):
    """One whose servers have an address that is said."""

    address: str = ""

    def text(self, name: str) -> str:
        """Its file."""
        return super().text(name).replace("[office]", f"[{{network: office, address: {self.address}}}]")


# What the cloud chooses, and what is known by the identifier alone.
CHOSEN: Final = frozenset({"host", "zoned", "availability_zone"})


def _world(town: Town) -> dict[str, Any]:
    """Everything of the town's at the site, without identifiers."""
    there = town.lab.cloud(mark.owner(town.name, "primary")).observe([town.name]).existing
    return {
        str(address): {name: value for name, value in one.attributes.items() if name not in CHOSEN}
        for address, one in there.items()
    }


def _applied(town: Town, department: Department) -> str:
    """Take it through the whole road, with what it destroys."""
    town.declare(department)
    return _agreed_and_applied(town, "plan", "--allow-destroy")


def _agreed_and_applied(town: Town, *command: str) -> str:
    file = str(town.root / "change.json")
    said = town.types(*command, "-f", file)
    assert said.code == 4, said.out + said.err
    request = str(town.types("change", "submit", file, "-m", "wanted", "-o", "json").json["request"])
    town.agree(request)
    applied = town.types("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err
    assert town.receipt(request)["complete"]
    return request


def _taken_back(town: Town, request: str, *more: str) -> str:
    """The whole road of the way back; returns the request of it."""
    return _agreed_and_applied(town, "change", "revert", request, *more)


def _left(town: Town) -> list[str]:
    said = town.types("plan", "-f", str(town.root / "left.json"), "-o", "json", "-q", "--allow-destroy")
    return [str(action["id"]) for action in said.json["plan"]["actions"]]


def _told_to_git(err: str) -> list[str]:
    (line,) = (line for line in err.splitlines() if line.startswith("  git -C "))
    return shlex.split(line)


def test_what_was_made_changed_and_taken_away_is_as_before_and_that_again(found: Found) -> None:
    town = found("reverting")
    town.applied(BEFORE)
    stood = _world(town)
    request = _applied(town, AFTER)
    changed = _world(town)
    refused = town.types("change", "revert", request, "-f", str(town.root / "back.json"))
    assert refused.code == 3
    assert "ZY-CLOUD-013" in refused.err
    assert "--allow-destroy" in refused.err

    said = town.types("change", "revert", request, "-f", str(town.root / "back.json"), "--allow-destroy")
    assert f"server {town.name}/desk/old: made again, and empty: what it held is lost" in said.out
    assert f"volume {town.name}/desk/old/books: made again, and empty" in said.out
    assert f"take back what {request} has done" in said.out
    back = _taken_back(town, request, "--allow-destroy")
    assert _world(town) == stood

    assert _left(town) != [], "the files still declare what was taken back"
    subprocess.run(_told_to_git(said.err), check=True, capture_output=True)
    assert _left(town) == []

    _taken_back(town, back, "--allow-destroy")
    assert _world(town) == changed
    again = town.types("change", "revert", request, "-f", str(town.root / "back.json"))
    assert again.code == 3
    assert "ZY-CLOUD-300" in again.err, "what was made again meanwhile is another thing"


def test_of_what_failed_in_the_middle_what_was_done_is_taken_back_and_it_is_not_resumed(found: Found) -> None:
    town = found("torn-back")
    town.applied(Department())
    stood = _world(town)
    request = town.agreed(Department({"db": ("tiny", {"data": 1})}, spare="198.51.100.64/28"))
    with town.proxy.told(says(400, "POST", r"/servers$")):
        assert town.types("change", "apply", request).code == 1
    assert town.state(request) == "failed"
    assert _world(town) != stood
    _taken_back(town, request, "--allow-destroy")
    assert _world(town) == stood
    resumed = town.types("change", "apply", request, "--resume")
    assert resumed.code == 3
    assert "ZY-GOV-194" in resumed.err


def test_whoever_comes_takes_the_address_of_whoever_goes_once_he_is_gone(found: Found) -> None:
    town = found("inheriting")
    town.applied(Department({"old": ("tiny", {})}))
    old = _world(town)[f"primary/server/{town.name}/desk/old"]
    (address,) = (str(value) for name, value in old.items() if name.startswith(ADDRESS))
    _applied(town, Pinned({"heir": ("tiny", {})}, address=address))
    heir = _world(town)[f"primary/server/{town.name}/desk/heir"]
    assert [value for name, value in heir.items() if name.startswith(ADDRESS)] == [address]
