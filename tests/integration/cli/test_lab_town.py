"""`zhengyun lab` and the town: built, looked at, entered, robbed of a node, taken down."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from lab.place import Place
from lab.town import control
from lab.town.estates import SMALL
from lab.town.kernel import look
from tests.town import built
from zhengyun.settings import VARIABLE

pytestmark = pytest.mark.lab
PROGRAM: Final = str(Path(sys.prefix, "bin", "zhengyun"))
SECONDS: Final = 180


def lab(place: Place, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the lab in that place."""
    return run(place, "lab", *words)


def run(place: Place, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command where a machine has that lab and no settings."""
    return subprocess.run(
        [PROGRAM, *words],
        env={**os.environ, "ZHENGYUN_LAB": str(place.root), "XDG_CONFIG_HOME": str(place.root), VARIABLE: ""},
        cwd=place.root.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def test_a_town_is_built_looked_at_entered_robbed_of_a_node_and_taken_down(tmp_path: Path) -> None:
    place = Place(tmp_path / "hamlet")
    refused = lab(place, "shell", "p-ih1", "true")
    assert (refused.returncode, "ZY-LAB-065" in refused.stderr) == (3, True)
    try:
        # With the fixture's cheap passphrases; the command finds it whole.
        built(place, small=True)
        up = lab(place, "up", "--town", "--small", "-q", "-o", "json")
        assert up.returncode == 0, up.stderr
        said = json.loads(up.stdout)
        assert {one["name"] for one in said["nodes"] if one["up"]} == set(SMALL)
        assert set(said["settings"]) == {"internal", "external"}
        for network in said["settings"]:
            assert Path(said["settings"][network]).is_file()

        # No cloud was ever up here: none is missed, but where it is asked for.
        assert [lab(place, "status", *words).returncode for words in ((), ("--site", "primary"))] == [0, 6]
        again = lab(place, "up", "--town", "--small", "-q")
        assert (again.returncode, "mgmt-int" in again.stdout) == (0, True), again.stderr
        # Of its estate more is declared than is up: whoever plans is told what he can name.
        assert "internal: the estate declares hosts that are not up here" in again.stdout
        assert "--only mgmt-int --only p-c2 --only p-ih1" in again.stdout

        asked = lab(place, "shell", "p-ih1", "sh", "-c", "hostname; exit 7")
        assert (asked.returncode, asked.stdout) == (7, "p-ih1\n"), asked.stderr
        assert lab(place, "shell", "--user", "zy-look", "p-ih1", "id", "-un").stdout == "zy-look\n"

        # On this machine there are no settings of any network: it is told where they are.
        beside = run(place, "net", "leak-hunt")
        assert (beside.returncode, "ZY-CLI-207" in beside.stderr) == (2, True), beside.stderr
        assert "administered from mgmt-int, mgmt-ext" in beside.stderr

        # The tool and what it is told there are at hand where it administers, and nowhere else.
        within = lab(place, "shell", "mgmt-int", "zhengyun", "net", "check", "-o", "json")
        assert (within.returncode, json.loads(within.stdout)["findings"]) == (0, []), within.stderr
        bare = lab(place, "shell", "p-ih1", "sh", "-c", "command -v zhengyun; echo :$ZHENGYUN_SETTINGS")
        assert bare.stdout == ":\n"

        assert lab(place, "kill", "p-ih1", "-q").returncode == 0
        status = lab(place, "status", "-o", "json")
        assert status.returncode == 6
        assert {one["name"]: one["up"] for one in json.loads(status.stdout)["town"]["nodes"]} == {
            one: one != "p-ih1" for one in SMALL
        }
        gone = lab(place, "shell", "p-ih1", "true")
        assert (gone.returncode, "ZY-LAB-063" in gone.stderr) == (2, True)
        table = lab(place, "status").stdout
        assert "mgmt-int" in table
        for one in look():
            assert (f"the kernel has no {one.name}; used instead: {one.instead}" in table) is not one.there

        down = lab(place, "down", "--town", "-q")
        assert (down.returncode, down.stdout) == (0, "The town is down.\n")
        assert control.found(place) is None
    finally:
        control.destroy(place)


@pytest.mark.parametrize("words", [("up", "--small"), ("up", "--town", "--site", "primary"), ("down", "--town", "--site", "dr")])  # fmt: skip
def test_what_does_not_go_together_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = lab(Place(tmp_path / "nowhere"), *words)
    assert said.returncode == 2
    assert "--town" in said.stderr
