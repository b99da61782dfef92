"""What was judged before is not judged again, and nothing passes that would not have passed without it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from keys.algorithms import ALGORITHMS
from keys.algorithms import Verifier as Signatures
from pki import der
from pki.certificate import Extension, read
from pki.extensions import name_constraints
from pki.revocation import Reason, Revoked
from pki.status import Lists
from pki.verdict import Check, Result
from pki.verifying import Verifier, Wanted
from tests.unit.pki.test_verifying import (
    AUTHORITY,
    CALLED,
    NOW,
    SERVES,
    SIGNS,
    Made,
    issuing,
    leaf,
    listed,
    made,
    result,
    root,
)

DAY = timedelta(days=1)


def www(by: Made, *more: Extension) -> bytes:
    return made(by.algorithm, "www", by, SIGNS, SERVES, CALLED, *more, serial=7).certificate


def verdicts(trusting: Verifier, data: bytes, at: datetime = NOW) -> list[Result]:
    return [step.result for step in trusting.verify(data, Wanted(at, status=False)).steps]


def path(trusting: Verifier, data: bytes, at: datetime = NOW) -> Result:
    return result(trusting.verify(data, Wanted(at, status=False)), Check.PATH)


def several(family: str) -> Iterator[tuple[bytes, datetime]]:
    """Good ones and bad ones of one authority, and the authorities themselves."""
    by = issuing(family)
    good = leaf(family).certificate
    flipped = bytearray(good)
    flipped[-3] ^= 1
    yield good, NOW
    yield bytes(flipped), NOW
    yield good, NOW + 200 * DAY
    yield www(replace(by, key=ALGORITHMS[family].generate())), NOW
    yield www(by, Extension("1.2.3.4", True, der.NULL)), NOW
    yield made(family, "www", by, *AUTHORITY, serial=9).certificate, NOW
    yield by.certificate, NOW
    yield root(family).certificate, NOW


@pytest.mark.slow
@pytest.mark.parametrize("family", ["p256", "sm2"])
def test_who_has_been_asked_before_says_what_he_would_have_said(family: str) -> None:
    cases = list(several(family))
    alone = {one: verdicts(Verifier([root(family).certificate], [issuing(family).certificate]), *one) for one in cases}
    assert len(set(map(tuple, alone.values()))) > 2
    for order in list(permutations(cases))[::4001]:
        trusting = Verifier([root(family).certificate], [issuing(family).certificate])
        for one in (*order, *order):
            assert verdicts(trusting, *one) == alone[one]


@pytest.mark.parametrize("family", ["p256", "sm2"])
def test_constraints_of_a_root_on_names_are_held_against_each(family: str) -> None:
    top = made(family, "Top", None, *AUTHORITY, name_constraints((".city.example", ".hall.example")))
    by = made(family, "Below", top, *AUTHORITY, serial=2)
    elsewhere = Extension("2.5.29.17", False, der.sequence(der.tlv(0x82, b"www.elsewhere.example")))
    outside = made(family, "other", by, SIGNS, SERVES, elsewhere, serial=8).certificate
    trusting = Verifier([top.certificate], [by.certificate])
    for _ in range(2):
        assert path(trusting, www(by)) is Result.PASSED
        assert path(trusting, outside) is Result.FAILED


def test_constraints_of_the_authority_itself_are_held_against_each() -> None:
    by = made("p256", "Constrained", root("p256"), *AUTHORITY, name_constraints((".elsewhere.example",)), serial=2)
    fitting = Extension("2.5.29.17", False, der.sequence(der.tlv(0x82, b"www.elsewhere.example")))
    inside = made("p256", "any", by, SIGNS, SERVES, fitting, serial=8).certificate
    trusting = Verifier([root("p256").certificate], [by.certificate])
    for _ in range(2):
        assert path(trusting, inside) is Result.PASSED
        assert path(trusting, www(by)) is Result.FAILED


def test_of_an_authority_with_two_certificates_for_one_key_each_counts_in_its_time() -> None:
    first = made("p256", "Renewed", root("p256"), *AUTHORITY, serial=2, not_after=NOW + DAY)
    found = read(first.certificate)
    same = {"public_info": found.public_info, "extensions": tuple(found.extensions.values())}
    second = made("p256", "Renewed", root("p256"), serial=4, not_before=NOW + DAY, **same)
    trusting, data = Verifier([root("p256").certificate], [first.certificate, second.certificate]), www(first)
    for at in (NOW, NOW + 2 * DAY, NOW, NOW + 2 * DAY):
        assert verdicts(trusting, data, at)[:3] == [Result.PASSED] * 3


def test_an_authority_that_has_expired_is_told_though_it_was_judged_before() -> None:
    by = made("p256", "Short", root("p256"), *AUTHORITY, serial=2, not_after=NOW + DAY)
    trusting = Verifier([root("p256").certificate], [by.certificate])
    data = www(by)
    assert verdicts(trusting, data)[:3] == [Result.PASSED] * 3
    assert verdicts(trusting, data, NOW + 2 * DAY)[:3] == [Result.PASSED, Result.PASSED, Result.FAILED]


def test_an_authority_that_is_revoked_takes_all_that_it_signed_with_it_though_it_was_judged_before() -> None:
    later = listed(root("p256"), [Revoked(2, NOW + DAY, Reason.CA_COMPROMISE)], 2, NOW + 2 * DAY)
    lists = (listed(root("p256")), listed(issuing("p256"), begins=NOW + DAY), listed(issuing("p256")), later)
    trusting = Verifier([root("p256").certificate], [issuing("p256").certificate], Lists(lists, Signatures()))
    for at, said in ((NOW, Result.PASSED), (NOW + 3 * DAY, Result.FAILED)) * 2:
        assert result(trusting.verify(leaf("p256").certificate, Wanted(at)), Check.STATUS) is said


def test_an_authority_without_a_root_is_never_kept() -> None:
    trusting = Verifier([root("sm2").certificate], [issuing("p256").certificate])
    for _ in range(2):
        assert path(trusting, leaf("p256").certificate) is Result.FAILED
