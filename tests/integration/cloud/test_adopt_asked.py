"""Adoption at a terminal: what nobody has said is asked, wrong answers are asked again, and Ctrl-C leaves nothing behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from cli.training import commit, git
from inventory.loader import load
from inventory.source import Folder
from tests.integration.cli.test_terminal import ZHENGYUN, Terminal, tmux
from tests.integration.cloud.by_hand_town import ByHand
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Town
from tests.lab_site import LabSite

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "asking"
PROJECT: Final = "Health 2020"
SITE: Final = """\
site: primary
title: 主中心
zones:
  office: {title: 办公区, level: 2, addresses: [10.77.0.0/16]}
  core: {title: 核心区, level: 3, addresses: [10.88.0.0/16]}
flavors: {}
images: {}
"""
TENANT: Final = "primary/tenants/health.yaml"
FILES: Final = (TENANT, "primary/adopt/health.yaml")


@dataclass(frozen=True)
class Asked:
    """A town whose one project waits to be taken over, and a terminal in it."""

    town: Town
    terminal: Terminal

    @property
    def estate(self) -> Path:
        """Where the estate's files lie."""
        return self.town.root / "estate"

    def begin(self) -> None:
        """Type the command, and wait for the first question."""
        command = f"{ZHENGYUN} cloud adopt health --site primary --project '{PROJECT}'"
        self.terminal.type(f"ZHENGYUN_LAB={self.town.lab.place.root} {command}; echo 'the' end")
        self.sees("System desk: owner", 1)

    def sees(self, text: str, times: int = 1) -> None:
        """Wait until something stands there so many times."""
        self.terminal.see(lambda screen: screen.count(text) >= times)

    def answers(self, text: str, question: str, times: int = 1) -> None:
        """Answer, and wait for the next question."""
        self.terminal.type(text)
        self.sees(question, times)


@pytest.fixture(scope="module")
def waiting(found: Found, lab_site: LabSite) -> Town:
    """A town with a project that somebody built by hand."""
    town = found(NAME)
    (town.root / "estate/primary/site.yaml").write_text(SITE, "utf-8")
    (town.root / "estate/estate.yaml").write_text(
        f"estate: {NAME}\ntitle: 云洲市\nnetwork: external\nsites: [primary]\ndepartments: {{}}\n", "utf-8"
    )
    commit(town.root / "estate", "nothing yet")
    ByHand(lab_site, PROJECT).build_little()
    return town


@pytest.fixture
def asked(waiting: Town, tmp_path: Path) -> Iterator[Asked]:
    """A terminal, and none of the files of the time before."""
    _as_committed(waiting)
    terminal = Terminal(tmp_path, waiting.settings)
    try:
        yield Asked(waiting, terminal)
    finally:
        terminal.close()


@tmux
def test_ctrl_c_leaves_nothing_written(asked: Asked) -> None:
    before = _texts(asked.estate)
    asked.begin()
    asked.answers("王芳", "System desk: level")
    asked.terminal.press("C-c")
    asked.sees("Interrupted.")
    assert "Traceback" not in asked.terminal.screen()
    assert _texts(asked.estate) == before


@tmux
def test_wrong_answers_are_asked_again_and_right_ones_are_written(asked: Asked) -> None:
    asked.begin()
    asked.answers("   ", "System desk: owner", 2)
    asked.answers("王芳", "System desk: level")
    asked.answers("9", "System desk: level", 2)
    asked.answers("high", "System desk: level", 3)
    asked.answers("2", "System desk: zone")
    asked.answers("nowhere", "System desk: zone", 2)
    asked.answers("office", "the end")
    (tenant,) = load(Folder(asked.estate)).site("primary").tenants
    (desk,) = tenant.systems
    assert (desk.owner, desk.level, desk.zone) == ("王芳", 2, "office")


@tmux
def test_only_zones_that_bear_the_level_are_offered(asked: Asked) -> None:
    asked.begin()
    asked.answers("王芳", "System desk: level")
    asked.answers("3", "System desk: zone")
    asked.answers("office", "System desk: zone", 2)
    assert not (asked.estate / TENANT).exists()
    asked.terminal.press("C-c")
    asked.sees("Interrupted.")


def test_without_a_terminal_nobody_is_asked(waiting: Town) -> None:
    said = waiting.types("cloud", "adopt", "health", "--site", "primary", "--project", PROJECT, "--owner", "王芳")
    assert said.code == 2
    assert "level, zone" in said.err


def test_only_force_overwrites_what_somebody_has_written(waiting: Town) -> None:
    told = ("--owner", "王芳", "--level", "2", "--zone", "office", "--project", PROJECT)
    file = waiting.root / "estate" / TENANT
    _as_committed(waiting)
    file.write_text("tenant: health\n", "utf-8")
    kept = waiting.types("cloud", "adopt", "health", "--site", "primary", *told)
    assert kept.code in {2, 3}, kept.out
    assert file.read_text("utf-8") == "tenant: health\n"
    file.write_text("tenant: health\nquota: {servers: 1, vcpus: 1, ram: 1 GiB}\n", "utf-8")
    _registered(waiting)
    kept = waiting.types("cloud", "adopt", "health", "--site", "primary", *told)
    assert "ZY-CLOUD-233" in kept.err
    forced = waiting.types("cloud", "adopt", "health", "--site", "primary", *told, "--force")
    assert forced.code == 4, forced.err
    assert "desk" in file.read_text("utf-8")


def _as_committed(town: Town) -> None:
    git(town.root / "estate", "checkout", "-q", "--", ".")
    for file in FILES:
        (town.root / "estate" / file).unlink(missing_ok=True)


def _registered(town: Town) -> None:
    file = town.root / "estate/estate.yaml"
    file.write_text(
        file.read_text("utf-8").replace("departments: {}", "departments: {health: {title: 卫生局}}"), "utf-8"
    )


def _texts(estate: Path) -> dict[str, str]:
    return {str(file): file.read_text("utf-8") for file in sorted(estate.rglob("*.yaml"))}
