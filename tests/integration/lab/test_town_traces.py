"""A town leaves nothing on the machine that holds it, however its building ends, and never has to do with the machine's own network."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from cli.town_rules import begins
from lab import codes as of_lab
from lab.place import CHECKOUT, Place
from lab.progress import silent
from lab.town import codes, control, layer
from lab.town.estates import NETWORKS, SMALL
from lab.town.place import TownPlace
from tests.town import built
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab
SECONDS: Final = 120
PROGRAM: Final = str(Path(sys.prefix, "bin", "zhengyun"))
# It stays at the step until it is ended: a machine under load would let it be done before.
BUILD: Final = """
import signal, sys
from pathlib import Path
from cli.town_rules import begins
from lab.place import Place
from lab.town import control

def told(progress):
    print(progress.text, flush=True)
    while progress.text == sys.argv[2]:
        signal.pause()

control.up(Place(Path(sys.argv[1])), begins(), tell=told, small=True)
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Where a town of this test's own lies."""
    place = Place(tmp_path / "lab")
    yield place
    control.destroy(place)


def own_network() -> dict[str, object]:
    """This machine's interfaces, addresses, routes, rules, and how often each interface was made."""
    shown = {what: json.loads(_ip("-j", what, "show")) for what in ("link", "address", "route", "rule")}
    for one in (*shown["link"], *shown["address"]):
        one.pop("stats", None)
        # Leases of addresses are counted down.
        for address in one.get("addr_info", ()):
            address.pop("valid_life_time", None)
            address.pop("preferred_life_time", None)
    return shown


def own_rules(place: Place) -> str:
    """This machine's tables of nftables, read by the town's own program, since the machine has none."""
    programs = layer.ensure(place, silent)
    (library,) = programs.glob("usr/lib/*/libnftables.so.1")
    words = [str(programs / "usr/sbin/nft"), "list", "ruleset"]
    variables = {"LD_LIBRARY_PATH": str(library.parent)}
    return subprocess.run(words, env=variables, capture_output=True, text=True, check=True, timeout=SECONDS).stdout


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=True, timeout=SECONDS).stdout or "[]"


def processes_of(place: Place) -> list[int]:
    """Every process that has to do with a town: it was started with the town's folder among its variables, or is within its namespaces."""
    mark = str(TownPlace.of(place).mount).encode()
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (one / "environ").read_bytes() or mark in (one / "mountinfo").read_bytes():
                found.append(int(one.name))
        except (OSError, PermissionError):
            continue
    return found


def none_left(place: Place) -> bool:
    """Whether no process, no mount and no network of a town is left, for which the kernel may need a moment."""
    ends = time.monotonic() + SECONDS
    while processes_of(place):
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return str(TownPlace.of(place).root) not in Path("/proc/self/mountinfo").read_text()


def test_a_town_comes_and_goes_and_the_machine_is_as_it_was(place: Place) -> None:
    _possible(place)
    before, mounts = own_network(), Path("/proc/self/mountinfo").read_text()
    rules = own_rules(place)
    town = built(place, small=True)
    assert own_rules(place) == rules
    assert set(town.nodes) == set(SMALL)
    assert own_network() == before
    assert processes_of(place)
    assert "table inet zhengyun" in town.node("p-ih1").run("nft", "list", "ruleset").stdout

    again = control.up(place, begins(), small=True)
    assert again.first == town.first, "one that is whole stays as it is"
    control.down(place)
    assert none_left(place)
    assert control.found(place) is None
    control.down(place)

    assert built(place, small=True).first != town.first
    control.destroy(place)
    assert none_left(place)
    assert not TownPlace.of(place).root.exists()
    assert own_network() == before
    assert own_rules(place) == rules
    assert Path("/proc/self/mountinfo").read_text() == mounts


