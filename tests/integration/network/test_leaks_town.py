"""The leak hunt on real hosts: each kind of leak is put on a node and found there, and what is legal is not told of."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.place import Place
from lab.town.breaking import of
from lab.town.estates import NETWORKS, estate
from lab.town.standing import Town
from network import codes
from network.leaks.facts import State, read
from network.leaks.hunting import judge
from tests.integration.network.seeded import ADVERTISE, AGAIN, ANSWERS, HARMLESS, SEEDS, Seed, setting
from zhengyun.errors import Code, Exit

pytestmark = [pytest.mark.lab, pytest.mark.slow]


PROGRAM = "/usr/local/libexec/zhengyun-state"
PROGRAM_OF_OURS = Path(sys.executable).with_name("zhengyun")
PATIENCE = 180
ESTATES = {name: estate(name) for name in NETWORKS}
Told = tuple[str, str, str]


def state_of(up: Town, host: str) -> State:
    return read(host, up.node(host).run(PROGRAM).stdout.encode())


def judged(network: str, states: Mapping[str, State]) -> set[Told]:
    return {(one.host, one.error.code.id, str(one.error)) for one in judge(ESTATES[network], states)}


def told(up: Town, host: str) -> set[Told]:
    return judged(up.node(host).network, {host: state_of(up, host)})


@pytest.fixture(scope="module")
def plain() -> dict[str, set[Told]]:
    """By host, what is told of it while nothing was done."""
    return {}


def usual(up: Town, host: str, plain: dict[str, set[Told]]) -> set[Told]:
    if host not in plain:
        plain[host] = told(up, host)
    return plain[host]


def done(up: Town, host: str, script: str) -> None:
    said = up.node(host).run("sh", "-c", script)
    assert said.returncode == 0, said.stdout + said.stderr


@contextmanager
def put(up: Town, host: str, do: str, undo: str) -> Iterator[None]:
    try:
        done(up, host, do)
        yield
    finally:
        done(up, host, undo)


def has(found: set[Told], host: str, code: Code, says: str) -> bool:
    return any(one[0] == host and one[1] == code.id and says in one[2] for one in found)


def soon(up: Town, host: str, code: Code, says: str, *others: str) -> bool:
    """Whether it is told before long, by a host and those whose hardware addresses have to be known."""
    ends = time.monotonic() + PATIENCE
    network = up.node(host).network
    while time.monotonic() < ends:
        states = {one: state_of(up, one) for one in (host, *others)}
        if has(judged(network, states), host, code, says):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("seed", SEEDS, ids=lambda one: one.name)
def test_a_leak_that_is_put_on_a_host_is_found_and_gone_when_it_is_taken_away(
    town: Town, plain: dict[str, set[Told]], seed: Seed
) -> None:
    before = usual(town, seed.host, plain)
    with put(town, seed.host, seed.do, seed.undo):
        found = told(town, seed.host)
        assert has(found - before, seed.host, seed.code, seed.says), found - before
    assert told(town, seed.host) == before


@pytest.mark.parametrize(("name", "do", "undo"), HARMLESS, ids=[one[0] for one in HARMLESS])
def test_what_is_legal_is_not_told_of(town: Town, plain: dict[str, set[Told]], name: str, do: str, undo: str) -> None:
    del name
    before = usual(town, "p-ih1", plain)
    with put(town, "p-ih1", do, undo):
        assert told(town, "p-ih1") == before


@pytest.mark.parametrize("network", sorted(ESTATES))
def test_of_the_town_as_it_is_nothing_is_told(town: Town, network: str) -> None:
    hosts = [name for name, node in town.nodes.items() if node.network == network]
    assert judged(network, {host: state_of(town, host) for host in hosts}) == set()


class TestStrangers:
    """Who else is on a link is seen by whoever was spoken to."""

    OTHERS = ("p-ext", "p-eh2")
    ADDRESS = "198.19.10.66/24"

    def test_a_machine_that_nobody_declared(self, town: Town) -> None:
        with put(town, "p-eh2", f"ip addr add {self.ADDRESS} dev lan-ep", f"ip addr del {self.ADDRESS} dev lan-ep"):
            town.node("p-eh2").run("ping", "-c1", "-W2", "-I", "198.19.10.66", "198.19.10.11")
            assert soon(town, "p-eh1", codes.LEAK_NEIGHBOUR, "198.19.10.66", *self.OTHERS)
        done(town, "p-eh1", "ip neigh flush dev lan-ep")

    def test_an_address_that_somebody_has_taken(self, town: Town) -> None:
        mac = town.node("p-eh1").run("cat", "/sys/class/net/lan-ep/address").stdout.strip()
        script = ANSWERS.format(dev="lan-ep", mac=mac, taken="198.19.10.1", at="198.19.10.11")
        ends = time.monotonic() + PATIENCE
        found = False
        while not found and time.monotonic() < ends:
            done(town, "p-eh1", "ping -c1 -W2 198.19.10.1 >/dev/null; sleep 1.1")
            done(town, "p-eh2", f'python3 -c "{script}"')
            states = {one: state_of(town, one) for one in ("p-eh1", *self.OTHERS)}
            found = has(judged("external", states), "p-eh1", codes.LEAK_TAKEN, "198.19.10.1 of p-ext")
        done(town, "p-eh1", "ip neigh flush dev lan-ep")
        assert found

    # The rules of a host refuse what routers advertise, too: here they are away.
    OPENED = ("nft flush ruleset", AGAIN)

    def test_a_router_that_is_none(self, town: Town) -> None:
        up, down = setting("ipv6/conf/lan-ep/disable_ipv6", 0)
        with put(town, "p-eh1", *self.OPENED), put(town, "p-eh1", up, down), put(town, "p-eh2", up, down):
            ends = time.monotonic() + PATIENCE
            found = False
            while not found and time.monotonic() < ends:
                # Until the address of the link counts, nothing leaves from it.
                town.node("p-eh2").run("python3", "-c", ADVERTISE.format(dev="lan-ep"))
                states = {one: state_of(town, one) for one in ("p-eh1", *self.OTHERS)}
                found = has(judged("external", states), "p-eh1", codes.LEAK_ROUTER, "says that it is a router")
                time.sleep(0.2)
            done(town, "p-eh1", "ip -6 neigh flush dev lan-ep")
            assert found

    def test_a_way_that_a_router_has_advertised(self, town: Town) -> None:
        settings = (setting("ipv6/conf/lan-ep/accept_ra", 2), setting("ipv6/conf/lan-ep/disable_ipv6", 0))
        up, down = settings[1]
        with (
            put(town, "p-eh1", *self.OPENED),
            put(town, "p-eh2", up, down),
            put(town, "p-eh1", "; ".join(one[0] for one in settings), "; ".join(one[1] for one in settings)),
        ):
            ends = time.monotonic() + PATIENCE
            found = False
            while not found and time.monotonic() < ends:
                town.node("p-eh2").run("python3", "-c", ADVERTISE.format(dev="lan-ep"))
                found = has(told(town, "p-eh1"), "p-eh1", codes.LEAK_ADVERTISED, "::/0")
                time.sleep(0.2)
            done(town, "p-eh1", "ip -6 route flush dev lan-ep proto ra; ip -6 neigh flush dev lan-ep")
            assert found


def test_the_program_tells_no_words_of_a_command_line_and_changes_nothing(town: Town) -> None:
    node = town.node("p-ih1")
    secret = "geheim-" + "x" * 12
    with put(
        town,
        "p-ih1",
        f"setsid python3 -c 'import time; time.sleep(600)' {secret} </dev/null >/dev/null 2>&1 & echo $! >/run/zhengyun-test.pid",
        "kill $(cat /run/zhengyun-test.pid); rm /run/zhengyun-test.pid",
    ):
        seen = (
            "sh",
            "-c",
            "nft -s list ruleset; ip route show table all; ip -o addr; sysctl net.ipv4 net.ipv6 2>/dev/null",
        )
        before = node.run(*seen).stdout
        said = node.run(PROGRAM)
        assert said.returncode == 0
        assert secret not in said.stdout
        assert json.loads(said.stdout)["problems"] == []
        assert node.run(*seen).stdout == before


class TestCommand:
    """`net leak-hunt` where the tool runs."""

    def asked(self, up: Town, *words: str, language: str = "en") -> "subprocess.CompletedProcess[str]":
        variables = {"ZHENGYUN_SETTINGS": str(up.settings("internal")), "ZHENGYUN_LANG": language}
        return up.management("internal").run(str(PROGRAM_OF_OURS), "net", "leak-hunt", *words, variables=variables)

    def test_a_town_without_leaks_ends_well_and_one_with_a_leak_does_not(self, town: Town) -> None:
        said = self.asked(town, "-o", "json")
        assert said.returncode == Exit.OK, said.stdout + said.stderr
        found = json.loads(said.stdout)
        assert found["format"] == "zhengyun-net-leak-hunt/1"
        assert len(found["looked"]) == len(ESTATES["internal"].hosts.hosts)
        assert found["leaks"] == found["untold"] == []
        with put(town, "p-ih2", "ip route add default via 198.18.11.77 metric 9", "ip route del default metric 9"):
            said = self.asked(town, "-o", "json")
            assert said.returncode == Exit.FAILED
            assert [(one["host"], one["code"]) for one in json.loads(said.stdout)["leaks"]] == [
                ("p-ih2", codes.LEAK_DEFAULT.id)
            ]
            said = self.asked(town, language="zh_CN")
            assert said.returncode == Exit.FAILED
            assert "p-ih2" in said.stdout
            assert codes.LEAK_DEFAULT.id in said.stdout

    def test_a_host_that_cannot_be_reached_is_told_of_and_never_counts_as_without_leaks(
        self, town: Town, town_place: Place
    ) -> None:
        breaking = of(town_place, town)
        breaking.cut("mgmt-p:p-ih2")
        try:
            said = self.asked(town, "--only", "p-ih1", "--only", "p-ih2", "-o", "json")
        finally:
            breaking.heal("mgmt-p")
        assert said.returncode == Exit.UNREACHABLE, said.stdout + said.stderr
        found = json.loads(said.stdout)
        assert found["looked"] == ["p-ih1"]
        assert [one["host"] for one in found["untold"]] == ["p-ih2"]

    def test_who_is_no_host_is_refused(self, town: Town) -> None:
        said = self.asked(town, "--only", "p-ih11")
        assert said.returncode == Exit.BAD_INPUT
        assert codes.NO_SUCH_HOST.id in said.stderr
        assert "did you mean: p-ih1" in said.stderr
