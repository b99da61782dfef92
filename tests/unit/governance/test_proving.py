"""What an attempt shows, and what a run comes to."""

from typing import Any

import pytest

from governance.proving import Attempt, Heard, Outcome, Proof, Toxic, Untried, joined, judged
from zhengyun.errors import Exit

TRY = Attempt("gate.enter", "gate", "system", "enter", "it is shut", ("403",))
YES, NO = Heard(), Heard("403", "forbidden")
TOXIC = Toxic("gate", "a ladder", "behind the house", "it reaches over", "take it away")


@pytest.mark.parametrize(
    ("heard", "control", "outcome"),
    [
        (NO, YES, Outcome.REFUSED),
        (YES, YES, Outcome.WORKED),
        (YES, NO, Outcome.WORKED),
        (Heard("404", "no such path"), YES, Outcome.UNKNOWN),
        (Heard("ConnectionError", "nobody there"), YES, Outcome.UNKNOWN),
        (NO, NO, Outcome.UNKNOWN),
    ],
)
def test_only_the_refusal_that_is_expected_counts_and_only_where_others_are_let_in(
    heard: Heard, control: Heard, outcome: Outcome
) -> None:
    result = judged(TRY, heard, control, 0.5)
    assert result.outcome is outcome
    assert bool(result.doubt) is (outcome is Outcome.UNKNOWN)


def test_what_is_unknown_is_told_in_the_words_of_whoever_failed() -> None:
    assert judged(TRY, NO, Heard("404", "no such gate"), 0.5).words == "no such gate"
    assert judged(TRY, Heard("404", "no such path"), YES, 0.5).words == "no such path"


def run(*answers: Heard, toxic: tuple[Toxic, ...] = ()) -> Proof:
    return Proof(tuple(judged(TRY, one, YES, 0.5) for one in answers), toxic)


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        (run(NO, NO), Exit.OK),
        (run(NO, YES), Exit.BROKEN),
        (run(YES, Heard("404")), Exit.BROKEN),
        (run(NO, Heard("404")), Exit.UNREACHABLE),
        (run(NO, toxic=(TOXIC,)), Exit.BROKEN),
        (Proof(untried=(Untried("gate", "gate", "there is none"),)), Exit.UNREACHABLE),
    ],
)
def test_what_worked_comes_before_what_is_unknown_and_nothing_tried_proves_nothing(proof: Proof, code: Exit) -> None:
    assert proof.exit is code


def test_the_document_counts_and_names_what_was_not_refused() -> None:
    whole = joined([run(NO, YES), run(Heard("404", "no such path"), toxic=(TOXIC,))])
    told: Any = whole.document()
    assert (told["tried"], told["refused"]) == (3, 1)
    assert [one["id"] for one in told["worked"]] == ["gate.enter"]
    assert [one["words"] for one in told["unknown"]] == ["no such path"]
    assert told["toxic"] == [TOXIC._asdict()]
