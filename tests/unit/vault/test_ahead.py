"""What was opened beforehand against a standing permit: as often as it says, for its sites, by the executor, and for nothing else."""

from collections.abc import Mapping, Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import codes
from vault.ahead import Ahead, match_ahead
from vault.control import Asked
from vault.matching import Match, Opening
from vault.needs import cloud
from vault.port import Need
from zhengyun.errors import Code

NAME: Final = "SP-AHEAD2"
EXECUTOR: Final = "executor"
UNTIL: Final = "2026-03-31T00:00:00Z"
EAST: Final = cloud("east")
WEST: Final = cloud("west")


def opening(need: Need, accessor: str, request: str = NAME) -> Opening:
    return Opening(request, accessor, *need.key)


def said(need: Need, entity: str = EXECUTOR) -> Asked:
    return Asked(entity, need, approved=False)


def found(
    left: int, openings: Sequence[Opening], asked: Mapping[str, Asked], needs: tuple[Need, ...] = (EAST,)
) -> Match:
    return match_ahead(Ahead(NAME, needs, left, UNTIL), openings, asked, EXECUTOR)


def of(count: int, need: Need = EAST) -> tuple[list[Opening], dict[str, Asked]]:
    """So many of one, as the log and the vault tell of them."""
    names = [f"{need.path}-{number}" for number in range(count)]
    return [opening(need, one) for one in names], {one: said(need) for one in names}


def codes_of(one: Match) -> set[Code]:
    return {error.code for error in one.strange}


@given(left=st.integers(0, 9), opened=st.integers(0, 9))
def test_as_many_as_are_left_and_no_more(left: int, opened: int) -> None:
    match = found(left, *of(opened))
    assert codes_of(match) == ({codes.MORE_THAN_AGREED} if opened > left else set())
    assert len(match.fits) == opened
    assert len(match.missing) == max(0, left - opened)


def test_each_site_is_counted_by_itself() -> None:
    east, west = of(2), of(1, WEST)
    match = found(2, [*east[0], *west[0]], {**east[1], **west[1]}, (EAST, WEST))
    assert (match.strange, match.missing, len(match.fits)) == ((), (WEST,), 3)


def test_what_was_told_twice_counts_once() -> None:
    openings, asked = of(1)
    assert len(found(1, [*openings, *openings], asked).fits) == 1


@pytest.mark.parametrize(
    ("openings", "asked", "code"),
    [
        ([opening(WEST, "a")], {"a": said(WEST)}, codes.NOT_NEEDED),
        ([opening(EAST, "a")], {"a": said(WEST)}, codes.LOG_ALTERED),
        ([opening(EAST, "a")], {"a": said(EAST, "wang")}, codes.OPENED_BY_ANOTHER),
        ([opening(EAST, "a"), opening(EAST, "a", "CR-OTHER2")], {"a": said(EAST)}, codes.OPENED_FOR_ANOTHER),
        ([opening(EAST, "a", "SP-OTHER2"), opening(EAST, "a")], {"a": said(EAST)}, codes.OPENED_FOR_ANOTHER),
    ],
)
def test_whatever_else_is_strange(openings: list[Opening], asked: dict[str, Asked], code: Code) -> None:
    match = found(1, openings, asked)
    assert code in codes_of(match)
    assert not match.fits


def test_what_another_waits_for_is_none_of_its_own() -> None:
    match = found(
        1, [opening(EAST, "a", "SP-OTHER2"), opening(EAST, "b", "CR-OTHER2")], {"a": said(EAST), "b": said(EAST)}
    )
    assert (match.fits, match.strange, match.missing) == ((), (), (EAST,))
