"""`role prove` on an installed host: what sudo and the files say to each role, and what a line too many lets through."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hosts import PROGRAM, Installed

pytestmark = pytest.mark.slow
MORE = "/etc/sudoers.d/zz-more"


def proven(installed: Installed, town: Path) -> tuple[int, Any]:
    """Run it as root on that host."""
    words = ("role", "prove", "--part", "host", "-o", "json", "--settings", str(town / "zhengyun.toml"))
    done = installed.host.run(PROGRAM, *words)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def accounts(installed: Installed) -> str:
    return installed.host.run("cat", "/etc/passwd", "/etc/group").stdout


def test_everything_is_refused_and_no_account_is_left(installed: Installed, town: Path) -> None:
    before = accounts(installed)
    code, said = proven(installed, town)
    assert (said["worked"], said["unknown"], said["toxic"], said["untried"]) == ([], [], [], [])
    assert code == 0
    assert said["refused"] >= 25
    words = {one["id"]: one["words"] for one in said["attempts"]}
    assert "is not allowed to execute '/bin/sh -c id' as zhengyun-executor" in words["host.shell"]
    assert "Permission denied" in words["host.audit-stanza-security"]
    assert accounts(installed) == before


@pytest.mark.parametrize(
    ("line", "named", "worked"),
    [
        ("%zhengyun-operators ALL=(zhengyun-executor) NOPASSWD: /usr/bin/less /var/log/zhengyun/*", "less", set()),
        (
            "%zhengyun-operators ALL=(zhengyun-executor) /usr/local/bin/zhengyun *, /bin/sh",
            "zhengyun *",
            {"host.shell"},
        ),
        ("%zhengyun-security ALL=(zhengyun-executor) NOPASSWD: ALL", "security", set()),
    ],
)
def test_seed_a_wildcard_in_sudoers_is_found(
    installed: Installed, town: Path, line: str, named: str, worked: set[str]
) -> None:
    installed.host.path(MORE).write_text(f"{line}\n")
    try:
        code, said = proven(installed, town)
    finally:
        installed.host.path(MORE).unlink()
    assert code == 5
    assert any(named in one["what"] for one in said["toxic"])
    assert worked <= {one["id"] for one in said["worked"]}


def test_a_person_in_groups_of_two_roles_is_found(installed: Installed, town: Path) -> None:
    installed.host.run("usermod", "--append", "--groups", "zhengyun-security,zhengyun-audit", "wang")
    try:
        code, said = proven(installed, town)
    finally:
        installed.host.run("usermod", "--groups", "", "wang")
    assert code == 5
    assert [one["what"] for one in said["toxic"] if "wang" in one["what"]]


def test_a_host_that_is_not_installed_is_told_as_not_tried(cli: Any) -> None:
    said = cli("role", "prove", "--part", "host", "-o", "json")
    assert (said.code, said.json["tried"]) == (6, 0)
    assert [one["part"] for one in said.json["untried"]] == ["host"]
