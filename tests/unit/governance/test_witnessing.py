"""Witnesses sign what goes on from what they have signed, remember it first, and are asked until they agree on where that is."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from governance.bundle import part, whole
from governance.command import Command
from governance.memory import Memory, Trust, follow, trusted
from governance.roles import adopt
from governance.sight import tail
from governance.witness import attest, offered
from governance.witnessing import Reply, Witnesses, refuse_unwitnessed
from records.logbook import LogBook
from tests.attacks import Attack
from tests.cast import ORIGIN, VERIFIER, changed, role_file, signed, signer
from tests.permits import gate
from tests.records import Records, begun
from tests.unit.governance.requests import refusal
from tests.unit.zhengyun.stage import HERE
from tests.witnessing import Post, memory_of, post, watching
from zhengyun.attesting import LogKeys, Witness
from zhengyun.checkpoint import Checkpoint, Offer, cosigned
from zhengyun.checkpoint import signed as signed_note
from zhengyun.entry import Entry, Note
from zhengyun.note import SignedNote

ROOT = Path(__file__).resolve().parents[3]


def spoken(records: Records, times: int = 1) -> Entry:
    """Write some entries; the last one."""
    for number in range(times):
        entry = records.book.append(Note("spoken", "wang", {"times": number}))
    return entry


def offer(records: Records, old: int = 0, **other: Any) -> Offer:
    """A checkpoint of all there is, offered as the next after so many entries."""
    size = records.book.size()
    note = watching(records).checkpoint()
    return Offer(old, records.book.consistency(old, size), note)._replace(**other)


class TestDeciding:
    """What a witness signs."""

    def decide(self, records: Records, given: Offer, last: SignedNote | None = None) -> SignedNote:
        return attest(given, last, role_file(), signer("witness"), VERIFIER, records.clock.now()).memory

    def test_the_first_checkpoint_that_it_sees(self, records: Records) -> None:
        memory = self.decide(records, offer(records))
        assert cosigned(memory, "witness", signer("witness").public, VERIFIER) == int(records.clock.now().timestamp())
        assert Checkpoint.read(memory.text).size == 1

    @pytest.mark.parametrize("times", [0, 1, 2, 5])
    def test_one_that_goes_on_from_it_or_is_the_same(self, records: Records, times: int) -> None:
        memory = self.decide(records, offer(records))
        spoken(records, times) if times else None
        assert Checkpoint.read(self.decide(records, offer(records, 1), memory).text).size == 1 + times

    def test_none_that_does_not_begin_where_it_has_left_off(self, records: Records) -> None:
        memory = self.decide(records, offer(records))
        spoken(records, 3)
        for old in (0, 2, 4):
            assert refusal(lambda old=old: self.decide(records, offer(records, old), memory)) == "ZY-GOV-113"  # type: ignore[misc]
        assert refusal(lambda: self.decide(records, offer(records, 2))) == "ZY-GOV-113"

    def test_none_whose_proof_proves_nothing(self, records: Records) -> None:
        memory = self.decide(records, offer(records))
        spoken(records, 3)
        for proof in ((), (bytes(32),), (*offer(records, 1).proof, bytes(32))):
            given = offer(records, 1, proof=proof)
            assert refusal(lambda given=given: self.decide(records, given, memory)) == "ZY-GOV-018"  # type: ignore[misc]
        assert refusal(lambda: self.decide(records, offer(records, proof=(bytes(32),)))) == "ZY-GOV-018"

    def test_none_of_as_many_entries_that_are_others(self, records: Records) -> None:
        memory = self.decide(records, offer(records))
        other = signed_note(Checkpoint(ORIGIN, 1, bytes(32)), signer("log"))
        assert refusal(lambda: self.decide(records, Offer(1, (), other), memory)) == "ZY-GOV-018"

    def test_none_of_another_log_or_of_another_key(self, records: Records) -> None:
        for origin, who, code in (("log.other.example", "log", "111"), (ORIGIN, "li", "112")):
            note = signed_note(Checkpoint(origin, 1, records.book.root(1)), signer(who))
            assert refusal(lambda note=note: self.decide(records, Offer(0, (), note))) == f"ZY-GOV-{code}"  # type: ignore[misc]

    def test_a_memory_of_another_log_is_none_of_this_one(self, records: Records) -> None:
        other = signed_note(Checkpoint("log.other.example", 1, bytes(32)), signer("log"))
        assert refusal(lambda: self.decide(records, offer(records, 1), other)) == "ZY-GOV-111"

    def test_a_key_that_is_no_witnesss_signs_nothing(self, records: Records) -> None:
        given = offer(records)
        sign = lambda: attest(given, None, role_file(), signer("li"), VERIFIER, records.clock.now())  # noqa: E731
        assert refusal(sign) == "ZY-GOV-115"

    @pytest.mark.parametrize("written", ["", "old 0", "old 5\n\nx", "old x\n\n{note}", "old 2\n\n{note}"])
    def test_what_is_no_offer_is_told(self, records: Records, written: str) -> None:
        written = written.replace("{note}", str(offer(records).note))
        assert refusal(lambda: offered(written)) == "ZY-GOV-110"


class TestAsking:
    """The operator's side."""

    def test_an_entry_is_witnessed_by_a_checkpoint_that_includes_it(self, records: Records) -> None:
        first, last = spoken(records), spoken(records, 4)
        for entry in (first, last, spoken(records)):
            witnessed = watching(records).cosign(entry)
            assert gate().witnessed(entry, witnessed, "CR", HERE) is witnessed

    def test_what_was_signed_is_kept_with_all_signatures(self, records: Records) -> None:
        watching(records).attest()
        watching(records).checkpoint()
        (note,) = map(SignedNote.read, records.book.checkpoints())
        assert [line.name for line in note.lines] == [ORIGIN, "witness"]

    def test_a_witness_that_remembers_more_than_is_known_here_says_where_it_is(self, records: Records) -> None:
        watching(records).attest()
        records.meddle("DELETE FROM checkpoints")
        spoken(records, 3)
        note, (answer,) = watching(records).attest()
        assert answer.line
        assert Checkpoint.read(note.text).size == 4

    @pytest.mark.slow
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
        watching(records).attest()
        assert Checkpoint.read(SignedNote.read(memory_of(records).read_text()).text).size == records.book.size()

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("reply", "code"),
        [
            (Reply(0, ""), "122"),
            (Reply(0, "no line"), "122"),
            (Reply(255, "", "ssh: connect to host auditor port 22: Connection refused"), "122"),
            (Reply(-1, "", problem="no answer in time"), "122"),
            (Reply(4, "1\n" * 2), "122"),
            (Reply(4, "0\n"), "122"),
            (Reply(4, "99\n"), "119"),
            (Reply(4, "9" * 4000), "119"),
            (Reply(5, "", "ZY-GOV-018 no"), "124"),
            (Reply(3, "", "ZY-GOV-112 no"), "122"),
        ],
    )
    def test_whatever_a_command_says_it_is_told(self, records: Records, reply: Reply, code: str) -> None:
        asked = watching(records, witness=lambda _offer: reply)
        (answer,) = asked.attest()[1]
        assert answer.refusal
        assert answer.refusal.code.id == f"ZY-GOV-{code}"
        assert refusal(lambda: asked.cosign(spoken(records))) == f"ZY-GOV-{code}"

    def test_one_who_answers_is_enough_unless_another_says_that_the_log_is_broken(self, records: Records) -> None:
        roles = replace(role_file(), witnesses=(*role_file().witnesses, Witness("second", signer("second").public)))
        good, away = post(records, roles=roles), lambda _offer: Reply(255, "", "away")
        assert watching(records, roles, witness=good, second=away).cosign(spoken(records))
        broken = lambda _offer: Reply(5, "", "no")  # noqa: E731
        asked = watching(records, roles, witness=good, second=broken)
        assert refusal(lambda: asked.cosign(spoken(records))) == "ZY-GOV-124"

    def test_as_many_have_to_sign_as_the_rules_ask_for_and_each_elsewhere(self, records: Records) -> None:
        far = Witness("second", signer("second").public, machine="sha256:" + "6" * 64)
        two = replace(role_file(), witnesses=(*role_file().witnesses, far))
        two = replace(two, rules=replace(two.rules, witnesses=2))
        asks = {
            "witness": post(records, roles=two),
            "second": Post(records, Memory(memory_of(records, "second")), two, signer("second")),
        }
        entry = spoken(records)
        both = watching(records, two, **asks).cosign(entry)
        assert gate(two).witnessed(entry, both, "CR", HERE) is both
        assert refusal(lambda: gate(two).witnessed(entry, both, "CR", far.machine)) == "ZY-APPLY-010"
        alone = watching(records, two, witness=asks["witness"]).cosign(spoken(records))
        newest = records.book.last()
        assert newest
        assert refusal(lambda: gate(two).witnessed(newest, alone, "CR", HERE)) == "ZY-APPLY-010"
        training = replace(two, training=True)
        assert gate(training).witnessed(entry, both, "CR", "") is both

    def test_two_on_one_machine_are_one(self, records: Records, attack: Attack) -> None:
        (first,) = role_file().witnesses
        beside = Witness("second", signer("second").public, machine=first.machine)
        two = replace(role_file(), witnesses=(first, beside))
        asks = {
            "witness": post(records, roles=two),
            "second": Post(records, Memory(memory_of(records, "second")), two, signer("second")),
        }
        entry = spoken(records)
        both = watching(records, two, **asks).cosign(entry)
        assert gate(two).witnessed(entry, both, "CR", HERE) is both
        asked = replace(two, rules=replace(two.rules, witnesses=2))
        assert refusal(lambda: gate(asked).witnessed(entry, both, "CR", HERE)) == "ZY-APPLY-010"
        attack("two witnesses on one machine where the rules ask for two", "refused (ZY-APPLY-010)", "the door")

    def test_a_log_that_was_cut_is_told_although_others_go_on_writing_it(self, records: Records) -> None:
        def ahead(_offer: str) -> Reply:
            spoken(records)
            return Reply(4, "9999\n")

        (answer,) = watching(records, witness=ahead).attest()[1]
        assert answer.refusal
        assert answer.refusal.code.id == "ZY-GOV-119"
        assert records.book.size() < 20

    def test_a_checkpoint_that_cannot_be_read_stands_in_nobodys_way(self, records: Records) -> None:
        watching(records).attest()
        records.meddle("UPDATE checkpoints SET note = 'no note'")
        spoken(records)
        assert watching(records).attest()[1][0].line
        assert [Checkpoint.read(SignedNote.read(one).text).size for one in part(records.book, "CR-1").checkpoints] == [
            2
        ]

    def test_what_is_signed_while_the_log_is_exported_is_of_no_more_than_is_handed_out(self, records: Records) -> None:
        class Growing(LogBook):
            """Somebody else writes, and has it witnessed, whenever this one looks how long the log is."""

            def size(self) -> int:
                size = super().size()
                spoken(records)
                watching(records).attest()
                return size

        bundle = whole(Growing(records.database, records.clock))
        sizes = [Checkpoint.read(SignedNote.read(one).text).size for one in bundle.checkpoints]
        assert max(sizes, default=0) <= len(list(bundle.leaves))

    def test_without_a_witness_nothing_is_witnessed(self, records: Records) -> None:
        nobody = Witnesses(records.book, role_file(), signer("log"), VERIFIER, {})
        assert refusal(lambda: nobody.cosign(spoken(records))) == "ZY-GOV-123"
        assert refusal(lambda: refuse_unwitnessed([])) == "ZY-GOV-123"

    def test_one_whom_the_role_file_does_not_name_is_not_asked(self, records: Records) -> None:
        (answer,) = watching(records, stranger=lambda _offer: Reply(0, "")).attest()[1]
        assert answer.refusal
        assert answer.refusal.code.id == "ZY-GOV-121"

    def test_a_key_that_is_not_the_logs_signs_no_checkpoint(self, records: Records) -> None:
        wrong = Witnesses(records.book, role_file(), signer("li"), VERIFIER, {})
        assert refusal(wrong.checkpoint) == "ZY-GOV-120"


