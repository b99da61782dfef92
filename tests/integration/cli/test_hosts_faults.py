"""What goes wrong on the road of hosts: told in clear words, nothing half done is called done, and the same request goes on."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from lab.town.node import Node
from lab.town.standing import Town
from tests.hosts_road import LAID, Road, bare, interrupted, road_in, soon

pytestmark = [pytest.mark.lab, pytest.mark.slow]


ROLE = ("--only", "p-ih1/ssh_hardening")


@pytest.fixture
def road(small_town: Town) -> Iterator[Road]:
    """A training set, and p-ih1 as it was built; it waits for long until it takes anything back, for runs beside other runs are slow."""
    bare(small_town.node("p-ih1"))
    with road_in(small_town, "faults") as made:
        made.commit("ssh_hardening: {", "ssh_hardening: {guard: 300, ")
        yield made
    bare(small_town.node("p-ih1"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_who_is_stopped_or_killed_in_midst_goes_on(road: Road, how: signal.Signals) -> None:
    host = road.town.node("p-ih1")
    request = road.agreed(*ROLE)
    process = road.start("change", "apply", request)
    # The intent is on record, and Ansible is at work for it.
    soon(lambda: road.began(request))
    code, said = interrupted(process, how)
    assert code != 0, said
    text = host.path(LAID).read_text() if host.path(LAID).exists() else ""
    # A file of a role is there whole, or is not there.
    assert text == "" or text.endswith("LogLevel VERBOSE\n")
    state = road("change", "show", request, "-o", "json").json["state"]
    if state != "applied":
        again = road("change", "apply", request, "--resume")
        assert again.code == 0, again.out + again.err
    assert road.plan(*ROLE).code == 0
    assert host.path(LAID).read_text().endswith("LogLevel VERBOSE\n")
    # Nothing of a run is left where it ran, and nothing runs there any more.
    soon(lambda: "ansible" not in road.management.run("ps", "-eo", "args").stdout)


def test_what_was_killed_before_the_host_was_reached_anew_stays_once_it_was_carried_on(road: Road) -> None:
    host = road.town.node("p-ih1")
    soon(lambda: not waiting(host))
    request = road.agreed(*ROLE)
    process = road.start("change", "apply", request)
    # The host waits for somebody to come in anew, and nobody has.
    soon(lambda: waiting(host))
    for pid in tree(process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=300)
    assert waiting(host), "it was killed too late"
    again = road("change", "apply", request, "--resume")
    assert again.code == 0, again.out + again.err
    assert not waiting(host)
    # Whoever waited on the host has ended, too, and has taken nothing back.
    soon(lambda: "python3" not in host.run("ps", "-eo", "args").stdout)
    assert host.path(LAID).read_text().endswith("LogLevel VERBOSE\n")
    assert road("drift", "--site", "hosts", *ROLE).code == 0


def test_a_connection_that_a_killed_run_has_left_ends_by_itself(road: Road) -> None:
    soon(lambda: not waiting(road.town.node("p-ih1")))
    request = road.agreed(*ROLE)
    process = road.start("change", "apply", request)
    soon(lambda: waiting(road.town.node("p-ih1")))
    assert shared(road)
    for pid in tree(process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=300)
    soon(lambda: not shared(road))
    assert road("change", "apply", request, "--resume").code == 0


def shared(road: Road) -> list[str]:
    """The connections that are open for more than one use, where the program runs."""
    return [line for line in road.management.run("ps", "-eo", "args").stdout.splitlines() if "[mux]" in line]


def waiting(host: Node) -> list[Path]:
    """The marks of who will take a role back."""
    return list(host.path("/var/lib/zhengyun/kept").glob("*/*.armed"))


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in tree(int(child)))]


def test_a_host_that_is_away_is_named_and_the_others_can_be_planned(road: Road) -> None:
    road.town.node("p-ih1").run("service", "ssh", "stop")
    try:
        away = road.plan("--only", "p-ih1/ssh_hardening", "--only", "p-c2/ssh_hardening")
        assert (away.code, away.codes) == (6, {"ZY-HOST-010"}), away.out + away.err
        assert "p-ih1 cannot be reached" in away.err
        assert road.plan("--only", "p-c2/ssh_hardening").code == 4
        drift = road("drift", "--site", "hosts", *ROLE)
        assert (drift.code, "ZY-HOST-010" in drift.out) == (6, True), drift.out + drift.err
        blind = road.plan(*ROLE, "--blind", "p-ih1")
        assert blind.code == 4, blind.err
        assert "BLIND" in blind.out
        assert "p-ih1" in blind.out
    finally:
        assert road.town.node("p-ih1").run("service", "ssh", "start").returncode == 0


def test_a_host_with_another_key_is_never_spoken_to(road: Road) -> None:
    own = (road.town.place.keys / "p-ih1.pub").read_text().split()[1]
    road.commit(own, own[:40] + own[40:].swapcase())
    said = road.plan(*ROLE)
    assert (said.code, said.codes) == (3, {"ZY-SSH-003"}), said.out + said.err
    assert said.err.count("ssh-ed25519 SHA256:") == 2
    assert not road.town.node("p-ih1").path(LAID).exists()
