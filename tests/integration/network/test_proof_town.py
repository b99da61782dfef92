"""Separation proven by packets over the whole town: as declared it passes, with one rule more it does not, and every guard is missed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from cli.probing import alone
from cli.session import Session
from lab.place import Place
from lab.town import guarding
from lab.town.node import Node
from lab.town.standing import Town
from tests.town import built
from zhengyun.errors import Exit

pytestmark = [pytest.mark.lab, pytest.mark.slow]
PROGRAM: Final = str(Path(sys.prefix, "bin", "zhengyun"))
SECONDS: Final = 600
FEW: Final = "--few"
BY_HAND: Final = (
    # As somebody writes it who is in a hurry, and without a counter.
    "passing ip saddr 198.19.10.0/24 tcp dport 8443 accept",
    # About what no policy names.
    "passing ip saddr 198.18.10.0/23 ip daddr 198.19.10.0/23 tcp dport 3389 accept",
    "passing ct state established accept",
    "passing meta l4proto gre accept",
    "passing tcp sport 53 accept",
    "passing ip6 nexthdr tcp tcp dport 445 accept",
    "passing ip saddr 198.18.10.77 accept",
    "arriving tcp dport 8080 accept",
)
HARMLESS: Final = "passing udp dport 9 counter drop"
"""Whoever only refuses more weakens nothing."""
NAT: Final = "table ip other { chain pre { type nat hook prerouting priority -100; tcp dport 8888 redirect to :22; }; }"
Proof = tuple[int, dict[str, Any]]


def words(*more: str) -> list[str]:
    return [PROGRAM, "net", "prove", *more, "-o", "json"]


def ask(place: Place, *asked: str) -> subprocess.CompletedProcess[str]:
    """What a command says."""
    return subprocess.run(
        [PROGRAM, *asked],
        env={**os.environ, "ZHENGYUN_LAB": str(place.root), "ZHENGYUN_LANG": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def prove(place: Place, *more: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the document of a proof."""
    done = ask(place, *words(*more)[1:])
    assert done.stdout, done.stderr[-3000:]
    return done.returncode, json.loads(done.stdout)


@contextmanager
def accepted(node: Node, *rules: str) -> Iterator[None]:
    """Rules that somebody inserts by hand before all others, each `CHAIN RULE`, until the block ends."""
    before = node.run("nft", "-s", "list", "ruleset").stdout
    try:
        for rule in rules:
            done = node.run("nft", "insert", "rule", "inet", "zhengyun", *rule.split())
            assert done.returncode == 0, done.stderr
        yield
    finally:
        # As it is when the host starts: the role has written it there.
        assert node.run("service", "nftables", "restart").returncode == 0
        assert node.run("nft", "-s", "list", "ruleset").stdout.count("\n") == before.count("\n")


def strange(proof: dict[str, Any], host: str) -> set[tuple[str, ...]]:
    """Chain and text of each rule of a host that permits what no policy does."""
    wrong = [one for one in proof["rules"]["wrong"] if (one["what"], one["host"]) == ("foreign", host)]
    return {(one["chain"], one["rule"]) for one in wrong}


def nothing_runs(town: Town) -> bool:
    """Whether the program that probes runs on no node."""
    return not any(
        node.run("pgrep", "-f", "libexec/zhengyun-probe").stdout for name, node in town.nodes.items() if town.up(name)
    )


@pytest.fixture(scope="module")
def mutated(town_place: Place) -> Proof:
    """The town as it is declared, with every guard tried."""
    built(town_place)
    return prove(town_place, FEW, "--mutate")


@pytest.fixture(scope="module")
def altered(town_place: Place) -> tuple[Proof, str]:
    """Proven with rules by hand, one that rewrites, and one of ours away, whose name is told, too."""
    town = built(town_place)
    desk, wall = town.node("p-ih1"), town.node("p-fw")
    told = wall.run("nft", "-a", "list", "chain", "inet", "zhengyun", "origin").stdout
    line = next(one for one in told.splitlines() if 'comment "zy:origin-' in one)
    name, handle = line.split('"')[-2], line.rpartition(" ")[2]
    with accepted(wall, *BY_HAND, HARMLESS):
        assert desk.run("nft", NAT).returncode == 0
        try:
            assert wall.run("nft", "delete", "rule", "inet", "zhengyun", "origin", "handle", handle).returncode == 0
            proof = prove(town_place, FEW, "--protocol", "tcp")
        finally:
            assert desk.run("nft", "delete", "table", "ip", "other").returncode == 0
    # By now the town is as it was: the proofs that follow are of that.
    return proof, name


