"""Readings held against each other, without any clock."""

from clock.bounds import Bounds
from clock.judging import judge
from clock.reading import Facts, Moment, Reading, by_conversation, rate_of, together
from zhengyun.estate.time import Server, Source, Time

US = 1_000
MS = 1_000_000
RIGHT = Facts(0, 1, 0, "BDS", 0)
TREE = Time(
    {name: Source(name, name, "local") for name in "wxyz"},
    {name: Server(name, (source,)) for name, source in zip("abcd", "wxyz", strict=True)}
    | {"e": Server("e", ("a", "b"))},
)


def reading(name: str, ahead: int, half: int = 10 * US, facts: Facts = RIGHT) -> Reading:
    return Reading(name, "ntp", Bounds(ahead - half, ahead + half), facts=facts)


def town(**more: Reading) -> dict[str, Reading]:
    return {name: reading(name, 0) for name in "abcd"} | more


def test_servers_further_down_have_no_voice_however_many_they_are() -> None:
    many = {f"f{number}": Server(f"f{number}", ("d",)) for number in range(9)}
    time = Time(TREE.sources, {**TREE.servers, **many})
    second = Facts(0, 2, 0, "10.0.0.4", 0)
    led = {name: reading(name, 70 * MS, facts=second) for name in many}
    verdict = judge(time, {**town(d=reading("d", 70 * MS)), **led})
    assert verdict.agreed.false == ("d",)
    assert verdict.agreed.true == ("a", "b", "c")


def test_what_is_known_of_each_is_told_from_the_agreed_time_and_not_from_ours() -> None:
    verdict = judge(TREE, {name: reading(name, -3_000 * MS) for name in "abcd"})
    assert not verdict.findings
    assert all(one.low <= 0 <= one.high for one in verdict.offsets.values())


def test_a_source_that_says_how_wrong_it_may_be_does_not_lie() -> None:
    honest = reading("d", 40 * MS, facts=Facts(0, 1, 50 * MS, "BDS", 0))
    assert not judge(TREE, town(d=honest)).agreed.false
    assert judge(TREE, town(d=reading("d", 40 * MS))).agreed.false == ("d",)


def test_what_is_not_certain_is_no_finding() -> None:
    wide = Reading("e", "ssh", Bounds(-400 * MS, 600 * MS), facts=None)
    assert not judge(TREE, town(e=wide)).of("e")
    far = Reading("e", "ssh", Bounds(150 * MS, 600 * MS), facts=None)
    assert [one.kind for one in judge(TREE, town(e=far)).of("e")] == ["off"]


def test_a_server_that_was_not_set_for_long_is_stale() -> None:
    old = reading("a", 0, facts=Facts(0, 1, 0, "BDS", 7_200 * 10**9))
    assert [one.kind for one in judge(TREE, town(a=old)).of("a")] == ["stale"]


def test_a_clock_that_runs_away_is_told_with_how_fast() -> None:
    fast = Reading("a", "ntp", Bounds(0, 10 * US), Bounds(800, 1200), RIGHT)
    (finding,) = judge(TREE, town(a=fast)).of("a")
    assert finding.kind == "runs"


def test_nobody_agrees_where_nobody_answers() -> None:
    verdict = judge(TREE, {name: Reading(name, "ntp", problem="no answer") for name in "abcd"})
    assert {one.kind for one in verdict.findings} == {"silent"}
    assert verdict.common is None


def test_several_looks_at_a_clock_narrow_what_is_known_of_it() -> None:
    looks = [Moment(0, Bounds(-90, 10)), Moment(1000, Bounds(-10, 90))]
    known, steady = together(looks, 100)
    assert steady
    assert (known.low, known.high) == (-10, 11)


def test_looks_that_cannot_all_hold_are_of_a_clock_that_was_set() -> None:
    known, steady = together([Moment(0, Bounds(0, 10)), Moment(1000, Bounds(5 * MS, 5 * MS + 10))], 100)
    assert not steady
    assert known.low == 5 * MS


def test_a_clock_that_stands_loses_all_of_the_time() -> None:
    rate = rate_of([Moment(0, Bounds(0, 10)), Moment(10**9, Bounds(-(10**9), -(10**9) + 10))])
    assert rate is not None
    assert rate.high <= -999_990


def test_a_host_that_tells_its_time_by_ssh_is_bound_by_question_and_answer() -> None:
    told = by_conversation("h", [(1000, 3000, b"5002000\n"), (4000, 5000, b"date: no\n")], 100)
    assert told.ahead == Bounds(4_999_000, 5_001_000)
    assert told.lost == 1
    assert by_conversation("h", [(1000, 3000, b"")], 100).problem