class TestTail:
    """What no witness has seen."""

    def test_it_is_counted_and_its_age_is_that_of_its_oldest_entry(self, records: Records) -> None:
        now = records.clock.now
        assert tail(records.book, role_file(), VERIFIER, now()).sight.size == 0
        watching(records).attest()
        assert tail(records.book, role_file(), VERIFIER, now()).entries == 0
        spoken(records, 2)
        records.clock.pass_by(180)
        spoken(records)
        seen = tail(records.book, role_file(), VERIFIER, now())
        assert (seen.entries, seen.seconds, seen.sight.size) == (3, 180, 1)
        assert seen.sight.witnesses == ("witness",)


class TestMemory:
    """What a witness keeps on its machine."""

    @pytest.mark.parametrize("written", ["", "{}", "no note", "log\n1\nx\n"])
    def test_it_vouches_for_nothing_that_it_has_forgotten(self, records: Records, written: str) -> None:
        memory_of(records).write_text(written)
        assert refusal(lambda: watching(records).cosign(spoken(records))) == "ZY-GOV-124"
        assert refusal(lambda: Memory(memory_of(records)).last()) == "ZY-GOV-116"

    def test_it_signs_nothing_that_it_cannot_remember(self, tmp_path: Path) -> None:
        memory = Memory(tmp_path / "nowhere" / "memory")
        with pytest.raises(Exception, match="ZY-GOV-022"), memory.alone():
            pass
        assert (
            refusal(
                lambda: memory.keep(SignedNote.read(str(signed_note(Checkpoint("x", 1, bytes(32)), signer("log")))))
            )
            == "ZY-GOV-022"
        )

    def test_it_is_written_before_the_signature_is_seen(self, records: Records) -> None:
        answer = post(records)(str(offer(records)))
        assert answer.out in memory_of(records).read_text()

    def test_a_role_file_is_pinned_once_and_followed_by_its_signatures(self, records: Records, tmp_path: Path) -> None:
        file, now = tmp_path / "trust.json", records.clock.now()
        assert refusal(lambda: trusted(file)) == "ZY-GOV-117"
        follow(file, role_file(), VERIFIER, now)
        keys = LogKeys(ORIGIN, (signer("new log").public,))
        second = replace(role_file(version=2), log=keys)
        assert refusal(lambda: follow(file, second, VERIFIER, now)) == "ZY-GOV-014"
        assert (
            refusal(lambda: follow(file, signed(replace(second, version=3), "wang", "li"), VERIFIER, now))
            == "ZY-GOV-015"
        )
        stolen = changed(second, "chen", key=signer("somebody's").public)
        assert refusal(lambda: follow(file, signed(stolen, "wang", "li"), VERIFIER, now)) == "ZY-GOV-044"
        follow(file, signed(second, "wang", "li"), VERIFIER, now)
        follow(file, signed(second, "wang", "li"), VERIFIER, now)
        kept = trusted(file)
        assert (kept.pin, kept.roles.version, kept.roles.log) == (role_file().digest, 2, keys)

    @pytest.mark.parametrize("written", ["", "[]", "{}", '{"format": "zhengyun-trust/1", "pin": "x", "roles": {}}'])
    def test_a_trust_that_cannot_be_read_is_not_begun_anew(
        self, records: Records, tmp_path: Path, written: str
    ) -> None:
        file = tmp_path / "trust.json"
        file.write_text(written)
        assert refusal(lambda: trusted(file)) == "ZY-GOV-118"
        assert refusal(lambda: follow(file, role_file(), VERIFIER, records.clock.now())) == "ZY-GOV-118"


