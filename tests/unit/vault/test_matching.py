"""What was opened for a request against what its plan needs: nothing missing, nothing more, and by nobody else."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import codes
from vault.control import Asked
from vault.matching import Match, Opening, match
from vault.needs import cloud
from vault.port import Need
from zhengyun.errors import Code, Exit

HERE: Final = "CR-MATCH2"
EXECUTOR: Final = "executor"
POLICY: Final = Need("update", "sys/policies/acl/look", {"policy": 'path "a" {}'})


def opening(need: Need, accessor: str, request: str = HERE) -> Opening:
    """What the log says."""
    return Opening(request, accessor, *need.key)


def said(need: Need, entity: str = EXECUTOR) -> Asked:
    """What the vault says."""
    return Asked(entity, need, approved=False)


def found(
    openings: Sequence[Opening], asked: dict[str, Asked], needs: Sequence[Need] = (cloud("east"), POLICY)
) -> Match:
    return match(HERE, openings, asked, needs, EXECUTOR)


def codes_of(one: Match) -> list[Code]:
    return [error.code for error in one.strange]


def test_exactly_what_the_plan_needs_fits() -> None:
    openings = [opening(cloud("east"), "a1"), opening(POLICY, "a2")]
    both = found(openings, {"a1": said(cloud("east")), "a2": said(POLICY)})
    assert both == Match(tuple(openings), (), ())


def test_what_is_not_open_is_told_and_what_is_dead_is_not_open() -> None:
    openings = [opening(cloud("east"), "a1"), opening(POLICY, "a2")]
    one = found(openings, {"a1": said(cloud("east"))})
    assert (one.fits, one.strange, one.missing) == ((openings[0],), (), (POLICY,))


def test_of_two_that_live_the_one_that_was_opened_last_is_agreed_to() -> None:
    openings = [opening(cloud("east"), "old"), opening(cloud("east"), "new")]
    one = found(openings, {name: said(cloud("east")) for name in ("old", "new")}, [cloud("east")])
    assert [fit.accessor for fit in one.fits] == ["new"]


@pytest.mark.parametrize(
    "more",
    [
        cloud("west"),
        Need("update", "secret/data/cloud/east", {"data": {"password": "mine"}}),
        Need("read", "secret/data/cloud/east/../west"),
        Need("read", "secret/metadata/cloud/east"),
        Need("delete", POLICY.path),
        Need("update", POLICY.path, {"policy": 'path "*" { capabilities = ["sudo"] }'}),
        Need("update", POLICY.path, {**POLICY.body, "ttl": "1h"}),
        Need("update", POLICY.path),
    ],
)
def test_whatever_is_more_or_other_than_the_plan_needs_is_refused_by_name(more: Need) -> None:
    openings = [opening(cloud("east"), "a1"), opening(POLICY, "a2"), opening(more, "a3")]
    one = found(openings, {"a1": said(cloud("east")), "a2": said(POLICY), "a3": said(more)})
    assert codes_of(one) == [codes.NOT_NEEDED]
    assert str(more) in str(one.strange[0])
    assert [fit.accessor for fit in one.fits] == ["a1", "a2"]


def test_what_somebody_else_waits_for_is_refused() -> None:
    one = found([opening(cloud("east"), "a1")], {"a1": said(cloud("east"), "operator")}, [cloud("east")])
    assert codes_of(one) == [codes.OPENED_BY_ANOTHER]
    assert not one.fits


def test_an_accessor_that_was_put_into_the_log_in_the_place_of_another_is_found() -> None:
    # The log tells of the harmless one; the vault knows what the accessor really stands for.
    one = found([opening(cloud("east"), "a1")], {"a1": said(cloud("west"))}, [cloud("east")])
    assert codes.LOG_ALTERED in codes_of(one)
    assert one.strange[0].exit is Exit.BROKEN
    assert one.missing == (cloud("east"),)


@pytest.mark.parametrize("first", [True, False])
def test_what_was_opened_for_another_request_is_not_handed_out_by_a_yes_to_this_one(*, first: bool) -> None:
    other, mine = opening(cloud("east"), "a1", "CR-THEIR2"), opening(cloud("east"), "a1")
    one = found([other, mine] if first else [mine, other], {"a1": said(cloud("east"))}, [cloud("east")])
    assert codes_of(one) == [codes.OPENED_FOR_ANOTHER]
    assert "CR-THEIR2" in str(one.strange[0])


NEEDS = st.builds(
    Need,
    st.sampled_from(["read", "update", "delete"]),
    st.sampled_from(["secret/data/cloud/east", "secret/data/cloud/west", "sys/policies/acl/look"]),
    st.dictionaries(st.sampled_from(["policy", "data"]), st.text(max_size=3), max_size=2),
)


@given(
    st.lists(NEEDS, max_size=4), st.lists(st.tuples(NEEDS, NEEDS, st.sampled_from(["executor", "chen"])), max_size=5)
)
def test_what_fits_is_what_the_vault_says_and_the_plan_needs(
    needs: list[Need], opened: list[tuple[Need, Need, str]]
) -> None:
    openings = [opening(logged, f"a{number}") for number, (logged, _, _) in enumerate(opened)]
    asked = {f"a{number}": said(real, who) for number, (_, real, who) in enumerate(opened)}
    one = match(HERE, openings, asked, needs, EXECUTOR)
    for fit in one.fits:
        assert asked[fit.accessor].entity == EXECUTOR
        assert asked[fit.accessor].need.key in {need.key for need in needs}
    wanted = {need.key for need in needs}
    assert wanted == {fit.key for fit in one.fits} | {need.key for need in one.missing}
    harmless = all(who == EXECUTOR and logged.key == real.key in wanted for logged, real, who in opened)
    assert (not one.strange) == harmless
