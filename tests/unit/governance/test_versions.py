"""How versions follow each other: who counts, what a new key takes, and what is left when too few are left."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from governance.rolediff import changes
from governance.roles import adopt, current, may_recover, may_sign
from governance.versions import Manner
from tests.attacks import Attack
from tests.cast import DAY, NOW, VERIFIER, at, changed, person, proven, role_file, signed, signer
from tests.records import Records, begun, meddle
from zhengyun.canonical import canonical
from zhengyun.errors import ZhengyunError
from zhengyun.people import Deputy, Group, Person, Qualification, Role, posts
from zhengyun.rolefile import FIRST_FORMAT, Recovery, RoleFile
from zhengyun.ruleset import FLOOR, ChainRule, Ruleset, When
from zhengyun.signing import Signature

NEXT = role_file(version=2)
RECOVERY = Recovery(2, tuple(signer(f"recovery{number}").public for number in range(3)))
STRICT = Ruleset(since=2, chains=(FLOOR, ChainRule("two", When(), (Role.SECURITY, Role.SECURITY), "house")))
HEAD = person("hu", Role.HEAD)


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code.id


def adopted(records: Records, roles: RoleFile, *names: str, keys: Sequence[str] = (), reason: str = "") -> Manner:
    """What a version is that these have signed, and these other keys for the names before the colon."""
    signatures = [*signed(roles, *names).signatures]
    for one in keys:
        name, _colon, key = one.partition(":")
        signatures.append(Signature(name or signer(key).public.id, signer(key).sign(roles.signed_bytes)))
    whole = replace(roles, signatures=tuple(signatures))
    return adopt(whole, records.roles, records.book, VERIFIER, records.clock.now(), "lab", reason)[1].manner


def rekeyed(name: str = "li") -> RoleFile:
    """Version 2, in which somebody has another key."""
    return changed(NEXT, name, key=signer("fresh").public)


class TestGrants:
    """Nobody grants to himself, and the auditor grants nothing."""

    def test_nobody_signs_for_what_he_gains(self, records: Records, attack: Attack) -> None:
        promoted = changed(NEXT, "zhou", roles=(Role.SECURITY,))
        assert refusal(lambda: adopted(records, promoted, "zhou", "li")) == "ZY-GOV-014"
        assert adopted(records, promoted, "wang", "li") is Manner.AGREED
        attack("sign for a role of one's own", "refused (ZY-GOV-014)", "role adopt, and whoever reads the file")

    def test_nor_do_two_for_what_both_gain(self, records: Records) -> None:
        swapped = changed(changed(NEXT, "zhou", roles=(Role.SECURITY,)), "sun", roles=(Role.SYSTEM,))
        assert refusal(lambda: adopted(records, swapped, "zhou", "sun")) == "ZY-GOV-014"

    @pytest.mark.parametrize(
        "gaining",
        [
            replace(changed(NEXT, "zhou", roles=()), groups=(Group("duty", ("zhou",), posts(Role.SECURITY)),)),
            changed(
                changed(NEXT, "li", deputies=(Deputy("zhou", (Role.SECURITY,), at(0), at(DAY)),)), "zhou", roles=()
            ),
        ],
        ids=["by a group", "as a deputy"],
    )
    def test_in_whatever_way_he_gains_it(self, records: Records, gaining: RoleFile) -> None:
        assert refusal(lambda: adopted(records, gaining, "zhou", "li")) == "ZY-GOV-014"
        assert adopted(records, gaining, "wang", "li") is Manner.AGREED

    @pytest.mark.parametrize("key", ["zhou", "fresh"], ids=["with his key", "with his staff number"])
    def test_nor_by_another_name(self, records: Records, attack: Attack, key: str) -> None:
        again = replace(person("zhou"), name="zhou2", posts=posts(Role.SECURITY), key=signer(key).public)
        again = again if key == "fresh" else replace(again, identity="")
        renamed = replace(NEXT, people=(*(one for one in NEXT.people if one.name != "zhou"), again))
        assert refusal(lambda: adopted(records, renamed, "zhou", "li", keys=(f"zhou2:{key}",))) == "ZY-GOV-014"
        assert adopted(records, renamed, "wang", "li", keys=(f"zhou2:{key}",)) is Manner.AGREED
        attack("sign for a role of one's own, by another name", "refused (ZY-GOV-014)", "role adopt")

    def test_the_auditor_does_not_count_where_somebody_gains(self, records: Records) -> None:
        more = role_file(*role_file().people, HEAD, version=2)
        with pytest.raises(ZhengyunError, match="the auditor grants nothing"):
            adopted(records, more, "chen", "li", "hu")
        assert adopted(records, more, "wang", "li", "hu") is Manner.AGREED

    def test_nor_where_the_rules_change(self, records: Records) -> None:
        stricter = replace(NEXT, rules=STRICT)
        assert refusal(lambda: adopted(records, stricter, "chen", "li")) == "ZY-GOV-014"
        assert adopted(records, stricter, "wang", "li") is Manner.AGREED

    def test_the_auditor_counts_where_something_is_taken_away(self, records: Records) -> None:
        assert adopted(records, changed(NEXT, "sun", revoked=at(0)), "chen", "li") is Manner.AGREED

    def test_whose_office_becomes_longer_does_not_count_for_that(self, records: Records) -> None:
        longer = changed(NEXT, "li", not_after=at(700 * DAY))
        assert refusal(lambda: adopted(records, longer, "li", "wang")) == "ZY-GOV-014"
        assert adopted(records, longer, "li", "wang", "chen") is Manner.AGREED

    @pytest.mark.parametrize("begins", [-9, -400 * DAY], ids=["ending later", "beginning earlier"])
    @pytest.mark.parametrize("gainer", ["li", "sun"])
    def test_nor_does_he_for_a_certificate_or_a_deputys_note_that_becomes_longer(
        self, tmp_path: Path, attack: Attack, begins: int, gainer: str
    ) -> None:
        def file(begins: int, ends: int, version: int) -> RoleFile:
            note = Deputy("sun", (Role.SECURITY,), at(begins), at(ends))
            training = Qualification("training", "1", "centre", at(begins), at(ends))
            whole = changed(role_file(version=version), gainer, qualifications=(training,))
            return changed(whole, "li", deputies=(note,))

        records = begun(tmp_path / "r.sqlite", file(-9, DAY, 1))
        longer = file(begins, 300 * DAY, 2)
        assert refusal(lambda: adopted(records, longer, gainer, "wang")) == "ZY-GOV-014"
        assert adopted(records, longer, gainer, "wang", "chen") is Manner.AGREED
        attack("lengthen one's own certificate, or a deputy's note", "refused (ZY-GOV-014)", "role adopt")

    @pytest.mark.parametrize("name", ["li", "sun"])
    def test_a_deputys_note_alone_counts_neither_the_deputy_nor_his_principal(self, tmp_path: Path, name: str) -> None:
        notes = [Deputy("sun", (Role.SECURITY,), at(-9), at(days * DAY)) for days in (1, 2)]
        old, new = (changed(role_file(version=number), "li", deputies=(notes[number - 1],)) for number in (1, 2))
        records = begun(tmp_path / "r.sqlite", old)
        assert refusal(lambda: adopted(records, new, name, "wang")) == "ZY-GOV-014"
        assert adopted(records, new, "chen", "wang") is Manner.AGREED

    def test_what_becomes_shorter_may_be_signed_by_whose_it_is(self, tmp_path: Path) -> None:
        notes = [Deputy("sun", (Role.SECURITY,), at(-9), at(days * DAY)) for days in (2, 1)]
        old, new = (changed(role_file(version=number), "li", deputies=(notes[number - 1],)) for number in (1, 2))
        assert adopted(begun(tmp_path / "r.sqlite", old), new, "li", "wang") is Manner.AGREED

    def test_all_can_be_prolonged_by_each_other(self, records: Records) -> None:
        longer = NEXT
        for name in ("wang", "zhou", "li", "sun", "chen"):
            longer = changed(longer, name, not_after=at(700 * DAY))
        assert refusal(lambda: adopted(records, longer, "li", "wang")) == "ZY-GOV-014"
        assert adopted(records, longer, "li", "wang", "chen") is Manner.AGREED

    def test_who_neither_administers_nor_heads_makes_no_version(self, tmp_path: Path) -> None:
        owner = person("ou", Role.OWNER)
        records = begun(tmp_path / "r.sqlite", role_file(*role_file().people, owner))
        second = role_file(*role_file().people, owner, version=2)
        assert refusal(lambda: adopted(records, second, "ou", "li")) == "ZY-GOV-014"
        with pytest.raises(ZhengyunError, match="ZY-GOV-001"):
            may_sign(second, current(records.roles, records.book, VERIFIER), "ou", owner.key, NOW)


class TestKeys:
    """New keys."""

    def test_a_rotated_key_signs_with_the_old_and_the_new_one(self, records: Records) -> None:
        assert refusal(lambda: adopted(records, rekeyed(), "li", "wang")) == "ZY-GOV-044"
        assert adopted(records, rekeyed(), "li", "wang", keys=["li:fresh"]) is Manner.ROTATION
        pinned = list(records.book.of_kind("roles"))[-1]
        assert (pinned.body["manner"], pinned.body["rotated"], pinned.body["lost"]) == ("rotation", ["li"], [])

    def test_a_lost_key_takes_the_others_and_is_told_by_name(self, records: Records) -> None:
        assert refusal(lambda: adopted(records, rekeyed(), "wang", keys=["li:fresh"])) == "ZY-GOV-014"
        assert adopted(records, rekeyed(), "wang", "chen", keys=["li:fresh"]) is Manner.LOST_KEY
        assert list(records.book.of_kind("roles"))[-1].body["lost"] == ["li"]

    def test_a_key_that_nobody_has_used_is_nobodys(self, records: Records) -> None:
        assert refusal(lambda: adopted(records, rekeyed(), "wang", "chen")) == "ZY-GOV-044"
        assert refusal(lambda: adopted(records, rekeyed(), "wang", "chen", keys=["li:sun"])) == "ZY-GOV-044"

    def test_what_the_old_key_signs_counts_no_more_afterwards(self, records: Records) -> None:
        adopted(records, rekeyed(), "li", "wang", keys=["li:fresh"])
        third = replace(rekeyed(), version=3)
        assert refusal(lambda: adopted(records, third, "li", "wang")) == "ZY-GOV-014"
        assert adopted(records, third, "wang", keys=["li:fresh"]) is Manner.AGREED

    def test_who_may_sign_what(self, records: Records) -> None:
        present = current(records.roles, records.book, VERIFIER)
        may_sign(rekeyed(), present, "li", signer("fresh").public, NOW)
        may_sign(rekeyed(), present, "li", signer("li").public, NOW)
        may_sign(role_file(), None, "li", signer("li").public, NOW)
        assert refusal(lambda: may_sign(rekeyed(), present, "li", signer("sun").public, NOW)) == "ZY-GOV-024"
        assert refusal(lambda: may_sign(role_file(), None, "hu", HEAD.key, NOW)) == "ZY-PERMIT-007"
        assert refusal(lambda: may_recover(HEAD.key, present)) == "ZY-GOV-050"


class TestRecovery:
    """Too few are left."""

    def left(self, tmp_path: Path, recovery: Recovery = RECOVERY) -> Records:
        """Records whose people have lost their offices but for one."""
        file: RoleFile = replace(role_file(), recovery=recovery)
        for name in ("zhou", "li", "sun", "chen"):
            file = changed(file, name, not_after=at(DAY))
        records = begun(tmp_path / "r.sqlite", file)
        records.clock.pass_by(2 * DAY)
        return records

    def next(self, recovery: Recovery = RECOVERY) -> RoleFile:
        return replace(NEXT, recovery=recovery)

    def test_the_recovery_keys_put_a_version_into_force_and_the_log_says_so(self, tmp_path: Path) -> None:
        records = self.left(tmp_path)
        keys = [":recovery0", ":recovery2"]
        assert refusal(lambda: adopted(records, self.next(), "wang", keys=keys)) == "ZY-GOV-047"
        assert adopted(records, self.next(), "wang", keys=keys, reason="a fire") is Manner.RECOVERY
        pinned = list(records.book.of_kind("roles"))[-1]
        assert (pinned.body["manner"], pinned.body["reason"]) == ("recovery", "a fire")
        assert current(records.roles, records.book, VERIFIER).version == 2

    @pytest.mark.parametrize("keys", [[":recovery0"], [":recovery0", ":recovery0"], [":recovery0", ":wang"], []])
    def test_fewer_do_not(self, tmp_path: Path, keys: list[str]) -> None:
        assert refusal(lambda: adopted(self.left(tmp_path), self.next(), "wang", keys=keys, reason="x")) == "ZY-GOV-014"

    def test_without_recovery_keys_a_new_beginning_is_left_and_that_is_said(self, tmp_path: Path) -> None:
        records = self.left(tmp_path, Recovery())
        with pytest.raises(ZhengyunError, match=r"ZY-GOV-045 .* 1 of its people are left in office \(wang\)"):
            adopted(records, self.next(Recovery()), "wang")

    def test_keys_that_only_the_new_version_names_recover_nothing(self, records: Records) -> None:
        added = replace(NEXT, recovery=RECOVERY)
        keys = [":recovery0", ":recovery1"]
        assert refusal(lambda: adopted(records, added, "wang", keys=keys, reason="x")) == "ZY-GOV-014"


class TestRules:
    """Versions and their rules."""

    def test_rules_that_change_say_so(self, records: Records) -> None:
        silent = replace(NEXT, rules=replace(STRICT, since=1))
        assert refusal(lambda: adopted(records, silent, "wang", "li")) == "ZY-GOV-046"

    def test_rules_that_do_not_change_keep_their_number(self, records: Records) -> None:
        assert refusal(lambda: adopted(records, replace(NEXT, rules=Ruleset(since=2)), "wang", "li")) == "ZY-GOV-046"

    def test_a_new_version_is_not_written_in_the_old_format(self, records: Records) -> None:
        assert refusal(lambda: adopted(records, replace(NEXT, format=FIRST_FORMAT), "wang", "li")) == "ZY-GOV-048"


def test_a_version_that_was_pinned_past_the_rules_is_found(records: Records, attack: Attack) -> None:
    """Two who promote each other have enough signatures, and the database in their hands; not the rules."""
    swapped = changed(changed(NEXT, "zhou", roles=(Role.SECURITY,)), "sun", roles=(Role.SYSTEM,))
    whole = signed(swapped, "zhou", "sun")
    from governance.roles import _pin

    assert records.roles.add(2, whole.document(), _pin(whole, "zhou"))
    with pytest.raises(ZhengyunError, match="ZY-GOV-011"):
        current(records.roles, records.book, VERIFIER)
    attack("promote each other, and pin it past adopt", "refused (ZY-GOV-011)", "whoever reads the role file")


def test_a_key_that_was_swapped_in_the_database_is_found(records: Records) -> None:
    document = canonical(proven(changed(role_file(), "li", key=signer("thief").public)).document()).decode()
    meddle(records.file, "UPDATE role_files SET document = ?", document)
    with pytest.raises(ZhengyunError, match="ZY-GOV-011"):
        current(records.again().roles, records.again().book, VERIFIER)


def test_what_changes_is_told_in_words() -> None:
    old = replace(role_file(), city="one", recovery=RECOVERY)
    new = changed(rekeyed(), "wang", revoked=at(5), title="another")
    new = replace(new, threshold=3, city="two", rules=STRICT, people=(*new.people[:4], HEAD))
    told = [str(words) for words in changes(old, new)]
    assert f"li has key {signer('fresh').public.id} instead of {signer('li').public.id}" in told
    assert f"wang is taken out of office from {at(5)}" in told
    assert "chen is no longer in the file" in told
    assert any(line.startswith("hu is new: head;") for line in told)
    assert "the next version takes 3 signatures instead of 2" in told
    assert any(line.startswith("rule two: ") for line in told)
    assert f"recovery key {RECOVERY.keys[0].id} is gone" in told
    assert list(changes(old, old)) == []


def test_every_field_of_a_person_that_changes_is_told() -> None:
    li: Person = person("li")
    for name, value in {
        "title": "x",
        "posts": posts(Role.AUDIT),
        "key": signer("fresh").public,
        "not_before": at(5),
        "not_after": at(5),
        "revoked": at(5),
        "identity": "x",
        "deputies": (Deputy("sun", (Role.SECURITY,), at(0), at(9)),),
    }.items():
        assert list(changes(role_file(), changed(role_file(), "li", **{name: value}))), name
        assert getattr(li, name) != value