class TestCommand:
    """A witness behind a command."""

    def test_the_offer_goes_in_and_the_answer_comes_out(self) -> None:
        reply = Command((sys.executable, "-c", "import sys; print(sys.stdin.read()[::-1]); sys.exit(4)"))("abc")
        assert reply == Reply(4, "cba\n")

    def test_what_cannot_be_run_is_told(self) -> None:
        assert "nowhere" in Command(("/nowhere",))("x").problem

    def test_one_that_does_not_end_is_ended(self) -> None:
        reply = Command(("sh", "-c", "sleep 60 & sleep 60"), seconds=0.2)("x")
        assert reply.problem == "no answer in time"

    def test_one_that_closes_its_mouth_and_stays_is_ended(self) -> None:
        assert Command(("sh", "-c", "exec >&- 2>&-; sleep 60"), seconds=0.2)("x").problem == "no answer in time"

    def test_one_that_writes_without_end_is_ended(self) -> None:
        reply = Command(("sh", "-c", "yes"))("x")
        assert reply.problem == "it writes more than a signature"
        assert len(reply.out) < 1 << 17

    def test_one_that_does_not_listen_does_not_hold_anybody_up(self) -> None:
        assert Command(("sh", "-c", "echo away >&2; exit 255"))("x" * (1 << 20)) == Reply(255, "", "away\n")


