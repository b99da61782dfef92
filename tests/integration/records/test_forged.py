"""Attacks on the log: each is located by the page that an outside expert runs, or refused by a witness, or by the door."""

import ast
import base64
import json
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from governance.bundle import VERIFIER, part, whole
from governance.holds import Known
from governance.retention import agree, propose
from governance.roles import history
from governance.witnessing import refuse_unwitnessed
from records.shelf import Shelf
from tests.attacks import Attack
from tests.cast import DAY, MACHINE, at, changed, role_file, signed, signer
from tests.cast import VERIFIER as CHECKER
from tests.integration.records.forging import Handed, applied, handed, verify
from tests.records import Records
from tests.unit.governance.requests import ask, refusal, say_yes
from tests.unit.governance.test_execution import Hall
from tests.witnessing import memory_of, watching
from zhengyun.attesting import Witness
from zhengyun.canonical import digest
from zhengyun.checkpoint import cosign
from zhengyun.entry import Note
from zhengyun.merkle import leaf_hash
from zhengyun.note import SignedNote
from zhengyun.permit import Approval, Permit, approved_bytes, asked_bytes
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import Ruleset

PAGE = "verifier.py"
WITNESS = "verifier.py --seen, by a witness's memory"


def copied(records: Records, file: Path) -> Path:
    """A copy of the records, as a backup makes it."""
    with closing(sqlite3.connect(records.file)) as connection:
        connection.execute("VACUUM INTO ?", (str(file),))
    return file


def put_back(records: Records, copy: Path) -> Records:
    """The records as they were once, in the place of what they are."""
    records.database.close()
    for file in records.file.parent.glob(f"{records.file.name}-*"):
        file.unlink()
    shutil.copy(copy, records.file)
    return records.again()


