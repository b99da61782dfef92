"""`zhengyun clock` on real chronyds: measured, judged, put on record, and proven by it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.chrony import Clocks, clocks, is_set
from tests.integration.cli.conftest import Cli
from tests.timed import estate
from zhengyun.errors import Exit

LOCAL = "local stratum 1"
PKI = """\
domains: {city: {title: City, family: international}}
authorities:
  root: {domain: city, subject: "C=CN,O=Town,CN=Root", algorithm: p384, days: 7300, ceremony: {threshold: 2, people: [a, b]}}
profiles:
  clocks: {authority: root, use: server, days: 397, algorithms: [p256], addresses: [127.0.0.0/8]}
"""
REFERENCES = {"ta": "ra", "tb": "rb", "tc": "rc", "td": "rd"}


@pytest.fixture
def servers() -> Iterator[Clocks]:
    with clocks() as made:
        yield made


@pytest.fixture
def right(servers: Clocks) -> Clocks:
    """Four servers next to references that are right, and one that follows two of them."""
    for name in REFERENCES:
        servers.start(name, LOCAL)
    servers.start("te", servers.server("ta"), servers.server("tb"))
    servers.until([*REFERENCES, "te"], is_set)
    return servers


def told(said: object) -> set[tuple[str, str]]:
    return {(one["clock"], one["kind"]) for one in said["findings"]}  # type: ignore[index]


def test_clocks_that_are_right_are_shown_and_nothing_is_found(cli: Cli, right: Clocks, tmp_path: Path) -> None:
    files = str(estate(tmp_path / "estate", right, {**REFERENCES, "te": "ta, tb"}))
    said = cli("clock", "status", "--estate", files, "-o", "json")
    assert said.code == Exit.OK, said.err
    shown = {one["clock"]: one for one in said.json["clocks"]}
    assert set(shown) == {*REFERENCES, "te"}
    assert all(abs(one["offset"][0]) < 50_000_000 for one in shown.values())
    assert shown["te"]["facts"]["stratum"] == 2
    checked = cli("clock", "check", "--estate", files)
    assert checked.code == Exit.OK
    assert "no clock is wrong" in checked.out
    table = cli("clock", "status", "--estate", files).out
    assert all(name in table for name in shown)


def test_a_falseticker_is_named_by_check_and_by_sources(cli: Cli, servers: Clocks, tmp_path: Path) -> None:
    for name in ("ta", "tb", "tc"):
        servers.start(name, LOCAL)
    servers.start("td", LOCAL, faked="+0.5s")
    servers.until(["ta", "tb", "tc", "td"], is_set)
    files = str(estate(tmp_path / "estate", servers, REFERENCES))
    said = cli("clock", "check", "--estate", files, "-o", "json")
    assert said.code == Exit.DRIFT
    assert ("td", "falseticker") in told(said.json)
    sources = cli("clock", "sources", "--estate", files)
    assert sources.code == Exit.DRIFT
    assert "td: falseticker" in sources.out
    # Four are enough for one that lies; a pair against a pair would be undecided, and that is told.
    assert "one more could" in sources.out


def test_who_does_not_answer_is_unreachable_and_no_drift(cli: Cli, right: Clocks, tmp_path: Path) -> None:
    right.stop("te")
    files = str(estate(tmp_path / "estate", right, {**REFERENCES, "te": "ta, tb"}))
    said = cli("clock", "check", "--estate", files, "-o", "json")
    assert said.code == Exit.UNREACHABLE
    assert told(said.json) == {("te", "silent")}
    assert cli("clock", "status", "--estate", files).code == Exit.UNREACHABLE


def test_a_host_that_nobody_may_log_in_to_is_silent_and_says_why(cli: Cli, right: Clocks, tmp_path: Path) -> None:
    files = str(estate(tmp_path / "estate", right, REFERENCES, clients=("desk",)))
    said = cli("clock", "check", "--estate", files, "-o", "json")
    assert said.code == Exit.UNREACHABLE
    assert told(said.json) == {("desk", "silent")}
    assert cli("clock", "check", "--servers", "--estate", files).code == Exit.OK


def test_lines_of_two_hosts_are_ordered_by_what_is_on_record_or_nobody_can(
    cli: Cli, right: Clocks, tmp_path: Path
) -> None:
    files = str(estate(tmp_path / "estate", right, {**REFERENCES, "te": "ta, tb"}))
    now = datetime.now(UTC)
    first, second = (f"{now + timedelta(seconds=after):%Y-%m-%dT%H:%M:%S}.500Z" for after in (0, 2))
    before = cli("clock", "prove", f"ta {first}", f"te {second}", "--estate", files, "-o", "json")
    assert (before.code, before.json["order"]) == (Exit.UNREACHABLE, "undecidable")
    assert "ever" in before.json["first"]["text"]
    assert cli("clock", "status", "--record", "--estate", files).code == Exit.OK
    said = cli("clock", "prove", f"ta {first}", f"te {second}", "--estate", files, "-o", "json")
    assert (said.code, said.json["order"]) == (Exit.OK, "before"), said
    assert (
        cli("clock", "prove", f"te {second}", f"ta {first}", "--estate", files, "-o", "json").json["order"] == "after"
    )
    # Two that share a millisecond cannot be told apart, however good the clocks.
    near = cli("clock", "prove", f"ta {first}", f"te {first}", "--estate", files)
    assert near.code == Exit.UNREACHABLE
    assert "Nobody can say" in near.out
    (entry,) = cli("audit", "query", "--kind", "clock.measured", "-o", "json").json["entries"]
    assert set(entry["body"]["offsets"]) == {*REFERENCES, "te"}


def test_the_plan_says_who_asks_whom_and_what_chrony_is_told(cli: Cli, servers: Clocks, tmp_path: Path) -> None:
    files = str(estate(tmp_path / "estate", servers, {**REFERENCES, "te": "ta, tb"}, clients=("desk",)))
    said = cli("clock", "plan", "--estate", files, "-o", "json")
    hosts = {one["host"]: one for one in said.json["hosts"]}
    assert hosts["te"]["stratum"] == 2
    assert hosts["desk"]["asks"] == ["ta", "tb", "tc", "td", "te"]
    assert "local stratum 1" in hosts["ta"]["lines"]
    assert "port 0" in hosts["desk"]["lines"]
    shown = cli("clock", "plan", "desk", "--estate", files).out
    assert f"server {servers.address('ta')} port 11123 iburst" in shown
    refused = cli("clock", "plan", "nobody", "--estate", files)
    assert refused.code == Exit.BAD_INPUT
    assert "ZY-CLOCK-002" in refused.err


def test_an_estate_without_a_time_tree_says_so(cli: Cli) -> None:
    for words in (
        ("status",),
        ("check",),
        ("sources",),
        ("plan",),
        ("prove", "a 2026-03-02T08:00:00Z", "b 2026-03-02T08:00:00Z"),
    ):
        said = cli("clock", *words)
        assert said.code == Exit.BAD_INPUT
        assert "ZY-CLOCK-001" in said.err


@pytest.mark.parametrize("wrong", ["ta", "ta 2026-03-02", "ta 2026-03-02T08:00:00", "ta 2026-02-30T08:00:00Z", ""])
def test_a_line_without_an_instant_is_refused(cli: Cli, wrong: str) -> None:
    said = cli("clock", "prove", wrong, "tb 2026-03-02T08:00:00Z")
    assert said.code == Exit.BAD_INPUT
    assert "ZY-CLOCK-010" in said.err


def test_servers_that_do_not_authenticate_where_they_should_are_named(cli: Cli, right: Clocks, tmp_path: Path) -> None:
    files = estate(tmp_path / "estate", right, REFERENCES, more="nts: {profile: clocks}\n")
    (files / "pki.yaml").write_text(PKI)
    said = cli("clock", "check", "--estate", str(files), "-o", "json")
    assert said.code == Exit.DRIFT, said.err
    assert told(said.json) == {(name, "unauthenticated") for name in REFERENCES}
    assert "not authenticated" in cli("clock", "status", "--estate", str(files)).out
    lines = cli("clock", "plan", "ta", "--estate", str(files)).out
    assert "ntstrustedcerts" in lines
