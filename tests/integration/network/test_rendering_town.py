"""What is rendered, read by the programs that it is for: nft and FRR of the town's hosts, which have nothing else to be told."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Final

import pytest

from inventory.loader import load
from inventory.source import Folder
from lab.town.node import Node
from lab.town.standing import Town
from network.rendering.devices import configuration
from network.rendering.nftables import Rules
from network.rendering.platforms import commands, diff
from tests.unit.network.harbour import DAY, quarry
from zhengyun.estate import Estate

pytestmark = pytest.mark.lab


def estates(town: Town) -> Iterator[Estate]:
    """The estates that the town was built from."""
    return (load(Folder(town.estate(network))) for network in town.networks)


def devices(town: Town) -> Iterator[tuple[Estate, str, Node]]:
    for estate in estates(town):
        yield from ((estate, name, town.node(name)) for name in estate.devices)


def test_the_kernel_of_every_host_has_what_its_estate_says_and_reads_the_file_so(town: Town) -> None:
    day = datetime.now(UTC).date()
    for estate in estates(town):
        rules = Rules(estate, day)
        for name in estate.hosts.hosts:
            node = town.node(name)
            done = node.run("sh", "-c", "unshare -n sh -c 'nft -f - && nft -s list ruleset'", stdin=rules.of(name))
            assert done.returncode == 0, (name, done.stderr)
            assert done.stdout == node.run("nft", "-s", "list", "ruleset").stdout, name


def test_a_router_that_begins_with_what_it_is_told_is_told_nothing_more(town: Town) -> None:
    day = datetime.now(UTC).date()
    for estate, name, node in devices(town):
        running = node.run("vtysh", "-c", "show running-config").stdout
        assert "hostname" in running
        assert diff("frr", running, configuration(estate, name, day)) == (), name


def test_frr_reads_all_that_a_device_can_be_told_and_the_lines_that_lead_there(town: Town) -> None:
    node = town.node("p-scr")
    told = configuration(quarry("frr"), "crane", DAY)
    for text in (told, "\n".join(commands("frr", "", told)), "\n".join(commands("frr", told, ""))):
        assert parsed(node, text) == (0, ""), text
    code, said = parsed(node, told.replace("prefix-list way-in in", "prefix-lists way-in in"))
    assert code != 0
    assert "line" in said


# Talks over one connection: says a word when told to, and what it hears.
SERVER: Final = """
import socket, sys
with socket.create_server((sys.argv[1], int(sys.argv[2]))) as listening:
    print("ready", flush=True)
    one, _ = listening.accept()
    while data := one.recv(99):
        one.sendall(data)
"""
CLIENT: Final = """
import socket, sys
one = socket.create_connection((sys.argv[1], int(sys.argv[2])), 60)
one.settimeout(3)
print("ready", flush=True)
for word in sys.stdin:
    try:
        one.sendall(word.encode())
        print("heard" if one.recv(99) else "closed", flush=True)
    except OSError:
        print("nothing", flush=True)
"""


@contextmanager
def talking(server: Node, address: str, port: int, client: Node) -> Iterator[Callable[[], str]]:
    """A connection from a host to another, and what comes of a word over it."""
    with ExitStack() as stack:
        ends = []
        for node, program in ((server, SERVER), (client, CLIENT)):
            words = node.words("/usr/bin/python3", "-c", program, address, str(port))
            end = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=node.environment()
            )
            stack.callback(end.wait)
            stack.callback(end.kill)
            assert end.stdout
            assert end.stdout.readline() == "ready\n"
            ends.append(end)

        def said() -> str:
            given, heard = ends[1].stdin, ends[1].stdout
            assert given
            assert heard
            given.write("word\n")
            given.flush()
            return heard.readline().strip()

        yield said


def test_a_connection_ends_with_what_permitted_it_and_the_others_go_on(town: Town) -> None:
    inner, exchange, wall = (town.node(name) for name in ("p-ih1", "p-xh", "p-fw"))
    estate = load(Folder(town.estate("internal")))
    assert estate.policy
    fewer = tuple(one for one in estate.policy.conduits if one.name != "hand-in")
    text = Rules(replace(estate, policy=replace(estate.policy, conduits=fewer)), datetime.now(UTC).date()).of("p-fw")
    with (
        talking(exchange, "198.18.96.10", 8443, inner) as handing,
        talking(inner, "198.18.10.11", 9000, exchange) as delivering,
    ):
        assert (handing(), delivering()) == ("heard", "heard")
        try:
            assert wall.run("nft", "-f", "-", stdin=text).returncode == 0
            assert (handing(), delivering()) == ("nothing", "heard")
        finally:
            assert wall.run("nft", "-f", "/etc/nftables.conf").returncode == 0
        assert delivering() == "heard"


SPOOF: Final = """
import socket, struct, sys
source, target = map(socket.inet_aton, sys.argv[1:])
echo = struct.pack("!BBHHH", 8, 0, 0xf7ff, 0, 0)
head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 1, 0, source, target)
socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW).sendto(head + echo, (sys.argv[2], 0))
"""


def test_whoever_speaks_as_somebody_else_is_not_heard_beyond_his_segment(town: Town) -> None:
    host, router = town.node("p-ih1"), town.node("p-c2")
    before = dropped(router, "zy:origin-lan-p1")
    done = host.run("/usr/bin/python3", "-c", SPOOF, "198.18.96.10", "198.18.20.11")
    assert done.returncode == 0, done.stderr
    end = monotonic() + 60
    while dropped(router, "zy:origin-lan-p1") == before and monotonic() < end:
        pass
    assert dropped(router, "zy:origin-lan-p1") == before + 1


def dropped(node: Node, name: str) -> int:
    """How many packets a rule has counted."""
    listed = node.run("nft", "list", "ruleset").stdout
    (line,) = [line for line in listed.splitlines() if f'"{name}"' in line]
    return int(line.split("packets ")[1].split()[0])


def parsed(node: Node, text: str) -> tuple[int, str]:
    """What FRR's own parser says of a text that it does not carry out."""
    node.path("/root/candidate.conf").write_text(text + "\n")
    try:
        done = node.run("vtysh", "-C", "-f", "/root/candidate.conf")
        return done.returncode, done.stdout.strip() + done.stderr.strip()
    finally:
        node.path("/root/candidate.conf").unlink()
