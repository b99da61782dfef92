"""Verifying the log finds what was done to it; the witness signs no log that does not go on from what it has seen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from governance.audit import Report, verify
from governance.roles import adopt, history
from governance.sight import CUT, FORKED, NOT_VALID, NOTHING, UNREADABLE, UNSIGNED, Sight
from governance.training import TrainingVault
from governance.witnessing import Answer, Ask
from tests.cast import ORIGIN, VERIFIER, at, role_file, signed, signer
from tests.permits import asked
from tests.records import Records, fresh
from tests.unit.governance.requests import PLAN, refusal
from tests.witnessing import post, watching
from zhengyun.attesting import Witness
from zhengyun.checkpoint import Checkpoint, cosign
from zhengyun.checkpoint import signed as signed_note
from zhengyun.entry import Cosignature, Entry, Note, cosigned_bytes
from zhengyun.rolefile import RoleFile


def spoken(records: Records, times: int = 1) -> Entry:
    """Write some entries; the last one."""
    for number in range(times):
        entry = records.book.append(Note("spoken", "wang", {"times": number}))
    return entry


def report(records: Records) -> Report:
    """Verify the records, as `audit verify` does."""
    again = records.again()
    return verify(again.book, history(again.roles, again.book, VERIFIER), VERIFIER)


def flaws(records: Records) -> list[tuple[int, str]]:
    return [(flaw.number, flaw.what) for flaw in report(records).flaws]


def seen(records: Records, roles: RoleFile | None = None, **asks: Ask) -> Sequence[Answer]:
    """Have everybody who watches sign what there is."""
    return watching(records, roles, **asks).attest()[1]


def code(answer: Answer) -> str:
    """Why a witness has not signed."""
    return answer.refusal.code.id if answer.refusal else ""


def cut(records: Records, last: int) -> None:
    """Take the newest entries away, with what the tree tells of them."""
    records.meddle("DELETE FROM entries WHERE number > ?", last)
    records.meddle("DELETE FROM nodes WHERE (number + 1) << level > ?", last)


class TestVerifying:
    """What `verify` finds."""

    def test_a_log_that_nobody_touched_is_sound(self, records: Records) -> None:
        spoken(records, 3)
        seen(records)
        spoken(records, 2)
        found = report(records)
        assert found.sound
        assert (found.entries, found.seen) == (6, Sight(4, ("witness",), at(0)))

    def test_an_empty_log_is_sound(self, tmp_path: Path) -> None:
        assert verify(fresh(tmp_path / "empty.sqlite").book, (), VERIFIER).sound

    def test_a_changed_entry_is_found(self, records: Records) -> None:
        spoken(records, 3)
        records.meddle("UPDATE entries SET leaf = replace(leaf, 'wang', 'zhou') WHERE number = 3")
        assert flaws(records) == [(3, "changed")]

    @pytest.mark.parametrize("body", ['""', "{}", "[1]", "0.5", '{"times": 0.5}'])
    def test_whatever_stands_in_a_body_it_is_found(self, records: Records, body: str) -> None:
        spoken(records, 3)
        records.meddle("UPDATE entries SET leaf = ? WHERE number = 3", body)
        assert flaws(records) == [(3, "changed")]

    @pytest.mark.parametrize("column", ["leaf", "hash"])
    def test_a_column_that_is_no_text_any_more_is_found(self, records: Records, column: str) -> None:
        spoken(records, 3)
        records.meddle(f"UPDATE entries SET {column} = x'2266ff22' WHERE number = 3")  # noqa: S608 - a column of ours
        assert flaws(records)

    def test_a_missing_entry_is_found(self, records: Records) -> None:
        spoken(records, 3)
        records.meddle("DELETE FROM entries WHERE number = 2")
        assert flaws(records) == [(2, "missing")]

    def test_a_log_cut_off_below_what_was_witnessed_is_found_by_the_checkpoint(self, records: Records) -> None:
        spoken(records, 3)
        seen(records)
        cut(records, 2)
        assert flaws(records) == [(4, CUT)]

    def test_a_log_cut_off_with_its_checkpoints_is_found_by_the_witnesss_memory_alone(self, records: Records) -> None:
        spoken(records, 3)
        seen(records)
        records.meddle("DELETE FROM checkpoints")
        cut(records, 2)
        assert flaws(records) == []
        assert [code(one) for one in seen(records)] == ["ZY-GOV-119"]
        spoken(records, 9)
        assert [code(one) for one in seen(records)] == ["ZY-GOV-124"]

    def test_a_last_entry_hashed_anew_is_found_by_the_checkpoint(self, records: Records) -> None:
        entry = spoken(records)
        seen(records)
        records.forge(replace(entry, actor="zhou"))
        assert flaws(records) == [(2, FORKED)]
        assert refusal(lambda: seen(records)) == "ZY-LOG-002"

    def test_nobody_else_signs_for_the_witness(self, records: Records) -> None:
        spoken(records)
        (answer,) = seen(records, witness=post(records, "li"))
        assert code(answer) == "ZY-GOV-122"
        assert report(records).seen == NOTHING

    def test_a_signature_in_the_witnesss_name_that_is_none_is_found(self, records: Records) -> None:
        spoken(records)
        note = watching(records).checkpoint()
        line = cosign(note.text, "witness", signer("witness"), 1)
        records.book.keep_checkpoint(2, str(note.more(line._replace(value=line.value[:-1] + b"x"))))
        assert flaws(records) == [(2, NOT_VALID)]

    def test_a_checkpoint_of_another_key_or_of_no_form_is_found(self, records: Records) -> None:
        spoken(records)
        note = signed_note(Checkpoint(ORIGIN, 2, records.book.root(2)), signer("li"))
        records.book.keep_checkpoint(2, str(note))
        assert flaws(records) == [(2, UNSIGNED)]
        records.meddle("UPDATE checkpoints SET note = 'x'")
        assert flaws(records) == [(0, UNREADABLE)]

    def test_a_log_that_does_not_begin_with_a_role_file_says_so(self, tmp_path: Path) -> None:
        records = fresh(tmp_path / "empty.sqlite")
        spoken(records)
        assert [flaw.what for flaw in verify(records.book, [role_file()], VERIFIER).flaws] == [
            "the log does not begin with a role file"
        ]

    def test_without_a_role_file_that_the_log_pins_nothing_is_sound(self, records: Records) -> None:
        found = verify(records.book, (), VERIFIER)
        assert not found.sound
        assert found.seen == NOTHING


class TestReplacedWitness:
    """A witness's key is replaced."""

    @pytest.fixture
    def second(self) -> RoleFile:
        return signed(
            replace(role_file(version=2), witnesses=(Witness("second", signer("second witness").public),)), "wang", "li"
        )

    def adopted(self, records: Records, roles: RoleFile) -> None:
        adopt(roles, records.roles, records.book, VERIFIER, records.clock.now(), "wang")

    def test_what_the_old_key_has_signed_stays_signed(self, records: Records, second: RoleFile) -> None:
        spoken(records)
        seen(records)
        self.adopted(records, second)
        assert report(records).sound
        assert report(records).seen.witnesses == ("witness",)

    def test_with_the_old_key_nothing_new_is_signed(self, records: Records, second: RoleFile) -> None:
        self.adopted(records, second)
        note = watching(records).checkpoint()
        records.book.keep_checkpoint(2, str(note.more(cosign(note.text, "witness", signer("witness"), 1))))
        assert report(records).seen == NOTHING

    def test_the_new_one_may_sign_what_was_before(self, records: Records, second: RoleFile) -> None:
        note = watching(records).checkpoint()
        self.adopted(records, second)
        line = cosign(note.text, "second", signer("second witness"), 1)
        records.book.keep_checkpoint(1, str(note.more(line)))
        assert report(records).seen.witnesses == ("second",)


