"""Answers of OCSP as a source of verdicts: whose they are, what they say, and of when."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import Verifier
from keys.digests import digest
from pki import codes, der, extensions, ocsp_request, ocsp_response
from pki.answers import Answers
from pki.crl import Head
from pki.ocsp import Failure, Responder, failure
from pki.revocation import Reason, Revoked
from pki.status import Lists
from pki.verdict import Check, Result, Step
from pki.verifying import Verifier as Trusting
from pki.verifying import Wanted
from tests.authorities import FAMILIES, NOW, house, listed, question, responder
from tests.corpus import answers as corpus
from zhengyun.errors import ZhengyunError

HOUR = timedelta(hours=1)
VERIFIER = Verifier()


def by_itself(family: str, gone: Revoked = Revoked(0, NOW)) -> Responder:  # noqa: B008 - it is a constant
    made = house(family)
    return responder(made, made.certificate.raw, made.issuing_key, gone)


def answer(family: str, at: datetime = NOW, gone: Revoked | None = None, nonce: bytes = b"") -> bytes:
    by = by_itself(family, gone) if gone else by_itself(family)
    return by.answer(ocsp_request.read(question(by, corpus.leaf(family).serial, nonce)), at)


def gone(family: str, at: datetime, reason: Reason = Reason.KEY_COMPROMISE) -> Revoked:
    return Revoked(corpus.leaf(family).serial, at, reason)


def status(family: str, *given: bytes, at: datetime = NOW, nonces: Any = frozenset(), full: bool = False) -> Step:
    """The step of a verdict; the root's list is at hand, and where it is wanted a list that says good."""
    made = house(family)
    head = Head(b"", "", b"", 1, NOW - HOUR, NOW + 48 * HOUR)
    lists = [listed(made.root, made.root_certificate, made.root_key, head)]
    if full:
        lists.append(listed(made.issuing, made.certificate, made.issuing_key, head))
    known = Lists(lists, VERIFIER)
    told = Answers([ocsp_response.read(one) for one in given], VERIFIER, digest, known, nonces)
    trusting = Trusting([made.root_certificate.raw], [made.certificate.raw], known, None, told)
    verdict = trusting.verify(corpus.leaf(family).raw, Wanted(at))
    return next(step for step in verdict.steps if step.check is Check.STATUS)


@pytest.mark.parametrize("family", FAMILIES)
class TestBothFamilies:
    def test_an_answer_takes_the_place_of_a_list(self, family: str) -> None:
        assert status(family).result is Result.UNKNOWN
        assert status(family, answer(family)).result is Result.PASSED

    def test_a_delegate_answers_as_well(self, family: str) -> None:
        assert status(family, corpus.sound(family)).result is Result.PASSED

    def test_what_is_revoked_fails_whatever_else_is_said(self, family: str) -> None:
        lost = answer(family, gone=gone(family, NOW))
        found = status(family, answer(family), lost, full=True)
        assert found.result is Result.FAILED
        assert "key-compromise" in str(found.why)

    def test_a_list_that_says_revoked_counts_more_than_an_answer_that_says_good(self, family: str) -> None:
        made = house(family)
        head = Head(b"", "", b"", 2, NOW - HOUR, NOW + HOUR)
        lists = Lists(
            [listed(made.issuing, made.certificate, made.issuing_key, head, gone(family, NOW - HOUR))], VERIFIER
        )
        told = Answers([ocsp_response.read(answer(family))], VERIFIER, digest)
        trusting = Trusting([made.root_certificate.raw], [made.certificate.raw], lists, None, told)
        assert trusting.verify(corpus.leaf(family).raw, Wanted(NOW)).result is Result.FAILED


def test_whoever_is_suspended_is_told_so() -> None:
    found = status("p256", answer("p256", gone=gone("p256", NOW, Reason.CERTIFICATE_HOLD)))
    assert "was suspended" in str(found.why)


def test_as_of_a_date_before_it_was_revoked() -> None:
    late = answer("p256", NOW + 2 * HOUR, gone("p256", NOW + HOUR))
    early = answer("p256", NOW)
    assert status("p256", early, late, at=NOW + HOUR / 2).result is Result.PASSED
    assert status("p256", early, late, at=NOW + HOUR).result is Result.FAILED
    # A later answer says of an earlier instant that it was revoked by then, but not that it was good.
    assert status("p256", late, at=NOW + HOUR).result is Result.FAILED
    assert status("p256", late, at=NOW + HOUR / 2).result is Result.UNKNOWN


def test_an_answer_that_has_ended_says_so() -> None:
    found = status("p256", answer("p256", NOW), at=NOW + 13 * HOUR)
    assert found.result is Result.UNKNOWN
    assert "the answer holds from 2026-11-22T08:00:00Z" in str(found.why)


