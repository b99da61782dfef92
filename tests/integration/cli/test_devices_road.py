"""Routers take the road of a change: planned block by block, agreed to, told so that they would go back, and told of when somebody changes them by hand."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.town.node import Node
from lab.town.standing import Town
from tests.hosts_road import Road, road_in

pytestmark = [pytest.mark.lab, pytest.mark.slow]


NAME = "p-c2"
ONLY = ("--only", NAME)
ROUTE = "192.0.2.0/24"
LINE = f"ip route {ROUTE} blackhole"


def vtysh(node: Node, *lines: str) -> str:
    """Say lines on the router itself, past the tool."""
    done = node.run("vtysh", *(word for line in lines for word in ("-c", line)))
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def runs(node: Node) -> str:
    """What it runs."""
    return vtysh(node, "show running-config")


@pytest.fixture
def road(small_town: Town) -> Iterator[Road]:
    """A training set, and a router as it was built."""
    node = small_town.node(NAME)
    with road_in(small_town, "devices") as made:
        yield made
    for line in runs(node).splitlines():
        if line.startswith(f"ip route {ROUTE} "):
            vtysh(node, "configure terminal", f"no {line}")
    vtysh(node, "write memory")


def plan(road: Road, *words: str) -> "tuple[int, str]":
    """Plan devices."""
    said = road("plan", "--site", "devices", "-f", str(road.plan_file), *words)
    return said.code, said.out + said.err


def wanted(road: Road, to: str = ROUTE) -> None:
    """The estate's files want a route that leads nowhere, on that router."""
    file = road.root / "estate" / "primary" / "devices.yaml"
    text = file.read_text("utf-8")
    head, mark, rest = text.partition(f"  {NAME}:")
    assert mark, text
    own, _, more = rest.partition("\n  p-c3:")
    assert "statics" not in own, own
    own = own.rstrip() + f"\n    statics: [{{to: {to}}}]\n"
    file.write_text(f"{head}{mark}{own}\n  p-c3:{more}" if more else f"{head}{mark}{own}", "utf-8")
    from cli.training import commit

    commit(road.root / "estate", "A route that leads nowhere")


def asked(road: Road) -> str:
    """The request for it."""
    code, said = plan(road, *ONLY)
    assert code == 4, said
    done = road("change", "submit", str(road.plan_file), "--reason", "a route that leads nowhere", "-o", "json")
    assert done.code == 0, done.err
    return str(done.json["request"])


def agreed(road: Road) -> str:
    """The same, and somebody has agreed to it."""
    request = asked(road)
    said = road("change", "approve", request, "--yes", person="security")
    assert said.code == 0, said.out + said.err
    return request


def test_what_the_town_was_built_with_is_what_its_files_want(road: Road) -> None:
    code, said = plan(road, *ONLY)
    assert (code, "Nothing to do" in said) == (0, True), said


