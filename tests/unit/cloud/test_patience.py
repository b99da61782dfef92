"""Pauses between attempts: they grow, they are spread, and what a service asks for counts within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.patience import Patience, asked_for
from cloud.transport import NoAnswerError, Response


@given(st.integers(0, 10_000))
def test_a_pause_lies_around_its_doubling_and_never_far_beyond_the_longest(attempt: int) -> None:
    patience = Patience(first=0.5, longest=4.0)
    middle = min(4.0, 0.5 * 2.0**attempt) if attempt < 10 else 4.0
    assert 0.7 * middle <= patience.pause(attempt) <= 1.3 * middle


def test_callers_do_not_come_back_all_at_once() -> None:
    assert len({Patience().pause(3) for _ in range(20)}) > 10


@pytest.mark.parametrize(("asked", "given"), [(0, 0.0), (10, 10.0), (30, 30.0), (86_400, 30.0)])
def test_what_is_asked_for_counts_up_to_six_of_the_longest(asked: int, given: float) -> None:
    pause = Patience(first=0.001, longest=5.0).pause(0, float(asked))
    assert pause == pytest.approx(given, abs=0.002)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("", 0.0),
        ("-1", 0.0),
        ("1.5", 0.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0),
        ("٣", 0.0),
        ("9" * 400, 0.0),
        ("nan", 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_and_nothing_else_is_waited_for(header: str, seconds: float) -> None:
    for name in ("Retry-After", "retry-after"):
        assert asked_for(Response(429, None, {name: header})) == seconds


@given(st.text())
def test_whatever_stands_in_retry_after_is_a_number_of_seconds(header: str) -> None:
    assert 0 <= asked_for(Response(503, None, {"Retry-After": header})) < 10**9


def test_who_did_not_answer_asked_for_nothing() -> None:
    assert asked_for(NoAnswerError("timed out", sent=True)) == 0
