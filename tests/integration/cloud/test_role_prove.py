"""`role prove` at a real cloud: what is refused there, what a right too many lets through, and that nothing is left of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cli.proving.clouds import PREFIX
from cli.proving.parts import attempts
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Town
from tests.lab_site import LabSite, answer

pytestmark = pytest.mark.lab
PROVE = ("role", "prove", "--part", "cloud", "-o", "json")


@pytest.fixture(scope="module")
def town(found: Found) -> Town:
    return found("linfen")


def test_everything_is_refused_by_the_services_themselves(town: Town) -> None:
    said = town.types(*PROVE)
    assert (said.json["worked"], said.json["unknown"], said.json["toxic"]) == ([], [], [])
    assert said.code == 0
    assert said.json["tried"] == len(list(attempts(["cloud"]))) >= 35
    words = {one["id"]: one["words"] for one in said.json["attempts"]}
    assert "os_compute_api:os-aggregates:create" in words["cloud.create-aggregate"]
    assert "identity:create_grant" in words["cloud.become-admin"]


def test_nothing_is_left_at_the_site(town: Town, lab_site: LabSite) -> None:
    town.types(*PROVE)
    session = lab_site.session()
    for service, path in (
        ("identity", "/projects"),
        ("identity", "/users"),
        ("identity", "/roles"),
        ("identity", "/services"),
        ("network", "/v2.0/networks"),
        ("compute", "/os-aggregates"),
        ("compute", "/flavors"),
        ("image", "/v2/images"),
        ("block-storage", f"/{session.project}/volumes?all_tenants=1"),
    ):
        assert PREFIX not in str(answer(session, "GET", service, path)), path


@contextmanager
def implied(lab: LabSite, lesser: str, greater: str) -> Iterator[None]:
    """One role implies another, as somebody might have set it up long ago."""
    session = lab.session()
    known = {one["name"]: one["id"] for one in answer(session, "GET", "identity", "/roles")["roles"]}
    path = f"/roles/{known[lesser]}/implies/{known[greater]}"
    answer(session, "PUT", "identity", path)
    try:
        yield
    finally:
        answer(session, "DELETE", "identity", path)


def test_seed_a_role_that_implies_a_greater_one_is_found_by_what_it_lets_through_and_by_name(
    town: Town, lab_site: LabSite
) -> None:
    with implied(lab_site, "reader", "member"):
        said = town.types(*PROVE)
    assert said.code == 5
    assert [one["what"] for one in said.json["toxic"]] == ["reader → member"]
    worked = {one["id"] for one in said.json["worked"]}
    assert {"cloud.reader-network", "cloud.reader-group"} <= worked
    assert "cloud.create-project" not in worked


def test_a_site_that_does_not_answer_leaves_everything_unknown(town: Town) -> None:
    file = town.root / "elsewhere.yaml"
    text = town.settings.read_text("utf-8")
    (line,) = [one for one in text.splitlines() if one.startswith("clouds = ")]
    auth = "{auth_url: 'http://127.0.0.1:9/v3', username: x, password: x, project_name: x}"
    file.write_text(f"clouds: {{primary: {{auth: {auth}, region_name: primary}}}}\n")
    town.settings.write_text(text.replace(line, f'clouds = "{file}"'))
    try:
        said = town.types(*PROVE)
    finally:
        town.settings.write_text(text)
    assert said.code == 6
    assert len(said.json["unknown"]) == said.json["tried"] > 0


def test_every_site_of_the_estate_is_tried(town: Town) -> None:
    """A second one, which is the same cloud here."""
    folder, estate = town.root / "estate", town.root / "estate/estate.yaml"
    before, entry = estate.read_text("utf-8"), "cloud: primary\n"
    site = (folder / "primary/site.yaml").read_text("utf-8")
    second = folder / "second/site.yaml"
    try:
        (second.parent / "tenants").mkdir(parents=True)
        site = site.replace("site: primary\n", f"site: second\n{entry}").replace("198.51.100.0", "203.0.113.0")
        second.write_text(site, "utf-8")
        estate.write_text(before.replace("[primary]", "[primary, second]"), "utf-8")
        said = town.types(*PROVE)
    finally:
        estate.write_text(before, "utf-8")
        shutil.rmtree(second.parent)
    assert (said.json["worked"], said.json["unknown"], said.json["untried"]) == ([], [], []), said.err
    names = {one["id"] for one in said.json["attempts"]}
    assert {"cloud.delete-volume", "cloud.delete-volume@second"} <= names
    assert said.json["refused"] == len(names) == 2 * len(list(attempts(["cloud"])))
