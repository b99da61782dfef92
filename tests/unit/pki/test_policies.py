"""Policies of a path: who has certified under which, in whose words, and who demands one."""

from dataclasses import replace

import pytest

from pki import der
from pki.certificate import Extension, read
from pki.extensions import INHIBIT_ANY, MAPPINGS, POLICIES, POLICY_CONSTRAINTS
from pki.policies import Start, wrong
from pki.verdict import Check, Result
from tests.corpus.policies import ANY, CASES, EXPLICIT, NO_ANY, NO_MAPPING, A, B, Case, grown, maps, says, skips
from tests.paths import Link, path, step


def told(case: Case) -> Result:
    options = {"explicit": EXPLICIT in case.wanted, "mapping": NO_MAPPING not in case.wanted}
    return step(case.path(), Check.POLICY, policy=case.policy, any_policy=NO_ANY not in case.wanted, **options).result


@pytest.mark.parametrize("case", CASES, ids=str)
def test_paths_with_policies(case: Case) -> None:
    found = told(case)
    assert (found is not Result.FAILED) is case.accepted
    assert (found is Result.SKIPPED) is (case.accepted and not case.wanted)


def test_a_root_says_nothing_of_policies() -> None:
    demands = (says(A), skips(explicit=0), maps(A, ANY))
    made = path([Link("Root", demands), Link("Issuing", (says(B),)), Link("www", (says(B),))])
    assert step(made, Check.POLICY, policy=B).result is Result.PASSED
    assert step(path([Link("Root", demands), Link("www")]), Check.POLICY).result is Result.SKIPPED


def test_a_root_alone_is_under_every_policy() -> None:
    (root,) = (read(one) for one in path([Link("Root")]))
    assert not wrong([root], Start(A, explicit=True))


def test_a_policy_is_demanded_before_it_is_asked_for_and_both_are_told() -> None:
    demand = step(path([Link("Root"), Link("Issuing", (skips(explicit=0),)), Link("www")]), Check.POLICY)
    assert "demands a policy" in str(demand.why)
    asked = step(path([Link("Root"), Link("Issuing", (says(A),)), Link("www", (says(A),))]), Check.POLICY, policy=B)
    assert str(asked.why) == f"it has not this policy: {B}"
    mapped = step(path([Link("Root"), Link("Issuing", (says(A), maps(A, ANY))), Link("www")]), Check.POLICY)
    assert "stand for any" in str(mapped.why)


@pytest.mark.slow
def test_what_would_be_a_tree_of_more_leaves_than_there_are_atoms_is_judged() -> None:
    """Forty policies that each stand for each, eleven times over: two sets of forty names for every certificate."""
    made = Case("grown", True, grown(11, 40), (EXPLICIT, A))
    assert told(made) is Result.PASSED
    assert told(replace(made, wanted=(EXPLICIT, "1.2.156.99999.41"))) is Result.FAILED


@pytest.mark.parametrize(
    ("oid", "value"),
    [
        (POLICY_CONSTRAINTS, der.sequence(der.tlv(0x80, b"\xff"))),
        (POLICY_CONSTRAINTS, der.sequence(der.tlv(0x80, b""))),
        (POLICY_CONSTRAINTS, der.sequence(der.tlv(0x81, b"\1"), der.tlv(0x80, b"\1"))),
        (POLICY_CONSTRAINTS, der.sequence(der.integer(0))),
        (INHIBIT_ANY, der.integer(-1)),
        (INHIBIT_ANY, der.sequence()),
        (MAPPINGS, der.sequence(der.oid(A), der.oid(B))),
        (MAPPINGS, der.sequence(der.sequence(der.oid(A)))),
        (POLICIES, der.sequence(der.oid(A))),
    ],
)
def test_what_has_no_form_is_refused_as_such(oid: str, value: bytes) -> None:
    """A leaf with it is not looked at any further, and an authority with it has no path."""
    broken = Extension(oid, True, value)
    assert step(path([Link("Root"), Link("www", (broken,))]), Check.FORM).result is Result.FAILED
    made = path([Link("Root"), Link("Issuing", (broken,)), Link("www")])
    assert step(made, Check.PATH).result is Result.FAILED
