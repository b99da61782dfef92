"""Verifying the log finds what was done to it; the witness signs no log that does not go on from what it has seen."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from governance.audit import Report, verify
from governance.roles import adopt, history
from governance.training import TrainingVault, TrainingWitness
from tests.cast import VERIFIER, at, role_file, signed, signer
from tests.permits import asked
from tests.records import Records
from tests.unit.governance.requests import PLAN, refusal
from zhengyun.entry import ORIGIN, Cosignature, Entry, Note, cosigned_bytes
from zhengyun.people import RoleFile

ROOT = Path(__file__).resolve().parents[3]


def spoken(records: Records, times: int = 1) -> Entry:
    """Write some entries; the last one."""
    for number in range(times):
        entry = records.book.append(Note("spoken", "wang", {"times": number}))
    return entry


def report(records: Records) -> Report:
    """Verify the records, as `audit verify` does."""
    fresh = records.again()
    return verify(fresh.book.entries(), fresh.book.cosignatures(), history(fresh.roles, fresh.book, VERIFIER), VERIFIER)


def flaws(records: Records) -> list[tuple[int, str]]:
    return [(flaw.number, flaw.what) for flaw in report(records).flaws]


@pytest.fixture
def witness(records: Records) -> TrainingWitness:
    """A witness with a memory beside the records."""
    return watching(records)


def watching(records: Records) -> TrainingWitness:
    return TrainingWitness(signer("witness"), records.file.with_name("witness.json"), records.book.entries)


def seen(records: Records, witness: TrainingWitness, entry: Entry) -> Cosignature:
    """Show an entry to the witness and keep the signature."""
    cosignature = witness.cosign(entry)
    records.book.keep(cosignature)
    return cosignature


class TestVerifying:
    """What `verify` finds."""

    def test_a_log_that_nobody_touched_is_sound(self, records: Records, witness: TrainingWitness) -> None:
        entry = spoken(records, 3)
        seen(records, witness, entry)
        spoken(records, 2)
        found = report(records)
        assert found.sound
        assert (found.entries, found.witnessed, found.witnessed_at) == (6, 4, at(0))

    def test_an_empty_log_is_sound(self) -> None:
        assert verify((), (), (), VERIFIER).sound

    def test_a_changed_entry_is_found(self, records: Records) -> None:
        spoken(records, 3)
        records.meddle("UPDATE entries SET actor = 'zhou' WHERE number = 3")
        assert flaws(records) == [(3, "changed")]

    @pytest.mark.parametrize("body", ["", "{}", "[1]", "0.5", '{"times": 0.5}'])
    def test_whatever_stands_in_a_body_it_is_found(self, records: Records, body: str) -> None:
        spoken(records, 3)
        records.meddle("UPDATE entries SET body = ? WHERE number = 3", body)
        assert flaws(records) == [(3, "changed")]

    @pytest.mark.parametrize("column", ["at", "kind", "actor", "previous", "hash"])
    def test_a_column_that_is_no_text_any_more_is_found(self, records: Records, column: str) -> None:
        spoken(records, 3)
        records.meddle(f"UPDATE entries SET {column} = x'ff' WHERE number = 3")  # noqa: S608 - a column of ours
        assert flaws(records)

    def test_a_missing_entry_is_found(self, records: Records) -> None:
        spoken(records, 3)
        records.meddle("DELETE FROM entries WHERE number = 2")
        assert flaws(records) == [(2, "missing")]

    def test_a_log_cut_off_below_a_witnessed_entry_is_found_by_the_cosignature(
        self, records: Records, witness: TrainingWitness
    ) -> None:
        seen(records, witness, spoken(records, 3))
        records.meddle("DELETE FROM entries WHERE number > 2")
        assert flaws(records) == [(4, "a witness has signed an entry that is not there")]

    def test_a_log_cut_off_with_its_cosignatures_is_found_by_the_witnesss_memory_alone(
        self, records: Records, witness: TrainingWitness
    ) -> None:
        seen(records, witness, spoken(records, 3))
        records.meddle("DELETE FROM cosignatures")
        records.meddle("DELETE FROM entries WHERE number > 2")
        assert flaws(records) == []
        assert refusal(lambda: witness.cosign(spoken(records))) == "ZY-GOV-018"

    def test_a_last_entry_hashed_anew_is_found_by_the_cosignature(
        self, records: Records, witness: TrainingWitness
    ) -> None:
        entry = spoken(records)
        seen(records, witness, entry)
        forged = Entry.make(entry.number, entry.at, entry.kind, "zhou", entry.body, entry.previous)
        records.meddle("UPDATE entries SET actor = ?, hash = ? WHERE number = 2", "zhou", forged.hash)
        assert flaws(records) == [(2, "a witness has signed another entry of this number")]

    @pytest.mark.parametrize("who", ["stranger", "li"])
    def test_nobody_else_signs_for_the_witness(self, records: Records, who: str) -> None:
        entry = spoken(records)
        value = signer(who).sign(cosigned_bytes(entry.number, entry.hash))
        for name in (signer("witness").public.id, signer(who).public.id):
            records.meddle("DELETE FROM cosignatures")
            records.book.keep(Cosignature(entry.number, entry.hash, name, value))
            assert flaws(records) == [(2, "the witness's signature is not valid")]

    def test_a_log_that_does_not_begin_with_a_role_file_says_so(self) -> None:
        entry = Entry.make(1, at(0), "spoken", "wang", {}, ORIGIN)
        assert [flaw.what for flaw in verify([entry], (), [role_file()], VERIFIER).flaws] == [
            "the log does not begin with a role file"
        ]

    def test_without_a_role_file_that_the_log_pins_nothing_is_sound(self, records: Records) -> None:
        found = verify(records.book.entries(), records.book.cosignatures(), (), VERIFIER)
        assert not found.sound
        assert found.witnessed == 0


class TestReplacedWitness:
    """A witness's key is replaced."""

    @pytest.fixture
    def second(self) -> RoleFile:
        return signed(replace(role_file(version=2), witnesses=(signer("second witness").public,)), "wang", "li")

    def adopted(self, records: Records, roles: RoleFile) -> None:
        adopt(roles, records.roles, records.book, VERIFIER, records.clock.now(), "wang")

    def test_what_the_old_key_has_signed_stays_signed(
        self, records: Records, witness: TrainingWitness, second: RoleFile
    ) -> None:
        seen(records, witness, spoken(records))
        self.adopted(records, second)
        assert report(records).sound

    def test_with_the_old_key_nothing_new_is_signed(
        self, records: Records, witness: TrainingWitness, second: RoleFile
    ) -> None:
        self.adopted(records, second)
        seen(records, witness, spoken(records))
        assert flaws(records) == [(3, "the witness's signature is not valid")]

    def test_the_new_one_may_sign_what_was_before(self, records: Records, second: RoleFile) -> None:
        entry = spoken(records)
        self.adopted(records, second)
        value = signer("second witness").sign(cosigned_bytes(entry.number, entry.hash))
        records.book.keep(Cosignature(entry.number, entry.hash, signer("second witness").public.id, value))
        assert report(records).sound