class TestBeforeTheTree:
    """What witnesses signed of single entries, when a log was a chain."""

    def keep(self, records: Records, entry: Entry, who: str = "witness", hash_: str = "") -> None:
        hash_ = hash_ or entry.hash
        value = signer(who).sign(cosigned_bytes(entry.number, hash_))
        records.book.keep(Cosignature(entry.number, hash_, signer("witness").public.id, value))

    def test_it_stays_signed(self, records: Records) -> None:
        self.keep(records, spoken(records))
        assert report(records).sound

    def test_of_another_entry(self, records: Records) -> None:
        self.keep(records, spoken(records), hash_="00")
        assert flaws(records) == [(2, "a witness has signed another entry of this number")]

    def test_by_another_key(self, records: Records) -> None:
        self.keep(records, spoken(records), "li")
        assert flaws(records) == [(2, "the witness's signature is not valid")]

    def test_of_an_entry_that_is_gone(self, records: Records) -> None:
        self.keep(records, spoken(records))
        cut(records, 1)
        assert flaws(records) == [(2, "a witness has signed an entry that is not there")]


def test_the_training_vault_lends_nothing_and_says_that_it_is_for_training() -> None:
    vault = TrainingVault()
    with vault.lease(asked(PLAN)) as loans:
        assert loans == {}
    assert vault.training


@pytest.fixture(autouse=True)
def closed(records: Records) -> Iterator[None]:
    """Whatever a test has opened again is closed with the process."""
    yield
    del records
