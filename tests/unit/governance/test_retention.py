"""The log's words are kept for their time; older ones go by two people of two roles, and every hash stays."""

from typing import Any

import pytest

from governance.audit import verify
from governance.holds import (
    place,
)
from governance.retention import ERASED, KEPT, UNSAID, agree, standing
from governance.roles import history
from records.backup import backup, check
from tests.cast import DAY, VERIFIER, at, changed, role_file, signer
from tests.records import Records
from tests.unit.governance.erasing import SECRET, acting, aged, agreed, flaws, known, placing, proposed, shelf
from tests.unit.governance.requests import refusal
from zhengyun import merkle
from zhengyun.entry import Entry, Note
from zhengyun.people import Role


@pytest.fixture
def old(records: Records) -> Records:
    """Entries 2 to 6 of 200 days ago, 7 and 8 of today."""
    return aged(records)


class TestErasing:
    """What goes, and what stays."""

    def test_the_words_go_from_the_file_and_the_tree_stays_as_it_was(self, old: Records) -> None:
        root = old.book.root(8)
        proposal = proposed(old)
        assert (proposal.body["first"], proposal.body["last"], proposal.body["entries"]) == (2, 6, 5)
        assert old.file.read_bytes().count(SECRET.encode()) or old.file.with_name(
            old.file.name + "-wal"
        ).read_bytes().count(SECRET.encode())
        done = agreed(old, proposal.number)
        assert (done.kind, done.body["proposal"], done.body["proposer"]) == (ERASED, proposal.number, "chen")
        for file in old.file.parent.iterdir():
            assert SECRET.encode() not in file.read_bytes(), file
        assert old.book.root(8) == root
        assert [one.erased for one in old.book.entries()] == [False] + 5 * [True] + 4 * [False]
        assert flaws(old) == []
        assert check(old.file).sound
        assert verify(old.book, history(old.roles, old.book, VERIFIER), VERIFIER).erased == ((2, 6),)
        gone = old.book.entry(4)
        assert gone
        proof = old.book.inclusion(4, 10)
        assert merkle.included(bytes.fromhex(gone.hash), 3, 10, proof, old.book.root(10)), "its place can be proved"
        assert [one.number for one in old.book.of_kind("spoken")] == [7, 8]
        backup(old.file, old.file.with_name("backup"))

    def test_role_files_holds_and_earlier_erasures_stay(self, old: Records) -> None:
        hold = place(reason="inquiry", request="CR-9", **placing(old, "chen"))
        agreed(old, proposed(old).number)
        assert shelf(old).words(12, KEPT).first == 7
        kinds = {one.number: one.kind for one in old.book.entries()}
        assert (kinds[1], kinds[hold.number]) == ("roles", "hold.placed")

    def test_the_entry_before_a_clock_that_was_set_right_stays(self, old: Records) -> None:
        old.book.append(Note("clock.corrected", "chen", {}))
        assert shelf(old).words(9, ("clock.corrected",)).entries == 7, "all but 8, by which 9 is judged"

    @pytest.mark.parametrize(
        ("person", "key", "code"),
        [
            ("li", "", "ZY-GOV-001"),
            ("wang", "", "ZY-GOV-001"),
            ("nobody", "chen", "ZY-PERMIT-007"),
            ("chen", "li", "ZY-GOV-024"),
        ],
    )
    def test_only_an_auditor_proposes(self, old: Records, person: str, key: str, code: str) -> None:
        assert refusal(lambda: proposed(old, person, key)) == code

    @pytest.mark.parametrize(
        ("person", "key", "code"),
        [
            ("chen", "", "ZY-GOV-001"),
            ("wang", "", "ZY-GOV-001"),
            ("nobody", "li", "ZY-PERMIT-007"),
            ("li", "chen", "ZY-GOV-024"),
        ],
    )
    def test_only_a_security_administrator_agrees(self, old: Records, person: str, key: str, code: str) -> None:
        number = proposed(old).number
        assert refusal(lambda: agreed(old, number, person, key)) == code
        assert not any(one.erased for one in old.book.entries())

    @pytest.mark.parametrize("days", [183.9, 0, -5])
    def test_nothing_goes_within_the_retention_time(self, old: Records, days: float) -> None:
        assert refusal(lambda: proposed(old, days=days)) == "ZY-GOV-100"

    def test_where_there_is_nothing_that_is_said(self, old: Records) -> None:
        assert refusal(lambda: proposed(old, days=210)) == "ZY-GOV-102"
        number = proposed(old).number
        agreed(old, number)
        assert refusal(lambda: proposed(old)) == "ZY-GOV-102"
        assert refusal(lambda: agreed(old, number)) == "ZY-GOV-103", "and nothing twice"

    @pytest.mark.parametrize("number", [1, 3, 99])
    def test_what_is_no_proposal_is_not_agreed_to(self, old: Records, number: int) -> None:
        assert refusal(lambda: agreed(old, number)) == "ZY-GOV-103"

    def test_a_proposal_that_says_something_else_than_is_there_is_none(self, old: Records) -> None:
        proposal = proposed(old)
        for body in ({**proposal.body, "last": 8}, {**proposal.body, "root": "00"}, {**proposal.body, "until": "soon"}):
            other = old.book.append(Note(proposal.kind, "chen", body))
            assert refusal(lambda other=other: agreed(old, other.number)) == "ZY-GOV-103"  # type: ignore[misc]

    def test_what_is_erased_year_after_year_is_one_gap_and_no_flaw(self, records: Records) -> None:
        for _year in range(2):
            for number in range(3):
                records.book.append(Note("spoken", "wang", {"words": number}))
            records.clock.pass_by(100 * DAY)
        records.book.append(Note("spoken", "wang", {"words": "new"}))
        agreed(records, proposed(records).number)
        records.clock.pass_by(100 * DAY)
        agreed(records, proposed(records).number)
        assert verify(records.book, history(records.roles, records.book, VERIFIER), VERIFIER).erased == ((2, 7),)
        assert flaws(records) == []

    @pytest.mark.parametrize(
        "how", [{"revoked": at(-60)}, {"key": signer("a new key").public}, {"roles": (Role.OPERATOR,)}]
    )
    def test_a_proposer_who_could_not_propose_any_more_erases_nothing(self, old: Records, how: dict[str, Any]) -> None:
        number = proposed(old).number
        later = {**acting(old, "li"), "roles": changed(role_file(), "chen", **how)}
        assert refusal(lambda: agree(number=number, **later)) == "ZY-GOV-240"
        assert not any(one.erased for one in old.book.entries())

    def test_a_proposal_that_was_put_into_the_log_under_an_auditors_name_erases_nothing(self, old: Records) -> None:
        proposal = proposed(old)
        forged = old.book.append(Note(proposal.kind, "chen", {**proposal.body, "signature": "forged"}))
        assert refusal(lambda: agreed(old, forged.number)) == "ZY-GOV-240"

    def test_a_hold_that_is_placed_meanwhile_wins(self, old: Records) -> None:
        newest = old.book.last()
        assert newest
        place(reason="inquiry", request="", **placing(old, "li"))
        note = Note(ERASED, "li", {"first": 2, "last": 6})
        assert shelf(old).erase(note, (2, 6), (), newest.number) is None  # type: ignore[arg-type]
        assert not old.book.of_kind(ERASED)