class TestWitness:
    """The training witness."""

    def test_it_signs_a_log_from_its_beginning_and_what_follows(
        self, records: Records, witness: TrainingWitness
    ) -> None:
        for _ in range(3):
            entry = spoken(records, 2)
            cosignature = witness.cosign(entry)
            signed_bytes = cosigned_bytes(entry.number, entry.hash)
            assert VERIFIER.verify(signer("witness").public, signed_bytes, cosignature.value)
            assert cosignature.witness == witness.name == signer("witness").public.id

    def test_it_says_that_it_is_for_training(self, witness: TrainingWitness) -> None:
        assert witness.training

    def test_of_two_intents_written_at_once_it_signs_both_in_either_order(
        self, records: Records, witness: TrainingWitness
    ) -> None:
        first, second = spoken(records), spoken(records)
        assert witness.cosign(second).number == 3
        assert witness.cosign(first).number == 2
        assert witness.cosign(spoken(records)).number == 4

    def test_it_signs_no_entry_that_is_not_in_the_log(self, records: Records, witness: TrainingWitness) -> None:
        entry = spoken(records)
        for other in (replace(entry, hash="sha256:0"), replace(entry, number=9)):
            assert refusal(lambda other=other: witness.cosign(other)) == "ZY-GOV-018"  # type: ignore[misc]

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_it_signs_nothing_after_an_entry_that_was_changed(
        self, records: Records, witness: TrainingWitness, number: int
    ) -> None:
        spoken(records, 3)
        records.meddle("UPDATE entries SET actor = 'zhou' WHERE number = ?", number)
        assert refusal(lambda: witness.cosign(spoken(records))) == "ZY-GOV-018"

    def rewrite(self, records: Records, first: int) -> None:
        """Write the log anew from an entry on, with hashes that are right."""
        entries = list(records.book.entries())
        previous = entries[first - 2].hash if first > 1 else ORIGIN
        for entry in entries[first - 1 :]:
            forged = Entry.make(entry.number, entry.at, entry.kind, "zhou", entry.body, previous)
            records.meddle(
                "UPDATE entries SET actor = 'zhou', previous = ?, hash = ? WHERE number = ?",
                previous,
                forged.hash,
                entry.number,
            )
            previous = forged.hash

    @pytest.mark.parametrize("first", [1, 2, 4])
    def test_it_refuses_a_log_that_was_rewritten_below_what_it_has_seen(
        self, records: Records, witness: TrainingWitness, first: int
    ) -> None:
        witness.cosign(spoken(records, 3))
        self.rewrite(records, first)
        assert refusal(lambda: witness.cosign(spoken(records))) == "ZY-GOV-018"
        assert refusal(lambda: watching(records).cosign(spoken(records))) == "ZY-GOV-018", "nor in another process"

    def test_it_refuses_a_log_whose_beginning_is_gone(self, records: Records, witness: TrainingWitness) -> None:
        spoken(records, 3)
        records.meddle("DELETE FROM entries WHERE number = 1")
        assert refusal(lambda: witness.cosign(spoken(records))) == "ZY-GOV-018"

    @pytest.mark.parametrize("memory", ["", "{}", "[]", "no JSON", '{"number": "3", "hash": "x"}', '{"number": 3}'])
    def test_it_vouches_for_nothing_that_it_has_forgotten(
        self, records: Records, witness: TrainingWitness, memory: str
    ) -> None:
        records.file.with_name("witness.json").write_text(memory)
        assert refusal(lambda: witness.cosign(spoken(records))) == "ZY-GOV-018"

    def test_many_who_ask_at_once_all_get_their_signature(self, records: Records) -> None:
        errors: list[BaseException] = []

        def ask() -> None:
            try:
                mine = records.again()
                for _ in range(5):
                    watching(mine).cosign(spoken(mine))
            except BaseException as error:  # noqa: BLE001 - it is looked at below
                errors.append(error)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not errors
        newest = records.book.last()
        assert newest is not None
        assert f'"number": {newest.number}' in records.file.with_name("witness.json").read_text()

    @pytest.mark.slow
    def test_two_processes_share_one_memory(self, records: Records, witness: TrainingWitness) -> None:
        script = (
            "import sys\nfrom pathlib import Path\nfrom records.database import Database\nfrom tests.cast import HandClock\n"
            "from tests.records import Records\nfrom zhengyun.entry import Note\n"
            "records = Records(Database(Path(sys.argv[1])), HandClock())\nrecords.book.append(Note('spoken', 'zhou', {}))\n"
        )
        witness.cosign(spoken(records))
        subprocess.run([sys.executable, "-c", script, str(records.file)], cwd=ROOT, check=True)
        newest = records.book.last()
        assert newest is not None
        assert watching(records.again()).cosign(newest).number == 3


def test_the_training_vault_hands_out_what_the_settings_name_and_says_that_it_is_for_training() -> None:
    vault = TrainingVault({"here": "cloud"})
    with vault.lease(asked(PLAN)) as clouds:
        assert clouds == {"here": "cloud"}
    assert vault.training


@pytest.fixture(autouse=True)
def closed(records: Records) -> Iterator[None]:
    """Whatever a test has opened again is closed with the process."""
    yield
    del records