@pytest.mark.slow
def test_two_processes_share_one_memory(records: Records) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.records import Records\nfrom records.database import Database\n"
        "from tests.cast import HandClock\nfrom zhengyun.entry import Note\n"
        "records = Records(Database(Path(sys.argv[1])), HandClock())\nrecords.book.append(Note('spoken', 'zhou', {}))\n"
    )
    watching(records).attest()
    subprocess.run([sys.executable, "-c", script, str(records.file)], cwd=ROOT, check=True)
    assert Checkpoint.read(watching(records.again()).attest()[0].text).size == 2


def test_a_witness_follows_a_new_key_of_the_log(tmp_path: Path) -> None:
    records = begun(tmp_path / "records.sqlite")
    watching(records).attest()
    second = replace(role_file(version=2), log=LogKeys(ORIGIN, (signer("new log").public,)))
    adopt(signed(second, "wang", "li"), records.roles, records.book, VERIFIER, records.clock.now(), "wang")
    fresh = Witnesses(records.book, second, signer("new log"), VERIFIER, {"witness": post(records)})
    (answer,) = fresh.attest()[1]
    assert answer.refusal
    assert "ZY-GOV-112" in str(answer.refusal), "it has not been told yet"
    fresh = replace(fresh, asks={"witness": post(records, roles=second)})
    assert fresh.attest()[1][0].line
    assert Trust("x", second).document()["pin"] == "x"
