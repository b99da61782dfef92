"""Format 2 of the role file: everything in it comes back, and whatever is wrong with it is told with its place."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import at, changed, role_file, signer
from zhengyun.canonical import canonical
from zhengyun.fields import MisreadError
from zhengyun.people import Deputy, Group, Post, Qualification, Role
from zhengyun.rolefile import Recovery, RoleFile
from zhengyun.ruleset import BASIS, BreakGlass, ChainRule, Demand, GrantBounds, Ruleset, When

RULES = Ruleset(
    qualifications=(Demand(Role.SECURITY, ("certificate",)),),
    chains=(ChainRule("lost", When(loses=True, level=3, zones=("a/b", "c")), (Role.OWNER, Role.SECURITY), BASIS),),
    break_glass=BreakGlass(3, (Role.SECURITY,), 60),
    grants=GrantBounds(5, 6),
    windows=("Sat 22:00-06:00 Asia/Shanghai",),
    days=400,
    witnesses=2,
)
FULL = replace(
    changed(
        changed(role_file(), "li", qualifications=(Qualification("certificate", "1", "us", at(0), at(9)),)),
        "sun",
        deputies=(Deputy("li", (Role.SECURITY,), at(0), at(9)),),
    ),
    city="a county",
    training=True,
    groups=(Group("duty", ("wang", "zhou"), (Post(Role.OPERATOR, ("finance",)),)),),
    recovery=Recovery(1, (signer("recovery").public,)),
    rules=RULES,
)


def document() -> dict[str, Any]:
    """The full file as data that can be edited."""
    whole: dict[str, Any] = json.loads(canonical(FULL.document()))
    return whole


def faults(edit: Callable[[dict[str, Any]], object]) -> dict[str, str]:
    """What is wrong after an edit, by place."""
    whole = document()
    edit(whole)
    with pytest.raises(MisreadError) as raised:
        RoleFile.read(whole)
    assert str(raised.value)
    return {fault.place: str(fault.problem) for fault in raised.value.faults}


def test_everything_comes_back() -> None:
    assert RoleFile.read(document()) == FULL
    assert canonical(RoleFile.read(document()).document()) == canonical(FULL.document())


@pytest.mark.parametrize("name", ["groups", "recovery", "rules", "city"])
def test_what_can_be_left_out_is_the_strictest(name: str) -> None:
    whole = document()
    del whole[name]
    if name == "rules":
        assert RoleFile.read(whole).rules == Ruleset()
    assert getattr(RoleFile.read(whole), name) == getattr(role_file(), name)


@pytest.mark.parametrize(
    ("edit", "place", "problem"),
    [
        (lambda d: d["people"][1].update(name=5), "people[1].name", "a text is needed"),
        (lambda d: d["people"][1].update(name=""), "people[1].name", "it must not be empty"),
        (lambda d: d["people"][1].update(identity=""), "people[1].identity", "it must not be empty"),
        (lambda d: d["people"][1]["key"].update(value="no"), "people[1].key.value", "it is not base64"),
        (lambda d: d["people"][1].pop("key"), "people[1].key", "an object is needed"),
        (lambda d: d["people"][1].update(salary=5), "people[1].salary", "there is no such field"),
        (lambda d: d["people"][1]["roles"][0].update(role="king"), "people[1].roles[0].role", "expected one of"),
        (lambda d: d["people"][1]["roles"][0].update(role=["x"]), "people[1].roles[0].role", "expected one of"),
        (lambda d: d["people"][1]["roles"][0].update(role="owner"), "people[1].roles[0].tenants", "name them"),
        (lambda d: d["people"][1]["roles"][0].update(tenants=["x"]), "people[1].roles[0].tenants", "not held for"),
        (lambda d: d["people"][1].update(not_after="2026-02-30"), "people[1].not_after", "an instant such as"),
        (lambda d: d["people"][3]["deputies"][0].update(person="x"), "people[3].deputies[0].person", "nobody called x"),
        (lambda d: d["people"][3]["deputies"][0].update(roles=5), "people[3].deputies[0].roles", "a list is needed"),
        (lambda d: d["groups"][0].update(members=["nobody"]), "groups[0].members[0]", "nobody called nobody"),
        (lambda d: d["recovery"].update(threshold=2), "recovery.threshold", "threshold 2 of 1 keys"),
        (lambda d: d.update(training="yes"), "training", "true or false"),
        (lambda d: d.update(threshold=0), "threshold", "at least 1"),
        (lambda d: d["rules"].update(since=2), "rules.since", "cannot have come after"),
        (lambda d: d["rules"].update(exclusive=[["system", "audit"]]), "rules.exclusive", "must exclude each other"),
        (lambda d: d["rules"].update(exclusive=[["system", "x"]]), "rules.exclusive[0][1]", "expected one of"),
        (lambda d: d["rules"].update(steps=["owner"]), "rules.steps", "they take a security administrator"),
        (lambda d: d["rules"].update(steps=["security", "audit"]), "rules.steps", "no auditor"),
        (
            lambda d: d["rules"]["chains"][0].update(needs=["audit"]),
            "rules.chains[0].needs",
            "the auditor grants nothing",
        ),
        (lambda d: d["rules"]["chains"][0].update(needs=[]), "rules.chains[0].needs", "it takes a role"),
        (lambda d: d["rules"]["chains"][0].update(needs=["system"]), "rules.chains[0].needs", "not among the steps"),
        (lambda d: d["rules"]["chains"][0]["when"].update(level="3"), "rules.chains[0].when.level", "a whole number"),
        (lambda d: d["rules"]["break_glass"].update(people=1), "rules.break_glass.people", "at least 2"),
        (lambda d: d["rules"]["break_glass"].update(roles=["audit"]), "rules.break_glass.roles", "grants nothing"),
        (lambda d: d["rules"].update(windows=["Sat", "never"]), "rules.windows[0]", "it is no window"),
        (lambda d: d["rules"].update(windows=["01:00-02:00 UTC"] * 13), "rules.windows", "longer than 200"),
        (lambda d: d["rules"]["retention"].update(days=True), "rules.retention.days", "a whole number"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    edit: Callable[[dict[str, Any]], object], place: str, problem: str
) -> None:
    found = faults(edit)
    assert problem in found[place]


def test_all_that_is_wrong_is_told_at_once() -> None:
    def edit(whole: dict[str, Any]) -> None:
        whole["people"][0]["name"] = 5
        whole["people"][2]["revoked"] = "soon"
        whole["threshold"] = "2"
        whole["witnesses"] = {}

    assert set(faults(edit)) == {"people[0].name", "people[2].revoked", "threshold", "witnesses"}


@pytest.mark.parametrize("whole", [None, 5, [], "x", {"format": "zhengyun-roles/3"}, {"format": ["x"]}])
def test_what_is_no_role_file_at_all_is_refused(whole: Any) -> None:
    with pytest.raises(MisreadError):
        RoleFile.read(whole)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=8,
)
NAMES = ["version", "people", "groups", "witnesses", "log", "recovery", "rules", "signatures", "city", "training"]


@given(st.sampled_from(NAMES), JSON)
def test_anything_anywhere_is_read_or_refused_and_nothing_else(name: str, value: Any) -> None:
    with suppress(MisreadError):
        read = RoleFile.read({**document(), name: value})
        assert RoleFile.read(json.loads(canonical(read.document()))) == read


RULE_NAMES = list(RULES.document())


@given(st.sampled_from(RULE_NAMES), JSON)
def test_any_rule_is_read_or_refused(name: str, value: Any) -> None:
    whole = document()
    whole["rules"][name] = value
    with suppress(MisreadError):
        read = RoleFile.read(whole)
        assert RoleFile.read(json.loads(canonical(read.document()))) == read
