"""The role file: begun once, changed only by those whom it names, and by nobody who merely has the database."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from governance.entitlement import entitled, in_office
from governance.roles import adopt, begin, current, history
from tests.cast import DAY, NOW, VERIFIER, at, changed, person, proven, role_file, signed, signer
from tests.records import Records, begun, fresh
from zhengyun.canonical import canonical
from zhengyun.entry import Entry, Note
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signature

NEXT = role_file(version=2)


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code.id


def adopted(records: Records, roles: RoleFile, *names: str) -> int:
    whole = signed(roles, *names) if names else roles
    return adopt(whole, records.roles, records.book, VERIFIER, records.clock.now(), "chen")[0].number


def laid(records: Records, roles: RoleFile | None = None, *names: str) -> Entry:
    """Begun with a file that these have signed, or all of its people."""
    whole = roles or role_file()
    whole = signed(whole, *names) if names else proven(whole)
    return begin(whole, records.roles, records.book, VERIFIER, records.clock.now(), "lab")


def in_force(records: Records) -> RoleFile:
    return current(records.roles, records.book, VERIFIER)


class TestBegin:
    """The beginning."""

    def test_the_log_begins_with_version_1(self, tmp_path: Path) -> None:
        records = fresh(tmp_path / "r.sqlite")
        entry = laid(records)
        assert (entry.number, entry.kind, entry.body["digest"]) == (1, "roles", role_file().digest)
        assert in_force(records) == proven(role_file())

    def test_before_there_is_nobody(self, tmp_path: Path) -> None:
        assert refusal(lambda: in_force(fresh(tmp_path / "r.sqlite"))) == "ZY-GOV-012"

    def test_it_begins_once(self, records: Records) -> None:
        assert refusal(lambda: laid(records)) == "ZY-GOV-013"
        assert records.kinds() == ["roles"]

    def test_not_after_something_else(self, tmp_path: Path) -> None:
        records = fresh(tmp_path / "r.sqlite")
        records.book.append(Note("spoken", "wang", {}))
        assert refusal(lambda: laid(records)) == "ZY-GOV-013"

    def test_not_with_another_version(self, tmp_path: Path) -> None:
        records = fresh(tmp_path / "r.sqlite")
        assert refusal(lambda: laid(records, NEXT)) == "ZY-GOV-015"

    def test_not_with_somebody_who_holds_two_roles(self, tmp_path: Path) -> None:
        records = fresh(tmp_path / "r.sqlite")
        both = changed(role_file(), "li", roles=(Role.SECURITY, Role.AUDIT))
        assert refusal(lambda: laid(records, both)) == "ZY-GOV-017"
        assert records.book.last() is None

    def test_of_two_who_begin_at_once_one_is_refused(self, tmp_path: Path) -> None:
        records = fresh(tmp_path / "r.sqlite")
        others = [records.again(), records.again()]
        ends = both_at_once(*(partial(laid, one) for one in others))
        assert sorted(ends) == ["ZY-GOV-013", "done"]
        assert in_force(records) == proven(role_file())


def both_at_once(*works: Callable[[], object]) -> list[str]:
    """How each of two ended that began at the same moment."""
    start, ends = threading.Barrier(len(works)), list[str]()

    def go(work: Callable[[], object]) -> None:
        start.wait(10)
        try:
            work()
        except ZhengyunError as error:
            ends.append(error.code.id)
        else:
            ends.append("done")

    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ends


class TestAdopt:
    """The next version."""

    @pytest.mark.parametrize("names", [("wang", "li"), ("chen", "sun"), ("wang", "li", "chen")])
    def test_as_many_as_the_present_one_demands_put_the_next_into_force(
        self, records: Records, names: tuple[str, ...]
    ) -> None:
        assert adopted(records, NEXT, *names) == 2
        assert in_force(records).version == 2

    @pytest.mark.parametrize("names", [(), ("wang",), ("wang", "wang"), ("wang", "stranger")])
    def test_fewer_do_not(self, records: Records, names: tuple[str, ...]) -> None:
        assert refusal(lambda: adopted(records, NEXT, *names)) == "ZY-GOV-014"
        assert in_force(records).version == 1

    def test_nobody_signs_for_another(self, records: Records) -> None:
        forged = replace(
            NEXT, signatures=tuple(Signature(name, signer("wang").sign(NEXT.signed_bytes)) for name in ("wang", "li"))
        )
        assert refusal(lambda: adopted(records, forged)) == "ZY-GOV-014"

    def test_nobody_signs_another_version_with_the_same_hand(self, records: Records) -> None:
        other = changed(NEXT, "wang", roles=(Role.SECURITY,))
        forged = replace(other, signatures=signed(NEXT, "wang", "li").signatures)
        assert refusal(lambda: adopted(records, forged)) == "ZY-GOV-014"

    def test_new_people_do_not_vote_themselves_in(self, records: Records) -> None:
        fresh = {"stranger": Role.SECURITY, "other": Role.SYSTEM, "third": Role.AUDIT}
        newcomers = role_file(*(person(name, role) for name, role in fresh.items()), version=2)
        assert refusal(lambda: adopted(records, newcomers, *fresh)) == "ZY-GOV-014"
        assert adopted(records, newcomers, *fresh, "wang", "li") == 2

    def test_who_is_out_of_office_does_not_count(self, tmp_path: Path) -> None:
        records = begun(tmp_path / "r.sqlite", changed(role_file(), "li", revoked=at(0)))
        assert refusal(lambda: adopted(records, NEXT, "wang", "li")) == "ZY-GOV-014"
        assert adopted(records, NEXT, "wang", "sun") == 2

    def test_who_leaves_office_before_the_log_has_it_does_not_count(self, tmp_path: Path) -> None:
        records = begun(tmp_path / "r.sqlite", changed(role_file(), "li", not_after=at(1)))
        assert refusal(lambda: adopted(records, NEXT, "wang", "li")) == "ZY-GOV-014"

    def test_a_revoked_person_can_be_kept_out_by_the_others(self, records: Records) -> None:
        adopted(records, changed(NEXT, "li", revoked=at(0)), "wang", "chen")
        third = role_file(version=3)
        assert refusal(lambda: adopted(records, third, "li", "wang")) == "ZY-GOV-014"
        assert refusal(lambda: in_office(in_force(records), "li", NOW)) == "ZY-PERMIT-008"

    def test_the_threshold_of_the_present_version_counts_and_not_that_of_the_next(self, records: Records) -> None:
        assert refusal(lambda: adopted(records, role_file(version=2, threshold=1), "wang")) == "ZY-GOV-014"
        adopted(records, role_file(version=2, threshold=3), "wang", "li")
        assert refusal(lambda: adopted(records, role_file(version=3), "wang", "li")) == "ZY-GOV-014"
        assert adopted(records, role_file(version=3), "wang", "li", "chen") == 3

    @pytest.mark.parametrize("version", [1, 3])
    def test_no_version_is_skipped_or_laid_again(self, records: Records, version: int) -> None:
        assert refusal(lambda: adopted(records, role_file(version=version), "wang", "li")) == "ZY-GOV-015"

    def test_nobody_gets_two_roles(self, records: Records) -> None:
        both = changed(NEXT, "li", roles=(Role.SECURITY, Role.SYSTEM))
        assert refusal(lambda: adopted(records, both, "wang", "li")) == "ZY-GOV-017"

    def test_of_two_who_adopt_at_once_one_is_refused(self, records: Records) -> None:
        other = changed(NEXT, "sun", revoked=at(0))
        works = [partial(adopted, records.again(), roles, "wang", "li") for roles in (NEXT, other)]
        assert sorted(both_at_once(*works)) == ["ZY-GOV-015", "done"]
        assert in_force(records).version == 2

    def test_signatures_stay_valid_when_those_who_gave_them_have_left(self, records: Records) -> None:
        adopted(records, NEXT, "wang", "li")
        records.clock.pass_by(400 * DAY)
        assert [roles.version for roles in history(records.roles, records.book, VERIFIER)] == [1, 2]


class TestAltered:
    """What somebody does who has the database, but not the keys."""

    def altered(self, records: Records) -> None:
        assert refusal(lambda: in_force(records.again())) == "ZY-GOV-011"

    def test_a_changed_role_file(self, records: Records) -> None:
        mine = changed(role_file(), "wang", roles=(Role.SECURITY,))
        records.meddle("UPDATE role_files SET document = ?", canonical(mine.document()).decode())
        self.altered(records)

    @pytest.mark.parametrize("document", ["", "{}", "[]", "no JSON", '{"format": "zhengyun-roles/1"}'])
    def test_something_else_in_its_place(self, records: Records, document: str) -> None:
        records.meddle("UPDATE role_files SET document = ?", document)
        with pytest.raises(ZhengyunError) as raised:
            in_force(records.again())
        assert raised.value.exit is Exit.BROKEN

    def test_a_pin_of_no_time_at_all(self, records: Records) -> None:
        adopted(records, NEXT, "wang", "li")
        records.meddle(
            "UPDATE entries SET leaf = replace(leaf, '\"at\":\"2', '\"at\":\"x') WHERE kind = 'roles' AND number > 1"
        )
        self.altered(records)

    @pytest.mark.parametrize("table", ["role_files", "entries"])
    def test_nothing_in_its_place(self, records: Records, table: str) -> None:
        records.meddle(f"DELETE FROM {table}")  # noqa: S608 - a name of this test's own
        self.altered(records)

    def test_a_version_that_the_log_does_not_pin(self, records: Records) -> None:
        mine = canonical(changed(NEXT, "wang", roles=(Role.SECURITY,)).document()).decode()
        records.meddle("INSERT INTO role_files VALUES (2, ?)", mine)
        self.altered(records)

    def test_a_version_that_is_pinned_as_it_should_be_and_signed_by_nobody(self, records: Records) -> None:
        mine = changed(NEXT, "wang", roles=(Role.SECURITY,))
        records.roles.add(2, mine.document(), Note("roles", "wang", {"version": 2, "digest": mine.digest}))
        self.altered(records)

    def test_a_version_that_is_pinned_and_signed_by_its_own_people(self, records: Records) -> None:
        mine = signed(
            role_file(person("stranger", Role.SECURITY), person("other", Role.SYSTEM), version=2), "stranger", "other"
        )
        records.roles.add(2, mine.document(), Note("roles", "wang", {"version": 2, "digest": mine.digest}))
        self.altered(records)

    def test_the_newest_version_taken_away(self, records: Records) -> None:
        adopted(records, NEXT, "wang", "li")
        records.meddle("DELETE FROM role_files WHERE version = 2")
        self.altered(records)

    def test_another_pin(self, records: Records) -> None:
        pin = records.book.of_kind("roles")[0]
        records.forge(replace(pin, body={**pin.body, "digest": "sha256:0"}))
        self.altered(records)

    def test_signatures_taken_from_an_accepted_version(self, records: Records) -> None:
        adopted(records, NEXT, "wang", "li")
        records.meddle("UPDATE role_files SET document = ? WHERE version = 2", canonical(NEXT.document()).decode())
        self.altered(records)


class TestOffice:
    """Who may."""

    def test_the_holder_of_a_role_is_entitled_to_what_it_takes(self) -> None:
        assert entitled(role_file(), "wang", Role.SYSTEM, NOW).name == "wang"

    @pytest.mark.parametrize(
        ("name", "role", "code"),
        [
            ("wang", Role.SECURITY, "ZY-GOV-001"),
            ("li", Role.SYSTEM, "ZY-GOV-001"),
            ("nobody", Role.SYSTEM, "ZY-PERMIT-007"),
        ],
    )
    def test_others_are_not(self, name: str, role: Role, code: str) -> None:
        assert refusal(lambda: entitled(role_file(), name, role, NOW)) == code

    def test_nobody_is_before_or_after_the_time_in_office(self) -> None:
        for when in (NOW - timedelta(days=2), NOW + timedelta(days=366)):
            assert refusal(partial(entitled, role_file(), "wang", Role.SYSTEM, when)) == "ZY-PERMIT-008"
