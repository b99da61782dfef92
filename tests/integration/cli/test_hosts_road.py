"""Hosts take the road of a change as a cloud does: planned, agreed to, carried out once, and told of when somebody changes them by hand."""

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution, version
from pathlib import Path

import pytest

from lab.town.node import Node
from lab.town.standing import Town
from playbooks.roletree import OURS
from tests.hosts_road import LAID, Road, bare, road_in
from tests.town import town, town_place

pytestmark = [pytest.mark.lab, pytest.mark.slow]

# The whole town is laid anew here: it is one of this file's own.
__all__ = ["town", "town_place"]

ROLE = ("--only", "p-ih1/ssh_hardening")


@pytest.fixture
def road(small_town: Town) -> Iterator[Road]:
    """A training set, and p-ih1 as it was built."""
    bare(small_town.node("p-ih1"))
    with road_in(small_town, "road") as made:
        yield made
    bare(small_town.node("p-ih1"))


def test_from_a_plan_to_a_second_plan_of_nothing_and_to_drift(road: Road) -> None:
    host = road.town.node("p-ih1")
    planned = road.plan(*ROLE, "--diff", "-o", "json")
    assert planned.code == 4, planned.err
    document = planned.json
    files = {one["address"] for one in document["plan"]["actions"] if "/host-file/" in one["address"]}
    assert f"hosts/host-file/hosts/p-ih1/ssh_hardening{LAID}" in files
    assert document["plan"]["effects"]["zones"] == ["primary/office"]
    assert document["plan"]["effects"]["level"] == 3
    assert any("+PasswordAuthentication no" in one["text"] for one in document["diffs"])
    # To look has changed nothing.
    assert not host.path(LAID).exists()
    shown = road.plan(*ROLE, "--diff")
    assert "+PasswordAuthentication no" in shown.out
    submitted = road("change", "submit", str(road.plan_file), "--reason", "hosts of the town", "-o", "json")
    request = str(submitted.json["request"])
    agreed = road("change", "approve", request, "--yes", "--diff", person="security")
    assert agreed.code == 0, agreed.err
    assert "+PasswordAuthentication no" in agreed.err
    assert agreed.err.count("BLIND") == sum("/host-blind/" in one["address"] for one in document["plan"]["actions"]) + (
        "BLIND, nobody" in agreed.err
    )
    applied = road("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err
    assert "Everything that was approved was done" in applied.out
    assert "PasswordAuthentication no" in host.path(LAID).read_text()
    again = road.plan(*ROLE)
    assert (again.code, "Nothing to do" in again.out) == (0, True), again.out + again.err
    assert road("drift", *("--site", "hosts"), *ROLE).code == 0
    told = road("estate", "history", "--site", "hosts", "-o", "json")
    assert {one["address"] for one in told.json["things"]} >= files, told.err
    host.path(LAID).write_text("PermitRootLogin yes\n")
    drifted = road("drift", "--site", "hosts", *ROLE)
    assert drifted.code == 4, drifted.out + drifted.err
    assert f"ssh_hardening{LAID} is not as declared" in drifted.out
    assert road.plan(*ROLE).code == 4


def test_what_was_declared_and_never_laid_is_no_drift(road: Road) -> None:
    said = road("drift", "--site", "hosts", *ROLE, "-o", "json")
    assert said.code == 0, said.out + said.err
    (site,) = said.json["sites"]
    assert (site["drift"], site["pending"] > 0) == ([], True)


def test_what_has_changed_since_people_agreed_is_not_written_over(road: Road) -> None:
    host = road.town.node("p-ih1")
    request = road.agreed(*ROLE)
    host.path(LAID).write_text("# somebody was here\n")
    refused = road("change", "apply", request)
    assert refused.code in (3, 4), refused.out + refused.err
    assert host.path(LAID).read_text() == "# somebody was here\n"
    assert "p-ih1" in refused.out + refused.err


def test_an_approver_who_sees_something_else_signs_nothing(road: Road) -> None:
    request = road.asked(*ROLE)
    road.town.node("p-ih1").path(LAID).write_text("# another beginning\n")
    refused = road("change", "approve", request, "--yes", person="security")
    assert (refused.code, refused.codes) == (4, {"ZY-GOV-005"}), refused.out + refused.err
    assert road("change", "show", request, "-o", "json").json["state"] == "submitted"


def test_hosts_are_planned_alone_and_by_their_names(road: Road) -> None:
    for words, code in (
        (("--site", "primary"), "ZY-HOST-003"),
        (("--only", "p-nobody"), "ZY-HOST-005"),
        (("--only", "p-ih1/no_role"), "ZY-HOST-005"),
        (("--blind", "p-nobody"), "ZY-HOST-005"),
    ):
        said = road.plan(*words)
        assert (said.code, code in said.codes) == (2, True), said.err
    said = road("cloud", "capacity", "--site", "hosts")
    assert (said.code, "ZY-HOST-044" in said.codes) == (2, True), said.err


def test_keys_that_others_can_read_are_not_used(road: Road) -> None:
    loose = road.root / "loose"
    loose.write_bytes((road.root / "ssh/look").read_bytes())
    loose.chmod(0o644)
    settings = road.root / "zhengyun.toml"
    settings.write_text(settings.read_text().replace('look = "ssh/look"', 'look = "loose"'))
    said = road.plan(*ROLE)
    assert (said.code, said.codes) == (3, {"ZY-HOST-041"}), said.err


def test_without_a_table_of_hosts_it_is_said_what_is_missing(road: Road) -> None:
    settings = road.root / "zhengyun.toml"
    settings.write_text(settings.read_text().partition("[hosts]")[0])
    said = road.plan(*ROLE)
    assert (said.code, said.codes) == (2, {"ZY-HOST-040"}), said.err


def test_the_page_is_played_as_it_stands(road: Road) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "hosts.md").read_text("utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [shlex.split(line) for line in block.splitlines()]
    assert len(lines) == 7
    request, codes = "", []
    for _, *words in lines:
        told = [request if word == "REQUEST" else word for word in words]
        done = road.management.run(*road.words(*told), variables=road.variables(), folder=str(road.root), seconds=300)
        request = request or next(iter(re.findall(r"CR-[A-Z0-9]+", done.stdout)), "")
        codes.append(done.returncode)
        assert "ZY-" not in done.stderr, done.stderr
    # There is something to do, and there is nothing more to do afterwards.
    assert codes == [4, 0, 0, 0, 0, 0, 0]


def test_the_external_network_has_the_same_road_from_its_own_management_host(small_town: Town) -> None:
    host, role = small_town.node("p-eh1"), ("--only", "p-eh1/ssh_hardening")
    bare(host)
    try:
        with road_in(small_town, "outer", "external") as road:
            assert road.management.name == "mgmt-ext"
            request = road.agreed(*role)
            assert not host.path(LAID).exists()
            applied = road("change", "apply", request)
            assert applied.code == 0, applied.out + applied.err
            assert "PasswordAuthentication no" in host.path(LAID).read_text()
            again = road.plan(*role, "-o", "json")
            assert (again.code, again.json["plan"]["actions"]) == (0, []), again.out + again.err
            # Of the other network nothing is known here.
            other = road.plan("--only", "p-ih1")
            assert (other.code, other.codes) == (2, {"ZY-HOST-005"}), other.out + other.err
    finally:
        bare(host)


@contextmanager
def lying_over(node: Node, file: Path, text: str, beside: Path) -> Iterator[None]:
    """Another text in a file of the program, as one node sees it and nobody else."""
    beside.write_text(text)
    assert node.run("mount", "--bind", str(beside), str(file)).returncode == 0
    try:
        yield
    finally:
        assert node.run("umount", str(file)).returncode == 0


def another(what: str) -> tuple[Path, str]:
    """A file that says what is played, and another text of it: a role's tasks, or which Ansible it is."""
    if what == "roles":
        file = OURS.roles / "ssh_hardening" / "tasks" / "config.yml"
        return file, file.read_text("utf-8") + "# One line more.\n"
    name = f"ansible_core-{version('ansible-core')}.dist-info/METADATA"
    file = Path(str(distribution("ansible-core").locate_file(name)))
    return file, re.sub(r"(?m)^Version: .*$", "Version: 2.0.0", file.read_text("utf-8"), count=1)


def test_other_roles_than_people_agreed_to_are_not_played(road: Road) -> None:
    request = road.agreed(*ROLE)
    for what in ("roles", "ansible"):
        with lying_over(road.management, *another(what), road.root / "other"):
            refused = road("change", "apply", request)
        assert (refused.code, refused.codes) == (4, {"ZY-HOST-012"}), refused.out + refused.err
        assert f"{what}: " in refused.err
        assert not road.town.node("p-ih1").path(LAID).exists()
    # With what was planned with it is carried out.
    applied = road("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err


def test_the_whole_town_is_laid_by_one_change_and_needs_no_second(town: Town) -> None:
    with road_in(town, "whole") as road:
        request = road.agreed()
        applied = road("change", "apply", request)
        assert applied.code == 0, applied.out + applied.err
        again = road.plan("-o", "json")
        assert (again.code, again.json["plan"]["actions"]) == (0, []), again.out + again.err
        assert road("drift", "--site", "hosts").code == 0
