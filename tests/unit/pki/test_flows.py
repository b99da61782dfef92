"""Who may take which part, from which state to which, and what is kept of what is wrong: decided without records."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pki import codes
from pki.flows.problems import error_of, kept, told
from pki.flows.signed import asked_bytes, digest_of_all, digest_of_rows, issued_bytes, reviewed_bytes
from pki.flows.standing import TURNS, changes, refuse_state
from tests.authorities import NOW
from zhengyun.application import Application, Asked, Operation, Stage, Word
from zhengyun.certified import Certified, Standing
from zhengyun.change import Decision
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.instant import after, text

ENDS = text(NOW + timedelta(days=9))
ONE = Certified("issuing", 7, "finance", "web", "CN=x", text(NOW), ENDS, text(NOW), b"", b"")
ASKED = Application(
    "CA-TEST22", "nonce", Operation.REVOKE, "issuing", "web", "", "wang", "because", text(NOW), after(NOW, 99)
)


@pytest.mark.parametrize(
    ("operation", "state", "days", "may"),
    [
        (Operation.SUSPEND, Standing.GOOD, 0, True),
        (Operation.SUSPEND, Standing.HELD, 0, False),
        (Operation.SUSPEND, Standing.REVOKED, 0, False),
        (Operation.SUSPEND, Standing.GOOD, 10, False),
        (Operation.RESUME, Standing.HELD, 0, True),
        (Operation.RESUME, Standing.GOOD, 0, False),
        (Operation.RESUME, Standing.REVOKED, 0, False),
        (Operation.RESUME, Standing.HELD, 10, False),
        (Operation.REVOKE, Standing.GOOD, 0, True),
        (Operation.REVOKE, Standing.HELD, 0, True),
        (Operation.REVOKE, Standing.REVOKED, 0, False),
        (Operation.REVOKE, Standing.GOOD, 10, True),
    ],
)
def test_states_change_as_the_standard_says(operation: Operation, state: Standing, days: int, may: bool) -> None:
    one, now = ONE._replace(state=state), NOW + timedelta(days=days)
    if may:
        refuse_state(operation, one, now)
        (made,) = changes(replace(ASKED, operation=operation), (one,), now)
        assert (made.state, made.at, made.application) == (TURNS[operation].after, text(now), "CA-TEST22")
    else:
        with pytest.raises(ZhengyunError, match="ZY-PKI-142"):
            refuse_state(operation, one, now)


def test_nothing_leads_out_of_revoked() -> None:
    assert not [turn for turn in TURNS.values() if Standing.REVOKED in turn.before]


def test_the_reason_is_the_given_one_and_a_hold_has_its_own() -> None:
    given = changes(replace(ASKED, why="key-compromise", since=text(NOW)), (ONE,), NOW)
    assert (given[0].reason, given[0].invalidity) == ("key-compromise", text(NOW))
    assert changes(ASKED, (ONE,), NOW)[0].reason == "unspecified"
    assert changes(replace(ASKED, operation=Operation.SUSPEND), (ONE,), NOW)[0].reason == "certificate-hold"


class TestSigned:
    """Whatever is altered is no longer what was signed."""

    @pytest.mark.parametrize(
        "name",
        ["id", "nonce", "authority", "profile", "trust", "asker", "reason", "at", "not_after", "rows", "why", "since"],
    )
    def test_every_word_of_an_application(self, name: str) -> None:
        change: dict[str, Any] = {name: "other"}
        other = replace(ASKED, **change)
        word = Word("li", Decision.YES, text(NOW), 1)
        assert asked_bytes(other) != asked_bytes(ASKED)
        assert reviewed_bytes(other, word) != reviewed_bytes(ASKED, word)

    @pytest.mark.parametrize(
        "change", [{"operation": Operation.RESUME}, {"count": 1}, {"serials": ("7",)}, {"distinct_from": ("x",)}]
    )
    def test_and_everything_else_in_it(self, change: dict[str, Any]) -> None:
        assert asked_bytes(replace(ASKED, **change)) != asked_bytes(ASKED)

    def test_what_became_of_it_is_not_the_askers(self) -> None:
        assert asked_bytes(replace(ASKED, stage=Stage.DONE, done=3, signature="x")) == asked_bytes(ASKED)

    def test_a_word_and_what_was_made(self) -> None:
        word = Word("li", Decision.YES, text(NOW), 1)
        others = [word._replace(person="x"), word._replace(decision=Decision.NO), word._replace(roles=2)]
        assert all(reviewed_bytes(ASKED, other) != reviewed_bytes(ASKED, word) for other in others)
        assert reviewed_bytes(ASKED, word._replace(signature="x")) == reviewed_bytes(ASKED, word)
        assert issued_bytes(ASKED, word, 0, 1, "a") != issued_bytes(ASKED, word, 0, 2, "a")
        assert issued_bytes(ASKED, word, 0, 1, "a") != issued_bytes(ASKED, word, 0, 1, "b")

    def test_rows_and_certificates_in_their_order(self) -> None:
        rows = [Asked(1, "a", b"x"), Asked(2, "b", b"y", ("dns:z",))]
        whole = digest_of_rows(rows)
        assert digest_of_rows([one._replace(problem="later") for one in rows]) == whole
        for other in (
            [rows[0]],
            rows[::-1],
            [rows[0]._replace(holder="c"), rows[1]],
            [rows[0], rows[1]._replace(names=())],
        ):
            assert digest_of_rows(other) != whole
        assert digest_of_all([b"a", b"b"]) != digest_of_all([b"b", b"a"]) != digest_of_all([b"ba"])


class TestProblems:
    """What is wrong with a row can be told in any language afterwards."""

    def test_an_error_comes_back_with_its_words(self) -> None:
        problem = Words(N_("there are more than {most}"), {"most": 3})
        error = ZhengyunError(codes.NAME_REFUSED, profile="web", name="dns:x", problem=problem)
        back = error_of(kept(error))
        assert str(back) == str(error)
        assert isinstance(back.values["problem"], Words)

    @pytest.mark.parametrize("text_", ["", "nonsense", "[]", "{}", '{"code": 1}', '{"code": "x", "values": 3}'])
    def test_what_another_hand_has_written_is_told_as_it_stands(self, text_: str) -> None:
        assert told(text_).values in ({"text": text_}, {})
