"""`net check`, `net show` and `net path`: what is wrong, what there is, where a packet goes, as people and programs read it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import text
from cli.main import run
from tests.integration.cli.conftest import Cli, Said
from tests.unit.network.isles import INNER, OUTER
from tests.unit.network.test_rehoming import FILE


@pytest.fixture
def isles(tmp_path: Path) -> Path:
    """The files of two networks side by side."""
    for name, files in (("inner", INNER), ("outer", OUTER)):
        for file, content in files.items():
            (tmp_path / name / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / file).write_text(content, "utf-8")
    return tmp_path


@pytest.fixture
def zhengyun(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """Types a command; what only reads files needs no training set."""
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("ZHENGYUN_LANG", "en")
    monkeypatch.setenv("COLUMNS", "160")

    def typed(*arguments: str) -> Said:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    yield typed
    text.settle(["--lang", "en"])


def test_a_path_is_told_host_by_host_and_rule_by_rule(zhengyun: Cli, isles: Path) -> None:
    words = ("net", "path", "desk", "store-e", "8443", "--estate", str(isles / "inner"))
    told = zhengyun(*words)
    assert told.code == 0, told.err
    assert "desk  → 0.0.0.0/0 by 198.51.100.1 (gateway)" in told.out
    assert "wall-e, over moat-e" in told.out
    assert "rule hand-in lets it through" in told.out
    assert "network.yaml:9:3" in told.out
    assert "answer: store-e → wall-e → r1 → r2 → desk" in told.out
    data = zhengyun(*words, "-o", "json").json
    assert data["format"] == "zhengyun-net-path/1"
    assert (data["verdict"], data["ways"]) == ("open", 1)
    assert [one["host"] for one in data["hops"]] == ["desk", "r2", "r1", "wall-e", "store-e"]
    assert data["hops"][3]["rule"] == "hand-in"


def test_why_not_is_told_with_what_each_rule_differs_in(zhengyun: Cli, isles: Path) -> None:
    told = zhengyun("net", "path", "desk", "store-e", "8443", "--udp", "--estate", str(isles / "inner"))
    assert told.code == 3
    assert "no rule permits it" in told.out
    assert "hand-in is not for it: protocol" in told.out
    chinese = zhengyun(
        "net", "path", "desk", "store-e", "8443", "--udp", "--estate", str(isles / "inner"), "--lang", "zh_CN"
    )
    assert chinese.code == 3


def test_what_lies_beyond_a_border_is_known_where_the_other_network_lies_beside(zhengyun: Cli, isles: Path) -> None:
    words = ("net", "path", "stall-w", "198.51.100.194", "8444", "--estate", str(isles / "outer"))
    alone = zhengyun(*words)
    assert alone.code == 6
    assert "leaves this network" in alone.out
    both = zhengyun(*words, "--beside", str(isles / "inner"))
    assert both.code == 0
    assert "rule fetch lets it through" in both.out
    later = zhengyun(*words, "--beside", str(isles / "inner"), "--day", "2027-01-01")
    assert later.code == 3, "the conduit has expired"


def test_a_cut_segment_is_gone_round(zhengyun: Cli, isles: Path) -> None:
    words = ("net", "path", "desk", "lamp", "22", "--estate", str(isles / "inner"), "-o", "json")
    hosts = [one["host"] for one in zhengyun(*words, "--cut", "arc-23").json["hops"]]
    assert hosts == ["desk", "r2", "r1", "r3", "lamp"]
    gone = zhengyun(*words, "--cut", "arc-23", "--cut", "arc-12")
    assert gone.code == 6
    assert gone.json["verdict"] == "unreachable"


def test_a_policy_is_judged_and_the_worst_finding_is_the_exit(zhengyun: Cli, isles: Path) -> None:
    words = ("net", "check", "--estate", str(isles / "inner"), "--beside", str(isles / "outer"))
    assert zhengyun(*words, "--day", "2026-11-01").code == 0
    soon = zhengyun(*words, "--day", "2026-12-20", "-o", "json")
    assert soon.code == 0
    assert [one["code"] for one in soon.json["findings"]] == ["ZY-NET-023"]
    over = zhengyun(*words, "--day", "2027-01-01")
    assert over.code == 4
    assert "conduit fetch has expired" in over.out
    devices = isles / "inner" / "west" / "devices.yaml"
    devices.write_text(devices.read_text("utf-8").replace(", {to: 203.0.113.0/24, via: 198.51.100.162}", ""), "utf-8")
    hosts = isles / "inner" / "west" / "hosts.yaml"
    hosts.write_text(
        hosts.read_text("utf-8").replace("203.0.113.0/24: 192.0.2.134", "203.0.113.0/24: 198.51.100.161"), "utf-8"
    )
    astray = zhengyun(*words, "--day", "2027-01-01", "-o", "json")
    assert astray.code == 3 or astray.json["findings"], astray.out
    crooked = zhengyun(*words, "--day", "2026-12-01")
    assert crooked.code == 3
    assert "packets pass wall-w, answers pass wall-w, wall-e" in crooked.out


def test_a_host_that_would_keep_its_old_rules_is_told(zhengyun: Cli, isles: Path) -> None:
    hosts = isles / "outer" / "shore" / "hosts.yaml"
    file = hosts.read_text("utf-8")
    ends = "gateway: 203.0.113.17, roles: {zone_firewall: {}}}"
    assert file.count(ends) == 1
    hosts.write_text(file.replace(ends, "gateway: 203.0.113.17}"), "utf-8")
    told = zhengyun("net", "check", "--estate", str(isles / "outer"), "--day", "2026-11-01")
    assert told.code == 4
    assert "ZY-NET-040  stall-w has no role zone_firewall: no plan brings it the rules of a changed policy" in told.out


def test_what_firewalls_have_counted_tells_which_conduits_nobody_used(zhengyun: Cli, isles: Path) -> None:
    file = isles / "counters.json"
    file.write_text(json.dumps({"wall-e": {"hand-in": 12, "deliver": 0}}), "utf-8")
    words = ("net", "check", "--estate", str(isles / "inner"), "--day", "2026-11-01", "--counters", str(file))
    told = zhengyun(*words)
    assert told.code == 4
    assert "rule deliver was never needed: wall-e counted no packet" in told.out
    file.write_text('{"wall-e": {"hand-in": "many"}}', "utf-8")
    wrong = zhengyun(*words)
    assert (wrong.code, "ZY-NET-006" in wrong.err) == (2, True)


def test_the_policy_is_shown_with_who_keeps_it(zhengyun: Cli, isles: Path) -> None:
    told = zhengyun("net", "show", "--estate", str(isles / "inner"), "--day", "2027-01-01")
    assert told.code == 0
    for word in ("internal/office", "exchange zone", "hand-in", "2026-12-31, over", "never: internal/office ↔ external/*", "kept by: wall-e, wall-w", "keep-e (192.0.2.0/27)"):  # fmt: skip
        assert word in told.out, word
    data = zhengyun("net", "show", "--estate", str(isles / "outer"), "-o", "json").json
    (network,) = data["networks"]
    assert (network["egress"], network["guards"]) == ("gate-e", [])


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("path", "desk", "store-e"), 2, "A port is given"),
        (("path", "desk", "store-e", "8443", "--icmp"), 2, "A port is given"),
        (("path", "desk", "store-e", "--udp", "--icmp"), 2, "exclude each other"),
        (("path", "desk", "store-e", "70000"), 2, "70000"),
        (("path", "desc", "store-e", "1"), 2, "ZY-NET-001"),
        (("path", "desk", "keeper", "1", "-6"), 2, "ZY-NET-002"),
        (("path", "desk", "lamp", "1", "--cut", "arc-99"), 2, "ZY-NET-005"),
        (("check", "--day", "tomorrow"), 2, "tomorrow"),
        (("check", "--beside", "/nowhere"), 2, "/nowhere"),
    ],
)
def test_wrong_words_are_refused_with_what_is_meant(
    zhengyun: Cli, isles: Path, words: tuple[str, ...], code: int, named: str
) -> None:
    told = zhengyun("net", *words, "--estate", str(isles / "inner"))
    assert told.code == code, told.err
    assert named in told.err


def test_without_a_policy_it_is_said_so_and_two_networks_of_the_same_hosts_are_not_looked_at_together(
    zhengyun: Cli, isles: Path
) -> None:
    twice = zhengyun("net", "check", "--estate", str(isles / "inner"), "--beside", str(isles / "inner"))
    assert (twice.code, "ZY-NET-004" in twice.err) == (2, True)
    (isles / "inner" / "network.yaml").unlink()
    none = zhengyun("net", "show", "--estate", str(isles / "inner"))
    assert (none.code, "ZY-NET-003" in none.err) == (2, True)


def test_a_move_is_planned_step_by_step_and_an_order_that_would_join_is_refused_by_its_step(
    zhengyun: Cli, isles: Path
) -> None:
    file = isles / "move.yaml"
    file.write_text(FILE, "utf-8")
    words = ("net", "rehome", "plan", str(file), "--leaving", str(isles / "outer"), "--estate", str(isles / "inner"))
    told = zhengyun(*words)
    assert told.code == 0, told.err
    assert "2  detach stall-e from stalls-e" in told.out
    assert "give stall-e its new addresses while it is attached to nothing: 192.0.2.20, 198.51.100.19" in told.out
    steps = zhengyun(*words, "-o", "json").json["steps"]
    assert [one["do"] for one in steps] == [
        "prove",
        "detach",
        "detach",
        "readdress",
        "prove",
        "attach",
        "attach",
        "prove",
    ]
    assert all(one["apart"] for one in steps)
    own = zhengyun(*words[:5], str(isles / "inner"), *words[6:])
    assert (own.code, "this instance's own network" in own.err) == (2, True)
    hasty = "steps:\n  - {do: prove}\n  - {do: attach, host: stall-e, segment: lamps}\n"
    file.write_text(FILE + hasty, "utf-8")
    refused = zhengyun(*words)
    assert refused.code == 3
    assert "ZY-NET-032" in refused.err
    assert "step 2 (attach stall-e lamps)" in refused.err