class TestSound:
    """What nobody has touched."""

    def test_a_log_is_sound_and_says_how_far_it_was_witnessed(self, log: Handed, memory: list[Path]) -> None:
        log.seen = memory
        verdict = log.verify()
        assert verdict.code == 0
        assert verdict.out.startswith(f"sound: {len(log.leaves)} entries, root ")
        assert f"the first {len(log.leaves)} signed by witness, 2026-03-02T08:00:00Z" in verdict.out

    def test_the_page_imports_nothing_but_the_standard_library_and_one_library(self) -> None:
        source = VERIFIER.read_text("utf-8")
        names = {
            name.partition(".")[0]
            for node in ast.walk(ast.parse(source))
            for name in (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or "." * node.level]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert names - sys.stdlib_module_names == {"cryptography"}
        assert len(source.splitlines()) <= 250

    def test_it_tells_scripts_the_same(self, log: Handed, tmp_path: Path) -> None:
        log.verify()
        told = json.loads(verify(tmp_path / "bundle.zip", "", (), "--json").out)
        assert (told["sound"], told["findings"]) == (True, [])

    def test_the_same_log_makes_the_same_bytes_that_only_its_owner_can_read(self, tmp_path: Path) -> None:
        records = applied(tmp_path)
        for name in ("one", "two"):
            with (tmp_path / name).open("w+b") as stream:
                whole(records.book).write(stream)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
        with zipfile.ZipFile(tmp_path / "one") as bundle:
            assert bundle.read("verifier.py") == VERIFIER.read_bytes()
            assert {one.external_attr >> 16 for one in bundle.infolist()} == {0o100600}

    def test_a_part_tells_of_one_request_and_proves_where_it_stands(self, tmp_path: Path) -> None:
        records = applied(tmp_path)
        (request,) = records.ledger.requests()
        other = ask(records, asker="zhou")
        watching(records).attest()
        file = tmp_path / "part.zip"
        with file.open("w+b") as stream:
            part(records.book, request.id).write(stream)
        verdict = verify(file, "", [memory_of(records)])
        assert verdict.code == 0
        assert "there is the hash alone" in verdict.out
        with zipfile.ZipFile(file) as bundle:
            told = bundle.read("leaves.jsonl").decode()
        assert request.id in told
        assert other.id not in told

    def test_what_was_erased_is_told_with_all_that_rests_on_it(self, log: Handed) -> None:
        for number in [log.find(kind) for kind in ("request.submitted", "request.reviewed")]:
            log.leaves[number - 1] = json.dumps([leaf_hash(log.leaves[number - 1]).hex(), 1]).encode()
        verdict = log.verify()
        assert verdict.code == 6, "something was carried out, and who agreed is gone"
        assert verdict.out.count(": told: of 1 entries there is the hash alone") == 2
        assert ": told: it cannot be read: KeyError" in verdict.out

    def test_what_an_sm2_key_has_signed_is_neither_good_nor_broken(self, log: Handed) -> None:
        key = {"id": "guomi", "algorithm": "sm2", "value": base64.b64encode(bytes(65)).decode()}

        def rekey(told: dict[str, Any]) -> None:
            document = told["body"]["document"]
            (li,) = [one for one in document["people"] if one["name"] == "li"]
            li["key"] = key
            unsigned = {name: value for name, value in document.items() if name != "signatures"}
            told["body"]["digest"] = digest(unsigned)

        log.edit(1, rekey)
        log.seal("witness")
        verdict = log.verify(log.told(1)["body"]["digest"])
        assert verdict.code == 6
        assert "entry 1: unproven: not verifiable here: SM2, key 'guomi'" in verdict.out
        assert ": broken: " not in verdict.out

    def test_what_was_erased_in_the_ordinary_way_leaves_a_log_that_is_sound(self, tmp_path: Path) -> None:
        records = applied(tmp_path)
        records.clock.pass_by(100 * DAY)
        request, until = ask(records), records.clock.now() + timedelta(seconds=30)
        records.clock.pass_by(60)
        say_yes(records, request)
        Hall(records, witness=watching(records)).execute(records.ledger.request(request.id))
        records.clock.pass_by(200 * DAY)
        now = records.clock.now()
        known = Known(history(records.roles, records.book, CHECKER), CHECKER)
        say: dict[str, Any] = {"roles": role_file(), "book": Shelf(records.database, records.clock), "known": known}
        number = propose(until=until, reason="over", person="chen", signer=signer("chen"), now=now, **say).number
        agree(number=number, person="li", signer=signer("li"), now=now, **say)
        watching(records).attest()
        bundle = whole(records.book)
        leaves = list(bundle.leaves)
        assert sum(line.startswith(b"[") for line in leaves) > 3, "the first change is gone"
        assert any(request.id.encode() in line for line in leaves)
        verdict = Handed(tmp_path, leaves, list(bundle.checkpoints), [memory_of(records)]).verify()
        assert verdict.code == 0
        assert "without an intent" not in verdict.out

    def test_an_intent_without_a_result_is_told(self, log: Handed) -> None:
        last = log.find("apply.intent")
        log.leaves = log.leaves[:last]
        log.seal("witness")
        verdict = log.verify()
        assert verdict.code == 0
        assert f"entry {last}: told: " in verdict.out
        assert "an intent without a result" in verdict.out


class TestAltered:
    """Somebody has the file, or the records."""

    def test_edit(self, log: Handed, attack: Attack) -> None:
        number = log.find("spoken")
        log.edit(number, lambda told: told["body"].update(words="nothing"))
        verdict = log.verify()
        assert verdict.code == 5
        assert "forked: from here to" in verdict.first
        attack(
            "edit an entry", f"entries {verdict.first.split(':')[0][6:]} to {number}: not those that were signed", PAGE
        )

    def test_edit_what_somebody_signed(self, log: Handed, attack: Attack) -> None:
        number = log.find("request.submitted")
        log.edit(number, lambda told: told["body"]["permit"].update(reason="another"))
        log.seal("witness")
        verdict = log.verify()
        assert verdict.first.startswith(f"entry {number}: broken: CR-")
        assert "was not signed by wang" in verdict.first
        attack("edit what somebody signed, and re-seal with all keys", "the entry: not signed by its asker", PAGE)

    @pytest.mark.parametrize("renumbered", [False, True])
    def test_delete(self, log: Handed, attack: Attack, renumbered: bool) -> None:
        number = log.find("apply.action")
        del log.leaves[number - 1]
        if renumbered:
            log.renumber()
        verdict = log.verify()
        assert verdict.code == 5
        assert f"cut, after entry {log.find('apply.intent')}: " in verdict.out
        assert renumbered or f"entry {number}: broken: not the entry of this number" in verdict.out
        attack("delete an entry" + " and renumber" * renumbered, verdict.first.partition(" entries that")[0], PAGE)

    def test_insert(self, log: Handed, attack: Attack) -> None:
        number = log.find("apply.action")
        log.leaves.insert(number - 1, log.leaves[number - 1])
        verdict = log.verify()
        assert f"entry {number + 1}: broken: not the entry of this number" in verdict.out
        attack("insert an entry", f"entry {number + 1}: broken: not the entry of this number", PAGE)

    def test_reorder(self, log: Handed, attack: Attack) -> None:
        number = log.find("apply.action")
        log.leaves[number - 1 : number + 1] = reversed(log.leaves[number - 1 : number + 1])
        verdict = log.verify()
        assert verdict.first == f"entry {number}: broken: not the entry of this number"
        attack("reorder entries", verdict.first, PAGE)

    def test_truncate(self, log: Handed, attack: Attack) -> None:
        del log.leaves[-1]
        verdict = log.verify()
        assert f"entry {len(log.leaves) + 1}: broken: cut, after entry " in verdict.out
        attack("truncate the newest", verdict.first.partition(" entries that")[0], PAGE)

    def test_truncate_with_its_checkpoints(self, log: Handed, memory: list[Path], attack: Attack) -> None:
        number = log.find("apply.intent")
        log.leaves, log.notes = log.leaves[:number], log.notes[:1]
        assert log.verify().code == 0, "the page alone cannot know"
        log.seen = memory
        verdict = log.verify()
        assert f"entry {number + 1}: broken: cut, after entry {number}: " in verdict.out
        attack("truncate the newest, with its checkpoints", verdict.first.partition(" entries that")[0], WITNESS)

    def test_erase(self, log: Handed) -> None:
        number = log.find("spoken")
        log.leaves[number - 1] = json.dumps(["0" * 64, 1]).encode()
        assert log.verify().code == 5

    def test_what_is_broken_behind_a_thousand_hashes(self, log: Handed, attack: Attack) -> None:
        hidden = [json.dumps(["0" * 64, 1]).encode()] * 1000
        log.leaves, log.notes = [log.leaves[0], *hidden, *log.leaves[1:]], []
        verdict = log.verify()
        assert verdict.code == 5
        assert "entry 1002: broken: not the entry of this number" in verdict.out
        attack("hide a forgery behind a thousand hashes", "the entry: not of this number; no witness", PAGE)

    @pytest.mark.parametrize(
        "line", [b'["00", 1]', b'["' + b"0" * 64 + b'", 2]', b"[]", b"x", b"{", b"{}", b'{"a":' * 99999]
    )
    def test_whatever_stands_in_a_line(self, log: Handed, line: bytes) -> None:
        log.leaves[3] = line
        assert log.verify().code in (2, 5)


class TestKeys:
    """Somebody has a key, or puts his own into the place of another."""

    def test_a_stolen_log_key(self, log: Handed, memory: list[Path], attack: Attack) -> None:
        log.edit(log.find("spoken"), lambda told: told["body"].update(words="nothing"))
        log.seal()
        verdict = log.verify()
        assert "no witness has signed any of it" in verdict.out
        log.seen = memory
        assert "forked: from here to" in log.verify().out
        attack("re-seal with the stolen log key", "no witness has signed any of it; forked", f"{PAGE}; {WITNESS}")

    def test_a_witnesss_key_swapped(self, log: Handed, attack: Attack) -> None:
        log.edit(log.find("spoken"), lambda told: told["body"].update(words="nothing"))
        log.seal("li")
        verdict = log.verify()
        assert verdict.first == "entry 1: broken: no witness has signed any of it"
        attack("swap a witness's key under a checkpoint", verdict.first, PAGE)

    def test_fewer_witnesses_than_the_rules_ask_for(self, log: Handed, attack: Attack) -> None:
        roles = replace(role_file(), rules=Ruleset(witnesses=2))
        body = {"version": 1, "digest": roles.digest, "document": roles.document()}
        log.edit(1, lambda told: told.update(body=body))
        log.seal("witness")
        verdict = log.verify(roles.digest)
        assert "it was carried out, and no witness has signed it" in verdict.out
        attack("one witness where the rules ask for two", verdict.first, PAGE)

    @pytest.mark.parametrize(("machine", "code"), [(MACHINE, 5), ("sha256:" + "6" * 64, 0)])
    def test_witnesses_count_by_their_machines(self, log: Handed, machine: str, code: int) -> None:
        (first,) = role_file().witnesses
        beside = Witness("second", signer("second").public, machine=machine)
        roles = replace(role_file(), witnesses=(first, beside), rules=Ruleset(witnesses=2))
        body = {"version": 1, "digest": roles.digest, "document": roles.document()}
        log.edit(1, lambda told: told.update(body=body))
        log.seal("witness")
        note = SignedNote.read(log.notes[0])
        log.notes = [str(note.more(cosign(note.text, "second", signer("second"), 1_772_438_400)))]
        assert log.verify(roles.digest).code == code

    def test_a_witnesss_key_swapped_in_the_role_file(self, log: Handed, attack: Attack) -> None:
        def swap(told: dict[str, object]) -> None:
            document = role_file().document()
            mine = {**document["witnesses"][0], "key": signer("stranger").public._asdict()}  # type: ignore[index]
            roles = RoleFile.read({**document, "witnesses": [mine]})
            told["body"] = {"version": 1, "digest": roles.digest, "document": roles.document()}

        log.edit(1, swap)
        log.seal("stranger")
        verdict = log.verify()
        assert verdict.first.startswith("entry 1: broken: role file sha256:")
        attack("swap a witness's key in the first role file", "entry 1: not the pinned role file", PAGE)

    def test_a_persons_key_swapped_in_a_new_version(self, log: Handed, attack: Attack) -> None:
        fresh = role_file(version=2)
        fresh = signed(changed(fresh, "li", key=signer("stranger").public), "wang")
        log.add("roles", "wang", {"version": 2, "digest": fresh.digest, "document": fresh.document()})
        log.seal("witness")
        verdict = log.verify()
        assert verdict.first.startswith(f"entry {len(log.leaves)}: broken: role file")
        attack("swap a person's key in the role file", "the entry: not signed by those who had to", PAGE)

    def test_another_citys_bundle(self, log: Handed, attack: Attack) -> None:
        verdict = log.verify("sha256:" + "0" * 64)
        assert verdict.code == 5
        assert verdict.first.startswith("entry 1: broken: role file sha256:")
        attack("hand over another city's bundle", "entry 1: not the pinned role file", PAGE)

    def test_another_key_of_the_log(self, log: Handed) -> None:
        log.seal("witness", log="li")
        assert "no key of the log has signed the checkpoint" in log.verify().out


class TestRoad:
    """Somebody has all keys of the log, and makes it tell of a change that nobody may make."""

    def again(self, log: Handed, name: str = "CR-FORGED") -> str:
        """The intent once more, for another request."""
        told = log.told(log.find("apply.intent"))["body"]
        log.add("apply.intent", "wang", {**told, "request": name})
        return name

    def test_an_old_yes_for_a_new_request(self, log: Handed, attack: Attack) -> None:
        number = log.find("request.reviewed")
        log.edit(number, lambda told: told["body"].update(request="CR-OTHER2"))
        log.seal("witness")
        assert log.verify().first.startswith(f"entry {number}: broken: it cannot be read: KeyError 'CR-OTHER2'")
        attack("replay a yes under another request's name", f"entry {number}: no such request was signed", PAGE)

    def test_a_change_that_nobody_asked_for(self, log: Handed, attack: Attack) -> None:
        self.again(log)
        log.seal("witness")
        assert log.verify().first == f"entry {len(log.leaves)}: broken: it cannot be read: KeyError 'CR-FORGED'"
        attack("act without a request", "the intent: there is no such request", PAGE)

    def test_a_change_of_which_what_was_erased_might_have_told(self, log: Handed, attack: Attack) -> None:
        number = log.find("request.submitted")
        log.seal("witness")
        log.leaves[number - 1] = json.dumps([leaf_hash(log.leaves[number - 1]).hex(), 1]).encode()
        verdict = log.verify()
        assert verdict.code == 6
        assert verdict.out.splitlines()[-1].startswith("unproven: ")
        attack("erase what was asked for, of what was done", "the intent: unproven", PAGE)

    def test_a_change_that_was_carried_out_before(self, log: Handed, attack: Attack) -> None:
        name = log.told(log.find("apply.intent"))["body"]["request"]
        self.again(log, name)
        log.seal("witness")
        assert log.verify().first == f"entry {len(log.leaves)}: broken: {name} is carried out, and was applied before"
        attack("apply a second time", "the intent: it was applied before", PAGE)

    def test_a_result_that_is_none_does_not_open_it_again(self, log: Handed, attack: Attack) -> None:
        told = log.told(log.find("apply.result"))["body"]
        log.add("apply.result", "wang", {**told, "unproven": ["land/a"]})
        self.again(log, told["request"])
        log.seal("witness")
        assert log.verify().first.endswith(f"{told['request']} is carried out, and was applied before")
        attack("apply a second time, after another result", "the intent: it was applied before", PAGE)

    @pytest.mark.parametrize("over", ["", "request.cancelled", "grant.revoked"])
    def test_a_change_under_what_gives_no_leave(self, log: Handed, attack: Attack, over: str) -> None:
        one = Permit.read(log.told(log.find("request.submitted"))["body"]["permit"])
        yes = Approval.read(log.told(log.find("request.reviewed"))["body"]["approval"])
        if over:
            given = replace(one, request="SP-MINE22", subject="standing")
            said = yes._replace(signature=signer("li").sign(approved_bytes(given, yes)))
            self.ask(log, given)
            log.add("request.reviewed", "li", {"request": "SP-MINE22", "decision": "yes", "approval": said._asdict()})
            log.add(over, "li", {"request": "SP-MINE22"})
        under = "SP-MINE22" if over else one.request
        self.ask(log, replace(one, request="CR-MINE22", under=under, chain=(), plan="sha256:" + "0" * 64))
        log.add("apply.intent", "wang", {"request": "CR-MINE22", "plan": "sha256:" + "0" * 64})
        log.seal("witness")
        verdict = log.verify()
        assert (
            verdict.first
            == f"entry {len(log.leaves)}: broken: CR-MINE22 is carried out, and was under what gives no leave for it"
        )
        what = f"what is over ({over})" if over else "another change's yes"
        attack(f"act under {what}", "the intent: under what gives no leave for it", PAGE)

    def ask(self, log: Handed, permit: Permit) -> None:
        """Have the asker sign this."""
        mine = permit.signed(signer("wang").sign(asked_bytes(permit)))
        log.add(
            "request.submitted", "wang", {"request": permit.request, "permit": {**mine.document(), "approvals": []}}
        )

    def test_a_yes_that_was_taken_back_is_written_again(self, log: Handed, attack: Attack) -> None:
        told = log.told(log.find("request.reviewed"))["body"]
        log.add("request.withdrawn", "li", {"request": told["request"]})
        log.add("request.reviewed", "li", told)
        log.seal("witness")
        assert log.verify().first.endswith("was not signed by li for this request, or is there twice")
        attack("write a yes again that was taken back, with all keys", "the entry: it is there twice", PAGE)

    @pytest.mark.parametrize(
        ("kind", "told"), [("request.cancelled", {}), ("request.reviewed", {"decision": "no", "approval": None})]
    )
    def test_a_change_that_was_refused(self, log: Handed, attack: Attack, kind: str, told: dict[str, object]) -> None:
        intent = log.find("apply.intent")
        name, rest = log.told(intent)["body"]["request"], log.leaves[intent - 1 :]
        log.leaves = log.leaves[: intent - 1]
        log.add(kind, "li", {"request": name, **told})
        log.leaves += rest
        log.renumber()
        log.seal("witness")
        assert "is carried out, and was refused or taken back by li" in log.verify().first
        attack(f"apply what was over ({kind})", "the intent: it was refused or taken back", PAGE)

    def test_a_change_without_its_yes(self, log: Handed, attack: Attack) -> None:
        del log.leaves[log.find("request.reviewed") - 1]
        log.renumber()
        log.seal("witness")
        assert "is carried out without a yes of: ['security']" in log.verify().first
        attack("act without a yes", "the intent: without a yes of security", PAGE)

    def test_a_yes_of_the_asker(self, log: Handed) -> None:
        log.edit(log.find("request.reviewed"), lambda told: told.update(actor="wang"))
        log.seal("witness")
        assert "was not signed by wang for this request" in log.verify().first

    def test_an_approver_whose_office_had_ended(self, tmp_path: Path, attack: Attack) -> None:
        log = handed(tmp_path)
        late = at(400 * 86_400)
        intent = log.find("apply.intent")
        for number in range(intent, len(log.leaves) + 1):
            log.edit(number, lambda told: told.update(at=late))
        log.seal("witness")
        assert "is carried out with another plan, or not when it may be" in log.verify().out
        attack("apply after the permit and all offices have ended", "the intent: not when it may be", PAGE)

    def test_acting_without_a_witness(self, log: Handed, attack: Attack) -> None:
        log.notes = []
        log.seal()
        assert "it was carried out, and no witness has signed it" in log.verify().out
        attack("act without a witness", "the intent: no witness has signed it", PAGE)

    def test_doing_more_than_was_intended(self, log: Handed) -> None:
        log.add("apply.action", "wang", {"request": "CR-NONE22"})
        log.seal("witness")
        assert "something was done for CR-NONE22 without an intent" in log.verify().first

    def test_a_clock_that_was_set_back(self, log: Handed, attack: Attack) -> None:
        log.add("spoken", "wang", {}, at=at(-3600))
        log.seal("witness")
        assert log.verify().first.startswith(f"entry {len(log.leaves)}: broken: its time lies before")
        attack("roll the clock back", "the entry: its time lies before the one before", PAGE)

    def test_a_clock_that_was_set_back_in_the_name_of_an_auditor(self, log: Handed) -> None:
        log.add("clock.corrected", "chen", {"number": len(log.leaves), "signature": "AAAA"}, at=at(-3600))
        log.seal("witness")
        assert log.verify().first.startswith(f"entry {len(log.leaves)}: broken: its time lies before")


class TestRecords:
    """Somebody has the records in his hands, and the log's key."""

    def refused(self, records: Records) -> str:
        return refusal(lambda: refuse_unwitnessed(watching(records).attest()[1]))

    def test_an_older_copy_of_the_database(self, tmp_path: Path, attack: Attack) -> None:
        records = applied(tmp_path)
        copy = copied(records, tmp_path / "copy.sqlite")
        records.book.append(Note("spoken", "wang", {}))
        watching(records).attest()
        back = put_back(records, copy)
        assert self.refused(back) == "ZY-GOV-119"
        for _ in range(3):
            back.book.append(Note("other", "wang", {}))
        assert self.refused(back) == "ZY-GOV-124"
        with (tmp_path / "b.zip").open("w+b") as stream:
            whole(back.book).write(stream)
        verdict = verify(tmp_path / "b.zip", "", [memory_of(back)])
        assert "forked: from here to" in verdict.first
        attack(
            "roll the database back to an older copy",
            "refused (ZY-GOV-119, ZY-GOV-124); forked",
            f"the witness; {WITNESS}",
        )

    def test_acting_cutting_the_tail_and_signing_again(self, tmp_path: Path, attack: Attack) -> None:
        records = applied(tmp_path)
        intent = next(one.number for one in records.book.entries() if one.kind == "apply.intent")
        records.meddle("DELETE FROM entries WHERE number >= ?", intent)
        records.meddle("DELETE FROM nodes WHERE (number + 1) << level >= ?", intent)
        records.meddle("DELETE FROM checkpoints")
        again = records.again()
        assert self.refused(again) == "ZY-GOV-119"
        with (tmp_path / "b.zip").open("w+b") as stream:
            whole(again.book).write(stream)
        verdict = verify(tmp_path / "b.zip", "", [memory_of(again)])
        assert f"entry {intent}: broken: cut, after entry " in verdict.out
        attack("act, cut the tail, sign again", f"refused (ZY-GOV-119); entry {intent}: cut", f"the witness; {WITNESS}")

    def test_two_views_of_one_log(self, tmp_path: Path, attack: Attack) -> None:
        records = applied(tmp_path)
        copy = copied(records, tmp_path / "other.sqlite")
        records.book.append(Note("shown to", "wang", {"whom": "the auditor"}))
        watching(records).attest()
        other = put_back(records, copy)
        other.book.append(Note("shown to", "wang", {"whom": "the expert"}))
        size = other.book.size()
        assert self.refused(other) == "ZY-GOV-124"
        with (tmp_path / "b.zip").open("w+b") as stream:
            whole(other.book).write(stream)
        verdict = verify(tmp_path / "b.zip", "", [memory_of(other)])
        assert verdict.first.startswith(f"entry {size}: broken: forked")
        attack("fork: show two views", f"refused (ZY-GOV-124); entry {size}: forked", f"the witness; {WITNESS}")

    def test_last_months_yes(self, tmp_path: Path, attack: Attack) -> None:
        records = applied(tmp_path)
        say_yes(records, ask(records, asker="zhou"), "li")
        told = [one for one in records.book.entries() if one.kind == "request.reviewed"]
        log = Handed(tmp_path, [one.leaf for one in records.book.entries()], [])
        log.edit(told[1].number, lambda entry: entry["body"].update(approval=dict(told[0].body)["approval"]))
        log.seal("witness")
        verdict = log.verify()
        assert verdict.first.startswith(f"entry {told[1].number}: broken: the yes to CR-")
        attack("replay last month's yes", "the entry: the yes was not signed for this request", PAGE)
