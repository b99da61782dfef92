"""Links of the town's core are cut under streams, and what comes of it is held against what the files predict."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab.place import Place
from lab.town.breaking import of
from lab.town.standing import Town
from network import codes
from zhengyun.errors import Exit

pytestmark = [pytest.mark.lab, pytest.mark.slow]


PROGRAM = Path(sys.executable).with_name("zhengyun")
SECONDS = 600


def converged(place: Place, *words: str, language: str = "en") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PROGRAM, "net", "convergence", *words],
        env={**os.environ, "ZHENGYUN_LAB": str(place.root), "ZHENGYUN_LANG": language},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.mark.parametrize(("family", "words"), [(4, ()), (6, ("-6", "--carrier"))], ids=["4", "6"])
def test_what_is_predicted_to_survive_comes_again_and_what_is_not_does_not(
    town: Town, town_place: Place, family: int, words: tuple[str, ...]
) -> None:
    said = converged(town_place, "--link", "core-23", "--link", "lan-p1", *words, "-o", "json")
    assert said.returncode == Exit.OK, said.stdout + said.stderr
    found = json.loads(said.stdout)
    assert found["as_predicted"]
    assert found["family"] == family
    by_link = {(one["link"], one["cut"], one["source"], one["target"]): one for one in found["outages"]}
    for mode in ("carrier",) if words else ("carrier", "silent"):
        ring = by_link["core-23", mode, "p-ih1", "p-ih2"]
        assert (ring["predicted"], ring["flows"]) == ("rerouted", True)
        assert ring["lost"] > 0
        assert ring["milliseconds"] > 0
        lone = by_link["lan-p1", mode, "p-ih1", "p-ih2"]
        assert (lone["predicted"], lone["flows"]) == ("severed", False)
    assert not of(town_place, town).standing()


def test_nothing_is_measured_while_something_is_broken(town: Town, town_place: Place) -> None:
    breaking = of(town_place, town)
    breaking.delay("wan-1", 5)
    try:
        said = converged(town_place, language="zh_CN")
    finally:
        breaking.heal("wan-1")
    assert said.returncode == Exit.REFUSED
    assert codes.NOT_WHOLE.id in said.stderr


def test_there_has_to_be_a_town(tmp_path: Path) -> None:
    said = converged(Place(tmp_path / "nowhere"))
    assert said.returncode == Exit.REFUSED
    assert "ZY-LAB-065" in said.stderr


def test_a_link_that_is_none_is_refused_and_nothing_was_cut(town: Town, town_place: Place) -> None:
    said = converged(town_place, "--link", "core-99")
    assert said.returncode == Exit.BAD_INPUT, said.stdout + said.stderr
    assert "ZY-LAB-08" in said.stderr
    assert not of(town_place, town).standing()
