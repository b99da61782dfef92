"""The clocks of the whole town, read from its management host: servers by packets, hosts by SSH; and one host that is five seconds off."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from clock.rendering import rendered
from lab.packages import found, unpacked
from lab.place import Place
from lab.progress import silent
from lab.town.estates import estate
from lab.town.node import File
from lab.town.standing import Town
from tests.chrony import NEEDED, PACKAGES
from tests.town import town, town_place

__all__ = ["town", "town_place"]

pytestmark = pytest.mark.lab
TOOL = str(Path(sys.executable).with_name("zhengyun"))
SECONDS = 240
MS = 1_000_000
NETWORK = "internal"
LIBRARY = "/usr/lib/libfaketime.so.1"
DATE = "/usr/local/bin/date"


def told(town: Town, *words: str) -> tuple[int, Any, str]:
    """How a command ended in the management host, and what it said as data."""
    settings = {"ZHENGYUN_SETTINGS": str(town.settings(NETWORK)), "ZHENGYUN_LANG": "en"}
    done = town.management(NETWORK).run(TOOL, "clock", *words, "-o", "json", variables=settings)
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


@pytest.fixture
def timed(town: Town) -> Town:
    """The town with the configuration on its hosts that the room renders, polled as fast as a test can wait."""
    for one in rendered(estate(NETWORK)):
        lines = [line.replace("minpoll 4 maxpoll 6", "minpoll -3 maxpoll -3") for line in one.vars[f"{one.role}_lines"]]  # type: ignore[attr-defined]
        node = town.node(one.host)
        node.lay([File("/etc/chrony/chrony.conf", "\n".join(lines) + "\n")])
        done = node.run("service", "chrony", "restart")
        assert not done.returncode, done.stderr
    deadline = time.monotonic() + SECONDS
    while (seen := told(town, "check"))[0]:
        assert time.monotonic() < deadline, seen[1]["findings"]
    return town


@contextmanager
def shifted(town: Town, name: str, by: str) -> Iterator[None]:
    """Whoever asks a host for the time meanwhile is told another; its sshd goes on by the right one."""
    library = found(unpacked(Place(town.place.root.parent), PACKAGES, NEEDED, silent), "libfaketime.so.1")
    assert library
    node = town.node(name)
    node.path(LIBRARY).write_bytes(library.read_bytes())
    wrong = f'#!/bin/sh\nLD_PRELOAD={LIBRARY} FAKETIME={by} exec /usr/bin/date "$@"\n'
    node.lay([File(DATE, wrong, 0o755)])
    try:
        yield
    finally:
        for path in (DATE, LIBRARY):
            node.path(path).unlink()


def test_the_clocks_of_the_town_are_one_and_a_host_that_is_off_is_named(timed: Town) -> None:
    code, status, err = told(timed, "status", "--record")
    assert code == 0, err
    hosts = estate(NETWORK).hosts.hosts
    ways = {one["clock"]: one["by"] for one in status["clocks"]}
    # The router for rehearsals is joined to nothing that gives the time.
    assert set(ways) == set(hosts) - {"p-scr"}
    assert {name for name, way in ways.items() if way == "ssh"} == {"p-c1", "p-c3", "p-xh", "p-ih2", "d-xh", "d-ih2"}
    # All of them have one clock, this machine's: whatever is said of hosts must hold nothing.
    assert all(low <= MS and high >= -MS for one in status["clocks"] for low, high in [one["offset"]])
    assert set(status["agreed"]["true"]) == {"p-c2", "d-c1"}

    with shifted(timed, "p-ih2", "+5s"):
        code, wrong, err = told(timed, "check")
        assert code == 4, (wrong, err)
        assert {(one["clock"], one["kind"]) for one in wrong["findings"]} == {("p-ih2", "off"), ("p-ih2", "stepped")}
        (offset,) = (one["offset"] for one in wrong["clocks"] if one["clock"] == "p-ih2")
        assert 4_900 * MS < offset[0] <= offset[1] < 5_100 * MS

    now = time.time()
    first, second = (time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now + after)) for after in (0, 3))
    assert told(timed, "prove", f"p-ih2 {first}", f"d-xh {second}")[:2][1]["order"] == "before"


def test_sources_of_the_town_tell_that_two_cannot_outvote_one_another(timed: Town) -> None:
    code, said, _ = told(timed, "sources")
    assert code == 0
    assert {one["name"]: one["voice"] for one in said["sources"]} == {"p-c2": "true", "d-c1": "true"}
    assert any("outvoted" in one for one in said["advice"])