def test_the_town_is_proven_apart_and_every_guard_is_missed(town: Town, mutated: Proof) -> None:
    code, proof = mutated
    assert (code, proof["wrong"], proof["as_declared"]) == (Exit.OK, [], True), (
        proof["wrong"][:4],
        proof["mutation"],
        proof["rules"],
    )
    # One pair of hosts for each way is no proof of the whole, however well it went.
    assert (proof["passed"], proof["scope"]["partial"]) == (False, ["pairs"])
    assert proof["format"] == "zhengyun-net-proof/1"
    assert proof["networks"] == ["external", "internal", "video"]
    assert (proof["forbidden"]["open"], proof["unknown"], proof["controls_failed"]) == (0, 0, 0)
    assert proof["allowed"]["open"] == proof["allowed"]["tried"] > 300
    assert proof["forbidden"]["tried"] > 2_000
    assert proof["controls"] > 300
    assert proof["counters"] == {"compared": 2, "short": []}
    assert proof["rules"] == {"compared": len(town.nodes), "wrong": []}
    cells = {(one["protocol"], one["family"], one["expected"]) for one in proof["matrix"]}
    assert cells == {(p, f, e) for p in ("tcp", "udp", "icmp") for f in (4, 6) for e in ("open", "closed")}
    assert proof["mutation"]["survivors"] == []
    assert proof["mutation"]["tried"] == proof["mutation"]["caught"] == len(guarding.of(town).guards())
    assert guarding.of(town).away() == ()
    assert nothing_runs(town)


def test_with_one_accept_rule_by_hand_it_is_no_proof_and_the_probe_is_named(altered: tuple[Proof, str]) -> None:
    (code, proof), _ = altered
    assert (code, proof["passed"], proof["as_declared"]) == (Exit.FAILED, False, False)
    opened = [one for one in proof["wrong"] if one["expected"] == "closed" and one["verdict"] == "open"]
    assert proof["forbidden"]["open"] == len(opened)
    named = [one for one in opened if one["port"] == 8443]
    assert {(one["source"]["zone"], one["protocol"], one["family"]) for one in named} == {
        ("external/service", "tcp", 4)
    }
    assert {one["target"]["zone"] for one in named} >= {"internal/exchange"}


def test_rules_by_hand_about_what_no_policy_names_are_named_and_what_they_open_is_probed(
    altered: tuple[Proof, str],
) -> None:
    (_, proof), _ = altered
    assert strange(proof, "p-fw") == {tuple(rule.split(" ", maxsplit=1)) for rule in BY_HAND}
    named = {(one["port"], one["family"]) for one in proof["wrong"] if one["verdict"] == "open"}
    assert named >= {(3389, 4), (445, 6), (8080, 4), (8080, 6)}
    assert {port for port, _ in named} == {3389, 445, 8080, 8443}


def test_a_rule_of_ours_that_is_away_and_one_that_rewrites_are_named(altered: tuple[Proof, str]) -> None:
    (_, proof), name = altered
    # Of all that was changed by hand, what only refuses more is not named.
    assert len(proof["rules"]["wrong"]) == len(BY_HAND) + 2
    (missing,) = [one for one in proof["rules"]["wrong"] if one["what"] == "missing"]
    assert (missing["host"], missing["chain"]) == ("p-fw", "origin")
    assert f'comment "{name}"' in missing["rule"]
    (foreign,) = [one for one in proof["rules"]["wrong"] if one["what"] == "foreign" and one["host"] != "p-fw"]
    assert (foreign["host"], foreign["table"], foreign["chain"]) == ("p-ih1", "ip other", "pre")
    assert "8888" in foreign["rule"]


def test_a_host_that_says_nothing_makes_unknown_and_unknown_does_not_pass(town: Town, town_place: Place) -> None:
    node = town.node("p-eh1")
    path = "/usr/local/libexec/zhengyun-probe"
    assert node.run("mv", path, "/run/kept-probe").returncode == 0
    try:
        code, proof = prove(town_place, FEW, "--protocol", "icmp")
    finally:
        assert node.run("mv", "/run/kept-probe", path).returncode == 0
    assert code == Exit.FAILED
    assert proof["unknown"] > 0
    assert proof["forbidden"]["open"] == 0
    # It is also whoever sends the controls of its neighbours.
    whys = [one["why"] for one in proof["wrong"] if one["verdict"] == "unknown"]
    assert all("p-eh1 was not heard" in one or "a control did not arrive" in one for one in whys), set(whys)
    assert any("p-eh1 was not heard" in one for one in whys)


