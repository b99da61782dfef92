"""The role file says who may sign; one that lets anybody sign twice, or nobody sign again, is none."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, at, changed, person, role_file, signed, signer
from zhengyun.attesting import LogKeys, Witness
from zhengyun.canonical import canonical
from zhengyun.fields import Fields
from zhengyun.people import Person, Role, posts
from zhengyun.rolefile import FIRST_FORMAT, RoleFile
from zhengyun.signing import PublicKey


def test_a_role_file_is_read_back_as_it_was_written() -> None:
    roles = signed(role_file(), "li", "chen")
    written = json.loads(canonical(roles.document()))
    assert RoleFile.read(written) == roles
    assert RoleFile.read(written).digest == roles.digest


def test_signatures_are_no_part_of_what_is_signed() -> None:
    assert signed(role_file(), "li").signed_bytes == role_file().signed_bytes
    assert changed(role_file(), "li", title="x").signed_bytes != role_file().signed_bytes


@pytest.mark.parametrize(
    ("begins", "ends", "revoked", "in_office"),
    [
        (-1, 1, None, True),
        (0, 0, None, True),
        (1, 2, None, False),
        (-2, -1, None, False),
        (-9, 9, -1, False),
        (-9, 9, 0, False),
        (-9, 9, 1, True),
        (-9, -1, 1, False),
    ],
)
def test_a_person_is_in_office_while_the_qualification_holds_and_nobody_has_revoked_it(
    begins: int, ends: int, revoked: int | None, in_office: bool
) -> None:
    one = replace(
        person("li"), not_before=at(begins), not_after=at(ends), revoked="" if revoked is None else at(revoked)
    )
    assert one.in_office(NOW) is in_office
    assert one.until == at(min(ends, ends if revoked is None else revoked))


def test_an_office_ends_when_it_is_revoked_and_not_a_second_later() -> None:
    one = person("li", revoked=at(10))
    assert one.in_office(NOW + timedelta(seconds=9.999))
    assert not one.in_office(NOW + timedelta(seconds=10))


def test_who_is_not_there_is_nobody() -> None:
    assert role_file().person("stranger") is None
    assert role_file().person("li") == person("li")


@pytest.mark.parametrize("field", ["not_before", "not_after", "revoked"])
@pytest.mark.parametrize("written", ["soon", "2026-01-31", "2026-01-31T08:00:00+08:00"])
def test_an_instant_that_is_none_makes_no_person(field: str, written: str) -> None:
    with pytest.raises(ValueError, match=r"instant|iso"):
        changed(role_file(), "li", **{field: written})


@pytest.mark.parametrize("threshold", [0, -1, 6])
def test_a_threshold_that_nobody_or_not_everybody_can_meet_is_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        role_file(threshold=threshold)


def test_one_name_cannot_stand_for_two_people() -> None:
    second = replace(person("sun"), name="li", posts=posts(Role.SYSTEM))
    with pytest.raises(ValueError, match="person li is there twice"):
        role_file(person("wang"), person("li"), second)


def test_one_key_cannot_stand_for_two_people() -> None:
    with pytest.raises(ValueError, match="key"):
        role_file(person("wang"), replace(person("li"), key=signer("wang").public))


def test_one_key_cannot_stand_for_two_people_under_two_names_of_the_key() -> None:
    key = signer("wang").public
    # The last letter before the padding holds two bits that say nothing.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    again = key.value[:-2] + alphabet[alphabet.index(key.value[-2]) ^ 1] + "="
    for value in (key.value, again):
        with pytest.raises(ValueError, match="key"):
            role_file(person("wang"), replace(person("li"), key=PublicKey("another", key.algorithm, value)))


def test_a_witness_is_none_of_the_people_it_watches() -> None:
    with pytest.raises(ValueError, match="key"):
        replace(role_file(), witnesses=(Witness("wang", signer("wang").public),))


def test_nor_is_the_log_signed_by_somebody_who_signs_otherwise() -> None:
    for name in ("wang", "witness"):
        with pytest.raises(ValueError, match="key"):
            replace(role_file(), log=LogKeys("log.example", (signer(name).public,)))


def test_two_witnesses_have_two_names() -> None:
    with pytest.raises(ValueError, match="witness one is there twice"):
        replace(role_file(), witnesses=(Witness("one", signer("1").public), Witness("one", signer("2").public)))


def test_a_role_file_of_the_first_format_is_read_and_its_digest_is_what_it_was() -> None:
    old = replace(role_file(), format=FIRST_FORMAT).document()
    assert "rules" not in old
    read = RoleFile.read(json.loads(canonical(old)))
    assert canonical(read.document()) == canonical(old)
    assert read.witnesses == (Witness(signer("witness").public.id, signer("witness").public),)
    assert (read.log, read.training) == (LogKeys(), False)


def test_versions_count_from_one() -> None:
    with pytest.raises(ValueError, match="version 0"):
        role_file(version=0)


def without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.pop(name)


@pytest.mark.parametrize(
    "edit",
    [
        *map(without, ("format", "version", "threshold", "people", "witnesses", "log", "training")),
        lambda document: document.update(format="zhengyun-roles/3"),
        lambda document: document.update(training="no"),
        lambda document: document.update(log=[]),
        lambda document: document["log"].update(origin=5),
        lambda document: document["log"].update(keys=["x"]),
        lambda document: document["witnesses"][0].update(machine=5),
        lambda document: document["witnesses"][0].update(more="x"),
        lambda document: document.update(version="1"),
        lambda document: document.update(version=True),
        lambda document: document.update(threshold="2"),
        lambda document: document.update(threshold=None),
        lambda document: document.update(people={}),
        lambda document: document.update(people=[]),
        lambda document: document.update(people=["li"]),
        lambda document: document.update(witnesses=[5]),
        lambda document: document.update(signatures=[{"signer": "li"}]),
        lambda document: document.update(signatures=[{"signer": "li", "value": 5}]),
        lambda document: document["people"][0].update(name=5),
        lambda document: document["people"][0].update(name=["li"]),
        lambda document: document["people"][0].update(roles=["king"]),
        lambda document: document["people"][0].update(roles="system"),
        lambda document: document["people"][0].update(key="key"),
        lambda document: document["people"][0].update(more="x"),
        lambda document: document["people"][0]["key"].update(value=5),
        lambda document: document["people"][0]["key"].update(value="no base64"),
        lambda document: document["people"][0]["key"].pop("id"),
        lambda document: document["people"][0].update(not_after=None),
        lambda document: document["people"][0].pop("not_after"),
    ],
)
def test_what_is_no_role_file_is_refused(edit: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(canonical(role_file().document()))
    edit(document)
    with pytest.raises((KeyError, TypeError, ValueError)):
        RoleFile.read(document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
)


@pytest.mark.slow
@given(st.sampled_from(["version", "threshold", "people", "witnesses", "signatures"]), JSON)
def test_a_role_file_with_anything_in_a_place_is_read_or_refused(name: str, value: Any) -> None:
    document = {**json.loads(canonical(role_file().document())), name: value}
    with suppress(KeyError, TypeError, ValueError):
        assert canonical(RoleFile.read(document).document()) == canonical(document)


def test_a_person_holds_what_the_file_says() -> None:
    read = Fields.whole(json.loads(canonical(person("li").document())), Person.read)
    assert read.roles == (Role.SECURITY,)
    assert read == person("li")
