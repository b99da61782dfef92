"""A version of the role file that binds people to certificates, and one that people sign who are locked out."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from governance.entitlement import in_office
from governance.rolediff import changes
from governance.roles import adopt, begin, may_sign
from governance.versions import Manner
from tests.attacks import Attack
from tests.cast import DAY, NOW, VERIFIER, at, changed, proven, role_file, signed, signer
from tests.records import Records, fresh
from zhengyun.binding import Binding, Lockout
from zhengyun.errors import Problems, Words, ZhengyunError
from zhengyun.rolefile import RoleFile

BOUND = Binding("issuing", "7" * 40, "sha256:" + "7" * 64)
OTHER = Binding("issuing", "8" * 40, "sha256:" + "8" * 64)
REVOKED = Lockout(at(-60), "", Words("revoked at {at}: {reason}", {"at": at(-60), "reason": "key-compromise"}))


def out(roles: RoleFile, *names: str) -> RoleFile:
    """The role file, and these people locked out."""
    people = tuple(replace(one, lockouts=(REVOKED,)) if one.name in names else one for one in roles.people)
    return replace(roles, people=people)


def adopted(records: Records, roles: RoleFile, *names: str, without: tuple[str, ...] = ()) -> Manner:
    whole, now = signed(roles, *names), records.clock.now()
    bind = lambda one: out(one, *without)  # noqa: E731
    return adopt(whole, records.roles, records.book, VERIFIER, now, "lab", bind=bind)[1].manner


def refusal(records: Records, roles: RoleFile, *names: str, without: tuple[str, ...] = ()) -> str:
    with pytest.raises((ZhengyunError, Problems)) as raised:
        adopted(records, roles, *names, without=without)
    error = raised.value
    return error.errors[0].code.id if isinstance(error, Problems) else error.code.id


SECOND = changed(role_file(version=2), "li", certificate=BOUND)


def test_it_is_agreed_to_as_every_other_and_told_in_words(records: Records) -> None:
    assert adopted(records, SECOND, "wang", "sun") is Manner.AGREED
    told = [str(one) for one in changes(role_file(), SECOND)]
    assert f"li is bound to the certificate issuing {BOUND.serial}" in told


def test_nobody_is_bound_to_what_does_not_stand(records: Records) -> None:
    assert refusal(records, SECOND, "wang", "sun", without=("li",)) == "ZY-GOV-250"


def test_who_is_locked_out_already_stands_in_nobodys_way(records: Records) -> None:
    adopted(records, SECOND, "wang", "sun")
    third = changed(replace(SECOND, version=3, signatures=()), "zhou", title="another")
    assert adopted(records, third, "wang", "sun", without=("li",)) is Manner.AGREED


def test_who_is_locked_out_has_no_word_in_the_next_version(records: Records, attack: Attack) -> None:
    adopted(records, SECOND, "wang", "sun")
    third = changed(replace(SECOND, version=3, signatures=()), "zhou", title="another")
    assert refusal(records, third, "wang", "li", without=("li",)) == "ZY-GOV-014"
    with pytest.raises(ZhengyunError, match="locked out"):
        may_sign(third, out(SECOND, "li"), "li", signer("li").public, NOW)
    attack("sign the next role file with a revoked certificate", "refused (ZY-PERMIT-065, ZY-GOV-014)", "role adopt")


def test_nobody_frees_himself_of_his_certificate_with_too_few_others(records: Records, attack: Attack) -> None:
    adopted(records, SECOND, "wang", "sun")
    for binding in (None, OTHER):
        free = changed(replace(SECOND, version=3, signatures=()), "li", certificate=binding)
        assert refusal(records, free, "wang", "li") == "ZY-GOV-014"
    assert adopted(records, free, "wang", "sun", "li") is Manner.AGREED
    attack("take oneself off one's certificate", "refused (ZY-GOV-014)", "role adopt, and whoever reads the file")


def test_a_role_that_is_vacant_because_of_it(records: Records) -> None:
    adopted(records, SECOND, "wang", "sun")
    third = changed(replace(SECOND, version=3, signatures=()), "sun", revoked=at(-DAY))
    assert refusal(records, third, "wang", "zhou", without=("li",)) == "ZY-GOV-043"


def test_a_log_begins_with_nobody_bound(tmp_path: Path) -> None:
    roles = proven(changed(role_file(), "li", certificate=BOUND))
    records = fresh(tmp_path / "records.sqlite")
    with pytest.raises(Problems) as raised:
        begin(roles, records.roles, records.book, VERIFIER, NOW, "lab")
    assert raised.value.errors[0].code.id == "ZY-GOV-250"


def test_whoever_is_locked_out_is_told_so_and_not_that_his_office_has_ended() -> None:
    roles = out(SECOND, "li")
    with pytest.raises(ZhengyunError) as raised:
        in_office(roles, "li", NOW)
    assert raised.value.code.id == "ZY-PERMIT-065"
    assert "key-compromise" in str(raised.value)
    assert partial(in_office, SECOND, "li")(NOW).name == "li"
