"""Who is bound to a certificate acts while it stands; what its register says of it is all there is to decide by."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from tests.attacks import Attack
from tests.cast import DAY, NOW, VERIFIER, at, changed, person, role_file
from tests.permits import RULES, agreed, asked, yes
from tests.unit.zhengyun.test_plan import small_plan
from zhengyun.canonical import digest
from zhengyun.certified import Certified, Standing, StatusChange
from zhengyun.fields import MisreadError
from zhengyun.gate import Gate
from zhengyun.lockout import binding_to, bound, people_of
from zhengyun.office import holds
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import PublicKey

PLAN = small_plan()
HOUR = 3600


def key_digest(key: PublicKey) -> bytes:
    return hashlib.sha256(key.value.encode()).digest()


def issued(serial: int, ends: str = at(DAY), begins: str = at(-DAY), **values: object) -> Certified:
    key = key_digest(person("li").key)
    row = Certified("issuing", serial, "li", "person", "CN=li", begins, ends, begins, b"certificate %d" % serial, key)
    return row._replace(**values)  # type: ignore[arg-type]


@dataclass
class Register:
    """Certificates and what became of them."""

    rows: Sequence[Certified]
    changes: Sequence[StatusChange] = field(default=())

    def certificate(self, authority: str, serial: int) -> Certified | None:
        return next((one for one in self.rows if (one.authority, one.serial) == (authority, serial)), None)

    def of_key(self, key: bytes) -> Iterable[Certified]:
        return [one for one in self.rows if one.key == key]

    def history(self, authority: str, serial: int) -> Sequence[StatusChange]:
        return [one for one in self.changes if (one.authority, one.serial) == (authority, serial)]


def change(state: Standing, seconds: float, reason: str = "", invalidity: str = "", serial: int = 7) -> StatusChange:
    return StatusChange("issuing", serial, at(seconds), state, reason, invalidity)


def town(
    *changes: StatusChange, rows: Sequence[Certified] = (issued(7),), binding: Certified | None = None
) -> RoleFile:
    """The cast, of which one is bound to certificate 7, as the register has it."""
    roles = changed(role_file(), "li", certificate=binding_to(binding or issued(7)))
    return bound(roles, Register(rows, changes), key_digest)


def locked(roles: RoleFile, seconds: float) -> bool:
    found = roles.person("li")
    assert found
    moment = NOW + timedelta(seconds=seconds)
    assert bool(found.locked(moment)) is not found.in_office(moment)
    return bool(found.locked(moment))


def hours(roles: RoleFile) -> list[int]:
    """In which hours from the beginning on he is locked out."""
    return [hour for hour in range(12) if locked(roles, hour * HOUR)]


class TestStands:
    def test_while_it_is_good(self) -> None:
        assert hours(town()) == []

    def test_from_the_revocation_on(self) -> None:
        assert hours(town(change(Standing.REVOKED, 3 * HOUR))) == list(range(3, 12))

    def test_back_to_the_date_since_which_the_key_was_not_his_alone(self) -> None:
        gone = change(Standing.REVOKED, 5 * HOUR, "key-compromise", at(2 * HOUR))
        assert hours(town(gone)) == list(range(2, 12))

    def test_never_forward_to_such_a_date(self) -> None:
        assert hours(town(change(Standing.REVOKED, 5 * HOUR, "key-compromise", at(8 * HOUR)))) == list(range(5, 12))

    def test_a_suspension_counts_for_as_long_as_it_lasts(self) -> None:
        assert hours(town(change(Standing.HELD, 3 * HOUR), change(Standing.GOOD, 5 * HOUR))) == [3, 4]
        assert hours(town(change(Standing.HELD, 3 * HOUR), change(Standing.REVOKED, 5 * HOUR))) == list(range(3, 12))
        assert hours(town(change(Standing.HELD, 3 * HOUR))) == list(range(3, 12))

    def test_until_the_last_second_of_its_period(self) -> None:
        roles = town(rows=[issued(7, at(HOUR), at(0))])
        assert [locked(town(rows=[issued(7, at(HOUR), at(0))]), s) for s in (-1, 0, HOUR, HOUR + 1)] == [
            True, False, False, True,
        ]  # fmt: skip
        assert not locked(roles, HOUR)

    def test_one_by_which_it_was_renewed_carries_on(self) -> None:
        first, renewed = issued(7, at(4 * HOUR)), issued(8, at(9 * HOUR), at(3 * HOUR))
        assert hours(town(rows=[first, renewed])) == [10, 11]
        assert hours(town(rows=[first, renewed._replace(not_before=at(6 * HOUR))])) == [5, 10, 11]
        assert hours(town(change(Standing.REVOKED, HOUR, "superseded"), rows=[first, renewed])) == [10, 11]

    def test_another_holders_or_authoritys_does_not(self) -> None:
        first = issued(7, at(4 * HOUR))
        for strange in ({"holder": "wang"}, {"authority": "other"}, {"key": b"another"}):
            assert hours(town(rows=[first, issued(8, at(9 * HOUR), at(0), **strange)])) == list(range(5, 12))

    def test_the_renewed_one_is_revoked(self) -> None:
        first, renewed = issued(7, at(9 * HOUR)), issued(8, at(DAY), at(3 * HOUR))
        gone = change(Standing.REVOKED, 6 * HOUR, "key-compromise", serial=8)
        assert hours(town(gone, rows=[first, renewed])) == list(range(6, 12))

    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            ([], "not in the register"),
            ([issued(7, certificate=b"put in its place")], "another one"),
            ([issued(7, key=b"of somebody else")], "for another key"),
        ],
    )
    def test_what_is_not_on_record_as_the_role_file_has_it_does_not_stand(
        self, rows: Sequence[Certified], why: str, attack: Attack
    ) -> None:
        roles = town(rows=rows)
        verdict = holds(roles, "li", Role.SECURITY, NOW)
        assert not verdict
        assert why in str(verdict.why)
        attack(
            "take or change a bound certificate's row in the records", "its holder is locked out", "the gate, approve"
        )


class TestFile:
    def test_nothing_changes_where_nobody_is_bound(self) -> None:
        roles = role_file()
        assert bound(roles, Register([]), key_digest) is roles
        assert "certificate" not in roles.people[0].document()

    def test_it_is_written_and_read_and_lockouts_are_not(self) -> None:
        roles = town(change(Standing.REVOKED, 0))
        read = RoleFile.read(roles.document())
        assert read == roles
        assert digest(read.body()) == roles.digest
        assert not read.people[2].lockouts

    @pytest.mark.parametrize(("name", "value"), [("serial", "7"), ("fingerprint", "sha256:7"), ("authority", "")])
    def test_a_slip_is_told_with_its_place(self, name: str, value: str) -> None:
        roles = changed(role_file(), "li", certificate=binding_to(issued(7))._replace(**{name: value}))
        with pytest.raises(MisreadError) as raised:
            RoleFile.read(roles.document())
        assert raised.value.faults[0].place == f"people[2].certificate.{name}"

    def test_who_loses_by_a_revocation(self) -> None:
        assert [one.name for one in people_of(town(), "issuing", 7)] == ["li"]
        assert not people_of(town(), "issuing", 8)


class TestGate:
    def refusals(self, roles: RoleFile, hour: float = 4) -> list[str]:
        permit = agreed(asked(PLAN), "li")
        at_gate = Gate(roles, RULES, VERIFIER)
        return [one.code.id for one in at_gate.refusals(permit, PLAN, NOW + timedelta(hours=hour))]

    def test_an_approver_who_was_revoked_after_he_agreed(self, attack: Attack) -> None:
        assert self.refusals(town()) == []
        gone = town(change(Standing.REVOKED, 3 * HOUR, "key-compromise"))
        assert self.refusals(gone, 2) == []
        assert self.refusals(gone) == ["ZY-PERMIT-065", "ZY-PERMIT-011"]
        attack("apply on a yes whose signer's certificate was revoked since", "refused (ZY-PERMIT-065)", "the gate")

    def test_an_approver_who_was_suspended_when_he_agreed(self) -> None:
        held = town(change(Standing.HELD, 0), change(Standing.GOOD, HOUR))
        assert self.refusals(held) == ["ZY-PERMIT-065"]

    def test_a_yes_from_after_the_date_of_invalidity(self, attack: Attack) -> None:
        late = yes(asked(PLAN), "li", at=at(3 * HOUR))
        permit = replace(asked(PLAN), approvals=(late,))
        gone = town(change(Standing.REVOKED, 5 * HOUR, "key-compromise", at(2 * HOUR)))
        found = Gate(gone, RULES, VERIFIER).refusals(permit, PLAN, NOW + timedelta(hours=4))
        assert next(one.code.id for one in found) == "ZY-PERMIT-065"
        attack("sign with a key after the date of its invalidity", "refused (ZY-PERMIT-065)", "the gate")

    def test_an_asker_who_was_revoked(self) -> None:
        roles = changed(role_file(), "wang", certificate=binding_to(issued(9)))
        assert "ZY-PERMIT-065" in self.refusals(bound(roles, Register([]), key_digest))

    def test_a_deputy_does_not_act_for_somebody_who_is_locked_out(self) -> None:
        from zhengyun.people import Deputy

        note = Deputy("wang", (Role.SECURITY,), at(-DAY), at(DAY))
        roles = changed(town(change(Standing.REVOKED, HOUR)), "li", deputies=(note,))
        assert holds(roles, "wang", Role.SECURITY, NOW)
        assert not holds(roles, "wang", Role.SECURITY, NOW + timedelta(hours=2))
