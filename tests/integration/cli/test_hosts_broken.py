"""Hosts that break on the road of a change: one that hangs, a full disk, sudo refused, a role that fails half-way, one lost in midst."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab.town.node import Node
from lab.town.standing import Town
from playbooks.running import LOOKING
from tests.hosts_road import LAID, Road, bare, road_in, soon

pytestmark = [pytest.mark.lab, pytest.mark.slow]


HOST = "p-ih1"
ROLE = ("--only", f"{HOST}/ssh_hardening")
FOLDER = "/etc/ssh/sshd_config.d"


@pytest.fixture
def road(small_town: Town) -> Iterator[Road]:
    """A training set, and the host as it was built."""
    bare(small_town.node(HOST))
    with road_in(small_town, "broken") as made:
        yield made
    bare(small_town.node(HOST))


@contextmanager
def mounted(node: Node, options: str) -> Iterator[None]:
    """A small file system in the place of the folder into which the role lays its file."""
    assert node.run("mount", "-t", "tmpfs", "-o", options, "small", FOLDER).returncode == 0
    try:
        yield
    finally:
        assert node.run("umount", FOLDER).returncode == 0


@contextmanager
def replaced(node: Node, path: str, text: str) -> Iterator[None]:
    """Another text in a file, for a while."""
    file = node.path(path)
    before = file.read_text()
    file.write_text(text)
    try:
        yield
    finally:
        file.write_text(before)


def left(node: Node) -> list[str]:
    """What lies in the folder: half a file would stand there by another name."""
    return sorted(one.name for one in node.path(FOLDER).iterdir())


def failed(road: Road, request: str, words: str) -> str:
    """The change is carried out and fails in words, in the receipt, too; what it said."""
    said = road("change", "apply", request)
    assert said.code == 1, said.out + said.err
    assert words in said.out + said.err
    receipt = road("change", "receipt", request)
    assert words in receipt.out, receipt.out + receipt.err
    assert HOST in receipt.out
    return said.out + said.err


def test_a_host_whose_server_hangs_is_told_apart(road: Road) -> None:
    node = road.town.node(HOST)
    (process,) = node.run("pgrep", "-xo", "sshd").stdout.split()
    node.run("kill", "-STOP", process)
    try:
        said = road.plan(*ROLE)
    finally:
        node.run("kill", "-CONT", process)
    assert (said.code, said.codes) == (6, {"ZY-SSH-002"}), said.out + said.err
    assert road.plan(*ROLE).code == 4


def test_a_host_that_lets_one_in_and_then_hangs_holds_up_nobody_for_long(road: Road) -> None:
    look = road.town.node(HOST).path("/usr/local/libexec/zhengyun-look")
    with replaced(road.town.node(HOST), "/usr/local/libexec/zhengyun-look", "#!/bin/sh\nexec sleep 1000\n"):
        assert look.stat().st_mode & 0o111
        said = road.plan("--only", "p-c2/ssh_hardening", *ROLE)
    assert (said.code, said.codes) == (1, {"ZY-HOST-011"}), said.out + said.err
    # Its name, that it took too long, and before that what was being waited for; of the other there is nothing to tell.
    (told,) = [line for line in said.err.splitlines() if "ZY-HOST-011" in line]
    assert HOST in told
    assert f"{LOOKING}" in told
    assert "p-c2" not in said.err
    assert said.err.startswith("on the hosts: how they stand\n")
    # Nothing of it runs on for ever on the host.
    soon(lambda: "sleep 1000" not in road.town.node(HOST).run("ps", "-eo", "args").stdout)


def test_a_host_that_speaks_without_end_is_cut_off(road: Road) -> None:
    with replaced(road.town.node(HOST), "/usr/local/libexec/zhengyun-look", "#!/bin/sh\nexec yes\n"):
        said = road.plan(*ROLE)
    assert (said.code, said.codes) == (1, {"ZY-HOST-011"}), said.out + said.err
    assert f"{LOOKING}" not in said.err
    assert "yes" not in road.town.node(HOST).run("ps", "-eo", "args").stdout.split()
    assert road.plan(*ROLE).code == 4


def test_a_full_disk_leaves_no_half_of_a_file(road: Road) -> None:
    node = road.town.node(HOST)
    request = road.agreed(*ROLE)
    with mounted(node, "size=4k"):
        node.run("dd", "if=/dev/zero", f"of={FOLDER}/full", "bs=4k", "count=1")
        before = left(node)
        failed(road, request, "No space left on device")
        assert left(node) == before
    assert left(node) == []
    assert node.run("sshd", "-t").returncode == 0


def test_where_sudo_refuses_nothing_is_laid(road: Road) -> None:
    node = road.town.node(HOST)
    request = road.agreed(*ROLE)
    with replaced(
        node, "/etc/sudoers.d/zhengyun-hosts", "zy-look ALL=(root) NOPASSWD: /usr/local/libexec/zhengyun-look\n"
    ):
        failed(road, request, "sudo")
        assert left(node) == []
    assert road.plan(*ROLE).code == 4


def test_a_role_that_fails_half_way_is_taken_back(road: Road) -> None:
    node = road.town.node(HOST)
    request = road.agreed(*ROLE)
    # It lays its file, and then its server of SSH cannot be told to read it.
    with replaced(node, "/etc/init.d/ssh", "#!/bin/sh\necho broken on purpose >&2\nexit 1\n"):
        failed(road, request, "back: Have sshd read it")
        assert left(node) == []
    again = road.plan(*ROLE)
    assert again.code == 4, again.out + again.err


def test_a_host_that_is_lost_in_midst_is_told_and_comes_again(road: Road) -> None:
    node = road.town.node(HOST)
    request = road.agreed(*ROLE)
    process = road.start("change", "apply", request)
    try:
        soon(lambda: "zy-run" in node.run("ps", "-eo", "user:20").stdout)
        assert node.run("pkill", "-STOP", "-u", "zy-run").returncode == 0
        node.run("service", "ssh", "stop")
        node.run("pkill", "-KILL", "sshd")
        out, err = process.communicate(timeout=300)
    finally:
        node.run("pkill", "-KILL", "-u", "zy-run")
        node.run("service", "ssh", "start")
    assert process.returncode in {1, 6}, out + err
    assert HOST in out + err
    text = node.path(LAID).read_text() if node.path(LAID).exists() else ""
    assert text == "" or text.endswith("LogLevel VERBOSE\n")
    assert road.plan(*ROLE).code in {0, 4}
