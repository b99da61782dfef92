"""The page on separation tells what the program tries, and its picture can be read."""

import runpy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = DOCS / "security-model.md"


def writer() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "proving.py"))


def test_the_page_tells_what_is_tried_and_what_stays() -> None:
    text = PAGE.read_text("utf-8")
    assert writer()["written"](text) == text, "python docs/proving.py"


def test_at_least_sixty_distinct_actions_are_tried() -> None:
    from cli.proving.parts import attempts

    told = {(one.part, one.what) for one in attempts()}
    assert len(told) >= 60


def test_the_picture_is_a_picture_that_says_what_it_shows() -> None:
    root = ElementTree.parse(DOCS / "credential.svg").getroot()  # noqa: S314 - a file of ours
    named = {one.tag.rpartition("}")[2] for one in root}
    assert {"title", "desc"} <= named
    assert "credential.svg" in PAGE.read_text("utf-8")
