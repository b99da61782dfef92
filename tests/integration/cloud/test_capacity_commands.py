"""What there is, whether more fits, what nobody uses and when it runs out, as somebody asks for it at a terminal."""

from pathlib import Path
from typing import Final

import pytest

from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Town

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "measured"


@pytest.fixture(scope="module")
def town(found: Found) -> Town:
    """A department with one server and its volume."""
    town = found(NAME)
    town.applied(Department({"app": ("tiny", {"data": 1})}))
    return town


def _asks(town: Town, text: str, *more: str) -> tuple[int, str]:
    file = Path(town.root, "question.yaml")
    file.write_text(text, "utf-8")
    said = town.types("cloud", "what-if", str(file), *more)
    return said.code, said.out + said.err


def test_capacity_counts_what_was_applied_and_is_shown_to_people_and_scripts(town: Town) -> None:
    (site,) = town.types("cloud", "capacity", "-o", "json").json["sites"]
    takes = {one["name"]: one["takes"] for one in site["tenants"]}
    assert takes[NAME] == {"servers": 1, "vcpus": 1, "ram_mib": 64, "disk_gib": 1, "volumes": 1, "storage_gib": 1}
    assert site["resources"]["vcpus"]["capacity"] == 4 * site["resources"]["vcpus"]["total"]
    assert site["resources"]["vcpus"]["used"] == sum(host["holdings"]["vcpus"]["used"] for host in site["hosts"])
    shown = town.types("cloud", "capacity")
    assert (shown.code, "(×4.0)" in shown.out, NAME in shown.out) == (0, True, True)


def test_a_wave_is_asked_for_in_two_lines(town: Town) -> None:
    assert _asks(town, f"wave: 2\nlike: {NAME}/desk\n")[0] == 0
    code, said = _asks(town, f"wave: 9\nlike: {NAME}/desk\n")
    assert (code, "ZY-CLOUD-020" in said, "certain to fit: 3" in said) == (3, True, True)
    code, said = _asks(town, f"wave: 1\nservers: {{one: {{flavor: {NAME}-huge}}}}\n")
    assert (code, "ZY-CLOUD-021" in said) == (3, True)


def test_an_estate_that_stands_fits_and_what_is_no_question_is_told(town: Town) -> None:
    assert town.types("cloud", "what-if", str(town.root / "estate")).code == 0
    assert town.types("cloud", "what-if", "HEAD").code == 0
    for text, code in (("wave: 3\n", "ZY-EST-180"), ("sites: []\n", "ZY-EST-181")):
        ended, said = _asks(town, text)
        assert (ended, code in said) == (2, True), said


def test_nothing_declared_is_offered(town: Town) -> None:
    said = town.types("cloud", "reclaim", "--idle", "0", "--old", "0", "-o", "json")
    (site,) = said.json["sites"]
    assert said.code == 0
    assert NAME not in {one["tenant"] for one in site["reclaimable"]}
    refused = town.types("cloud", "reclaim", "--plan", "no-such-thing", "-f", str(town.root / "gone.json"))
    assert (refused.code, "ZY-CLOUD-187" in refused.err) == (2, True)


def test_one_reading_foretells_nothing(town: Town) -> None:
    assert town.types("cloud", "capacity", "--record", "-q").code == 0
    said = town.types("cloud", "forecast", "-o", "json")
    assert said.code == 3
    assert {one["code"] for one in said.json["forecasts"]} == {"ZY-CLOUD-190"}