class TestAltered:
    """Words that are gone otherwise are found."""

    def test_a_word_taken_out_by_hand(self, old: Records) -> None:
        old.meddle("UPDATE entries SET leaf = NULL WHERE number = 3")
        assert flaws(old) == [(3, UNSAID)]

    def test_more_taken_out_than_was_agreed(self, old: Records) -> None:
        agreed(old, proposed(old).number)
        old.meddle("UPDATE entries SET leaf = NULL WHERE number = 7")
        assert flaws(old) == [(7, UNSAID)]

    @pytest.mark.parametrize(
        "how",
        [
            {"signature": "forged"},
            {"proposed": "forged"},
            {"proposer": "li"},
            {"proposer": "wang"},
            {"first": "2"},
            {"last": 7},
        ],
    )
    def test_a_word_that_was_not_said_by_both(self, old: Records, how: dict[str, object]) -> None:
        body = {**agreed(old, proposed(old).number).body, **how}
        word = old.book.of_kind(ERASED)[0]
        _forge(old, word, body)
        assert flaws(old) == [(2, UNSAID)]


def _forge(records: Records, word: Entry, body: dict[str, object]) -> None:
    """Put another word in its place, with every hash made to fit."""
    forged = Entry.make(word.number, word.at, word.kind, word.actor, body)
    leaf, hash_ = forged.leaf.decode(), bytes.fromhex(forged.hash)
    records.meddle("UPDATE entries SET leaf = ?, hash = ? WHERE number = ?", leaf, hash_, word.number)
    tree = merkle.Frontier()
    nodes = [node for one in records.book.entries() for node in tree.append(bytes.fromhex(one.hash))]
    records.meddle("DELETE FROM nodes")
    for node in nodes:
        records.meddle("INSERT INTO nodes VALUES (?, ?, ?)", *node)


class TestStanding:
    """The age of the oldest verifiable entry."""

    def test_a_young_log_that_is_whole_is_all_that_can_be_asked_for(self, records: Records) -> None:
        found = standing(shelf(records), role_file(), known(records), records.clock.now())
        assert (found.days, found.oldest, found.since, found.age, found.whole, found.kept) == (
            184,
            1,
            at(0),
            0,
            True,
            True,
        )

    def test_after_an_erasure_the_rest_is_old_enough(self, old: Records) -> None:
        agreed(old, proposed(old).number)
        found = standing(shelf(old), role_file(), known(old), old.clock.now())
        assert (found.oldest, found.age, found.whole, found.kept) == (7, 190, False, True)

    def test_words_taken_out_within_the_time_are_red(self, old: Records) -> None:
        old.meddle("UPDATE entries SET leaf = NULL WHERE number = 7")
        assert not standing(shelf(old), role_file(), known(old), old.clock.now()).kept
