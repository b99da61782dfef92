"""Which of two lines was first: only what must be so is said to be so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock.bounds import Agreement, Bounds
from clock.history import BILLION, Record, last, note, records
from clock.judging import Verdict
from clock.proving import LONGEST, Line, line, prove
from zhengyun.entry import Entry
from zhengyun.errors import ZhengyunError

DAY = 1_800_000_000 * BILLION
MS = 1_000_000
DRIFT = 100
offsets = st.integers(-(10**9), 10**9)


def at(host: str, after: int, width: int = 1) -> Line:
    """A line so many nanoseconds after the beginning of the day."""
    return Line(host, "", Bounds(DAY + after, DAY + after + width - 1))


def record(after: int, **ahead: tuple[int, int]) -> Record:
    return Record(DAY + after, {host: Bounds(*one) for host, one in ahead.items()})


@given(offsets, offsets, st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**7), st.integers(0, 10**7))
def test_whatever_is_said_of_an_order_is_true(
    off_a: int, off_b: int, when_a: int, when_b: int, half_a: int, half_b: int
) -> None:
    """Two clocks that are off by what is on record, within its bounds: what each writes is true time and offset."""
    past = [record(0, a=(off_a - half_a, off_a + half_a), b=(off_b - half_b, off_b + half_b))]
    proof = prove(at("a", when_a + off_a), at("b", when_b + off_b), past, DRIFT)
    if proof.order == "before":
        assert when_a < when_b
    if proof.order == "after":
        assert when_a > when_b
    assert proof.apart is not None
    assert proof.apart.low <= when_b - when_a <= proof.apart.high


def test_two_lines_that_seem_in_order_are_not_where_a_clock_was_off() -> None:
    past = [record(0, a=(0, 1000), b=(5 * BILLION, 5 * BILLION + 1000))]
    proof = prove(at("a", 2 * BILLION), at("b", 3 * BILLION), past, DRIFT)
    assert proof.order == "after"


def test_a_clock_that_was_never_looked_at_decides_nothing() -> None:
    proof = prove(at("a", 0), at("b", 60 * BILLION), [record(0, a=(0, 0))], DRIFT)
    assert (proof.order, proof.apart) == ("undecidable", None)
    assert "ever" in proof.second.words.text


def test_a_reading_from_too_long_ago_decides_nothing() -> None:
    old = [record(-LONGEST - 2, a=(0, 0), b=(0, 0))]
    assert prove(at("a", 0), at("b", 60 * BILLION), old, DRIFT).order == "undecidable"
    near = [record(-LONGEST // 2, a=(0, 0), b=(0, 0))]
    assert prove(at("a", 0), at("b", 60 * BILLION), near, DRIFT).order == "before"


def test_time_since_a_reading_makes_it_worth_less() -> None:
    past = [record(-1000 * BILLION, a=(0, 0), b=(0, 0))]
    # 100 ppm of 1000 s are 100 ms on each side of each.
    assert prove(at("a", 0), at("b", 150 * MS), past, DRIFT).order == "undecidable"
    assert prove(at("a", 0), at("b", 250 * MS), past, DRIFT).order == "before"
    assert prove(at("a", 0), at("b", 150 * MS), past, 10).order == "before"


def test_between_two_readings_that_cannot_both_hold_a_clock_was_one_or_the_other() -> None:
    past = [record(-10 * BILLION, a=(0, 0), b=(0, 0)), record(10 * BILLION, a=(BILLION, BILLION), b=(0, 0))]
    assert prove(at("a", 0), at("b", -500 * MS), past, DRIFT).order == "undecidable"
    assert prove(at("a", 0), at("b", 2 * BILLION), past, DRIFT).order == "before"
    assert prove(at("a", 0), at("b", -2 * BILLION), past, DRIFT).order == "after"


def test_lines_of_one_host_are_in_the_order_of_its_own_clock_however_wrong_that_is() -> None:
    past = [record(-BILLION, a=(7 * BILLION, 8 * BILLION))]
    assert prove(at("a", 0), at("a", 1000), past, DRIFT).order == "before"


def test_lines_of_one_host_are_not_where_its_clock_was_set_meanwhile() -> None:
    past = [record(-10 * BILLION, a=(0, 0)), record(10 * BILLION, a=(-BILLION, -BILLION))]
    assert prove(at("a", 0), at("a", 1000), past, DRIFT).order == "undecidable"


@pytest.mark.parametrize(
    ("written", "low", "width"),
    [
        ("web1 2027-01-15T08:00:00Z", DAY, BILLION),
        ("web1 2027-01-15T16:00:00.25+08:00 sshd[12]: Accepted", DAY + 250 * MS, 10 * MS),
        ("web1 2027-01-15 08:00:00,000000001+0000", DAY + 1, 1),
    ],
)
def test_what_an_instant_leaves_out_may_have_been_anything(written: str, low: int, width: int) -> None:
    read = line(written)
    assert read.host == "web1"
    assert read.said == Bounds(low, low + width - 1)


@given(st.text(max_size=60))
def test_any_text_is_a_line_or_refused(text: str) -> None:
    try:
        assert line(text).host
    except ZhengyunError as refused:
        assert refused.code.id == "ZY-CLOCK-010"  # noqa: PT017


@given(st.dictionaries(st.text("abc", min_size=1), st.tuples(offsets, st.integers(0, 10**9)), max_size=5))
def test_what_was_recorded_is_read_again_and_never_narrower(seen: dict[str, tuple[int, int]]) -> None:
    wanted = {name: Bounds(low, low + more) for name, (low, more) in seen.items()}
    told = note(Verdict(Agreement(None, (), (), ()), None, wanted), "li", "2027-01-15T08:00:00Z")
    (read,) = records([Entry.make(1, "2027-01-15T08:00:00Z", told.kind, told.actor, told.body)])
    assert read.at == DAY
    assert set(read.offsets) == set(wanted)
    assert all(read.offsets[name].low <= one.low <= one.high <= read.offsets[name].high for name, one in wanted.items())
    assert {name: one.at for name, one in last([read]).items()} == dict.fromkeys(wanted, DAY)


def test_an_entry_that_nobody_can_read_tells_nothing() -> None:
    bodies: tuple[dict[str, object], ...] = (
        {},
        {"at": "today", "offsets": {}},
        {"at": "2027-01-15T08:00:00Z", "offsets": {"a": [1]}},
        {"offsets": 3},
    )
    entries = [Entry.make(1, "2027-01-15T08:00:00Z", "clock.measured", "li", body) for body in bodies]
    assert not records(entries)
