"""What follows of what both sides have seen: a table of verdicts, and that nothing unknown ever passes."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.probing.certificate import Mutation, outcome
from network.probing.halves import Heard
from network.probing.verdict import REASONS, Judged, gravest
from tests.probed import but, plan, right
from zhengyun.guarding import Guard

PLAN = plan()
RIGHT = right(PLAN)


def number(source: str, target: str, protocol: str, port: int) -> int:
    """The probe from a host to another."""
    return next(
        place
        for place, one in enumerate(PLAN.probes)
        if not one.control
        and (PLAN.legs[one.source].host, PLAN.legs[one.target].host, one.protocol, one.port)
        == (source, target, protocol, port)
        and not PLAN.legs[one.source].lone
        and not PLAN.legs[one.target].lone
    )


def judged(heard: Mapping[str, Heard], place: int) -> Judged:
    one = PLAN.probes[place]
    return next(each for each in outcome(PLAN, heard).judged if each.probe == one)


def test_everything_as_declared_passes() -> None:
    found = outcome(PLAN, RIGHT)
    assert found.passed
    assert {one.verdict for one in found.judged} == {"open", "closed"}
    assert len(found.judged) > 150
    assert found.controls
    assert not found.failed


LEAK = number("desk", "stall", "tcp", 22)
FETCH = number("stall", "hatch", "tcp", 8444)
REFUSED = number("desk", "hatch", "tcp", 22)
GUARD = number("stall", "wall", "tcp", 22)
CONTROLS = {place for place, one in enumerate(PLAN.probes) if one.control}


def without(names: frozenset[int], *places: int) -> frozenset[int]:
    return names - set(places)


Change = Callable[[], Mapping[str, Heard]]


@pytest.mark.parametrize(
    ("change", "place", "verdict", "why"),
    [
        (lambda: RIGHT, LEAK, "closed", "never came"),
        (lambda: but(RIGHT, "stall", delivered=RIGHT["stall"].delivered | {LEAK}), LEAK, "open", "let it in"),
        (lambda: but(RIGHT, "stall", inside=RIGHT["stall"].inside | {LEAK}), LEAK, "open", "from another network"),
        (lambda: but(RIGHT, "stall", shouted=frozenset({LEAK})), LEAK, "open", "from another network"),
        (lambda: but(RIGHT, "desk", answered={**RIGHT["desk"].answered, LEAK: "syn-ack"}), LEAK, "open", "in the name"),
        (lambda: but(RIGHT, "desk", answered={**RIGHT["desk"].answered, LEAK: "rst"}), LEAK, "closed", "never came"),
        (lambda: but(RIGHT, "desk", out=without(RIGHT["desk"].out, LEAK)), LEAK, "unknown", "not seen to leave"),
        (lambda: but(RIGHT, "stall", lost=1), LEAK, "unknown", "lost packets"),
        (lambda: but(RIGHT, "stall", problem="cut off"), LEAK, "unknown", "stall was not heard: cut off"),
        (lambda: but(RIGHT, "desk", problem="cut off"), LEAK, "unknown", "desk was not heard"),
        (lambda: {name: one for name, one in RIGHT.items() if name != "stall"}, LEAK, "unknown", "stall was not heard"),
        (lambda: but(RIGHT, "stall", inside=RIGHT["stall"].inside - CONTROLS), LEAK, "unknown", "a control did not"),
        (lambda: but(RIGHT, "booth", out=RIGHT["booth"].out - CONTROLS), LEAK, "unknown", "a control did not"),
        (lambda: RIGHT, FETCH, "open", "let it in"),
        (lambda: but(RIGHT, "stall", answered={}), FETCH, "open", "no answer came back"),
        (
            lambda: but(
                RIGHT, "hatch", inside=without(RIGHT["hatch"].inside, FETCH), delivered=without(RIGHT["hatch"].delivered, FETCH)
            ),
            FETCH,
            "closed",
            "never came",
        ),
        # Within a network a host may refuse by itself what no firewall has let through to it.
        (lambda: but(RIGHT, "hatch", inside=RIGHT["hatch"].inside | {REFUSED}), REFUSED, "closed", "itself refused"),
        (
            lambda: but(
                but(RIGHT, "hatch", inside=RIGHT["hatch"].inside | {REFUSED}),
                "wall",
                inside=RIGHT["wall"].inside | {REFUSED},
                out=RIGHT["wall"].out | {REFUSED},
            ),
            REFUSED,
            "open",
            "passed a firewall",
        ),
        # A firewall has to see what it refuses.
        (lambda: but(RIGHT, "wall", inside=RIGHT["wall"].inside | {GUARD}), GUARD, "closed", "itself refused"),
        (lambda: but(RIGHT, "wall", delivered=RIGHT["wall"].delivered | {GUARD}), GUARD, "open", "let it in"),
    ],
)  # fmt: skip
def test_a_verdict_follows_from_both_sides(change: Change, place: int, verdict: str, why: str) -> None:
    found = judged(change(), place)
    assert (found.verdict, why in str(found.why)) == (verdict, True), found
    assert found.why.text in REASONS
    assert outcome(PLAN, change()).passed == (verdict == PLAN.probes[place].expected and "no answer" not in why)


@given(st.sets(st.sampled_from(sorted(CONTROLS)), min_size=1), st.booleans())
def test_a_lost_control_never_passes(lost: set[int], leaving: bool) -> None:
    """Whichever of them it is, and at whichever end: what rests on it is unknown, and the proof does not pass."""
    word = "out" if leaving else "inside"
    heard = {name: Heard(**{**_fields(one), word: getattr(one, word) - lost}) for name, one in RIGHT.items()}
    found = outcome(PLAN, heard)
    assert not found.passed
    assert set(found.failed) == lost
    touched = {(PLAN.probes[place].target, PLAN.probes[place].protocol) for place in lost}
    for one in found.judged:
        doubtful = (one.probe.target, one.probe.protocol) in touched and one.probe.expected == "closed"
        assert one.verdict == ("unknown" if doubtful else one.probe.expected)


def _fields(one: Heard) -> dict[str, object]:
    return {name: getattr(one, name) for name in Heard.__dataclass_fields__}


def test_a_firewall_that_has_decided_without_counting_is_told_of() -> None:
    found = outcome(PLAN, but(RIGHT, "wall", counters={}))
    assert [(one.host, one.short) for one in found.counts] == [("wall", True)]
    assert not found.passed


def test_a_firewall_that_tells_no_counters_is_told_of_also_where_nothing_came() -> None:
    found = outcome(PLAN, but(RIGHT, "wall", counters=None, inside=frozenset()))
    assert [one.short for one in found.counts] == [True]


@pytest.mark.parametrize(("rule", "grown", "short"), [
    ("zhengyun/passing/zy:hand-in", 2, False),
    ("zhengyun/passing/zy:answers", 2, False),
    ("zhengyun/passing/zy:hand-in", 1, True),
    ("zhengyun/passing/zy:refused-passing", 900, True),
    ("zhengyun/arriving/zy:neighbours", 900, True),
])  # fmt: skip
def test_what_passes_a_firewall_was_counted_by_a_rule_of_what_passes(rule: str, grown: int, short: bool) -> None:
    # Noise fills any sum: what everybody counts on the side stands for nothing that passed.
    through = frozenset({LEAK, FETCH})
    wall = RIGHT["wall"]
    counters = {"zhengyun/arriving/zy:own": len(wall.inside) + 5, rule: grown}
    heard = but(RIGHT, "wall", inside=wall.inside | through, out=wall.out | through, counters=counters)
    (count,) = outcome(PLAN, heard).counts
    assert (count.passed, count.short) == (2, short)


def test_a_guard_that_nobody_missed_does_not_pass() -> None:
    assert outcome(PLAN, RIGHT, Mutation(3)).passed
    assert not outcome(PLAN, RIGHT, Mutation(3, (Guard("wall", "policy", "zhengyun/passing"),))).passed


def test_nothing_that_was_tried_passes_nothing() -> None:
    empty = plan(protocols=())
    assert not outcome(empty, right(empty)).passed


def test_what_is_certain_and_who_was_not_heard_stand_before_what_follows_from_that() -> None:
    # Stall says nothing: its probes are unknown, and so are those to booth, of whose controls it is the sender.
    silent = but(RIGHT, "stall", problem="cut off", delivered=frozenset())
    opened = but(silent, "booth", delivered=frozenset({number("desk", "booth", "tcp", 47_808)}))
    kinds = [
        ("certain" if one.verdict != "unknown" else "follows" if "a control did not" in str(one.why) else "unheard")
        for one in gravest(outcome(PLAN, opened).judged)
    ]
    assert list(dict.fromkeys(kinds)) == ["certain", "unheard", "follows"]
    assert kinds == sorted(kinds, key=["certain", "unheard", "follows"].index)
