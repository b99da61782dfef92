"""The demo, told on a lab of its own: what comes of it, and that README tells it truly."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from docs.transcript import alike, stored, told
from lab.openstack import control
from lab.place import Place
from lab.vault import control as vault

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@dataclass(frozen=True)
class Told:
    """The story's words and its numbers."""

    words: str
    numbers: Any
    place: Path


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The demo, told once."""
    place = tmp_path_factory.mktemp("demo") / "lab"
    try:
        words = told({"ZHENGYUN_LAB": str(place), "ZHENGYUN_SETTINGS": ""})
        yield Told(words, json.loads((place / "demo.json").read_text("utf-8")), place)
    finally:
        control.destroy(Place(place))
        vault.destroy(Place(place))


def test_it_applies_everything_and_then_has_nothing_to_do(story: Told) -> None:
    numbers = story.numbers
    assert numbers["first_plan_actions"] == numbers["applied"] > 150
    assert numbers["failed"] == 0
    assert numbers["second_plan_actions"] == 0


def test_nothing_is_lent_before_people_have_agreed(story: Told) -> None:
    before, _, after = story.words.partition("change approve")
    assert "read secret/data/cloud/primary: waits to be authorised" in before
    assert "actions approved: 177 · 177 done" in after


def test_it_finds_the_one_thing_that_was_done_behind_its_back(story: Told) -> None:
    assert story.numbers["drift_found"] == 1
    assert "intruder at" in story.words


def test_its_services_have_told_their_versions_themselves(story: Told) -> None:
    names = {"identity", "placement", "image", "network", "compute", "block-storage"}
    assert set(story.numbers["services"]) == {f"{site}/{name}" for site in ("primary", "dr") for name in names}
    assert all(version.lstrip("v")[0].isdigit() for version in story.numbers["services"].values())


def test_its_refusals_are_counted(story: Told) -> None:
    assert story.numbers["refusals"] == {
        "ZY-APPLY-003": 1,
        "ZY-EST-012": 1,
        "ZY-EST-030": 1,
        "ZY-GOV-007": 1,
        "ZY-GOV-070": 1,
    }


def test_its_record_is_whole(story: Told) -> None:
    assert story.numbers["audit_ok"]
    assert story.numbers["audit_entries"] > story.numbers["applied"]


def test_what_is_destroyed_takes_four_people_and_what_is_taken_back_is_told_with_what_is_lost(story: Told) -> None:
    assert "takes: owner → security → security → head" in story.words
    assert "made again, and empty: what it held is lost" in story.words


def test_one_altered_word_in_a_copy_of_the_log_is_found_by_the_page_alone(story: Told) -> None:
    sound, _, convicted = story.words.partition("sound: ")
    assert sound
    assert "was not signed by boss for this request" in convicted


def test_readme_tells_it_truly(story: Told) -> None:
    assert alike(story.words) == stored(), "make transcript"


def test_every_chapter_is_timed(story: Told) -> None:
    assert list(story.numbers["seconds"]) == [
        "lab", "vault", "check", "wrong", "plan", "ask", "approve", "apply", "again", "drift", "repair", "steps", "back", "audit",
        "bundle", "attack",
    ]  # fmt: skip


def test_nothing_secret_is_in_what_it_leaves_behind(story: Told) -> None:
    """Passwords and passphrases stand in their own files only."""
    secrets = [file.read_text().strip() for file in (story.place / "keys" / "passphrases").iterdir()]
    for site in ("primary", "dr"):
        kept = json.loads((story.place / "openstack" / site / "site.json").read_text())
        secrets += list(kept["passwords"].values())
    left = [story.place / "demo.json", *(story.place / "demo").rglob("*"), *(story.place / "openstack").rglob("log/*")]
    for file in left:
        if file.is_file():
            content = file.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in content], file


def test_the_commands_of_readme_are_those_of_the_makefile() -> None:
    root = Path(__file__).resolve().parents[3]
    makefile = (root / "Makefile").read_text()
    for command in ("demo", "test"):
        assert f"make {command} " in (root / "README.md").read_text("utf-8")
        assert f"\n{command}:" in makefile
    subprocess.run(["make", "-n", "demo", "test", "lint", "bench"], cwd=root, check=True, capture_output=True)