def test_an_answer_that_has_ended_says_who_was_revoked_for_good() -> None:
    late = NOW + 13 * HOUR
    lost = answer("p256", NOW, gone("p256", NOW - HOUR))
    found = status("p256", lost, at=late)
    assert found.result is Result.FAILED
    assert "an answer that holds from 2026-11-22T08:00:00Z to 2026-11-22T20:00:00Z says so" in str(found.why)
    # Not even an answer or a list takes it back that is in force and says good.
    assert status("p256", lost, answer("p256", late), at=late, full=True).result is Result.FAILED
    # Where one in force says it too, nobody needs to know how old the other is.
    assert "says so" not in str(status("p256", lost, answer("p256", late, gone("p256", NOW)), at=late).why)


def test_an_answer_that_has_ended_says_nothing_of_who_was_suspended() -> None:
    late = NOW + 13 * HOUR
    held = answer("p256", NOW, gone("p256", NOW - HOUR, Reason.CERTIFICATE_HOLD))
    found = status("p256", held, at=late)
    assert found.result is Result.UNKNOWN
    assert "the answer holds from" in str(found.why)
    assert status("p256", held, answer("p256", late), at=late).result is Result.PASSED


def test_an_answer_belongs_to_its_question() -> None:
    nonces = frozenset({der.octets(b"mine")})
    assert status("p256", answer("p256", nonce=b"mine"), nonces=nonces).result is Result.PASSED
    for other in (answer("p256", nonce=b"another"), answer("p256")):
        assert "belongs to another question" in str(status("p256", other, nonces=nonces).why)


def test_who_does_not_know_it_leaves_it_to_the_lists() -> None:
    made = by_itself("p256")
    by = Responder(made.issuer, made.certificate, made.key_id, "p256", made.sign, lambda _: False, 12 * HOUR)
    unknown = by.answer(ocsp_request.read(question(by, corpus.leaf("p256").serial)), NOW)
    assert "does not know it" in str(status("p256", unknown).why)
    assert status("p256", unknown, full=True).result is Result.PASSED


def test_a_delegate_without_a_word_about_it_is_looked_up() -> None:
    made, draft = house("p256"), corpus.draft("p256")
    asked_about = tuple(one for one in draft.extensions if one.oid != extensions.NO_CHECK)
    delegate = made.issue(replace(draft, extensions=asked_about))
    given = corpus.given("p256", delegate)
    assert "was revoked by then" in str(status("p256", given).why)
    assert status("p256", given, full=True).result is Result.PASSED


def test_a_certificate_of_the_same_number_by_another_authority_is_not_meant() -> None:
    assert status("p256", answer("sm2"), answer("p256", gone=Revoked(1, NOW))).result is Result.PASSED
    assert status("p256", answer("sm2")).result is Result.UNKNOWN


@pytest.mark.parametrize("why", list(Failure))
def test_no_answer_says_why(why: Failure) -> None:
    with pytest.raises(ZhengyunError) as caught:
        ocsp_response.read(failure(why), "it")
    assert caught.value.code is codes.BAD_FORM
    assert why.name.lower() in str(caught.value)


def test_everything_is_read_as_it_was_written() -> None:
    found = ocsp_response.read(answer("p256", gone=gone("p256", NOW - HOUR, Reason.SUPERSEDED), nonce=b"n"))
    (said,) = found.said
    assert said.status == Revoked(corpus.leaf("p256").serial, NOW - HOUR, Reason.SUPERSEDED)
    assert (said.this_update, said.next_update, found.produced_at) == (NOW, NOW + 12 * HOUR, NOW)
    assert found.nonce == der.octets(b"n")
    assert found.certificates == (house("p256").certificate.raw,)


@given(at=st.integers(0, 2000), bit=st.integers(0, 7), family=st.sampled_from(FAMILIES))
def test_no_bit_can_be_turned_over(at: int, bit: int, family: str) -> None:
    whole = bytearray(corpus.sound(family))
    whole[at % len(whole)] ^= 1 << bit
    try:
        found = ocsp_response.read(bytes(whole))
    except ZhengyunError:
        return
    told = Answers([found], VERIFIER, digest).status(corpus.leaf(family), house(family).certificate, NOW)
    # What is sent along and not signed may change, as long as it still leads to who has signed.
    signed = ocsp_response.read(corpus.sound(family))
    same = (found.to_be_signed, found.algorithm) == (signed.to_be_signed, signed.algorithm)
    assert told.status is not True or same


@given(st.binary(max_size=300))
def test_whatever_bytes_come_are_read_or_refused(data: bytes) -> None:
    with suppress(ZhengyunError):
        ocsp_response.read(data)
