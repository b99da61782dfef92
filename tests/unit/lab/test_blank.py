"""Empty databases are built once, or not at all. Here by an interpreter that only touches files."""

from pathlib import Path

import pytest

from lab import codes
from lab.openstack import blank
from lab.openstack.installed import Installed
from lab.progress import Progress, silent
from zhengyun.errors import ZhengyunError

# Called as: python -P -m zylab build SERVICE --state DIRECTORY
BUILDS = """#!/bin/sh
mkdir -p "$7/db" && echo "$5" > "$7/db/$5.sqlite"
"""
FAILS = """#!/bin/sh
if [ "$5" = cinder ]; then echo "no such table: volumes" >&2; exit 3; fi
sleep 600
"""


def _installed(tmp_path: Path, script: str) -> Installed:
    python = tmp_path / "openstack-0123456789ab" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(script)
    python.chmod(0o755)
    return Installed(python, "nova==1", "additions")


def test_they_are_built_once(tmp_path: Path) -> None:
    told: list[Progress] = []
    installed = _installed(tmp_path, BUILDS)
    directory = blank.ensure(installed, told.append)
    assert {file.stem for file in directory.glob("db/*.sqlite")} == set(blank.BUILDERS)
    assert (told[-1].done, told[-1].total) == (6, 6)
    assert directory.parent == tmp_path
    told.clear()
    assert blank.ensure(installed, told.append) == directory
    assert not told


def test_a_failure_names_the_service_and_leaves_nothing_to_be_used(tmp_path: Path) -> None:
    installed = _installed(tmp_path, FAILS)
    with pytest.raises(ZhengyunError) as raised:
        blank.ensure(installed, silent)
    assert raised.value.code is codes.NOT_BUILT
    assert raised.value.values["service"] == "cinder"
    assert raised.value.values["lines"] == "no such table: volumes"
    installed.python.write_text(BUILDS)
    assert {file.stem for file in blank.ensure(installed, silent).glob("db/*.sqlite")} == set(blank.BUILDERS)