def test_the_whole_is_certified_and_a_part_is_not(
    town: Town, town_place: Place, mutated: Proof, tmp_path: Path
) -> None:
    # More hosts speak at once than a machine under load may hear in two seconds.
    code, whole = prove(town_place, "--window", "6000")
    assert (code, whole["wrong"], whole["passed"]) == (Exit.OK, [], True), (whole["wrong"][:4], whole["counters"])
    assert whole["scope"]["partial"] == whole["scope"]["absent"] == []
    assert {one["hosts"] for one in whole["scope"]["networks"].values()} >= {7, 14}
    assert whole["forbidden"]["tried"] > 20_000
    for found, ends in ((whole, Exit.OK), (mutated[1], Exit.REFUSED)):
        file = tmp_path / f"{ends.name}.json"
        file.write_text(json.dumps(found))
        asked = ["net", "certificate", "sign", str(file), "-f", str(file) + ".signed", "--as", "security"]
        said = subprocess.run(
            [PROGRAM, *asked, "--settings", str(town.settings("internal"))],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert said.returncode == ends, said.stderr
        assert Path(str(file) + ".signed").exists() == (ends == Exit.OK)


def test_guards_that_were_left_away_are_told_before_anything_is_sent(town: Town, town_place: Place) -> None:
    breaker = guarding.of(town)
    lifted = next(one for one in breaker.guards() if one.host == "p-fw" and one.kind == "rule")
    breaker.lift([lifted])
    try:
        for more in ((), ("--mutate",)):
            said = ask(town_place, "net", "prove", FEW, *more)
            assert said.returncode == Exit.REFUSED
            assert "ZY-NET-172" in said.stderr
            assert lifted.name in said.stderr
    finally:
        healed = ask(town_place, "lab", "heal")
    assert healed.returncode == Exit.OK, healed.stderr
    assert breaker.away() == ()


def test_two_proofs_at_once_are_one_after_the_other_and_nobody_heals_meanwhile(town: Town, town_place: Place) -> None:
    environment = {**os.environ, "ZHENGYUN_LAB": str(town_place.root), "ZHENGYUN_LANG": "en"}
    with alone.held(Session(quiet=True), town.place.run / alone.FILE, "net prove --mutate", 0):
        healing = ask(town_place, "lab", "heal")
        assert (healing.returncode, "ZY-NET-171" in healing.stderr) == (Exit.REFUSED, True), healing.stderr
        assert f"zhengyun net prove --mutate ({os.getpid()}, " in healing.stderr
        second = subprocess.Popen(
            [PROGRAM, "net", "prove", FEW, "--protocol", "icmp", "-o", "json"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert second.stderr
        assert second.stderr.readline().startswith(f"waiting for zhengyun net prove --mutate ({os.getpid()}, ")
    out, err = second.communicate(timeout=SECONDS)
    assert second.returncode == Exit.OK, err
    proof = json.loads(out)
    assert (proof["as_declared"], proof["passed"]) == (True, False)
    assert proof["scope"]["partial"] == ["pairs", "protocols"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, Exit.FAILED), (signal.SIGKILL, -signal.SIGKILL)])
def test_who_ends_it_in_the_middle_leaves_no_capture_and_no_guard_away(
    town: Town, town_place: Place, number: signal.Signals, code: int
) -> None:
    breaker = guarding.of(town)
    before = breaker.guards()
    environment = {**os.environ, "ZHENGYUN_LAB": str(town_place.root)}
    with subprocess.Popen(
        words(FEW, "--mutate", "--protocol", "icmp"),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr
        heard = []
        for line in running.stderr:
            heard.append(line)
            if "guards tried" in line:
                break
        assert breaker.away() != (), heard
        running.send_signal(number)
        running.communicate(timeout=SECONDS)
    assert running.returncode == code
    # Who was killed can put back nothing himself: the town is held until that is done.
    with alone.held(Session(quiet=True), town.place.run / alone.FILE, "a test", SECONDS):
        assert breaker.away() == ()
        assert breaker.guards() == before
        assert nothing_runs(town)