@pytest.mark.parametrize("step", ["keys and estates", "{count} nodes", "networks", "services"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_builder_who_ends_half_way_leaves_nothing_and_the_next_one_builds(
    place: Place, step: str, number: signal.Signals
) -> None:
    _possible(place)
    with subprocess.Popen(
        [sys.executable, "-c", BUILD, str(place.root), step],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as builder:
        assert builder.stdout
        for line in builder.stdout:
            if line.strip() == step:
                builder.send_signal(number)
                break
        assert builder.wait(SECONDS) != 0
    assert none_left(place)
    assert control.found(place) is None
    if step == "services":
        assert all(map(control.up(place, begins(), small=True).up, SMALL))


@pytest.mark.parametrize("capability", ["sys_admin", "net_admin"])
def test_who_may_not_is_told_what_is_missing(place: Place, capability: str) -> None:
    _possible(place)
    done = subprocess.run(
        [
            "setpriv",
            f"--bounding-set=-{capability}",
            PROGRAM,
            "lab",
            "up",
            "--town",
            "--small",
        ],
        cwd=CHECKOUT,
        env={**os.environ, "ZHENGYUN_LAB": str(place.root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 2
    assert f"ZY-LAB-061 This machine cannot hold the town: CAP_{capability.upper()}?" in done.stderr
    assert none_left(place)


def test_a_killed_node_takes_nobody_along_and_the_next_start_brings_it_back(place: Place) -> None:
    town = built(place, small=True)
    control.kill(place, "p-ih1")
    assert not town.up("p-ih1")
    with pytest.raises(ZhengyunError) as gone:
        town.node("p-ih1")
    assert gone.value.code is codes.NO_NODE
    assert town.management("internal").run("true").returncode == 0
    assert all(map(control.up(place, begins(), small=True).up, SMALL))


def test_a_town_that_another_version_has_written_down_ends_all_the_same(place: Place) -> None:
    built(place, small=True)
    record = TownPlace.of(place).record
    record.write_text(json.dumps({"first": json.loads(record.read_text())["first"], "streets": 7}))
    assert control.found(place) is None
    assert processes_of(place)
    control.down(place)
    assert none_left(place)


def test_two_towns_at_a_time_do_not_meet(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    try:
        one, two = built(place, small=True), built(other, small=True)
        assert one.node("p-ih1").run("hostname").stdout == two.node("p-ih1").run("hostname").stdout == "p-ih1\n"
        two.node("p-ih1").path("/etc/motd").write_text("two")
        assert one.node("p-ih1").run("cat", "/etc/motd").stdout != "two"
        # The same addresses, and each reaches its own.
        two.node("p-c2").run("ip", "link", "set", "lan-p1", "down")
        assert one.node("p-ih1").run("ping", "-c1", "-W20", "198.18.10.1").returncode == 0
        control.down(other)
        assert one.node("p-ih1").run("true").returncode == 0
    finally:
        control.destroy(other)
    assert none_left(other)


def test_nothing_that_is_done_on_a_node_is_done_to_the_machine(place: Place) -> None:
    town, inner = built(place, small=True), "/proc/sys/kernel/panic"
    node = town.node("mgmt-int")
    for words in (["date", "-s", "2020-01-01"], ["sh", "-c", f"echo 7 >{inner}"], ["sh", "-c", "cat /proc/kmsg"]):
        assert node.run(*words).returncode != 0, words
    assert time.time() > 1_700_000_000
    # Its accounts, its folders of people and its names are its own.
    assert node.run("sh", "-c", "useradd nobody-here-knows && echo mine >/root/mine && hostname other").returncode == 0
    assert "nobody-here-knows" not in Path("/etc/passwd").read_text()
    assert not Path("/root/mine").exists()
    assert os.uname().nodename != "other"


def test_a_management_host_has_nothing_of_the_other_network(place: Place) -> None:
    town = built(place, small=True)
    for network in town.networks:
        manager, own = town.management(network), TownPlace.of(place)
        assert manager.run("ls", str(own.estate(network))).returncode == 0
        for other in NETWORKS:
            assert other == network or manager.run("ls", str(own.network(other))).returncode != 0
        assert manager.run("ls", str(own.keys)).returncode != 0
        shown = manager.run("sh", "-c", "ip -4 address; ip -4 route").stdout
        assert ("198.19." in shown) == (network == "external")
        assert ("198.18." in shown) == (network == "internal")


def _possible(place: Place) -> None:
    """Skip, with the reason, where this machine holds no town."""
    try:
        control.able()
        layer.ensure(place, silent)
    except ZhengyunError as error:
        if error.code in {codes.NO_TOWN, of_lab.NO_PACKAGE}:
            pytest.skip(f"{error}; to run them: as root on a Debian with util-linux, iproute2, python3 and overlays")
        raise