def test_from_a_plan_to_a_second_plan_of_nothing_and_to_drift(road: Road) -> None:
    node = road.town.node(NAME)
    wanted(road)
    code, said = plan(road, *ONLY)
    assert (code, f"+{LINE}" in said) == (4, True), said
    assert LINE not in runs(node), "to look has changed something"
    document = road("plan", "--site", "devices", "-f", str(road.plan_file), *ONLY, "-o", "json").json
    assert [one["address"] for one in document["plan"]["actions"]] == [f"devices/device-config/devices/{NAME}"]
    assert document["plan"]["effects"]["zones"] == ["primary/core"]
    request = agreed(road)
    applied = road("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err
    assert "Everything that was approved was done" in applied.out
    for step in ("candidate", "pushed", "proven", "confirmed"):
        assert f"on the devices: {NAME}: {step}" in applied.err
    assert LINE in runs(node)
    assert LINE in node.path("/etc/frr/frr.conf").read_text(), "it would be forgotten at the next start"
    assert plan(road, *ONLY)[0] == 0
    assert road("drift", "--site", "devices", *ONLY).code == 0
    told = road("estate", "history", "--site", "devices")
    assert f"by {request}" in told.out or "first reading" in told.out, told.out + told.err
    vtysh(node, "configure terminal", f"no {LINE}")
    drifted = road("drift", "--site", "devices", *ONLY)
    assert (drifted.code, f"-{LINE}" in drifted.out) == (4, True), drifted.out + drifted.err
    assert plan(road, *ONLY)[0] == 4


def test_what_was_declared_and_never_told_is_no_drift(road: Road) -> None:
    wanted(road)
    said = road("drift", "--site", "devices", *ONLY, "-o", "json")
    assert said.code == 0, said.out + said.err
    (site,) = said.json["sites"]
    assert (site["drift"], site["pending"]) == ([], 1)


def test_what_takes_a_permitted_way_away_is_taken_back_by_the_router(road: Road) -> None:
    node, host = road.town.node(NAME), "198.18.10.11/32"
    wanted(road, host)
    request = agreed(road)
    failed = road("change", "apply", request)
    assert (failed.code, "ZY-NET-229" in failed.out) == (1, True), failed.out + failed.err
    assert f"{NAME}: pushed" in failed.err
    assert f"{NAME}: confirmed" not in failed.err
    assert f"ip route {host}" not in runs(node)
    assert f"ip route {host}" not in node.path("/etc/frr/frr.conf").read_text()
    # What the files want is what they wanted: the next plan says so again.
    assert plan(road, *ONLY)[0] == 4


def test_what_somebody_has_changed_meanwhile_is_not_written_over(road: Road) -> None:
    node = road.town.node(NAME)
    wanted(road)
    request = agreed(road)
    vtysh(node, "configure terminal", f"ip route {ROUTE} 198.18.10.11")
    refused = road("change", "apply", request)
    assert refused.code == 4, refused.out + refused.err
    assert LINE not in runs(node)
    assert f"ip route {ROUTE} 198.18.10.11" in runs(node)


def test_an_approver_who_sees_something_else_signs_nothing(road: Road) -> None:
    wanted(road)
    request = asked(road)
    vtysh(road.town.node(NAME), "configure terminal", f"ip route {ROUTE} 198.18.10.11")
    refused = road("change", "approve", request, "--yes", person="security")
    assert (refused.code, refused.codes) == (4, {"ZY-GOV-005"}), refused.out + refused.err


def test_a_router_that_is_away_is_told_and_nothing_is_planned(road: Road) -> None:
    file = road.root / "estate" / "primary" / "hosts.yaml"
    file.write_text(file.read_text("utf-8").replace("198.18.1.12", "198.18.1.77"), "utf-8")
    code, said = plan(road, *ONLY)
    assert code == 6, said
    assert NAME in said
    drifted = road("drift", "--site", "devices", *ONLY)
    assert drifted.code == 6, drifted.out + drifted.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan", "--site", "devices", "--site", "primary"), "ZY-NET-220"),
        (("plan", "--site", "devices", "--only", "p-nobody"), "ZY-NET-222"),
        (("cloud", "capacity", "--site", "devices"), "ZY-NET-224"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_both_languages(road: Road, words: tuple[str, ...], code: str) -> None:
    said = road(*words)
    assert (said.code, said.codes) == (2, {code}), said.err
    chinese = road("--lang", "zh_CN", *words)
    assert (chinese.code, chinese.codes) == (2, {code}), chinese.err
    assert chinese.err != said.err


def test_without_a_key_for_devices_it_is_said_what_is_missing(road: Road) -> None:
    settings = road.root / "zhengyun.toml"
    kept = [line for line in settings.read_text().splitlines() if not line.startswith("net = ")]
    settings.write_text("\n".join(kept) + "\n")
    said = road("plan", "--site", "devices", "-f", str(road.plan_file), *ONLY)
    assert (said.code, said.codes) == (2, {"ZY-NET-226"}), said.err


def test_a_change_of_devices_is_taken_back_by_files_alone(road: Road) -> None:
    wanted(road)
    request = agreed(road)
    assert road("change", "apply", request).code == 0
    said = road("change", "revert", request, "-f", str(road.plan_file))
    assert (said.code, said.codes) == (3, {"ZY-NET-223"}), said.out + said.err


def test_the_page_is_played_as_it_stands(road: Road) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "devices.md").read_text("utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [[word.replace("p-c1", NAME) for word in shlex.split(line)] for line in block.splitlines()]
    assert len(lines) == 7
    wanted(road)
    request = ""
    for number, (program, *words) in enumerate(lines):
        assert program == "zhengyun"
        told = {"REQUEST": request, "plan.json": str(road.plan_file)}
        file = ("-f", str(road.plan_file)) if words[0] == "plan" else ()
        said = road(*(told.get(word, word) for word in words), *file)
        assert said.code == (4 if number == 0 else 0), said.out + said.err
        if words[:2] == ["change", "submit"]:
            request = re.findall(r"CR-\w+", said.out + said.err)[0]
