"""Verdicts about certificates of three generations, in both families, now and as of other dates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, Verifier, named
from keys.digests import digest
from pki import crl, der, names
from pki.algorithms import SM2_AND_NULL, means, public_info
from pki.certificate import Draft, Extension, read, signed
from pki.revocation import Reason, Revoked
from pki.status import Lists
from pki.verdict import Check, Result, Step, Verdict
from pki.verifying import Verifier as Trusting
from pki.verifying import Wanted

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FAMILIES = ("p256", "sm2")


@dataclass(frozen=True)
class Made:
    """Somebody with a key and a certificate."""

    key: Private
    algorithm: str
    name: bytes
    key_id: bytes
    certificate: bytes


def made(algorithm: str, title: str, issuer: Made | None, *more: Extension, serial: int = 1, **draft: Any) -> Made:
    key = ALGORITHMS[algorithm].generate()
    name, key_id = names.encode(names.parse(f"C=CN,O=Example City,CN={title}")), digest("sha1", key.public)
    by = issuer or Made(key, algorithm, name, key_id, b"")
    extensions = (
        Extension("2.5.29.14", False, der.octets(key_id)),
        Extension("2.5.29.35", False, der.sequence(der.tlv(0x80, by.key_id))),
        *more,
    )
    info = public_info(named(algorithm, key.public))
    bare = Draft(serial, by.name, name, NOW - 100 * DAY, NOW + 100 * DAY, info, extensions, by.algorithm)
    data = replace(bare, **draft).to_be_signed()
    return Made(key, algorithm, name, key_id, signed(data, by.algorithm, by.key.sign(data)))


AUTHORITY = (
    Extension("2.5.29.19", True, der.sequence(der.boolean(True))),
    Extension("2.5.29.15", True, der.named_bits((5, 6))),
)
SIGNS = Extension("2.5.29.15", True, der.named_bits((0,)))
SERVES = Extension("2.5.29.37", False, der.sequence(der.oid("1.3.6.1.5.5.7.3.1")))
CALLED = Extension(
    "2.5.29.17", False, der.sequence(der.tlv(0x82, b"www.city.example"), der.tlv(0x82, b"*.hall.example"))
)
POLICY = Extension("2.5.29.32", False, der.sequence(der.sequence(der.oid("1.2.156.99999.1"))))


@cache
def root(family: str) -> Made:
    return made(family, "Root", None, *AUTHORITY)


@cache
def issuing(family: str) -> Made:
    return made(family, "Issuing", root(family), *AUTHORITY, POLICY, serial=2)


@cache
def leaf(family: str) -> Made:
    return made(family, "www", issuing(family), SIGNS, SERVES, CALLED, POLICY, serial=3)


def listed(
    by: Made, revoked: Sequence[Revoked] = (), number: int = 1, begins: datetime = NOW - HOUR, **head: Any
) -> bytes:
    bare = crl.Head(by.name, by.algorithm, by.key_id, number, begins, begins + 7 * DAY, **head)
    data = crl.to_be_signed(bare, revoked)
    return signed(data, by.algorithm, by.key.sign(data))


def verdict(family: str, *lists: bytes, certificate: bytes = b"", **wanted: Any) -> Verdict:
    trusting = Trusting([root(family).certificate], [issuing(family).certificate], Lists(lists, Verifier()))
    return trusting.verify(
        certificate or leaf(family).certificate, Wanted(**{"at": NOW, "status": bool(lists), **wanted})
    )


def result(found: Verdict, check: Check) -> Result:
    return next(step.result for step in found.steps if step.check is check)


@pytest.mark.parametrize("family", FAMILIES)
class TestBothFamilies:
    def test_a_certificate_in_order_passes_every_step(self, family: str) -> None:
        found = verdict(
            family,
            listed(root(family)),
            listed(issuing(family)),
            use="server",
            host="www.city.example",
            policy="1.2.156.99999.1",
        )
        assert [step.result for step in found.steps] == [Result.PASSED] * 7
        assert [step.number for step in found.steps] == [1, 2, 3, 4, 5, 6, 7]
        assert found.exit == 0

    def test_a_changed_bit_breaks_the_path(self, family: str) -> None:
        data = bytearray(leaf(family).certificate)
        data[-3] ^= 1
        assert result(verdict(family, certificate=bytes(data)), Check.PATH) is Result.FAILED

    def test_a_root_that_has_not_signed_itself_is_none_however_often_it_is_asked_about(self, family: str) -> None:
        data = bytearray(root(family).certificate)
        data[-1] ^= 1
        trusting = Trusting([bytes(data)], [issuing(family).certificate])
        for _ in range(2):
            found = trusting.verify(leaf(family).certificate, Wanted(NOW, status=False))
            assert result(found, Check.PATH) is Result.FAILED

    def test_what_is_revoked_fails(self, family: str) -> None:
        entry = Revoked(3, NOW - 2 * HOUR, Reason.KEY_COMPROMISE)
        found = verdict(family, listed(root(family)), listed(issuing(family), [entry]))
        assert result(found, Check.STATUS) is Result.FAILED
        assert found.exit == 5
        assert "key-compromise" in str(found.steps[-1].why)

    def test_an_authority_that_is_revoked_fails_too(self, family: str) -> None:
        found = verdict(family, listed(root(family), [Revoked(2, NOW - HOUR)]), listed(issuing(family)))
        assert result(found, Check.STATUS) is Result.FAILED

    def test_a_list_that_somebody_else_signed_says_nothing(self, family: str) -> None:
        forged = replace(issuing(family), key=ALGORITHMS[family].generate())
        found = verdict(family, listed(root(family)), listed(forged))
        assert result(found, Check.STATUS) is Result.UNKNOWN
        assert found.exit == 6

    def test_expired_is_told_as_expired_and_the_signatures_are_still_looked_at(self, family: str) -> None:
        found = verdict(family, at=NOW + 200 * DAY)
        assert result(found, Check.PERIOD) is Result.FAILED
        assert result(found, Check.PATH) is Result.PASSED
        data = bytearray(leaf(family).certificate)
        data[-3] ^= 1
        assert result(verdict(family, certificate=bytes(data), at=NOW + 200 * DAY), Check.PATH) is Result.FAILED


def test_a_null_after_sm2_with_sm3_means_the_same() -> None:
    """Authorities elsewhere write it in certificates, lists and answers."""
    by = issuing("sm2")
    written, _, _ = der.read(listed(by, [Revoked(3, NOW - HOUR)])).children()
    bare = der.sequence(der.oid("1.2.156.10197.1.501"))
    body = der.sequence(*(SM2_AND_NULL if one.raw == bare else one.raw for one in written.children()))
    signature = der.read(signed(body, "sm2", by.key.sign(body))).children()[2].raw
    found = verdict("sm2", listed(root("sm2")), der.sequence(body, SM2_AND_NULL, signature))
    assert result(found, Check.STATUS) is Result.FAILED
    assert not means(SM2_AND_NULL, "p256")


class TestPastDates:
    LATER = NOW + 3 * DAY

    def test_revoked_later_was_good_then(self) -> None:
        entry = Revoked(3, NOW + DAY, Reason.SUPERSEDED)
        lists = (listed(root("p256")), listed(issuing("p256")), listed(issuing("p256"), [entry], 2, self.LATER))
        assert result(verdict("p256", *lists), Check.STATUS) is Result.PASSED
        assert result(verdict("p256", *lists, at=self.LATER + HOUR), Check.STATUS) is Result.FAILED

    def test_a_key_that_was_in_other_hands_by_then_was_not_good(self) -> None:
        entry = Revoked(3, NOW + DAY, Reason.KEY_COMPROMISE, NOW - DAY)
        lists = (listed(root("p256")), listed(issuing("p256")), listed(issuing("p256"), [entry], 2, self.LATER))
        assert result(verdict("p256", *lists), Check.STATUS) is Result.FAILED

    def test_later_lists_alone_do_not_say_that_nobody_was_suspended_then(self) -> None:
        lists = (listed(root("p256")), listed(issuing("p256"), [], 2, self.LATER))
        assert result(verdict("p256", *lists), Check.STATUS) is Result.UNKNOWN

    def test_the_register_knows(self) -> None:
        held = Revoked(3, NOW - DAY, Reason.CERTIFICATE_HOLD)
        trusting = Trusting([root("p256").certificate], [issuing("p256").certificate])
        trusting.archive = lambda one, at: held if one.serial == 3 and at < NOW + DAY else True
        assert result(trusting.verify(leaf("p256").certificate, Wanted(NOW)), Check.STATUS) is Result.FAILED
        assert result(trusting.verify(leaf("p256").certificate, Wanted(NOW + 2 * DAY)), Check.STATUS) is Result.PASSED


class TestOverdue:
    """A list that has ended by the date that is asked for says of nobody that he is good."""

    END = NOW - HOUR + 7 * DAY

    @pytest.mark.parametrize(("seconds", "said"), [(-1, Result.PASSED), (0, Result.UNKNOWN), (1, Result.UNKNOWN)])
    def test_it_holds_until_its_end_and_not_at_it(self, seconds: int, said: Result) -> None:
        at = self.END + timedelta(seconds=seconds)
        roots = listed(root("p256"), [], 2, NOW + DAY)
        found = verdict("p256", roots, listed(issuing("p256")), at=at)
        assert result(found, Check.STATUS) is said
        assert str(found.result) == said

    def test_nor_does_it_where_the_authoritys_own_is_fresh_and_the_roots_has_ended(self) -> None:
        later = listed(issuing("p256"), [], 2, NOW + DAY)
        found = verdict("p256", listed(root("p256")), later, at=self.END)
        assert result(found, Check.STATUS) is Result.UNKNOWN

    def test_a_delta_in_force_does_not_prolong_the_full_list(self) -> None:
        roots = listed(root("p256"), [], 2, NOW + DAY)
        delta = listed(issuing("p256"), [], 2, NOW + DAY, base=1)
        found = verdict("p256", roots, listed(issuing("p256")), delta, at=self.END)
        assert result(found, Check.STATUS) is Result.UNKNOWN

    def test_what_it_says_of_the_past_stays(self) -> None:
        newer = listed(issuing("p256"), [], 2, self.END)
        lists = (listed(root("p256")), listed(issuing("p256")), newer)
        assert result(verdict("p256", *lists), Check.STATUS) is Result.PASSED


class TestDeltas:
    FULL = Revoked(3, NOW - DAY, Reason.CERTIFICATE_HOLD)

    def test_a_delta_adds_and_takes_away(self) -> None:
        roots, issuer = listed(root("p256")), issuing("p256")
        adds = listed(issuer, [Revoked(3, NOW - HOUR)], 2, base=1)
        found = verdict("p256", roots, listed(issuer), adds)
        assert result(found, Check.STATUS) is Result.FAILED
        takes = listed(issuer, [Revoked(3, NOW - HOUR, Reason.REMOVE_FROM_CRL)], 2, base=1)
        assert result(verdict("p256", roots, listed(issuer, [self.FULL]), takes), Check.STATUS) is Result.PASSED

    def test_a_delta_of_a_newer_base_is_left_alone_but_for_who_is_revoked_for_good(self) -> None:
        for entry, expected in ((self.FULL, Result.PASSED), (Revoked(3, NOW - HOUR), Result.FAILED)):
            later = listed(issuing("p256"), [entry], 9, base=8)
            found = verdict("p256", listed(root("p256")), listed(issuing("p256")), later)
            assert result(found, Check.STATUS) is expected


class TestListsThatHaveEnded:
    """From a list of ten days ago, which was good for seven."""

    THEN = NOW - 10 * DAY
    GONE = Revoked(3, NOW - 11 * DAY, Reason.KEY_COMPROMISE)
    HELD = Revoked(3, NOW - 11 * DAY, Reason.CERTIFICATE_HOLD)

    def old(self, *entries: Revoked, number: int = 1, begins: datetime = THEN, **head: Any) -> bytes:
        return listed(issuing("p256"), entries, number, begins, **head)

    def status(self, *lists: bytes, at: datetime = NOW) -> Step:
        return verdict("p256", listed(root("p256")), *lists, at=at).steps[-1]

    def test_who_was_revoked_stays_so_and_it_is_told_how_old_the_word_is(self) -> None:
        found = self.status(self.old(self.GONE))
        assert found.result is Result.FAILED
        assert str(found.why) == (
            "3 was revoked at 2026-02-19T08:00:00Z: key-compromise (the key has, or may have, come into other hands); "
            "a list of 2026-02-20T08:00:00Z says so, which ended at 2026-02-27T08:00:00Z"
        )

    def test_nobody_comes_back_by_being_left_out(self) -> None:
        found = self.status(self.old(self.GONE), listed(issuing("p256"), number=2))
        assert found.result is Result.FAILED
        takes = listed(issuing("p256"), [Revoked(3, NOW - HOUR, Reason.REMOVE_FROM_CRL)], 3, base=2)
        assert self.status(self.old(self.GONE), listed(issuing("p256"), number=2), takes).result is Result.FAILED

    def test_who_was_suspended_may_have_come_back(self) -> None:
        found = self.status(self.old(self.HELD))
        assert found.result is Result.UNKNOWN
        assert "which ended at 2026-02-27T08:00:00Z, has it suspended" in str(found.why)
        assert self.status(self.old(self.HELD), listed(issuing("p256"), number=2)).result is Result.PASSED

    def test_good_does_not_count(self) -> None:
        found = self.status(self.old())
        assert found.result is Result.UNKNOWN
        assert str(found.why) == "nothing says whether 3 was revoked by then"

    def test_a_delta_says_it_as_well(self) -> None:
        assert self.status(self.old(self.GONE, number=2, base=1)).result is Result.FAILED
        removed = self.HELD._replace(reason=Reason.REMOVE_FROM_CRL)
        assert self.status(self.old(removed, number=2, base=1)).result is Result.UNKNOWN

    def test_before_it_was_revoked_it_was_not(self) -> None:
        earlier = self.old(number=0, begins=NOW - 14 * DAY)
        lists = (listed(root("p256"), begins=NOW - 14 * DAY), earlier, self.old(self.GONE))
        trusting = verdict("p256", *lists, at=NOW - 12 * DAY)
        assert result(trusting, Check.STATUS) is Result.PASSED

    def test_a_list_that_nobody_of_the_authority_has_signed_says_nothing(self) -> None:
        forged = replace(issuing("p256"), key=ALGORITHMS["p256"].generate())
        found = self.status(listed(forged, [self.GONE], begins=self.THEN))
        assert found.result is Result.UNKNOWN

    def test_an_authority_stays_revoked_too(self) -> None:
        old = listed(root("p256"), [Revoked(2, NOW - 11 * DAY)], begins=self.THEN)
        found = verdict("p256", old, listed(issuing("p256")))
        assert result(found, Check.STATUS) is Result.FAILED


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("www.city.example", True),
        ("WWW.City.Example.", True),
        ("any.hall.example", True),
        ("hall.example", False),
        ("a.b.hall.example", False),
        ("www.city.example.evil.example", False),
        ("www", False),
        ("192.0.2.1", False),
    ],
)
def test_names(host: str, passes: bool) -> None:
    assert (result(verdict("p256", host=host), Check.NAME) is Result.PASSED) == passes


@pytest.mark.parametrize(
    ("use", "passes"), [("server", True), ("client", False), ("person-signing", True), ("authority", False)]
)
def test_uses(use: str, passes: bool) -> None:
    assert (result(verdict("p256", use=use), Check.PURPOSE) is Result.PASSED) == passes


def test_another_policy_fails() -> None:
    assert result(verdict("p256", policy="1.2.156.99999.2"), Check.POLICY) is Result.FAILED


def test_another_root_has_no_path() -> None:
    assert result(verdict("p256", certificate=leaf("sm2").certificate), Check.PATH) is Result.FAILED


def test_what_cannot_be_read_ends_there() -> None:
    found = verdict("p256", certificate=b"\x30\x80")
    assert [step.result for step in found.steps] == [Result.FAILED, *[Result.SKIPPED] * 6]


def test_a_certificate_made_by_a_leaf_has_no_path() -> None:
    stranger = made("p256", "mallory", leaf("p256"), SIGNS, serial=4)
    trusting = Trusting([root("p256").certificate], [issuing("p256").certificate, leaf("p256").certificate])
    assert result(trusting.verify(stranger.certificate, Wanted(NOW)), Check.PATH) is Result.FAILED


def test_the_reading_is_the_same_as_was_signed() -> None:
    assert read(leaf("p256").certificate).serial == 3
