"""docs/install.md is carried out as it stands, on a host in which nothing is anybody's."""

import re
from pathlib import Path

import pytest

from cli.host.texts import sudoers
from cli.host.things import Directory
from cli.host.wanted import EXECUTOR, HOME, OPERATORS, PROGRAM, Programs, things
from tests.hosts import PROGRAM as OURS
from tests.hosts import debian

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/install.md").read_text("utf-8")
COMMANDS = re.findall(
    r"^(zhengyun host [a-z]+(?: -[^ \n]+| /[^ \n]+)*)", PAGE.partition("```sh\n")[2].partition("```")[0], re.MULTILINE
)


def test_the_page_names_every_thing_that_is_laid() -> None:
    for thing in things(Programs("", "")):
        # The system's own folders, which have no mode of ours, are none of it.
        if not isinstance(thing, Directory) or thing.mode:
            assert Path(thing.name).name.removeprefix("zhengyun-run-due") in PAGE, thing.name


def test_the_line_of_sudoers_is_the_one_that_is_laid() -> None:
    laid = [one for one in sudoers(OPERATORS, EXECUTOR, HOME, PROGRAM).splitlines() if not one.startswith("#")]
    shown = [one.strip() for one in PAGE.splitlines() if one.startswith(("    Defaults!", "    %zhengyun"))]
    assert [re.sub(r'secure_path="[^"]*"', 'secure_path="..."', one) for one in laid] == shown


@pytest.mark.slow
def test_the_commands_of_the_page_do_as_it_says(tmp_path: Path) -> None:
    assert len(COMMANDS) == 5
    with debian(tmp_path) as made:
        made.run(
            "sh",
            "-c",
            "mkdir -p /srv/image/etc/sudoers.d /srv/image/usr/local/bin /srv/image/var/lib /srv/image/var/log",
        )
        made.run(
            "sh",
            "-c",
            "cd /srv/image/etc; mkdir -p tmpfiles.d sysctl.d security systemd/system; cp -p /etc/passwd /etc/group /etc/shadow /etc/gshadow .",
        )
        for line in COMMANDS:
            done = made.run(OURS, *line.split()[1:])
            assert done.returncode == 0, (line, done.stderr)
        for words in (("make", "install", "HOST_ARGS=--dry-run"), ("make", "install"), ("make", "uninstall")):
            done = made.run(*words, folder=str(ROOT))
            assert done.returncode == 0, (words, done.stderr)
        assert made.run("getent", "passwd", EXECUTOR).returncode == 2
