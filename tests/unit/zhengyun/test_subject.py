"""Grants and standing permits as documents: what was written is read, and nothing else is."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import DAY, at
from tests.unit.governance.leaves import grant, limits, script
from zhengyun.canonical import canonical
from zhengyun.diff import Verb
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.grant import Grant
from zhengyun.leave import Leave
from zhengyun.standing import Standing
from zhengyun.subject import Subject, dump, load

NAMES = st.text(min_size=1, max_size=12)
MANY = st.lists(NAMES, min_size=1, max_size=4).map(tuple)
VERBS = st.lists(st.sampled_from(list(Verb)), min_size=1, max_size=5).map(tuple)
COUNTS = st.integers(1, 2**53 - 1)
GRANTS = st.builds(
    grant, person=NAMES, tenants=MANY, verbs=VERBS, count=COUNTS, reason=st.text(), sites=st.lists(NAMES).map(tuple)
)
LIMITS = st.builds(limits, tenants=MANY, actions=COUNTS, verbs=VERBS, destroys=st.booleans(), opens=st.booleans())
SITES = st.lists(NAMES, max_size=3).map(tuple)
SCRIPTS = st.builds(script, runbook=NAMES, name=st.text(), person=NAMES, count=COUNTS, limits=LIMITS, sites=SITES)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=6,
)


def code(kind: str, data: bytes) -> str:
    with pytest.raises(ZhengyunError) as raised:
        load(kind, data, "GR-TEST22")
    assert raised.value.exit is Exit.BROKEN
    return raised.value.code.id


@given(GRANTS | SCRIPTS)
def test_what_was_written_is_read_and_means_the_same(subject: Subject) -> None:
    read = load(subject.kind, dump(subject), "GR-TEST22")
    assert read == subject
    assert read.digest == subject.digest


@given(st.sampled_from([grant(), script()]), st.data())
def test_a_byte_that_is_altered_is_found(subject: Subject, data: st.DataObject) -> None:
    whole = bytearray(dump(subject))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    assert code(subject.kind, bytes(whole)) == "ZY-PERMIT-048"


@given(st.sampled_from([grant(), script()]), st.data())
def test_whatever_a_field_is_replaced_by_is_refused_by_name(subject: Subject, data: st.DataObject) -> None:
    document = json.loads(dump(subject))
    field = data.draw(st.sampled_from(sorted(document[subject.kind])))
    value = data.draw(JSON)
    before = document[subject.kind][field]
    if value == before and type(value) is type(before):
        return
    document[subject.kind][field] = value
    assert code(subject.kind, canonical(document) + b"\n") == "ZY-PERMIT-048"


@given(st.sampled_from(["grant", "standing", "plan", ""]), st.binary(max_size=60))
def test_foreign_bytes_are_refused_by_name(kind: str, data: bytes) -> None:
    assert code(kind, data) == "ZY-PERMIT-048"


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"grant":' * 50_000, b"9" * 100_000, b""])
def test_bytes_that_are_made_to_hurt_are_refused_by_name(data: bytes) -> None:
    assert code("grant", data) == "ZY-PERMIT-048"


def test_one_kind_is_not_the_other() -> None:
    assert code("standing", dump(grant())) == "ZY-PERMIT-048"
    assert code("grant", dump(script())) == "ZY-PERMIT-048"


@pytest.mark.parametrize(
    "values",
    [{"person": ""}, {"tenants": ()}, {"verbs": ()}, {"count": 0}, {"not_after": at(0)}, {"not_before": "soon"}],
    ids=str,
)
def test_a_grant_of_nothing_is_none(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"a grant|'soon'"):
        grant(**values)


@pytest.mark.parametrize(
    "values", [{"runbook": ""}, {"count": 0}, {"limits": limits(tenants=())}, {"limits": limits(actions=0)}], ids=str
)
def test_a_standing_permit_for_nothing_is_none(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a standing permit"):
        script(**values)


class TestUses:
    """How often."""

    def leave(self, *used: str, count: int = 2) -> Leave:
        from tests.permits import asked
        from tests.unit.governance.requests import PLAN

        return Leave(asked(PLAN), grant(count=count), used)

    def test_the_first_that_the_count_allows_may_go_on_and_no_other(self) -> None:
        leave = self.leave("A", "B", "C")
        assert [leave.allows(one) for one in ("A", "B", "C", "D")] == [True, True, False, False]

    def test_while_some_are_left_another_may_come(self) -> None:
        assert self.leave("A").allows("D")
        assert (self.leave("A").left, self.leave("A", "B", "C").left) == (1, 0)


def test_both_say_when_they_end() -> None:
    for subject in (grant(), script()):
        assert isinstance(subject, Grant | Standing)
        assert replace(subject, not_after=at(2 * DAY)).digest != subject.digest
