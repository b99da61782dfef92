"""A permission between two zones from its line in a file to its end: asked for, agreed to, laid, proven open; and gone on the day after its last."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from cli.training import commit, git
from inventory.loader import load
from inventory.source import Folder
from lab.town.standing import Town
from network.rendering.nftables import rendered
from tests.hosts_road import NETWORK, Road, Said, road_in
from tests.proving import proof, wrong
from tests.town import town, town_place

pytestmark = [pytest.mark.lab, pytest.mark.slow]

__all__ = ["town", "town_place"]

ROLE: Final = "zone_firewall"
FILE: Final = "/etc/nftables.conf"
NAME: Final = "hand-over"
PORT: Final = 8511
FEW: Final = ("--few", "--protocol", "tcp")


def declared(last: str) -> str:
    """The permission as network.yaml has it."""
    said = f"from: office, to: exchange, protocol: tcp, ports: [{PORT}], owner: 信息中心, reason: 档案移交, expires: {last}"
    return f"  {NAME}: {{{said}}}\n"


def guards(folder: Path) -> list[str]:
    """The hosts that have the role."""
    found = load(Folder(folder)).hosts.hosts
    return sorted(name for name, host in found.items() if ROLE in host.roles)


@pytest.fixture
def road(town: Town) -> Iterator[Road]:
    """A training set of its own, for its clock will be ahead; the town's files and rules are in the end as they were."""
    folder = town.estate(NETWORK)
    names = guards(folder)
    assert names, "no host of the town has the role"
    before = {name: town.node(name).path(FILE).read_text() for name in names}
    git(folder, "tag", "delivered")
    with road_in(town, "conduit") as made:
        yield made
    git(folder, "reset", "-q", "--hard", "delivered")
    git(folder, "tag", "-d", "delivered")
    for name, text in before.items():
        node = town.node(name)
        if node.path(FILE).read_text() != text:
            node.path(FILE).write_text(text)
            assert node.run("nft", "-f", FILE).returncode == 0


def ruled(folder: Path) -> dict[str, object]:
    """By host, what its rules are to be."""
    return {one.host: one.vars for one in rendered(load(Folder(folder)), datetime.now(UTC).date())}


def planned(road: Road, hosts: Iterable[str]) -> Said:
    """Plan the rules of these."""
    only = [word for name in hosts for word in ("--only", f"{name}/{ROLE}")]
    return road.plan(*only, "--diff", "-o", "json")


def lines(said: Said, sign: str) -> set[tuple[str, str]]:
    """The lines that a plan has come (+) or go (-), each with its host."""
    told = ((one["host"], line) for one in said.json["diffs"] for line in one["text"].splitlines())
    return {(host, line[1:]) for host, line in told if line.startswith(sign) and not line.startswith(3 * sign)}


def carried_out(road: Road, why: str) -> str:
    """Have what was planned asked for, agreed to and carried out; what whoever agreed was told."""
    said = road("change", "submit", str(road.plan_file), "--reason", why, "-o", "json")
    assert said.code == 0, said.err
    request = str(said.json["request"])
    agreed = road("change", "approve", request, "--yes", person="security")
    assert agreed.code == 0, agreed.out + agreed.err
    applied = road("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err
    return agreed.out + agreed.err


def test_a_new_conduit_takes_the_whole_road_and_goes_the_day_after_its_last(road: Road) -> None:
    folder = road.town.estate(NETWORK)
    # A line in a file: from now on it is declared, and nothing has been laid yet.
    last, before = (datetime.now(UTC) + timedelta(days=1)).date(), ruled(folder)
    for files in (folder, road.root / "estate"):
        file = files / "network.yaml"
        told = file.read_text("utf-8").replace("conduits:\n", f"conduits:\n{declared(last.isoformat())}", 1)
        file.write_text(told, "utf-8")
        commit(files, "Archives are handed over until tomorrow")
    # Only who guards the way is told anything; in the end all are asked whether they stand as declared.
    ways = sorted(name for name, rules in ruled(folder).items() if rules != before[name])
    assert 1 < len(ways) < len(before)
    office, exchange = f"{NETWORK}/office", f"{NETWORK}/exchange"
    code, declared_only = proof(road.town, *FEW)
    assert (code, wrong(declared_only)) == (1, {(office, exchange, PORT, "open", "closed")})
    # The whole road.
    laying = planned(road, ways)
    assert laying.code == 4, laying.out + laying.err
    (opened,) = laying.json["plan"]["effects"]["opens"]
    assert re.fullmatch(rf"{NAME}: [a-z0-9, -]+", opened)
    assert any(f'"zy:{NAME}' in line for _host, line in lines(laying, "+"))
    assert not any(f'"zy:{NAME}' in line for _host, line in lines(laying, "-"))
    told = carried_out(road, "archives")
    assert "OPENS" in told
    assert opened in told
    code, laid = proof(road.town, *FEW)
    assert code == 0, laid["wrong"]
    assert (laid["unknown"], laid["controls_failed"], laid["forbidden"]["open"]) == (0, 0, 0)
    # The day after its last one nothing goes by itself, and the next plan takes it away.
    after = road.later(2)
    day = (last + timedelta(days=1)).isoformat()
    code, expired = proof(road.town, *FEW, "--on", day)
    assert (code, wrong(expired)) == (1, {(office, exchange, PORT, "closed", "open")})
    taking = planned(after, ways)
    assert taking.code == 4, taking.out + taking.err
    assert taking.json["plan"]["effects"]["opens"] == []
    # All that was laid and nothing else: what was to be done before was done to the last line.
    assert lines(taking, "-") == lines(laying, "+")
    assert lines(taking, "+") == lines(laying, "-")
    carried_out(after, "archives are handed over")
    assert planned(after, guards(folder)).code == 0
    code, gone = proof(road.town, *FEW, "--on", day)
    assert code == 0, gone["wrong"]
    assert gone["allowed"]["open"] < laid["allowed"]["open"]
    own = Road(road.town, road.town.place.network(NETWORK))
    entries = own("audit", "query", "--kind", "network.proven", "-o", "json", person="auditor").json["entries"]
    assert [one["body"]["as_declared"] for one in reversed(entries)][-4:] == [False, True, False, True]
