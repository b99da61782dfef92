"""What every driver of `remote` does: an answer from each host, and words for whatever is wrong with one of them."""

import time

import pytest

from lab.ssh.programs import Programs
from remote import codes
from remote.port import Conversation, Result
from tests.contract.remote.hand import BRIEF, CLOSES, EARLY, ECHOES, ENDS, HASTY, SLEEPS, TWICE, Hand
from zhengyun.errors import Code


def code_of(result: Result | Conversation) -> Code:
    assert result.trouble
    return result.trouble.code


class TestCommands:
    """A command and its input on many hosts."""

    def test_input_output_complaints_and_status_come_back(self, hand: Hand) -> None:
        began = time.time_ns()
        (said,) = hand.connector().run_all([hand.target()], "cat; echo no >&2; exit 3", b"two\nlines\x00\xff")
        assert (said.host, said.status, said.out, said.err) == ("a", 3, b"two\nlines\x00\xff", b"no\n")
        assert said.trouble is None
        assert not said.ok
        assert began <= said.began <= said.ended <= time.time_ns()

    def test_a_command_that_is_not_there_is_told_by_its_status(self, hand: Hand) -> None:
        (said,) = hand.connector().run_all([hand.target()], "/nowhere/program")
        assert (said.status, said.trouble) == (127, None)

    def test_a_signal_is_told_apart_from_a_status(self, hand: Hand) -> None:
        (said,) = hand.connector().run_all([hand.target()], "kill -9 $$")
        assert (said.status, said.trouble) == (-9, None)

    def test_results_stand_in_the_order_of_the_targets_and_are_told_as_they_come(self, hand: Hand) -> None:
        told = list[str]()
        targets = [hand.target(f"h{number}") for number in range(5)]
        results = hand.connector().run_all(targets, "cat", b"x", each=lambda one: told.append(one.host))
        assert [one.host for one in results] == [one.name for one in targets]
        assert sorted(told) == [one.name for one in targets]
        assert all(one.ok and one.out == b"x" for one in results)

    def test_no_host_is_no_work(self, hand: Hand) -> None:
        assert hand.connector().run_all([], "cat") == ()


class TestTrouble:
    """What is wrong with one host is its result, and holds up no other."""

    def test_another_key_is_refused_with_both_fingerprints(self, hand: Hand, openssh: Programs) -> None:
        (said,) = hand.connector().run_all([hand.target(key="other")], "cat")
        assert code_of(said) is codes.WRONG_KEY
        assert hand.keys.fingerprint("host", openssh.keygen) in str(said.trouble)
        assert hand.keys.fingerprint("other", openssh.keygen) in str(said.trouble)
        assert (said.out, said.began) == (b"", 0)

    @pytest.mark.parametrize(
        "pin", ["", "ssh-ed25519", "ssh-dss AAAAB3NzaC1kc3M=", "ssh-ed25519 AAAA", "ssh-ed25519 %%"]
    )
    def test_without_a_key_that_can_be_pinned_nothing_is_said(self, hand: Hand, pin: str) -> None:
        (said,) = hand.connector().run_all([hand.target()._replace(key=pin)], "cat")
        assert code_of(said) is codes.NOT_PINNED

    def test_where_nobody_listens_the_host_is_unreachable(self, hand: Hand) -> None:
        (said,) = hand.connector().run_all([hand.nowhere()], "cat")
        assert code_of(said) is codes.UNREACHABLE

    def test_a_host_that_says_nothing_is_told_apart(self, hand: Hand) -> None:
        (said,) = hand.connector(HASTY).run_all([hand.silent()], "cat")
        assert code_of(said) is codes.SILENT

    def test_a_stranger_is_not_let_in(self, hand: Hand) -> None:
        (said,) = hand.connector(stranger=True).run_all([hand.target()], "cat")
        assert code_of(said) is codes.NOT_LET_IN

    def test_a_connection_that_is_lost_in_the_middle_is_no_answer(self, hand: Hand) -> None:
        (said,) = hand.connector().run_all([hand.target()], CLOSES)
        assert code_of(said) is codes.CUT_OFF
        assert not said.ok

    def test_a_command_that_does_not_end_is_left(self, hand: Hand) -> None:
        (said,) = hand.connector(BRIEF).run_all([hand.target()], SLEEPS)
        assert code_of(said) is codes.TOO_LONG

    def test_no_more_is_heard_than_was_asked_for(self, hand: Hand) -> None:
        (said,) = hand.connector().run_all([hand.target()], "yes")
        assert code_of(said) is codes.TOO_MUCH
        assert len(said.out) == 1000

    def test_one_host_holds_up_no_other(self, hand: Hand) -> None:
        targets = [hand.target("w", key="other"), hand.nowhere(), hand.target("b"), hand.target("n")._replace(key="")]
        results = hand.connector().run_all(targets, "cat", b"x")
        assert [one.ok for one in results] == [False, False, True, False]


class TestConversations:
    """Questions, each answered with a line."""

    def test_each_question_is_answered_between_two_readings_of_our_clock(self, hand: Hand) -> None:
        before = time.time_ns()
        (said,) = hand.connector().ask_all([hand.target()], ECHOES, [b"one", b"two", b"three"])
        assert [one.line for one in said.answers] == [b"<one>", b"<two>", b"<three>"]
        assert said.trouble is None
        times = [time_ for one in said.answers for time_ in (one.sent, one.received)]
        assert [before, *times] == sorted([before, *times])

    def test_a_program_that_ends_early_is_told_with_its_complaint(self, hand: Hand) -> None:
        (said,) = hand.connector().ask_all([hand.target()], ENDS, [b"one", b"two"])
        assert [one.line for one in said.answers] == [b"<one>"]
        assert code_of(said) is codes.NO_ANSWER
        assert "enough" in str(said.trouble)

    def test_a_program_that_answers_twice_is_believed_no_further(self, hand: Hand) -> None:
        (said,) = hand.connector().ask_all([hand.target()], TWICE, [b"one", b"two", b"three"])
        assert code_of(said) is codes.NO_ANSWER
        assert b"b" not in {one.line for one in said.answers}

    def test_what_was_said_before_the_question_is_no_answer(self, hand: Hand) -> None:
        (said,) = hand.connector().ask_all([hand.target()], EARLY, [b"one", b"two"])
        assert (code_of(said), said.answers) == (codes.NO_ANSWER, ())

    def test_an_unreachable_host_answers_nothing(self, hand: Hand) -> None:
        gone, there = hand.connector().ask_all([hand.nowhere(), hand.target()], ECHOES, [b"one"])
        assert (code_of(gone), gone.answers) == (codes.UNREACHABLE, ())
        assert there.trouble is None
