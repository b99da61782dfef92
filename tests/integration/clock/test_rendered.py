"""Whatever is rendered for chrony, chrony itself reads."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from clock.rendering import Papers, rendered
from inventory.loader import load
from lab.packages import found
from lab.town.estates import NETWORKS
from lab.town.estates import estate as town
from tests.chrony import Clocks, clocks
from tests.unit.inventory.test_time import harbour
from zhengyun.estate import Estate


@pytest.fixture
def chrony() -> Iterator[Clocks]:
    with clocks() as made:
        yield made


def read(chrony: Clocks, file: Path) -> "subprocess.CompletedProcess[str]":
    """Chrony reads a configuration and begins nothing."""
    program, library = found(chrony.programs, "chronyd"), found(chrony.programs, "libseccomp.so.2*")
    assert program
    assert library
    variables = {**os.environ, "LD_LIBRARY_PATH": str(library.parent)}
    words = [str(program), "-p", "-f", str(file)]
    return subprocess.run(words, capture_output=True, text=True, env=variables, check=False, timeout=240)


def test_chrony_reads_what_is_rendered_for_every_host(chrony: Clocks) -> None:
    estates: list[Estate] = [load(harbour()), *map(town, NETWORKS)]
    papers = Papers("ROOT", dict.fromkeys(("wall", "keeper", "desk-1"), "CHAIN"))
    told = [one for each in estates for one in rendered(each, papers)]
    assert len(told) > 20
    for one in told:
        file = chrony.folder / one.host
        lines = one.vars[f"{one.role}_lines"]
        assert isinstance(lines, list)
        file.write_text("\n".join(lines) + "\n")
        done = read(chrony, file)
        assert not done.returncode, (one.host, done.stderr, lines)


def test_chrony_would_refuse_a_line_that_is_wrong(chrony: Clocks) -> None:
    file = chrony.folder / "wrong"
    file.write_text("server 192.0.2.1 minpol 4\n")
    assert read(chrony, file).returncode
