"""Clocks that are wrong in every way that is known to us, each a real chronyd, and each named for what is wrong with it."""

from collections.abc import Iterator

import pytest

from clock.judging import Finding, Verdict, judge
from clock.reading import Moment
from tests.chrony import Clocks, clocks, is_set, is_there
from zhengyun.estate.time import Server, Source, Time

LOCAL = "local stratum 1"
MS = 1_000_000
SECOND = 1_000 * MS


@pytest.fixture
def town() -> Iterator[Clocks]:
    with clocks() as made:
        yield made


def tree(*names: str, **servers: str) -> Time:
    """Four references elsewhere, or so many, and servers that follow one of them."""
    sources = {name: Source(name, name, "upstream", address="192.0.2.1") for name in names}
    return Time(sources, {name: Server(name, (source,)) for name, source in servers.items()})


def told(verdict: Verdict) -> set[tuple[str, str]]:
    return {(one.name, one.kind) for one in verdict.findings}


def right(town: Clocks, *names: str) -> None:
    """Start clocks that are right."""
    for name in names:
        town.start(name, LOCAL)
    town.until(names, is_set)


def test_clocks_that_are_right_agree_to_the_microsecond(town: Clocks) -> None:
    right(town, "a", "b", "c", "d")
    town.start("server", town.server("a"), town.server("b"))
    town.until(["server"], is_set)
    verdict = judge(tree("a", "b", "c", "d", server="a"), town.readings("a", "b", "c", "d", "server"))
    assert not verdict.findings
    assert verdict.agreed.true == ("a", "b", "c", "d")
    assert all(one.farthest < 50 * MS for one in verdict.offsets.values())
    # All of them have the clock of this machine: whatever is known of them must hold nothing.
    assert all(one.low <= 0 <= one.high for name, one in verdict.offsets.items() if name != "server")


def test_a_source_that_lies_by_fifty_milliseconds_is_named(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.start("liar", town.server("a", "offset 0.05"))
    town.until(["liar"], lambda one: is_set(one) and one.ahead is not None and abs(one.ahead.middle) > 45 * MS)
    verdict = judge(tree("a", "b", "c", "liar"), town.readings("a", "b", "c", "liar"))
    assert told(verdict) == {("liar", "falseticker")}
    assert 45 * MS < abs(verdict.offsets["liar"].middle) < 55 * MS


def test_of_four_of_which_two_lie_alike_nobody_is_named_and_both_camps_are_told(town: Clocks) -> None:
    right(town, "a", "b")
    for name in ("x", "y"):
        town.start(name, town.server("a", "offset 0.05"))
    town.until(["x", "y"], lambda one: is_set(one) and one.ahead is not None and abs(one.ahead.middle) > 45 * MS)
    verdict = judge(tree("a", "b", "x", "y"), town.readings("a", "b", "x", "y"))
    assert told(verdict) == {("", "undecided")}
    assert verdict.agreed.camps == (("a", "b"), ("x", "y"))


def test_a_host_that_is_five_seconds_off_is_named_with_how_much(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.start("host", "local stratum 2", faked="+5s")
    town.until(["host"], lambda one: is_set(one) and one.ahead is not None and abs(one.ahead.middle) > 4 * SECOND)
    verdict = judge(tree("a", "b", "c", host="a"), town.readings("a", "b", "c", "host"))
    assert told(verdict) == {("host", "off")}
    assert abs(abs(verdict.offsets["host"].middle) - 5 * SECOND) < 20 * MS


def test_a_clock_that_stands_still_is_named(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.start("frozen", LOCAL, faked="-60s x0.001")
    town.until(["frozen"], is_there)
    verdict = judge(tree("a", "b", "c", "frozen"), town.readings("a", "b", "c", "frozen"))
    assert ("frozen", "frozen") in told(verdict)
    assert not verdict.of("a")


def test_a_server_whose_process_stands_says_nothing(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.pause("c")
    verdict = judge(tree("a", "b", "c"), town.readings("a", "b", "c"))
    assert told(verdict) == {("c", "silent")}


def test_a_clock_that_was_stepped_since_it_was_recorded_is_named(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.start("host", town.server("a"))
    town.until(["host"], is_set)
    wanted = tree("a", "b", "c", host="a")
    first = town.readings("a", "b", "c", "host")
    before = judge(wanted, first)
    now = first["host"].at
    town.stop("host")
    town.start("host", town.server("a", "offset 0.08"))
    town.until(["host"], lambda one: is_set(one) and one.ahead is not None and abs(one.ahead.middle) > 75 * MS)
    past = {"host": Moment(now, before.offsets["host"])}
    later = town.readings("a", "b", "c", "host")
    # What is allowed as an offset is still a step, if it came suddenly.
    assert told(judge(wanted, later, past, now=later["host"].at)) == {("host", "stepped")}
    assert not judge(wanted, later, {"a": Moment(now, before.offsets["a"])}, now=later["a"].at).of("a")


def test_a_clock_that_says_it_is_not_set_is_named_and_has_no_voice(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.start("lost", town.server("nobody"))
    town.until(["lost"], is_there)
    verdict = judge(tree("a", "b", "c", "lost"), town.readings("a", "b", "c", "lost"))
    assert told(verdict) == {("lost", "unsynchronised"), ("lost", "stratum")}
    assert "lost" not in verdict.agreed.true


def test_a_server_at_another_stratum_than_the_tree_says_is_named(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.start("alone", "local stratum 10")
    town.until(["alone"], is_set)
    verdict = judge(tree("a", "b", "c", alone="a"), town.readings("a", "b", "c", "alone"))
    (finding,) = verdict.findings
    assert (finding.name, finding.kind) == ("alone", "stratum")
    assert "10" in words(finding)


def test_a_server_at_stratum_sixteen_is_named(town: Clocks) -> None:
    right(town, "a", "b", "c")
    town.start("last", "local stratum 15")
    town.until(["last"], is_set)
    town.start("below", town.server("last"))
    town.until(["below"], lambda one: one.facts is not None and one.facts.stratum >= 16)
    verdict = judge(tree("a", "b", "c", below="a"), town.readings("a", "b", "c", "below"))
    assert ("below", "stratum") in told(verdict)


def words(finding: Finding) -> str:
    return str(getattr(finding.words, "facts", finding.words))
