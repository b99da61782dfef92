"""What is rendered, read by the programs that it is for: nft and FRR of the town's hosts, which have nothing else to be told."""

from collections.abc import Iterator
from datetime import UTC, datetime

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


def parsed(node: Node, text: str) -> tuple[int, str]:
    """What FRR's own parser says of a text that it does not carry out."""
    node.path("/root/candidate.conf").write_text(text + "\n")
    try:
        done = node.run("vtysh", "-C", "-f", "/root/candidate.conf")
        return done.returncode, done.stdout.strip() + done.stderr.strip()
    finally:
        node.path("/root/candidate.conf").unlink()
