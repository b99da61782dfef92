"""What Ansible's events tell: a role on a host ends as a whole, and the first words of a failure count."""

import pytest

from playbooks.events import LONGEST, Over, Step, Trouble, said
from playbooks.grammars import Where
from tests.hosting import AFTER, BEFORE, NTP, OTHER, SSH, STATS, event, laid, play, results

PATH = "/etc/chrony/chrony.conf"


def failed(where: Where, task: str, said: str, action: str = "zy_file") -> dict[str, object]:
    return dict(event("runner_on_failed", where, task=task, task_action=action, res={"msg": said}, ignore_errors=None))


class TestTheEndOfARole:
    def test_what_did_not_fail_has_ended_when_the_next_play_begins(self) -> None:
        _, ended = results(play("ssh_hardening"), play("time_client"))
        assert ended == [Over(SSH, None)]

    def test_the_last_play_ends_with_the_playbook(self) -> None:
        made, ended = results(play("ssh_hardening"), play("time_client"), STATS)
        assert ended == [Over(SSH, None), Over(NTP, None), Over(OTHER, None)]
        assert made.complete

    def test_a_role_that_fails_is_told_with_its_first_words_and_the_others_go_on(self) -> None:
        made, ended = results(
            play("time_client"),
            failed(NTP, "Lay it", "No space left on device"),
            failed(NTP, "Why", "time_client failed", "ansible.builtin.fail"),
            STATS,
        )
        assert ended == [
            Over(NTP, Trouble("time_client", "Lay it", "No space left on device", back=True)),
            Over(OTHER, None),
        ]
        assert SSH not in made.ended

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            (
                {"msg": "non-zero return code", "stderr": "verify error:\n  expired"},
                "non-zero return code: verify error: expired",
            ),
            ({"msg": "non-zero return code", "stderr": " "}, "non-zero return code"),
            ({"msg": "No space left", "stderr": "besides"}, "No space left"),
            ({"stderr": "alone"}, "alone"),
            ({}, "no words"),
        ],
    )
    def test_a_command_that_fails_is_told_with_its_own_words(self, told: dict[str, str], words: str) -> None:
        assert said(told) == words
        assert len(said({name: word * 400 for name, word in told.items()})) <= LONGEST

    def test_a_way_back_that_fails_is_no_way_back(self) -> None:
        _, ended = results(
            play("time_client"), failed(NTP, "Lay it", "no"), failed(NTP, "Lay again what was there", "neither"), STATS
        )
        assert ended[0].trouble == Trouble("time_client", "Lay it", "no", back=False)

    def test_a_host_that_failed_has_no_later_role(self) -> None:
        made, ended = results(play("ssh_hardening"), failed(SSH, "Lay it", "no"), play("time_client"), STATS)
        assert NTP not in {over.where for over in ended}
        trouble = made.untold(NTP)
        assert trouble is not None
        assert trouble.role == "ssh_hardening"

    def test_a_host_that_is_away_is_told_so(self) -> None:
        away = event("runner_on_unreachable", NTP, task="Lay it", res={"msg": "Failed to connect:\n  timed out"})
        _, ended = results(play("time_client"), away, STATS)
        assert ended[0] == Over(NTP, Trouble("time_client", "Lay it", "Failed to connect: timed out", away=True))

    def test_what_may_fail_is_no_failure(self) -> None:
        may = event("runner_on_failed", NTP, task="Ask", res={"msg": "no"}, ignore_errors=True)
        _, ended = results(play("time_client"), may, STATS)
        assert ended[0] == Over(NTP, None)

    def test_where_a_host_fails_before_any_role_each_of_its_roles_is_told_why(self) -> None:
        first = event("playbook_on_play_start", pattern="all")
        _, ended = results(first, failed(NTP, "Ask the look program", "sudo: no"), play("time_client"), STATS)
        why = Trouble("all", "Ask the look program", "sudo: no", before=True)
        assert ended == [Over(SSH, why), Over(NTP, why), Over(OTHER, None)]

    def test_where_no_host_is_left_the_end_of_the_playbook_tells_it(self) -> None:
        first = event("playbook_on_play_start", pattern="all")
        made, ended = results(first, failed(NTP, "Ask the look program", "sudo: no"), STATS)
        assert {over.where for over in ended} == {SSH, NTP}
        assert all(over.trouble and over.trouble.before for over in ended)
        trouble = made.untold(NTP)
        assert trouble is not None
        assert trouble.said == "sudo: no"


class TestWhatIsTold:
    def test_files_with_what_was_there_before(self) -> None:
        made, _ = results(play("time_client"), laid(NTP, PATH, BEFORE, AFTER, secrets=["nts/key"]), STATS)
        (file,) = made.told[NTP].files
        assert (file.path, file.before, file.after, file.secrets) == (PATH, BEFORE, AFTER, ("nts/key",))

    def test_a_file_that_cannot_be_looked_at_is_blind(self) -> None:
        made, _ = results(play("time_client"), laid(NTP, PATH, None, AFTER, blind="not told of"), STATS)
        assert made.told[NTP].files == []
        assert made.told[NTP].blind == [Step(PATH, "zy_file")]

    def test_a_change_that_a_module_predicts_is_a_step_with_digests_of_before_and_after(self) -> None:
        diff = {"before": {"state": "stopped"}, "after": {"state": "started"}, "before_header": "random"}
        one = event("runner_on_ok", NTP, task="Start", task_action="service", res={"changed": True, "diff": diff})
        made, _ = results(play("time_client"), one, STATS)
        (step,) = made.told[NTP].steps
        assert step.task == "Start"
        assert step.before != step.after
        other = {**diff, "before_header": "another"}
        again = event("runner_on_ok", NTP, task="Start", task_action="service", res={"changed": True, "diff": other})
        assert results(play("time_client"), again, STATS)[0].told[NTP].steps == [step]

    @pytest.mark.parametrize("diff", [None, [], {}, [{"before_header": "x"}]])
    def test_a_change_without_a_difference_is_a_step_that_says_nothing(self, diff: object) -> None:
        one = event("runner_on_ok", NTP, task="Restart", task_action="service", res={"changed": True, "diff": diff})
        made, _ = results(play("time_client"), one, STATS)
        assert made.told[NTP].steps == [Step("Restart", "service")]

    def test_what_is_not_to_be_seen_is_blind(self) -> None:
        hidden = {"censored": "the output has been hidden", "changed": True}
        made, _ = results(
            play("time_client"), event("runner_on_ok", NTP, task="Hide", task_action="user", res=hidden), STATS
        )
        assert made.told[NTP].blind == [Step("Hide", "user")]
        assert made.told[NTP].steps == []

    def test_each_round_of_a_loop_is_told(self) -> None:
        rounds = [{"ansible_loop_var": "item", "changed": True, "diff": {"before": n, "after": n + 1}} for n in (1, 2)]
        one = event("runner_on_ok", NTP, task="Add", task_action="user", res={"changed": True, "results": rounds})
        made, _ = results(play("time_client"), one, STATS)
        assert len({step.before for step in made.told[NTP].steps}) == 2

    def test_what_changes_nothing_is_nothing(self) -> None:
        one = event("runner_on_ok", NTP, task="Look", res={"changed": False, "stdout": "x"})
        made, _ = results(play("time_client"), one, STATS)
        assert made.told[NTP].steps == []

    def test_hosts_outside_the_scope_are_nobodys_business(self) -> None:
        made, ended = results(play("time_client"), laid(OTHER, PATH, None, AFTER), STATS, scope=frozenset({NTP}))
        assert OTHER not in made.told
        assert [over.where for over in ended] == [NTP]
